"""What the words of a text say of its notation: a modulus, the letters i and e, symbols of a field.

What looks like a fraction is Legendre's symbol where the text says so, and a number in brackets an
ideal.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from ...surroundings import FORMULA, Passage, Surroundings
from ..reading.brackets import closing, skip_argument
from ..reading.find import Statement
from ..reading.tokens import Token, UnsupportedError, is_letter
from .said_kinds import Kind

_SHORT = 12
"""Characters of a modulus."""
_NEAR = 60
"""Characters beside a letter in which the text says what it is."""
_MODULO = re.compile(rf"(?i)\bmod(?:ulo|\.)?\s+(?:(\d+)\b|\{FORMULA})")
_RESIDUES = re.compile(
    r"\\mathbb\s*\{?\s*Z\s*\}?\s*(?:_\s*\{?\s*(\d+)\s*\}?|/\s*\(?\s*(\d+)\s*\\?(?:,|mathbb|\)))"
)
_CHARGE = re.compile(r"(?i)\b(?:charge|eccentricity|identity|neutral element|errors?|edges?)\b")
_COUNTED = re.compile(
    r"(?i)\A-?th\b|\b(?:current|investment|interest|inflation|ind(?:ex|ices)|rows?|agents?|particles?"
    r"|players?|states?|each|every)\b"
)
_NO_INDEX = re.compile(r"(?i)\b(?:imaginary|complex|euler|base|exponential)\b")
_RANGE = re.compile(r"\s*i\s*(?:=\s*[01]\s*,|\\in\b)|\s*[01]\s*(?:\\leq?|<)\s*i\b")
_J = re.compile(
    r"(?<![A-Za-z\\_])j\s*(?:\d\s*)?\\(?:omega|Omega)(?![A-Za-z])|\bj\s*=\s*\\sqrt\s*\{?\s*-\s*1"
    r"|e\s*\^\s*\{\s*-?\s*j\s*(?:\d\s*)?\\(?:pi|phi|varphi|theta|frac)"
)
_I = re.compile(
    r"\bi\s*\^\s*\{?2\}?\s*=|e\s*\^\s*\{\s*-?\s*i"
    r"|(?<![A-Za-z\\_])i\s*\\(?:omega|Omega)(?![A-Za-z])"
)
_PI_GIVEN = re.compile(r"\\pi\s*=\s*(\d*\.?\d+)")
_PI_ROUNDED = 0.1
_PI_INDEXED = re.compile(r"\\pi\s*(?:_|\^\s*\{?\s*(?:\*|\\star|\\ast|\\prime)|')")
_NAMES_PI = re.compile(
    r"(?i)\b(?:denoted?(?: by)?|denoting|call(?:ed)?|diversity|distribution|policy|profits?|prior"
    r"|permutation|probability|projection|pressure|transformation|operator|map|functor|function)[\s,:(]*\Z"
)
_NUMBER_PI = re.compile(r"(?i)\b(?:circle|circumference|constant|radians?|digits)\b")
_LEGENDRE = re.compile(
    r"(?i)\b(?:Legendre|Jacobi|Kronecker)['’s]*\s+symbols?\b|\bquadratic residue"
)
_IDEALS = re.compile(r"(?i)\bideals?\b")
_REPEATED = re.compile(r"(?i)\b(?:summation convention|repeated ind|summed over|Einstein)")


def modulus_said(surroundings: Surroundings) -> str:
    """What the text counts by: `modulo $p$`, `mod 7`, or in $\\mathbb{Z}_5$; "" for nothing."""
    match = _MODULO.search(surroundings.after)
    if match:
        place = surroundings.after[: match.end()].count(FORMULA) - 1
        found = match[1] or _latex(surroundings.following, place)
        if found:
            return found
    matches = list(_MODULO.finditer(surroundings.before))
    if matches:
        last = matches[-1]
        behind = surroundings.before[last.end() - 1 :].count(FORMULA)
        found = last[1] or (_latex(surroundings.earlier, -behind) if behind else "")
        if found:
            return found
    for passage in reversed(surroundings.earlier[-3:]):
        if residues := _RESIDUES.search(passage.latex):
            return residues[1] or residues[2]
    return ""


def _latex(passages: Sequence[Passage], place: int) -> str:
    if not -len(passages) <= place < len(passages):
        return ""
    latex = passages[place].latex.strip()
    return latex if len(latex) <= _SHORT else ""


def letters_said(surroundings: Surroundings) -> Mapping[str, Kind]:
    """The letters i, e and π where the text takes them for a quantity or an index, and the j of
    electrical engineers."""
    found: dict[str, Kind] = {}
    if electrical(passage.latex for passage in (*surroundings.earlier, *surroundings.following)):
        found["j"] = "imaginary"
    for passage in (*surroundings.earlier, *surroundings.following):
        latex = passage.latex.strip()
        if latex == "i" or _RANGE.match(latex):
            words = f"{passage.before[-_NEAR:]}\n{passage.after[:_NEAR]}"
            said = _COUNTED.search(words) or _COUNTED.match(passage.after) or latex != "i"
            if said and not _NO_INDEX.search(words):
                found["i"] = "integer" if latex != "i" else "real"
        elif latex == "e":
            words = f"{passage.before[-_NEAR:]}\n{passage.after[:_NEAR]}"
            if _CHARGE.search(words) and not _NO_INDEX.search(words):
                found["e"] = "real"
        elif latex.startswith(r"\pi") and _is_own_pi(passage):
            found[r"\pi"] = "real"
    return found


def electrical(formulas: Iterable[str]) -> bool:
    """Whether j is written for the imaginary unit, and i nowhere."""
    whole = " ".join(formulas)
    return bool(_J.search(whole)) and not _I.search(whole)


def _is_own_pi(passage: Passage) -> bool:
    r"""Whether \pi is called something else than the number, or given another value."""
    latex = passage.latex.strip()
    if _PI_INDEXED.match(latex):
        return True
    if latex != r"\pi":
        value = _PI_GIVEN.match(latex)
        return value is not None and abs(float(value[1]) - math.pi) > _PI_ROUNDED
    before, after = passage.before[-_NEAR:], passage.after[:_NEAR]
    return bool(_NAMES_PI.search(before)) and not _NUMBER_PI.search(f"{before} {after}")


def refuse_said(statement: Statement, words: str) -> None:
    """Raises UnsupportedError where the words give the notation a meaning that is not judged."""
    sides = (statement.left, statement.right)
    if _LEGENDRE.search(words) and any(map(_has_bracketed_fraction, sides)):
        raise UnsupportedError("Legendre's symbol: not judged yet", statement.start)
    if _IDEALS.search(words) and any(map(_is_bracketed, sides)):
        raise UnsupportedError("ideals: not judged yet", statement.start)
    if _is_number_in_brackets(statement.left) or _is_number_in_brackets(statement.right):
        raise UnsupportedError("a number in brackets may be an ideal or a label", statement.start)
    if _REPEATED.search(words) and _has_repeated_index((*statement.left, *statement.right)):
        raise UnsupportedError("a sum over repeated indices: not judged yet", statement.start)


def _has_bracketed_fraction(tokens: Sequence[Token]) -> bool:
    for at, (token, following) in enumerate(pairwise(tokens)):
        if token.text == "(" and following.text == r"\frac":
            after = skip_argument(tokens, skip_argument(tokens, at + 2))
            if closing(tokens, at) == after:
                return True
    return False


def _is_number_in_brackets(tokens: Sequence[Token]) -> bool:
    texts = [token.text for token in tokens]
    return len(texts) == 3 and texts[::2] == ["(", ")"] and tokens[1].kind == "number"


def _is_bracketed(tokens: Sequence[Token]) -> bool:
    return tokens[0].text in ("(", r"\langle") and closing(tokens, 0) == len(tokens) - 1


def _has_repeated_index(tokens: Sequence[Token]) -> bool:
    """Whether a letter is an index of two letters beside a derivative."""
    lowered = [b.text for a, b in pairwise(tokens) if a.text == "_" and is_letter(b)]
    return r"\partial" in {t.text for t in tokens} and len(set(lowered)) < len(lowered)
