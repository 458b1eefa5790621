"""Reading primaries: numbers, brackets, letters and macros, before any exponent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from ..tree import Apply, At, Call, Const, Div, Expr, Num, Root, Sym, add, free_symbols
from ..vocabulary.functions import ALWAYS, MACROS
from ..vocabulary.letters import EVALUATED_LETTERS, GREEK
from ..vocabulary.signs import REFUSED
from . import calculus, cases, derivatives, enclosures, functions, groups, linear, symbols
from .brackets import argument_tokens, closing, skip_argument
from .cursor import ENVIRONMENTS_OF_CASES
from .known_letters import WEAK_READING
from .letter_kinds import MARKS
from .tokens import UnsupportedError

if TYPE_CHECKING:
    from .grammar import Parser


def primary(parser: Parser) -> Expr:
    token = parser.token()
    if token is None:
        raise parser.error("the expression ends too early")
    if parser.habits.kinds is not None and (found := linear.primary(parser)) is not None:
        return found
    if token.kind == "number":
        return _number(parser)
    if token.kind == "begin" and token.text in ENVIRONMENTS_OF_CASES:
        return cases.cases(parser)
    if token.text in groups.OPENERS and token.kind in ("op", "macro"):
        return groups.group(parser, token)
    if token.kind == "op" and token.text in ("_", "^") and parser.peek(2) in ("F", "C", "P"):
        return groups.prescripted(parser)
    if token.kind == "letter":
        return _letter(parser)
    if token.kind in ("name", "words"):
        return functions.named(parser)
    if token.kind == "macro":
        return _macro(parser)
    raise parser.refusal(token)


def _number(parser: Parser) -> Expr:
    """Digits; `0.1\\overline{6}`, whose last ones repeat for ever, is 0.1 and 6/90."""
    start, bar, period = parser.take().text.partition(r"\overline{")
    if not bar:
        return Num(start)
    decimals = len(start.partition(".")[2])
    digits = period[:-1]
    part = Div(Num(digits), Num("9" * len(digits) + "0" * decimals))
    number = start.rstrip(".")
    return part if number == "0" else add(Num(number), part)


def _letter(parser: Parser) -> Expr:
    token = parser.tokens[parser.at]
    following = parser.peek(1)
    if token.text == "d":
        if (quotient := derivatives.inline_derivative(parser)) is not None:
            return quotient
        if parser.at_differential():
            return derivatives.differential(parser)
    if token.text in parser.habits.named and not _is_constant(parser):
        return symbols.symbol(parser)
    if token.text == "e" and following != "_" and "e" not in parser.bound:
        power = following == "^" or (following == "}" and parser.peek(2) == "^")
        if power or parser.habits.euler or parser.ambiguous("e", True):
            parser.take()
            return Const("e")
    behind_pi = parser.at > 0 and parser.tokens[parser.at - 1].text == r"\pi"
    applied = following == "(" and not behind_pi
    if token.text == "i" and following != "_" and not applied and "i" not in parser.bound:
        counts = "i" in parser.habits.indices
        if not counts and (parser.habits.imaginary or parser.ambiguous("i", True)):
            parser.take()
            return Const("i")
    if token.text in ("E", "P") and following == "[" and _random_inside(parser):
        parser.take()
        return groups.operation(parser, "E" if token.text == "E" else "Pr")
    if token.text == "j" and _is_imaginary(parser):
        parser.take()
        return Const("i")
    if token.text in "VCRI" and (spelled := _spelled_out(parser)) is not None:
        return spelled
    return symbols.symbol(parser)


def _is_imaginary(parser: Parser) -> bool:
    """Whether j is the unit that electrical engineers call so, and no index here."""
    habits = parser.habits
    free = "j" not in parser.bound and "j" not in habits.indices
    return habits.electrical and free and parser.peek(1) != "_"


def _is_constant(parser: Parser) -> bool:
    """Whether e has an exponent other than a number, or i stands where only the unit does."""
    if parser.peek() == "i":
        return parser.habits.imaginary
    exponent = argument_tokens(parser.tokens, parser.at + 2) if parser.peek(1) == "^" else []
    return any(token.kind != "number" for token in exponent)


def _random_inside(parser: Parser) -> bool:
    """Whether the square brackets after E hold a random quantity, which is a capital letter."""
    content = parser.tokens[parser.at + 2 : closing(parser.tokens, parser.at + 1)]
    return any(t.kind == "letter" and t.text.isupper() for t in content)


def _spelled_out(parser: Parser) -> Expr | None:
    """`Var(X)`, `Cov(X, Y)`, `Re(z)` in plain letters directly side by side."""
    for name in ("Var", "Cov", "Re", "Im"):
        texts = [parser.peek(ahead) for ahead in range(len(name) + 1)]
        if texts != [*name, "("]:
            continue
        if any(parser.tokens[parser.at + ahead].spaced for ahead in range(1, len(name))):
            continue
        parser.at += len(name)
        if name in MACROS:
            return Call(MACROS[name], parser.arguments())
        return groups.operation(parser, name)
    return None


def _macro(parser: Parser) -> Expr:
    token = parser.tokens[parser.at]
    text = token.text
    if text in _READERS:
        parser.take()
        return _READERS[text](parser)
    if text == r"\pi":
        if parser.peek(1) == "_" or text in parser.habits.named:
            return symbols.symbol(parser)
        parser.take()
        if parser.habits.pi_before_brackets and parser.ambiguous(r"apply \pi", False):
            return Apply(text, parser.arguments())
        return Const("pi")
    if text == r"\gamma" and (euler := _euler_gamma(parser)) is not None:
        return euler
    if text == r"\partial":
        quotient = derivatives.inline_derivative(parser)
        return derivatives.indexed_partial(parser) if quotient is None else quotient
    if text in ALWAYS and parser.peek(1) in ("(", "^", "'"):
        return functions.function(parser, ALWAYS[text])
    if text == r"\Delta" and (applied := symbols.laplacian_of(parser)) is not None:
        return applied
    if text in symbols.ACCENTS:
        return symbols.accented(parser)
    if text in GREEK or text in symbols.FONTS or text in (r"\imath", r"\jmath", r"\emptyset"):
        return symbols.symbol(parser)
    if parser.habits.plain and text in MARKS:
        return symbols.symbol(parser)
    if parser.habits.plain and text in (r"\|", r"\lVert"):
        return enclosures.unknown_norm(parser)
    if text.lstrip("\\") in MACROS:
        return functions.function(parser, MACROS[text.lstrip("\\")])
    if text in REFUSED or not text[1:].isalpha():
        raise parser.refusal(token)
    return symbols.unknown_macro(parser)


def _euler_gamma(parser: Parser) -> Expr | None:
    """`\\gamma_E`, and a bare `\\gamma` beside the gamma or zeta function, a sum or limit."""
    if parser.peek(1) == "_":
        subscript = argument_tokens(parser.tokens, parser.at + 2)
        if [t.text for t in subscript] in (["E"], ["e", "u", "l", "e", "r"]):
            parser.take()
            parser.script("_")
            return Const("gamma")
        return None
    bare = parser.peek(1) not in ("(", "'") and r"\gamma" not in parser.bound
    if not (bare and parser.habits.special and parser.ambiguous(WEAK_READING, True)):
        return None
    parser.take()
    return Const("gamma")


def _combinatorial(parser: Parser, name: str) -> Expr:
    """Two arguments one above the other, as `\\binom` and `\\genfrac` write them."""
    top, bottom = parser.argument_expression(), parser.argument_expression()
    if name == "stirling_cycle" and parser.accept("_"):
        return Call("q_binomial", (top, bottom, parser.argument_expression()))
    return Call(name, (top, bottom))


def _figure(parser: Parser, name: str) -> Expr:
    """`\\angle ABC`, `\\triangle ABC`: a figure by its points."""
    if parser.peek() == "{":
        tokens = parser.argument()
    else:
        start = end = parser.at
        while end < len(parser.tokens):
            token = parser.tokens[end]
            capital = token.kind == "letter" and token.text.isupper()
            if not capital and (end == start or token.text not in ("_", "'")):
                break
            end = skip_argument(parser.tokens, end + 1) if token.text == "_" else end + 1
        tokens = parser.tokens[start:end]
        parser.at = end
    if not tokens:
        if parser.starts_factor() and name == "angle":
            return Call(name, (symbols.symbol(parser),))
        raise parser.error("a figure without points")
    if len(tokens) == 1 and tokens[0].kind == "number":
        return Call(name, (Num(tokens[0].text),))
    return Call(name, symbols.points(tokens))


def _until_bar(parser: Parser) -> Expr:
    """`\\left. F \\right|_a^b`"""
    outer = parser.bars, parser.fence, parser.integrals
    parser.bars, parser.fence, parser.integrals = 0, r"\rvert", []
    inner = parser.expression()
    parser.bars, parser.fence, parser.integrals = outer
    if parser.peek() not in (r"\rvert", "]", ")"):
        raise UnsupportedError("an open bracket: not judged yet", parser.place())
    parser.take()
    return evaluated(parser, inner)


def at_bar(parser: Parser) -> bool:
    """Whether the bar here says where the expression before it is evaluated."""
    text = parser.peek()
    if text not in ("|", r"\rvert") or parser.peek(1) not in ("_", "^"):
        return False
    if parser.peek(1) == "^" and not _has_lower_bound(parser):
        return False
    return not parser.bars if text == "|" else parser.fence != text


def _has_lower_bound(parser: Parser) -> bool:
    return parser.peek(skip_argument(parser.tokens, parser.at + 2) - parser.at) == "_"


def between_bounds(parser: Parser) -> bool:
    """Whether the bar here has a lower and an upper bound, `|_a^b`."""
    after = skip_argument(parser.tokens, parser.at + 2)
    return parser.peek(after - parser.at) in ("_", "^")


def evaluated(parser: Parser, inner: Expr) -> Expr:
    """An expression at `|_{x=a}`, or between `|_a^b`; the parser stands at the subscript."""
    start = parser.place()
    bounds = parser.bounds()
    if "_" not in bounds:
        raise UnsupportedError("an evaluation that does not say where", start)
    variable: Sym | None = None
    values: dict[str, Expr] = {}
    for which, tokens in bounds.items():
        at = next((i for i, t in enumerate(tokens) if t.text == "=" and t.kind == "relation"), -1)
        if at > 0:
            named = parser.outside_integrals(tokens[:at])
            if not isinstance(named, Sym):
                raise UnsupportedError("an evaluation at several values", start)
            variable = named
        values[which] = parser.outside_integrals(tokens[at + 1 :])
    variable = variable or _only_variable(inner)
    if variable is None:
        raise UnsupportedError("an evaluation that does not say of which variable", start)
    if "^" in values:
        return At(inner, variable, values["_"], values["^"])
    return At(inner, variable, None, values["_"])


def _only_variable(inner: Expr) -> Sym | None:
    """The one symbol that the bounds can be values of."""
    names = free_symbols(inner)
    for preferred in (names, names & EVALUATED_LETTERS):
        if len(preferred) == 1:
            return Sym(next(iter(preferred)))
    return None


def _root(parser: Parser) -> Expr:
    index: Expr = Num("2")
    if parser.accept("["):
        index = parser.expression()
        parser.expect("]")
    return Root(parser.argument_expression(), index)


_READERS: Mapping[str, Callable[[Parser], Expr]] = {
    **calculus.READERS,
    r"\infty": lambda _: Const("infinity"),
    r"\ldots": lambda _: Const("dots"),
    r"\sqrt": _root,
    r"\frac": derivatives.fraction,
    r"\binom": partial(_combinatorial, name="binom"),
    r"\brack": partial(_combinatorial, name="stirling_cycle"),
    r"\brace": partial(_combinatorial, name="stirling2"),
    r"\angle": partial(_figure, name="angle"),
    r"\triangle": partial(_figure, name="triangle"),
    r"\square": partial(_figure, name="quadrilateral"),
    r"\left.": _until_bar,
    r"\Pr": partial(groups.operation, name=r"\Pr"),
}
"""Macros with one meaning, by what reads on after them."""
