"""Letters that are rather applied than multiplied, and those whose exponents are labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..vocabulary.letters import COUNTING_LETTERS
from .brackets import argument_tokens, closing, outermost, skip_argument
from .tokens import Token, is_letter

_RANDOM = {"E", "P", "V"}
_RAISED = {"0", "1"}
_LONGEST = 60
"""Tokens of an argument that are looked at: brackets in one another would make it slow."""


def applied_letters(tokens: Sequence[Token]) -> frozenset[str]:
    """Letters with brackets behind them wherever they stand, so that a product is in doubt.

    `C(p + q) > C(p) + C(q)`: a factor would stand alone somewhere, or before other brackets.
    """
    found: dict[str, list[str]] = {}
    free: set[str] = set()
    for head, content in _heads(tokens, "("):
        outer = [token.text for token in outermost(content)]
        letters = any(is_letter(token) or token.kind == "macro" for token in content)
        if not letters or head in {token.text for token in content} or "," in outer:
            free.add(head)
        else:
            found.setdefault(head, []).append("".join(token.text for token in content))
    return frozenset(found) - free - _standing_free(tokens, "(")


def surely_applied(head: str, tokens: Sequence[Token]) -> bool:
    """Whether such a letter has several different arguments, or one that needs no brackets."""
    contents = [content for letter, content in _heads(tokens, "(") if letter == head]
    several = len({"".join(t.text for t in content) for content in contents}) > 1
    factors = any(
        not any(t.text in ("+", "-", r"\pm") for t in outermost(content)) for content in contents
    )
    return several or factors


def letters_of_values(sides: Sequence[Sequence[Token]]) -> set[str]:
    """Letters with numbers in brackets behind them wherever they are, and that on every side:
    of a factor, `h(15) = h(2000 + 15)` would be wrong whatever it is."""
    found = [_of_numbers(side) for side in sides]
    return set.intersection(*found) if found else set()


def letters_at_zero(tokens: Sequence[Token]) -> set[str]:
    """Letters with `(0)` behind them, past a subscript: nobody multiplies by it."""
    return {head for head, content in _heads(tokens, "(") if [t.text for t in content] == ["0"]}


def _of_numbers(side: Sequence[Token]) -> set[str]:
    others = _standing_free(side, "(")
    found: set[str] = set()
    for head, content in _heads(side, "("):
        numbers = content and all(t.kind in ("number", "op") for t in content)
        (found if numbers else others).add(head)
    return found - others


def indexed_letters(tokens: Sequence[Token]) -> frozenset[str]:
    """Letters with an index in square brackets wherever they are: `d[n] = d[n-1] + d[n-2]`."""
    found: set[str] = set()
    free = set(_RANDOM)
    for head, content in _heads(tokens, "["):
        plain = all(
            t.kind == "number" or (t.kind == "letter" and t.text.islower()) or t.text in ("+", "-")
            for t in content
        )
        counts = any(t.text in COUNTING_LETTERS | {"i"} for t in content)
        number = [t.kind for t in content] == ["number"]
        (found if plain and (counts or number) else free).add(head)
    counted = {
        head
        for head, content in _heads(tokens, "[")
        if any(t.text in COUNTING_LETTERS | {"i"} for t in content)
    }
    return frozenset(found & counted) - free - _standing_free(tokens, "[")


def numbered_letters(tokens: Sequence[Token]) -> frozenset[str]:
    """Letters with a lone number in square brackets right behind them: `s[4]` is the fourth."""
    return frozenset(
        head for head, content in _heads(tokens, "[") if [t.kind for t in content] == ["number"]
    ) - set(_RANDOM)


def _heads(tokens: Sequence[Token], bracket: str) -> Iterator[tuple[str, Sequence[Token]]]:
    """The letters with such a bracket behind them, past a subscript, and what the bracket holds."""
    for at, token in enumerate(tokens):
        if is_letter(token):
            after = _past_subscript(tokens, at)
            if after < len(tokens) and tokens[after].text == bracket:
                end = min(closing(tokens, after), after + _LONGEST)
                yield token.text, tokens[after + 1 : end]


def _standing_free(tokens: Sequence[Token], bracket: str) -> set[str]:
    """The letters that stand somewhere without such a bracket, subscripts apart."""
    free: set[str] = set()
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.text == "_":
            at = skip_argument(tokens, at + 1)
            continue
        if is_letter(token):
            after = _past_subscript(tokens, at)
            if after >= len(tokens) or tokens[after].text != bracket:
                free.add(token.text)
        at += 1
    return free


def _past_subscript(tokens: Sequence[Token], at: int) -> int:
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    return skip_argument(tokens, at + 2) if following == "_" else at + 1


def labelled_letters(tokens: Sequence[Token]) -> tuple[frozenset[str], frozenset[str]]:
    """Letters that are only ever raised to 0 or 1: nobody writes such a power.

    `Y^1 - Y^0` are two outcomes. First all such letters, then those that are surely labelled.
    """
    raised: dict[str, set[str]] = {}
    lowered: set[str] = set()
    for at, (before, token) in enumerate(pairwise(tokens)):
        if token.text != "^" or at + 2 >= len(tokens):
            continue
        head = _raised_head(tokens, at)
        if head:
            exponent = "".join(t.text for t in argument_tokens(tokens, at + 2))
            raised.setdefault(head, set()).add(exponent)
            after = skip_argument(tokens, at + 2)
            behind = after < len(tokens) and tokens[after].text == "_"
            if before.text != head or behind:
                lowered.add(head)
    some = frozenset(head for head, powers in raised.items() if powers <= _RAISED)
    sure = {h for h in some if h.isupper() and (h in lowered or len(raised[h]) > 1)}
    return some, frozenset(sure)


def _raised_head(tokens: Sequence[Token], at: int) -> str:
    """The letter that an exponent behind the token at `at` belongs to, past its subscript."""
    if is_letter(tokens[at]) and not (at and tokens[at - 1].text == "_"):
        return tokens[at].text
    if at >= 2 and tokens[at - 1].text == "_":
        return tokens[at - 2].text if is_letter(tokens[at - 2]) else ""
    if tokens[at].text == "}" and tokens[at].partner < 0:
        start = at + tokens[at].partner
        if start >= 2 and tokens[start - 1].text == "_" and is_letter(tokens[start - 2]):
            return tokens[start - 2].text
    return ""
