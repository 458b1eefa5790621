"""Brackets, matched once when a formula's tokens are made, and what stands in and outside them.

Brackets of any two shapes belong together, as in `(0, 1]`; braces and environments end with their
own kind only, whatever is left open in them. A token knows how many tokens further its partner
stands, which stays true in a slice and a copy. Whoever puts a list together anew has it `matched`
anew, or uses `put`.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import pairwise

from .tokens import ParseError, Token

_OPENERS = {
    **dict.fromkeys(("(", "[", r"\{", r"\lvert", r"\lfloor", r"\lceil", r"\langle"), 0),
    r"\begin": 1, "{": 2,
}  # fmt: skip
_CLOSERS = {
    **dict.fromkeys((")", "]", r"\}", r"\rvert", r"\rfloor", r"\rceil", r"\rangle"), 0),
    r"\end": 1, "}": 2,
}  # fmt: skip
"""Brackets and their ranks: what closes ends all of a lower rank that is still open."""
_ENVIRONMENTS = {"begin": r"\begin", "end": r"\end"}


def matched(tokens: Iterable[Token]) -> list[Token]:
    """The tokens, each bracket knowing its partner. Raises ParseError for a brace without one."""
    result = list(tokens)
    open_: list[tuple[int, int]] = []  # rank and place
    for at, token in enumerate(result):
        if token.partner:
            result[at] = _paired(token, 0)
        sign = _ENVIRONMENTS.get(token.kind, token.text)
        if sign in _OPENERS:
            open_.append((_OPENERS[sign], at))
        elif sign in _CLOSERS:
            rank = _CLOSERS[sign]
            while open_ and open_[-1][0] < rank:
                open_.pop()
            if open_ and open_[-1][0] == rank:
                start = open_.pop()[1]
                result[start] = _paired(result[start], at - start)
                result[at] = _paired(token, start - at)
            elif sign == "}":
                raise ParseError("a closing brace has no partner", token.start)
    braces = [at for rank, at in open_ if rank == _OPENERS["{"]]
    if braces:
        raise ParseError("a brace is not closed", result[braces[-1]].start)
    return result


def without(tokens: Sequence[Token], places: Container[int]) -> list[Token]:
    """The tokens but for those at these places, matched."""
    return matched(token for at, token in enumerate(tokens) if at not in places)


def _paired(token: Token, partner: int) -> Token:
    return Token(token.kind, token.text, token.start, token.end, token.spaced, partner)


def put(tokens: list[Token], start: int, end: int, new: Sequence[Token]) -> None:
    """Puts tokens that are matched in themselves in the place of some that are."""
    tokens[start:end] = new
    longer = len(new) - (end - start)
    at = 0
    while longer and at < start:
        far = tokens[at].partner
        if at + far < end:
            at += 1 + max(far, 0)
            continue
        far += longer  # it stands around them
        tokens[at] = _paired(tokens[at], far)
        if at + far < len(tokens):
            tokens[at + far] = _paired(tokens[at + far], -far)
        at += 1


def is_opening(token: Token) -> bool:
    return token.text in _OPENERS or token.kind == "begin"


def closing(tokens: Sequence[Token], at: int) -> int:
    """Index of the bracket that closes the one at `at`; the end where none does."""
    far = tokens[at].partner
    return min(at + far, len(tokens)) if far > 0 else len(tokens)


def opening(tokens: Sequence[Token], at: int) -> int:
    """Index of the bracket that opens what the one at `at` closes; -1 where none does."""
    far = tokens[at].partner
    return max(at + far, -1) if far < 0 else -1


def outside(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """The tokens outside all brackets and environments, and what opens one, with their indices."""
    at, count = 0, len(tokens)
    while at < count:
        token = tokens[at]
        yield at, token
        at = 1 + (closing(tokens, at) if token.text in _OPENERS or token.kind == "begin" else at)


def outermost(tokens: Sequence[Token]) -> list[Token]:
    return [token for _, token in outside(tokens)]


def split(
    tokens: Sequence[Token], separates: Callable[[Token], bool]
) -> tuple[list[list[Token]], list[Token]]:
    """The parts between separators that stand outside all brackets, and the separators."""
    places = [at for at, token in outside(tokens) if separates(token)]
    edges = [-1, *places, len(tokens)]
    parts = [list(tokens[a + 1 : b]) for a, b in pairwise(edges)]
    return parts, [tokens[at] for at in places]


def argument_tokens(tokens: Sequence[Token], at: int) -> list[Token]:
    """The content of the brace group at `at`, or the one token there."""
    if at < len(tokens) and tokens[at].text == "{":
        return list(tokens[at + 1 : closing(tokens, at)])
    return list(tokens[at : at + 1])


def past_script(tokens: Sequence[Token], at: int, sign: str) -> int:
    """The index after the `_` or `^` at `at` and its argument; `at` where no such sign stands."""
    stands = at < len(tokens) and tokens[at].text == sign
    return skip_argument(tokens, at + 1) if stands else at


def skip_argument(tokens: Sequence[Token], at: int) -> int:
    """The index after the argument at `at`."""
    if at < len(tokens) and tokens[at].text == "{":
        return closing(tokens, at) + 1
    return at + 1


def in_brackets(exponent: Sequence[Token]) -> bool:
    """Whether one pair of round brackets holds all of it."""
    last = len(exponent) - 1
    return last > 1 and exponent[0].text == "(" and closing(exponent, 0) == last
