"""Reading sums, products, maxima, unions and the like: an operator over what runs below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from ..tree import Call, Const, Expr, Fold, Neg, Num, Pow, Prod, Relation, Sum, Sym, add
from . import symbols
from .brackets import argument_tokens, matched, outermost, split
from .statements import each, parts, statement, together
from .tokens import ParseError, Token, UnsupportedError, is_letter

if TYPE_CHECKING:
    from .grammar import Parser

_Series = type[Sum] | type[Prod]
_ORDER = {"<": 1, r"\le": 0}
_BEHIND_NAMES = {r"\in", "|", r"\subseteq", r"\subset", r"\to", r"\sim"}


def _sum_like(parser: Parser, kind: _Series) -> Expr:
    sub, sup = _limits(parser)
    sides, signs = _sides(sub)
    if signs == ["="] and sup is not None and not _commas(sides[1]):
        return _between(parser, kind, _names(sides[0]), sides[1], sup)
    if signs == [r"\ge"] and sup is None and len(sides[0]) == 1 and not _commas(sides[1]):
        return _between(parser, kind, _names(sides[0]), sides[1], None)
    between = all(len(side) == 1 and is_letter(side[0]) for side in sides[1:-1])
    ordered = len(sides) >= 3 and set(signs) <= set(_ORDER) and not _commas(sub)
    if sup is None and ordered and between:
        return _chain(parser, kind, sides, signs)
    return _fold(parser, "sum" if kind is Sum else "prod", sub, sup)


def _limits(parser: Parser) -> tuple[list[Token], list[Token] | None]:
    bounds = parser.bounds()
    return _flat(bounds.get("_", ())), bounds.get("^")


def _flat(tokens: Sequence[Token]) -> list[Token]:
    """The rows of `\\substack` and `subarray` as conditions with commas between."""
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.text == r"\substack":
            inner = argument_tokens(tokens, index + 1)
            result.extend(_flat(inner))
            index += len(inner) + 3
            continue
        if token.kind == "row":
            result.append(Token("op", ",", token.start, token.end))
        elif token.kind == "begin" and token.text == "subarray":
            index += 4 if [t.text for t in tokens[index + 1 : index + 4]][::2] == ["{", "}"] else 1
            continue
        elif token.kind not in ("begin", "end", "amp"):
            result.append(token)
        index += 1
    return matched(result)


def _sides(tokens: Sequence[Token]) -> tuple[list[list[Token]], list[str]]:
    sides, signs = split(tokens, lambda token: token.kind == "relation")
    return sides, [sign.text for sign in signs]


def _commas(tokens: Sequence[Token]) -> bool:
    return any(token.text == "," for token in outermost(tokens))


def index_name(tokens: Sequence[Token]) -> str:
    """The name of one variable that runs: `n`, `\\theta`, `\\Delta x`."""
    if len(tokens) == 2 and tokens[0].text in (r"\Delta", r"\delta") and is_letter(tokens[1]):
        return rf"{tokens[0].text} {tokens[1].text}"
    if len(tokens) != 1 or not is_letter(tokens[0]):
        place = tokens[0].start if tokens else 0
        raise UnsupportedError("a sum over several indices is not judged yet", place)
    return tokens[0].text


def _names(tokens: Sequence[Token]) -> list[str]:
    return [index_name(part) for part in parts(tokens)]


def _between(
    parser: Parser,
    kind: _Series,
    names: Sequence[str],
    low: Sequence[Token],
    high: Sequence[Token] | None,
) -> Expr:
    """`\\sum_{m,n=0}^{N}`: one sum for every index, all with the same limits."""
    lower = parser.outside_integrals(low)
    upper: Expr = Const("infinity") if high is None else parser.outside_integrals(high)
    body = _body(parser, names)
    for name in reversed(names):
        body = kind(body, Sym(name), lower, upper)
    return body


def _chain(
    parser: Parser, kind: _Series, sides: Sequence[Sequence[Token]], signs: Sequence[str]
) -> Expr:
    """`\\sum_{1 \\le i < j \\le n}`: the outer sum is over the last index, up to the bound."""
    names = [side[0].text for side in sides[1:-1]]
    first = parser.outside_integrals(sides[0])
    last = parser.outside_integrals(sides[-1])
    body = _body(parser, names)
    for index, name in enumerate(names):
        lower = _more(first, sum(_ORDER[sign] for sign in signs[: index + 1]))
        following: Expr = Sym(names[index + 1]) if index + 1 < len(names) else last
        body = kind(body, Sym(name), lower, _more(following, -_ORDER[signs[index + 1]]))
    return body


def _more(node: Expr, steps: int) -> Expr:
    if steps == 0:
        return node
    if isinstance(node, Num) and node.digits.isdigit() and int(node.digits) + steps >= 0:
        return Num(str(int(node.digits) + steps))
    step: Expr = Num(str(abs(steps)))
    return add(node, step if steps > 0 else Neg(step))


def _body(parser: Parser, names: Sequence[str]) -> Expr:
    with parser.running(names):
        return parser.term()


# Anything else below the operator


def conditions(parser: Parser, tokens: Sequence[Token]) -> Expr | None:
    """What stands below an operator, as one statement; None for nothing."""
    found = each(parser, _flat(tokens))
    return together("and", found) if found else None


def _fold(parser: Parser, operator: str, sub: Sequence[Token], sup: Sequence[Token] | None) -> Expr:
    names = _running(sub)
    with parser.running(names):
        domain = _domain(parser, sub, names)
        if sup is not None:
            domain = _bounded(parser, names, domain, parser.outside_integrals(sup))
        body = parser.term()
    return Fold(operator, body, tuple(map(Sym, names)), domain)


def _bounded(parser: Parser, names: Sequence[str], domain: Expr | None, bound: Expr) -> Expr:
    """The condition with the limit above the operator."""
    if domain is None and len(names) != 1:
        raise ParseError("an operator with an upper limit only", parser.place())
    limit = Relation(r"\le", Sym(names[0]) if names or domain is None else domain, bound)
    return limit if domain is None else Call("and", (domain, limit))


def _running(tokens: Sequence[Token]) -> list[str]:
    """The variables below an operator: those before the first relation or bar."""
    names: list[str] = []
    for part in parts(tokens):
        before = list(takewhile(_is_named, part))
        lone = len(before) == 1 and is_letter(before[0])
        if lone and before[0].text not in names:
            names.append(before[0].text)
        elif not lone and not names:
            letters = [t.text for t in part if is_letter(t)]
            names.extend(dict.fromkeys(letters[:1]))
    return names


def _is_named(token: Token) -> bool:
    return token.kind != "relation" and token.text not in _BEHIND_NAMES


def _domain(parser: Parser, tokens: Sequence[Token], names: Sequence[str]) -> Expr | None:
    """The condition on the variables; None where only their names stand there."""
    found: list[Expr] = []
    for part in parts(tokens):
        if {t.text for t in part} <= set(names):
            continue
        at = next((i for i, t in enumerate(part) if t.text == "|"), -1)
        if at > 0 and sum(t.text == "|" for t in part) == 1:
            divisor = parser.outside_integrals(part[:at])
            found.append(Call("divides", (divisor, parser.outside_integrals(part[at + 1 :]))))
        else:
            found.append(statement(parser, part))
    return together("and", found) if found else None


def _extreme(parser: Parser, operator: str) -> Expr:
    """`\\max_{x} f(x)`, `\\sup A`; plain arguments in brackets belong to `\\max` itself."""
    sub, sup = _limits(parser)
    names = _running(sub)
    if not sub and operator in ("max", "min") and parser.peek() in ("(", r"\{", "["):
        call = Call(operator, parser.inside_brackets())
        return call if sup is None else Pow(call, parser.outside_integrals(sup))
    with parser.running(names):
        domain = _domain(parser, sub, names)
        if sup is not None:
            raise UnsupportedError("an exponent on an operator: not judged yet", parser.place())
        if parser.peek() in ("(", r"\{", "["):
            body = together("tuple", parser.inside_brackets())
        else:
            body = parser.term()
    return Fold(operator, body, tuple(map(Sym, names)), domain)


def _general(parser: Parser, operator: str) -> Expr:
    return _fold(parser, operator, *_limits(parser))


def _big_sigma(parser: Parser, kind: _Series) -> Expr:
    """`\\Sigma` is a sum, `\\Pi` a product, when limits stand below it."""
    if parser.peek() == "_" and any(
        t.kind == "relation" for t in argument_tokens(parser.tokens, parser.at + 1)
    ):
        return _sum_like(parser, kind)
    parser.at -= 1
    return symbols.symbol(parser)


READERS: Mapping[str, Callable[[Parser], Expr]] = {
    r"\sum": partial(_sum_like, kind=Sum),
    r"\prod": partial(_sum_like, kind=Prod),
    r"\Sigma": partial(_big_sigma, kind=Sum),
    r"\Pi": partial(_big_sigma, kind=Prod),
    r"\bigcup": partial(_general, operator="union"),
    r"\bigcap": partial(_general, operator="intersection"),
    **{rf"\{name}": partial(_extreme, operator=name)
       for name in ("max", "min", "sup", "inf", "limsup", "liminf")},
}  # fmt: skip
