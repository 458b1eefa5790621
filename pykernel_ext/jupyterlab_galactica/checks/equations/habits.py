"""How letters are used in one equation: what `f(x)`, `i` and `e` mean follows from all of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .brackets import argument_tokens
from .notation import FUNCTION_LETTERS, GREEK
from .tokens import Token


@dataclass(frozen=True, slots=True)
class Habits:
    """How letters are used in the whole equation."""

    functions: frozenset[str]  # letters applied to a lone symbol or number somewhere
    indices: frozenset[str]  # letters that count in a sum or product, or stand as an index
    imaginary: bool  # complex numbers are surely meant by i
    euler: bool  # the base of natural logarithms is surely meant by e


_COMPLEX = {"Re", "Im", r"\Re", r"\Im", r"\arg", r"\overline", "z", "w", "arg"}


def _complex_form(tokens: Sequence[Token]) -> bool:
    """`a + bi`, or i in an exponent of e."""
    texts = [token.text for token in tokens]
    for index, text in enumerate(texts):
        after_sign = index >= 2 and texts[index - 2] in ("+", "-")
        if text == "i" and after_sign and tokens[index - 1].kind in ("letter", "number"):
            return True
        if text == "e":
            at = index + 1 if texts[index + 1 : index + 2] != ["}"] else index + 2
            if texts[at : at + 1] == ["^"]:
                exponent = argument_tokens(tokens, at + 1)
                if any(t.text == "i" for t in exponent):
                    return True
    return False


def habits_of(tokens: Sequence[Token], sides: Iterable[Sequence[Token]] = ()) -> Habits:
    def lone(letter: str) -> bool:
        return any([token.text for token in side] == [letter] for side in sides)

    functions: set[str] = set()
    indices: set[str] = set()
    for index, token in enumerate(tokens):
        following = [t.text for t in tokens[index + 1 : index + 4]]
        applied = token.kind in ("letter", "macro") and following[::2] == ["(", ")"]
        if applied and (tokens[index + 2].kind in ("letter", "number") or following[1] in GREEK):
            functions.add(token.text)
        if token.text in FUNCTION_LETTERS and following[:1] == ["'"]:
            functions.add(token.text)
        if token.text == "_":
            indices.update(t.text for t in argument_tokens(tokens, index + 1))
    texts = {token.text for token in tokens}
    letters = {t.text for t in tokens if t.kind == "letter" or t.text in GREEK} - {"i", "e", "d"}
    imaginary = bool(texts & _COMPLEX) or _complex_form(tokens) or (not letters and not lone("i"))
    euler = bool(texts & {r"\lim", r"\sum", r"\ln"})
    return Habits(frozenset(functions), frozenset(indices), imaginary, euler)
