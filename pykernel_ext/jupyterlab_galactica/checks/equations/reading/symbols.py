"""Reading symbols: names with subscripts, accents and primes, sequences and undefined functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..tree import Apply, Call, Deriv, Expr, Item, Num, Sym
from ..vocabulary.letters import (
    APPLIED_LETTERS,
    COMPLEX_LETTERS,
    COUNTING_LETTERS,
    FUNCTION_LETTERS,
    PRIMED_LETTERS,
)
from . import groups, known_letters, linear, statements
from .brackets import argument_tokens, outermost, skip_argument
from .letter_kinds import MARKS
from .primes import primed, raised_order
from .tokens import ParseError, Token, UnsupportedError, is_letter

if TYPE_CHECKING:
    from .grammar import Parser

_ACCENTS = {r"\bar": r"\bar", r"\overline": r"\bar", r"\tilde": r"\tilde", r"\widetilde": r"\tilde",
            r"\hat": r"\hat", r"\widehat": r"\hat", r"\check": r"\check", r"\breve": r"\breve",
            r"\underline": r"\underline", r"\mathring": r"\mathring"}  # fmt: skip
_DOTS = {r"\dot": 1, r"\ddot": 2, r"\dddot": 3}
FONTS = (r"\mathcal", r"\mathbb", r"\mathfrak", r"\mathscr")
ACCENTS = frozenset(_ACCENTS) | frozenset(_DOTS)
_ORDER_SYMBOLS = {"O": "O", "o": "o", r"\mathcal{O}": "O"}
"""Landau's symbols: what is left out of an expansion."""
_NO_CHANGE = {
    r"\frac",
    r"\sqrt",
    r"\sin",
    r"\cos",
    r"\exp",
    r"\ln",
    r"\log",
    r"\left.",
    "|",
    r"\lvert",
}
"""What no change is of, so that a delta before it is an operator."""
_MARKING = {"*", r"\cdot", r"\bullet", r"\ast", r"\star"}
"""What stands in a subscript for no value of an index."""
_LONGEST_SUBSCRIPT = 24
"""Tokens of a name's subscript: what is longer is an expression."""
TIME = Sym("t")
"""What dots over a letter differentiate by."""


def accented(parser: Parser) -> Expr:
    """`\\bar{x}` is a name, `\\overline{z+w}` and `\\bar{z}` are complex conjugates."""
    accent = parser.peek()
    inner = argument_tokens(parser.tokens, parser.at + 1)
    lone = len(inner) == 1 and is_letter(inner[0])
    if accent in _DOTS and inner:
        return _dotted(parser, _DOTS[accent])
    if accent in (r"\bar", r"\overline") and (not lone or inner[0].text in COMPLEX_LETTERS):
        parser.take()
        tokens = parser.argument()
        if tokens and all(t.kind == "number" for t in tokens):
            return Call("class", (Num(tokens[0].text),))
        if len(tokens) > 1 and all(t.kind in ("letter", "number") for t in tokens):
            if all(t.text.isupper() for t in tokens if t.kind == "letter"):
                return Call("segment", tuple(Sym(t.text) for t in tokens))
            raise UnsupportedError("a line over several letters: not judged yet", tokens[0].start)
        if lone and parser.peek() == "_":
            return Call("conj", (Sym(tokens[0].text + subscript(parser)),))
        return Call("conj", (parser.inside(tokens),))
    if not lone and accent in (r"\widehat", r"\hat") and len(inner) == 3:
        parser.take()
        return Call("angle", points(parser.argument()))
    return symbol(parser)


def unknown_macro(parser: Parser) -> Expr:
    r"""`\foo` that nobody defines: a name, and a function of what stands in braces behind it."""
    text = parser.take().text
    parser.loosely(f"{text} is not known")
    args: list[Expr] = []
    while parser.peek() == "{":
        args.append(parser.outside_integrals(parser.argument()))
    name = text + subscript(parser) + "'" * parser.primes()
    if not args and parser.peek() == "(":
        args.extend(statements.arguments(parser))
    return Apply(name, tuple(args)) if args else Sym(name)


def points(tokens: Sequence[Token]) -> tuple[Expr, ...]:
    """`ABC`: points of a figure, each a capital letter with what is attached to it."""
    found: list[Expr] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.kind != "letter" or not token.text.isupper():
            raise UnsupportedError("a figure whose points are not capital letters", token.start)
        name, index = token.text, index + 1
        if index < len(tokens) and tokens[index].text == "_":
            end = skip_argument(tokens, index + 1)
            name += f"_{{{''.join(t.text for t in argument_tokens(tokens, index + 1))}}}"
            index = end
        while index < len(tokens) and tokens[index].kind == "prime":
            name, index = name + "'", index + 1
        found.append(Sym(name))
    return tuple(found)


def _dotted(parser: Parser, order: int) -> Expr:
    """`\\dot{x}` is the derivative by time."""
    parser.take()
    tokens = parser.argument()
    name = parser.inside(tokens)
    if isinstance(name, Sym):
        name = Sym(name.name + subscript(parser))
    return Deriv(applied_to(parser, name, TIME), TIME, order, partial=False)


def applied_to(parser: Parser, node: Expr, variable: Sym) -> Expr:
    """A symbol applied to this variable where `(t)` stands behind it; else what it is."""
    texts = [t.text for t in parser.content()] if parser.peek() == "(" else []
    if not isinstance(node, Sym) or texts != [variable.name]:
        return node
    parser.at += 3
    return Apply(node.name, (variable,))


def symbol_name(parser: Parser) -> str:
    """A letter, Greek letter or name, with its subscript, as canonical LaTeX."""
    return _base(parser) + subscript(parser)


def laplacian_of(parser: Parser) -> Expr | None:
    r"""`\Delta \frac{1}{|x|}`: no change of a letter but an operator, of which nothing is known."""
    following = parser.tokens[parser.at + 1 : parser.at + 2]
    if not following or following[0].text not in _NO_CHANGE:
        return None
    parser.take()
    return Call(r"\Delta", (parser.factor(),))


def _base(parser: Parser) -> str:
    token = parser.take()
    if token.kind == "name":
        return rf"\mathrm{{{token.text}}}"
    if token.kind == "words":
        return rf"\text{{{token.text}}}"
    following = parser.token()
    if token.text == r"\Delta" and following is not None and is_letter(following):
        # It names a change; before brackets it is a symbol of its own.
        return rf"\Delta {parser.take().text}"
    if token.text == r"\delta" and following is not None:
        bound = rf"\delta {following.text}"
        if bound in parser.bound:  # `\lim_{\delta x \to 0}`
            parser.take()
            return bound
    if is_letter(token) or token.text in (r"\imath", r"\jmath", r"\emptyset", r"\pi"):
        return token.text
    if token.text in _ACCENTS or token.text in FONTS or token.text in MARKS:
        inner = parser.argument()
        if _is_name(parser, inner):
            text = "".join(f"{t.text} " if t.text[-1:].isalpha() and t.text[0] == "\\" else t.text
                           for t in inner).rstrip()  # fmt: skip
            return f"{_ACCENTS.get(token.text, token.text)}{{{text}}}"
        if len(inner) != 1 or not is_letter(inner[0]):
            raise UnsupportedError("an accent over an expression: not judged yet", token.start)
        return f"{_ACCENTS.get(token.text, token.text)}{{{inner[0].text}}}"
    raise ParseError(f"{token.text} is not a symbol", token.start)


def _is_name(parser: Parser, tokens: Sequence[Token]) -> bool:
    """Whether it is one letter with marks and a subscript: `\\hat{\\bar{x}}`, `\\tilde{x_1}`."""
    kept = [t for t in tokens if t.text not in _ACCENTS and t.text not in MARKS]
    letters = [t for t in kept if is_letter(t)]
    plain = all(
        is_letter(t) or t.kind in ("number", "prime", "name") or t.text in ("{", "}", "_")
        for t in kept
    )
    below = {t.text for t in letters} & set(parser.bound)
    word = all(t.kind == "letter" for t in tokens)
    one = len(letters) == 1 or (letters and any(t.text == "_" for t in kept[1:3])) or word
    return plain and bool(one) and not below and len(tokens) > 1


def subscript(parser: Parser) -> str:
    if parser.peek() != "_":
        return ""
    parser.take()
    place = parser.place()
    tokens = parser.argument()
    alone = any(token.text in ("(", ")") and not token.partner for token in tokens)
    if not tokens or len(tokens) > _LONGEST_SUBSCRIPT or alone:
        raise ParseError("a subscript that is not a name", place)
    words = [_subscript_word(parser, token, place) for token in tokens]
    separated = "".join(
        word + (" " if word.startswith("\\") and word[-1].isalpha() else "") for word in words
    )
    return f"_{{{separated.rstrip()}}}"


_IN_SUBSCRIPTS = {
    "=", ",", "+", "-", "(", ")", "*", "/", ";", "_", "{", "}", "|", ":", "^", "[", "]",
}  # fmt: skip


def _subscript_word(parser: Parser, token: Token, place: int) -> str:
    if token.text in parser.bound and token.kind != "words":
        raise UnsupportedError("a running index inside a name is not judged yet", place)
    if token.kind == "name":
        return rf"\mathrm{{{token.text}}}"
    if token.kind == "words":
        if not all(c.isalnum() or c in " -./," for c in token.text):
            raise UnsupportedError("words inside the formula", place)
        return rf"\text{{{token.text}}}"
    if token.text == r"\ast":
        return "*"
    if token.kind in ("letter", "number", "prime", "macro") or token.text in _IN_SUBSCRIPTS:
        return token.text
    raise UnsupportedError("this subscript is not judged yet", token.start)


def symbol(parser: Parser) -> Expr:
    """A symbol, a member of a sequence, or a function applied."""
    _lower_first(parser)
    if (known := known_letters.known_letter(parser)) is not None:
        return known
    head = parser.peek()
    base = _base(parser)
    if base in parser.habits.arrays and parser.peek() == "[":
        return Item(base, (parser.outside_integrals(parser.bracketed()),))
    if base in _ORDER_SYMBOLS and parser.peek() == "(":
        return Call(_ORDER_SYMBOLS[base], parser.arguments())
    if parser.peek() == "[" and head in parser.habits.in_brackets and not parser.habits.whole_parts:
        return Apply(f"{base}[]", parser.inside_brackets())
    if parser.peek() == "[" and base in ("E", "P"):
        return Apply(base, parser.inside_brackets())  # though nothing speaks of chance
    indices = _indices(parser, base)
    if indices is None and (family := _family(parser, base)) is not None:
        return family
    name = base if indices is not None else base + subscript(parser)
    if parser.peek() == "[" and head in parser.habits.in_brackets and not parser.habits.whole_parts:
        return Apply(f"{name}[]", parser.inside_brackets())
    if head in FUNCTION_LETTERS and _inverse(parser):
        return Apply(f"{name}^{{-1}}", statements.arguments(parser))
    primes = parser.primes()
    raised = raised_order(parser) if _applied_past_exponent(parser) else None
    if base in (r"\mathbb{E}", r"\mathbb{P}", r"\mathbb{V}") or (
        base.startswith(FONTS) and parser.peek() in (r"\{", "[", "(") and not primes
    ):
        return groups.operation(parser, name)
    if (
        parser.peek() == "("
        and name not in parser.bound
        and (raised is not None or _is_function(parser, head, primes))
    ):
        return _applied(parser, name, indices, primes, raised)
    if indices is not None:
        item: Expr = Item(name, indices)
        return item if not primes else Call("primed", (item,))
    varies = head not in parser.bound if primes else head in PRIMED_LETTERS and name == head
    if parser.habits.primed and varies:
        return Apply(name, (Sym(parser.habits.variable),), primes)
    return Sym(name + "'" * primes)


def _lower_first(parser: Parser) -> None:
    """`x^{2}_{n-1}` as `x_{n-1}^{2}`: the subscript belongs to the letter."""
    tokens, at = parser.tokens, parser.at + 1
    primes = at
    while primes < len(tokens) and tokens[primes].kind == "prime":
        primes += 1
    if primes > at and primes < len(tokens) and tokens[primes].text == "_":
        end = skip_argument(tokens, primes + 1)  # `y'_1` as `y_1'`
        tokens[at:end] = [*tokens[primes:end], *tokens[at:primes]]
        return
    if at >= len(tokens) or tokens[at].text != "^":
        return
    middle = skip_argument(tokens, at + 1)
    if middle >= len(tokens) or tokens[middle].text != "_":
        return
    end = skip_argument(tokens, middle + 1)
    tokens[at:end] = [*tokens[middle:end], *tokens[at:middle]]


def _indices(parser: Parser, base: str) -> tuple[Expr, ...] | None:
    """The indices of a member of a sequence; None where the subscript is a part of a name."""
    if parser.peek() != "_" or base not in parser.habits.sequences:
        return None
    tokens = argument_tokens(parser.tokens, parser.at + 1)
    if not tokens or any(
        t.kind in ("words", "name", "prime") or t.text in _MARKING for t in tokens
    ):
        return None
    parser.take()
    tokens = parser.argument()
    juxtaposed = len(tokens) > 1 and all(
        t.kind == "letter" or (t.kind == "number" and len(t.text) == 1) for t in tokens
    )
    if juxtaposed and any(t.text in parser.bound or t.kind == "number" for t in tokens):
        return tuple(parser.outside_integrals([token]) for token in tokens)
    return tuple(parser.outside_integrals(part) for part in statements.parts(tokens, (",",)))


def _family(parser: Parser, base: str) -> Expr | None:
    r"""`n_{\\gamma,ji}` in a sum over i: a name with indices that run, each where it stands."""
    tokens = argument_tokens(parser.tokens, parser.at + 1) if parser.peek() == "_" else []
    running = [t for t in tokens if t.text in parser.bound and t.kind != "words"]
    joined = any(t.text in ("+", "-", "^", "(", "_") for t in tokens)
    if not running or joined or len(running) == len(tokens) or len(tokens) > _LONGEST_SUBSCRIPT:
        return None
    parser.take()
    parser.argument()
    label = "".join("." if t in running else t.text for t in tokens)
    if parser.peek() in ("(", "'", "["):
        raise UnsupportedError("a running index inside a name is not judged yet", parser.place())
    return Item(f"{base}_{{{label}}}", tuple(Sym(t.text) for t in running))


def _inverse(parser: Parser) -> bool:
    """Whether `^{-1}` and arguments stand here; the exponent is taken."""
    if parser.peek() != "^":
        return False
    after = skip_argument(parser.tokens, parser.at + 1)
    content = argument_tokens(parser.tokens, parser.at + 1)
    if [t.text for t in content] != ["-", "1"] or parser.peek(after - parser.at) != "(":
        return False
    parser.at = after
    return True


def _applied_past_exponent(parser: Parser) -> bool:
    after = skip_argument(parser.tokens, parser.at + 1)
    return parser.peek(after - parser.at) == "("


def _applied(
    parser: Parser,
    name: str,
    indices: tuple[Expr, ...] | None,
    primes: int,
    raised: Expr | int | None,
) -> Expr:
    args = statements.arguments(parser)
    if indices is not None:
        name, args = name + "_", (*indices, *args)
    if primes and indices is not None and isinstance(args[-1], Sym):
        return Deriv(Apply(name, args), args[-1], primes, partial=False)
    if primes and len(args) > 1:
        raise UnsupportedError("primes on functions of several variables", parser.place())
    if raised is None or isinstance(raised, int):
        return Apply(name, args, raised or primes)
    return primed(parser, lambda place: Apply(name, (place,)), args, raised)


def _is_function(parser: Parser, head: str, primes: int) -> bool:
    """Whether brackets after a symbol hold its arguments rather than a factor."""
    content = parser.content()
    outer = outermost(content)
    if parser.habits.kinds is not None:
        if linear.is_place(content):
            return True
        if linear.is_factor(content):
            return False
    if primes or any(t.text in (",", ";") for t in outer):
        return True
    if any(t.kind == "relation" for t in outer) or sum(t.text == "|" for t in outer) % 2:
        return True  # a probability, or a density under a condition
    if head in FUNCTION_LETTERS and head in parser.habits.functions:
        return True
    if head in FUNCTION_LETTERS or head in parser.habits.functions:
        return parser.ambiguous(f"apply {head}", True)
    if head in APPLIED_LETTERS and any(is_letter(token) for token in content):
        return parser.ambiguous(f"apply {head}", True)
    lone = len(content) == 1 and is_letter(content[0])
    subscripted = parser.tokens[parser.at - 1].text != head
    if lone and subscripted and content[0].text not in COUNTING_LETTERS | {"i"}:
        return parser.ambiguous(f"apply {head}", True)
    if head in parser.habits.applied:
        return parser.ambiguous(f"apply {head}", head in parser.habits.surely_applied)
    return False
