"""Reading what stands in brackets: groups, bars, lists, sets, statements, probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..tree import Add, Call, Expr, Neg, Num, Sym
from ..vocabulary.functions import ALWAYS, MACROS, OF_RANDOM
from . import enclosures, tables
from .brackets import closing, matched, outermost, put
from .statements import each, is_sign, listed, parts, statement, together
from .tokens import ParseError, Token, UnsupportedError, is_letter

if TYPE_CHECKING:
    from .grammar import Parser

_CLOSER = {"(": ")", "[": "]", "{": "}", r"\lvert": r"\rvert", "|": "|", r"\lfloor": r"\rfloor",
           r"\lceil": r"\rceil"}  # fmt: skip
OPENERS = frozenset(_CLOSER) | {r"\{", r"\langle"}
_BARS = ("|", r"\lvert")
_INFIX = {r"\choose": "binom", r"\brack": "stirling_cycle", r"\brace": "stirling2"}
_ATOP = {"(": "binom", "[": "stirling_cycle", r"\{": "stirling2", "{": "binom"}


def group(parser: Parser, opening: Token) -> Expr:
    """Brackets, bars, and floor and ceiling signs."""
    if opening.text == r"\{":
        return _braces(parser)
    if opening.text == r"\langle":
        return _angle_brackets(parser)
    if opening.text == "{" and parser.peek(1) == "}":
        parser.at += 2  # `{}_2F_1(a, b; c; z)` and `{}_nC_k`
        return prescripted(parser)
    if opening.text == "{" and _only_a_head(parser):
        return parser.primary()
    if opening.text == "[" and _is_class(parser):
        parser.at += 3
        return Call("class", (Num(parser.tokens[parser.at - 2].text),))
    plain = opening.text in ("(", "[") and not _is_vector(parser)
    if plain and (special := _list(parser, opening)) is not None:
        return special
    if opening.text in _BARS and (content := enclosures.ket_content(parser)) is not None:
        return Call("ket", (state(parser, content),))
    start = parser.at
    parser.take()
    outer = parser.bars, parser.fence, parser.integrals
    parser.bars = 1 if opening.text == "|" else 0
    parser.fence = _CLOSER[opening.text]
    if opening.text != "{":
        parser.integrals = []
    inner = parser.expression()
    if parser.habits.kinds is not None and parser.peek() == "," and opening.text in "([":
        inner = tables.listed(parser, opening.text, inner)
    if parser.peek() in _INFIX or parser.peek() == r"\atop":
        infix = parser.take().text
        around = parser.tokens[start - 1].text if opening.text == "{" and start else opening.text
        name = _INFIX.get(infix) or _ATOP.get(around, "binom")
        inner = Call(name, (inner, parser.expression()))
    parser.bars, parser.fence, parser.integrals = outer
    if opening.text == "|" and parser.peek() == ",":
        raise UnsupportedError("lists are not judged yet", parser.place())
    parser.expect(_CLOSER[opening.text])
    if opening.text in ("|", r"\lvert"):
        return _barred(parser, inner)
    if opening.text == "[" and (
        parser.habits.whole_parts
        or (isinstance(inner, Sym) and parser.ambiguous("integer part", False))
    ):
        return Call("floor", (inner,))
    if opening.text in (r"\lfloor", r"\lceil"):
        return Call("floor" if opening.text == r"\lfloor" else "ceil", (inner,))
    return inner


def _barred(parser: Parser, inner: Expr) -> Expr:
    if _adds_capitals(inner):
        parser.loosely("The bars may count the elements of a set")
    return Call("abs", (inner,)) if parser.habits.kinds is None else enclosures.in_bars(inner)


def _adds_capitals(inner: Expr) -> bool:
    """`A + B` between bars: two numbers, or the sums of the elements of two sets."""
    return isinstance(inner, Add) and all(
        isinstance(term, Sym) and term.name[0].isupper() for term in inner.terms
    )


def _only_a_head(parser: Parser) -> bool:
    """`{y}_{1}`, `{\\operatorname{atan}}^{(n)}(z)`: braces without meaning are taken away."""
    end = closing(parser.tokens, parser.at)
    content = parser.tokens[parser.at + 1 : end]
    if end + 1 >= len(parser.tokens) or not content:
        return False
    following = parser.tokens[end + 1].text
    head, rest = content[0], content[1:]
    function = head.kind == "name" or head.text.lstrip("\\") in MACROS
    if not (
        (is_letter(head) and not rest and following == "_")
        or (function and not rest and following in ("^", "_", "("))
        or (rest and rest[0].text == "^" and following == "(" and rest[-1].text == "}"
            and [t.text for t in rest[1:3]] == ["{", "("]
            and (function or head.text in ALWAYS))
    ):  # fmt: skip
        return False
    put(parser.tokens, parser.at, end + 1, content)
    return True


def _is_class(parser: Parser) -> bool:
    """`[4]`: a whole number in square brackets is one of a class, or a label."""
    before = parser.tokens[parser.at - 1] if parser.at else None
    content = parser.content()
    return (
        len(content) == 1 and content[0].kind == "number" and content[0].text.isdigit()
        and parser.peek(2) == "]" and parser.peek(3) not in ("^", "_", "[", "(")
        and (before is None or before.text in ("+", "-", r"\cdot", "="))
    )  # fmt: skip


def _is_vector(parser: Parser) -> bool:
    """Whether a list in brackets is one of components."""
    return parser.habits.kinds is not None and any(
        token.text == "," for token in outermost(parser.content())
    )


# Lists and sets


def _list(parser: Parser, opening: Token) -> Expr | None:
    """`(a, b)`, `[a, b)` and signs in brackets, `(+)(-)`; None for a plain group."""
    end = closing(parser.tokens, parser.at)
    if end >= len(parser.tokens):
        return None
    content = parser.tokens[parser.at + 1 : end]
    texts = [t.text for t in content]
    close = parser.tokens[end].text
    if texts in (["+"], ["-"]) and end + 1 < len(parser.tokens):
        parser.at = end + 1
        return Num("1") if texts == ["+"] else Neg(Num("1"))
    outer = outermost(content)
    if any(t.text == ";" for t in outer) and parser.tokens[end + 1 : end + 2]:
        return _q_product(parser, content, end)
    if not any(t.text in (",", ";") for t in outer):
        if any(is_sign(t) for t in outer) and close == ")" and opening.text == "(":
            raise UnsupportedError("a relation inside brackets is not judged yet", opening.start)
        return None
    mixed = (opening.text, close) in (("(", "]"), ("[", ")"))
    parser.at = end + 1
    items = tuple(statement(parser, part) for part in parts(content))
    if mixed and len(items) == 2:
        return Call("interval_oc" if opening.text == "(" else "interval_co", items)
    return Call("tuple" if opening.text == "(" else "list", items)


def _q_product(parser: Parser, content: Sequence[Token], end: int) -> Expr:
    """`(a; q)_n`"""
    if parser.tokens[end + 1].text != "_":
        raise UnsupportedError("lists and tuples are not judged yet", content[0].start)
    base = [parser.outside_integrals(part) for part in parts(content)]
    parser.at = end + 2
    order = parser.outside_integrals(parser.argument())
    if len(base) != 2:
        raise UnsupportedError("lists and tuples are not judged yet", content[0].start)
    return Call("q_pochhammer", (*base, order))


def _braces(parser: Parser) -> Expr:
    """A set by its members or by a condition; brackets, where an expression stands inside."""
    start = parser.place()
    end = closing(parser.tokens, parser.at)
    if end >= len(parser.tokens) or parser.tokens[end].text != r"\}":
        raise UnsupportedError("a brace is not closed: cases are not judged yet", start)
    content = parser.tokens[parser.at + 1 : end]
    parser.at = end + 1
    if not content:
        return Call("set", ())
    outer = outermost(content)
    split = next((i for i, t in enumerate(content) if t.text in ("|", ":") and t in outer), -1)
    if split > 0 and (content[split].text == ":" or sum(t.text == "|" for t in outer) == 1):
        left, right = content[:split], content[split + 1 :]
        conditions = each(parser, right)
        if not conditions:
            raise ParseError("a condition is missing", start)
        return Call("set_of", (statement(parser, left), together("and", conditions)))
    if any(t.text in (r"\atop", r"\brace") for t in content):
        parser.at = end - len(content)
        round_ = [Token("op", "(", start, start), *content, Token("op", ")", start, start)]
        inner = parser.inside(matched(round_))
        parser.at = end + 1
        if isinstance(inner, Call) and inner.name == "binom":
            return Call("stirling2", inner.args)
        return inner
    items = each(parser, content)
    if len(items) == 1 and len(content) > 1 and not isinstance(items[0], (Sym, Call)):
        return items[0]
    return Call("set", tuple(items))


# Angle brackets


def _angle_brackets(parser: Parser) -> Expr:
    """`\\langle x \\rangle`, `\\langle a, b \\rangle` and Dirac's `\\langle a | A | b \\rangle`."""
    start = parser.place()
    pieces, closed = enclosures.between_angles(parser)
    if not closed:
        return Call("bra", (state(parser, pieces[0]),))
    if len(pieces) == 1:
        items = tuple(parser.outside_integrals(part) for part in parts(pieces[0]) if part)
        if not items:
            raise ParseError("something is missing between angle brackets", parser.place())
        return Call("mean" if len(items) == 1 else "inner", items)
    if len(pieces) > 3 or not all(pieces):
        raise UnsupportedError("these angle brackets are not judged yet", start)
    name = "inner" if len(pieces) == 2 else "matrix_element"
    return Call(name, tuple(state(parser, piece) for piece in pieces))


def state(parser: Parser, tokens: Sequence[Token]) -> Expr:
    """What names a state: an expression or a list of quantum numbers."""
    items = tuple(parser.outside_integrals(part) for part in parts(tokens) if part)
    if not items:
        raise parser.error("something is missing")
    return together("tuple", items)


# Prescripts and operations on random quantities


def prescripted(parser: Parser) -> Expr:
    """What follows an empty base: a subscript or superscript on the left of a letter."""
    start = parser.place()
    if parser.peek() not in ("_", "^"):
        raise parser.error("an empty group")
    parser.take()
    before = parser.argument()
    letter = parser.take()
    after = parser.script("_")
    if after is None:
        raise UnsupportedError("an index on the left is not judged yet", start)
    if letter.text in ("C", "P") and letter.kind == "letter":
        name = "binom" if letter.text == "C" else "falling"
        return Call(name, (parser.outside_integrals(before), parser.outside_integrals(after)))
    counts = [t.text for t in (*before, *after)]
    if letter.text != "F" or len(counts) != 2 or not all(c.isdigit() for c in counts):
        raise UnsupportedError("an index on the left is not judged yet", start)
    args = parser.arguments()
    p, q = map(int, counts)
    if len(args) != p + q + 1:
        raise UnsupportedError("a hypergeometric function with other parameters", start)
    return Call(f"hyper_{p}_{q}", args)


def operation(parser: Parser, name: str) -> Expr:
    """`E[X]`, `Var(X)`, `\\mathcal{L}\\{f\\}`: the operation that the name stands for."""
    opening = parser.peek()
    if opening not in ("(", "[", r"\{", "{"):
        if name in OF_RANDOM and parser.starts_factor():
            return Call(OF_RANDOM[name], (parser.factor(),))
        return Sym(name)
    content = parser.bracketed()
    return Call(OF_RANDOM.get(name, name), listed(parser, content))
