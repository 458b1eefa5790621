r"""Where what is raised is an index: `F^{\alpha\beta}`, `g_{\mu\nu} x^\mu`, `x^i`.

Powers look the same. But an index stands on letters only, never on the line, and a letter has
always the same number of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..vocabulary.letters import GREEK
from .brackets import argument_tokens
from .tokens import Token, is_letter

_LATIN = {"i", "j", "k", "l", "m", "n"}
_SPACETIME = {r"\mu", r"\nu", r"\rho", r"\sigma", r"\lambda"}
_OPERATORS = {r"\sum", r"\prod", r"\int", r"\lim", r"\max", r"\min", r"\bigcup", r"\bigcap",
              r"\sup", r"\inf", r"\oint"}  # fmt: skip
_COUNTED = 2
r"""Letters side by side in a superscript that make it one of indices: `F^{\mu\nu}`."""


def raised_indices(tokens: Sequence[Token]) -> frozenset[str]:
    """The letters that are indices where they are raised; none where they may be exponents."""
    raised, lowered, other = _scripts(tokens)
    letters = {letter for names in raised for letter in names[1]}
    if not letters or letters & other or not all(_is_index(letter) for letter in letters):
        return frozenset()
    counts: dict[str, int] = {}
    for head, names in raised:
        if counts.setdefault(head, len(names)) != len(names):
            return frozenset()
    several = any(len(names) >= _COUNTED and set(names) <= GREEK for _, names in raised)
    matched = letters & lowered & (_SPACETIME | {"i", "j"})
    function = any(token.text in (r"\sin", r"\cos", r"\exp", r"\ln", r"\log", r"\Gamma")
                   for token in tokens)  # fmt: skip
    alone = (letters <= {"i", "j"} and "i" in letters) or (letters <= _SPACETIME and not function)
    return frozenset(letters) if several or matched or alone else frozenset()


def _is_index(letter: str) -> bool:
    return letter in _LATIN or (letter in GREEK and letter not in (r"\pi", r"\dagger"))


def _scripts(
    tokens: Sequence[Token],
) -> tuple[list[tuple[str, list[str]]], set[str], set[str]]:
    """Letters with the letters raised on them; letters that are lowered; all that stand elsewhere.

    A superscript that is more than letters side by side stands elsewhere with all its letters.
    """
    raised: list[tuple[str, list[str]]] = []
    lowered: set[str] = set()
    other: set[str] = set()
    base = ""  # what the scripts at this place belong to
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.text in ("_", "^") and at:
            inside = argument_tokens(tokens, at + 1)
            letters = [t.text for t in inside if is_letter(t)]
            pure = bool(inside) and len(letters) == len(inside)
            if base in _OPERATORS:
                other.update(letters)
            elif token.text == "_":
                lowered.update(letters)
            elif pure and _is_name(tokens[at - 1]):
                raised.append((_head(tokens, at), letters))
            else:
                other.update(letters)
            at += 1 + (len(inside) + 2 if tokens[at + 1 : at + 2] and tokens[at + 1].text == "{"
                       else 1)  # fmt: skip
            continue
        base = token.text
        if is_letter(token):
            other.add(token.text)
        at += 1
    return raised, lowered, other


def _is_name(before: Token) -> bool:
    return (is_letter(before) and before.text != "e") or before.text == "}"


def _head(tokens: Sequence[Token], at: int) -> str:
    if tokens[at - 1].text != "}":
        return tokens[at - 1].text
    start = at - 1
    while start and tokens[start].text != "{":
        start -= 1
    return "".join(token.text for token in tokens[max(start - 2, 0) : at])
