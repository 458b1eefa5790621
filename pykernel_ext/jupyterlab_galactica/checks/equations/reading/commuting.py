"""Letters that do not commute, as far as the order of the factors tells.

`g x g^{-1}`, `r s = s r^{-1}` and hats side by side are written of matrices, operators and elements
of groups, and of numbers by nobody.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import groupby

from .brackets import argument_tokens, closing, skip_argument
from .indices import short_argument
from .tokens import Token, is_letter

HATS = {r"\hat", r"\widehat"}

_LONGEST_CONJUGATE = 6  # letters from one to its inverse
_SMALL_POWERS = {str(power) for power in range(1, 10)}
_SCRIPTS = {"{", "}", "^", "_", "-"}
_ARGUMENT = {"(", ")"}


def conjugated_letters(tokens: Sequence[Token]) -> set[str]:
    """Letters of `g x g^{-1}`, which nobody would write of numbers, the middle included."""
    if not any(token.text == "^" for token in tokens):
        return set()
    heads = [at for at, token in enumerate(tokens) if is_letter(token)]
    for index, first in enumerate(heads):
        name = tokens[first].text
        for last in heads[index + 2 : index + _LONGEST_CONJUGATE]:
            if tokens[last].text == name:
                between = tokens[first + 1 : last]
                if _joined(between, _ARGUMENT) and _inverts(tokens, first, last):
                    return {t.text for t in between if is_letter(t)} | {name}
                break
    return set()


def exchanged_letters(tokens: Sequence[Token]) -> set[str]:
    """Letters of `r s = s r^{-1}` and `xy = -yx`, which say how factors that do not commute do."""
    sides: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == "relation":
            sides.append([])
        else:
            sides[-1].append(token)
    if len(sides) != 2 or not all(_joined(side) for side in sides):
        return set()
    left, right = map(_factors_of, sides)
    bases = [[factor[0] for factor in side] for side in (left, right)]
    exchanged = bases[0] == bases[1][::-1] and len(left) > 1 and left != right
    signs = [side[0].text == "-" for side in sides if side]
    if not exchanged or (sorted(left) == sorted(right) and len(set(signs)) == 1):
        return set()
    return set(bases[0])


def reordered_words(tokens: Sequence[Token]) -> bool:
    """Whether letters side by side, one of which comes again behind another, are said in another
    order as well: `XZXZ` beside `XXZZ` are words."""
    orders: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    words: set[tuple[str, ...]] = set()
    for run in _runs(_without_groups(tokens)):
        spelled = tuple(name for name, power in run for _ in range(power))
        orders.setdefault(tuple(sorted(spelled)), set()).add(spelled)
        names = [name for name, _ in run]
        if len([name for name, _ in groupby(names)]) > len(set(names)) > 1:
            words.add(tuple(sorted(spelled)))
    return any(len(orders[word]) > 1 for word in words)


def _is_of_a_word(token: Token) -> bool:
    return is_letter(token) or token.kind == "number" or token.text in "_{}"


def _without_groups(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without brackets around letters alone: `(pq)(qs)` is `pqqs`."""
    dropped: set[int] = set()
    for at, token in enumerate(tokens):
        if token.text == "(" and at not in dropped:
            end = closing(tokens, at)
            inside = tokens[at + 1 : end]
            if inside and all(
                is_letter(t) or t.kind == "number" or t.text in "_{}" for t in inside
            ):
                dropped |= {at, end}
    return [token for at, token in enumerate(tokens) if at not in dropped]


def _runs(tokens: Sequence[Token]) -> Iterator[list[tuple[str, int]]]:
    """Letters side by side with their subscripts, and to which small power each is raised."""
    run: list[tuple[str, int]] = []
    at = 0
    while at < len(tokens):
        token, end = tokens[at], at + 1
        if not is_letter(token) or token.text == "d":  # `x y dx dy` and `x y dy dx`
            yield run
            run = []
            end = skip_argument(tokens, at + 1) if token.text in ("_", "^") else end
        else:
            name, power = token.text, 1
            while end < len(tokens) and tokens[end].text in ("^", "_"):
                script = "".join(t.text for t in argument_tokens(tokens, end + 1))
                if tokens[end].text == "^" and script in _SMALL_POWERS:
                    power = int(script)
                else:
                    name += tokens[end].text + script
                end = skip_argument(tokens, end + 1)
            run.append((name, power))
        at = end
    yield run


def _factors_of(side: Sequence[Token]) -> list[tuple[str, str]]:
    """The letters of a product, each with what stands behind it as its scripts."""
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(side):
        if is_letter(side[at]):
            end = at + 1
            while end < len(side) and side[end].text in ("^", "_"):
                end = skip_argument(side, end + 1)
            found.append((side[at].text, "".join(t.text for t in side[at + 1 : end])))
            at = end
        else:
            at += 1
    return found


def _joined(between: Sequence[Token], also: Container[str] = ()) -> bool:
    """Whether nothing but factors stands between."""
    return all(
        is_letter(t) or t.kind == "number" or t.text in _SCRIPTS | HATS or t.text in also
        for t in between
    )


def _inverts(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether one of two letters, hats taken off, has the exponent -1 and the other none."""

    def raised(at: int) -> str:
        hatted = at > 1 and tokens[at - 1].text == "{" and tokens[at - 2].text in HATS
        return superscript(tokens, at + (2 if hatted else 1))

    return {raised(first), raised(last)} == {"", "-1"}


def multiplied_hats(tokens: Sequence[Token]) -> bool:
    """Whether two capital letters with hats stand side by side, as operators do."""
    ends: set[int] = set()
    for index, token in enumerate(tokens):
        if token.text in HATS:
            inside = argument_tokens(tokens, index + 1)
            if len(inside) == 1 and inside[0].text.isupper():
                if index in ends:
                    return True
                ends.add(skip_argument(tokens, index + 1))
    return False


def superscript(tokens: Sequence[Token], at: int) -> str:
    """The text of the short superscript that starts at `at`; "" where there is none."""
    if at >= len(tokens) or tokens[at].text != "^":
        return ""
    return "".join(t.text for t in short_argument(tokens, at + 1))
