"""Which letters of an equation are vectors and which matrices, as far as its notation tells.

Arrows always mean vectors. Bold and hats mean either, and plain letters are matrices only where
something is done to them that is done to matrices alone (`A^T`, `\\det`, `[A, B]`), or where the
text has declared them. Several assignments may be possible: the first that fits is taken.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from itertools import pairwise

from ..tree.kinds import Kind
from ..vocabulary.letters import (
    AXES,
    FIELD_LETTERS,
    MATRIX_LETTERS,
    SCALAR_LETTERS,
    UNIT_VECTORS,
)
from .brackets import argument_tokens, closing, opening, skip_argument
from .commuting import (
    HATS,
    conjugated_letters,
    exchanged_letters,
    multiplied_hats,
    superscript,
)
from .indices import has_index_notation
from .tokens import Token, is_letter

BOLD = {r"\mathbf", r"\boldsymbol", r"\bm", r"\pmb", r"\bold", r"\mathbfit", r"\symbf"}
ARROWS = {r"\vec", r"\overrightarrow"}
MATRICES = {"matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix"}
TRANSPOSED = {"T", r"\top", r"\intercal", r"\mathsf{T}", "-T", "-1T", "T-1", "t"}
ADJOINED = {r"\dagger", "H", "+"}
_SURELY_TRANSPOSED = (TRANSPOSED - {"t"}) | (ADJOINED - {"+", "H"})

MARKS = BOLD | HATS | ARROWS
DOTLESS = {r"\imath", r"\jmath"}

_VECTOR_SIGNS = ARROWS | {r"\nabla", r"\|", r"\lVert"}
_NUMBERS = {"integer", "real", "positive", "complex", "imaginary", "function", "floor"}
"""What the text may declare letters to be that commute."""

_MATRIX_NAMES = {r"\det", "det", "tr", "Tr", "rank", "trace", "Trace", "diag"}
_OPERATOR_SIGNS = {r"\hbar", r"\psi", r"\Psi", r"\dagger", r"\rangle", r"\langle"}


_OF_VECTORS = {"div", "rot", "curl"}
OPERATIONS = _OF_VECTORS | {"grad"}
"""What \\nabla does, by name."""
_LONGEST_BRACKET = 60
"""Tokens of a commutator that are looked at; brackets inside brackets are looked at one by one."""
_MATRIX = f"([{''.join(sorted(MATRIX_LETTERS))}])"
_INVERTED_PRODUCT = re.compile(rf"\({_MATRIX}{_MATRIX}\)\^\{{-1\}}")

Kinds = Mapping[str, Kind]


def letter_kinds(tokens: Sequence[Token], declared: Mapping[str, str]) -> tuple[Kinds, ...]:
    """Assignments of kinds to names (`A`, `\\mathbf{A}`, `\\hat{p}`), likeliest first.

    None at all means that nothing in the equation is about vectors or matrices.
    """
    texts = {token.text for token in tokens}
    said: dict[str, Kind] = {
        name: "vector" if kind == "vector" else "matrix"
        for name, kind in declared.items()
        if kind not in _NUMBERS and _occurs(name, texts)
    }
    conjugated = conjugated_letters(tokens)
    said |= dict.fromkeys((conjugated | exchanged_letters(tokens)) - declared.keys(), "matrix")
    named = any(token.kind == "name" and token.text in OPERATIONS for token in tokens)
    if named:
        texts.add(r"\nabla")
    vectors = bool(texts & (_VECTOR_SIGNS | BOLD))
    literal = any(map(is_table, tokens)) or _angle_list(tokens)
    brackets = _commutator(tokens)
    transposed = _transposed(tokens)
    matrices = literal or brackets or bool(texts & _MATRIX_NAMES) or bool(transposed)
    matrices = matrices or "matrix" in said.values() or _inverted(tokens)
    hats = _letters_under(tokens, HATS)
    indexed = has_index_notation(tokens)
    multiplied = multiplied_hats(tokens)
    linear_hats = multiplied or _hats_are_linear(hats, texts, brackets)
    if not (said or vectors or matrices or indexed or linear_hats):
        return ()
    known: dict[str, Kind] = dict(said)
    if indexed:
        known[r"\epsilon"] = "operator"  # Einstein's convention
    operators = brackets or bool(texts & _OPERATOR_SIGNS) or bool(conjugated)
    operators = operators or multiplied
    for letter in hats:
        if rf"\hat{{{letter}}}" in said:
            continue
        known[rf"\hat{{{letter}}}"] = "matrix" if operators else "vector"
    if r"\nabla" in texts:
        known[r"\Delta"] = "operator"  # a Laplacian, not a difference
    if matrices:
        letters = _capitals(tokens) - _inside_tables(tokens)
        known.update({letter: "matrix" for letter in letters if letter not in known})
    known.update({letter: "vector" for letter in transposed if not letter.isupper()})
    bold = {name for name in _letters_under(tokens, BOLD) if name.lstrip("\\")[0].isupper()}
    names = {in_bold(letter) for letter in bold} - said.keys()
    before_vectors = {in_bold(letter) for letter in bold if _before_vector(tokens, letter)} & names
    all_vectors = known | dict.fromkeys(names, "vector")
    all_matrices = known | dict.fromkeys(names, "matrix")
    mixed = all_vectors | dict.fromkeys(before_vectors, "matrix")
    products = bool(texts & {r"\nabla", r"\times", r"\cdot"} | (texts & ARROWS))
    orders: list[Kinds] = [all_vectors, mixed, all_matrices] if names else [known]
    if not products:
        orders.reverse()
    if r"\nabla" in texts and not texts & (BOLD | ARROWS):
        derived = _after_nabla(tokens)
        fields = derived | {t.text for t in tokens if t.kind == "letter" and t.text.isupper()}
        orders += [
            known | dict.fromkeys(letters, "vector")
            for letters in (derived, fields, fields | FIELD_LETTERS)
        ]
    if matrices or said:
        small = {
            t.text: "vector"
            for t in tokens
            if t.kind == "letter" and t.text.islower() and t.text not in SCALAR_LETTERS
        }
        orders += [{**small, **order} for order in orders[:1]]  # type: ignore[dict-item]
    return tuple(orders)


def _inverted(tokens: Sequence[Token]) -> bool:
    """`(AB)^{-1}` beside `A^{-1}`: of numbers nobody would say it."""
    text = "".join(token.text for token in tokens)
    product = _INVERTED_PRODUCT.search(text)
    return product is not None and all(f"{letter}^{{-1}}" in text for letter in product.groups())


def _occurs(name: str, texts: set[str]) -> bool:
    r"""Whether the text has the parts of a name such as `A_{1}` or `\mathbf{A}`."""
    parts = set(re.findall(r"\\[A-Za-z]+|\w", name))
    if texts & BOLD:
        parts.discard(r"\mathbf")  # the name has this mark for every bold one
    return parts <= texts


def _after_nabla(tokens: Sequence[Token]) -> set[str]:
    """Plain letters whose divergence or curl is taken."""
    named = {
        after.text
        for token, after in pairwise(tokens)
        if token.kind == "name" and token.text in _OF_VECTORS and after.kind == "letter"
    }
    return named | {
        tokens[index + 2].text
        for index, token in enumerate(tokens[:-2])
        if token.text == r"\nabla" and tokens[index + 1].text in (r"\cdot", r"\times")
        if tokens[index + 2].kind == "letter"
    }


def _inside_tables(tokens: Sequence[Token]) -> set[str]:
    found: set[str] = set()
    depth = 0
    for token in tokens:
        depth += is_table(token) - (token.kind == "end" and depth > 0)
        if depth:
            found.add(token.text)
    return found


def is_table(token: Token) -> bool:
    """Whether a matrix begins; an array that is left inside a formula is one."""
    return token.kind == "begin" and token.text in MATRICES | {"array"}


def _angle_list(tokens: Sequence[Token]) -> bool:
    """`\\langle 1, 2, 3 \\rangle`"""
    texts = [token.text for token in tokens]
    return r"\langle" in texts and "," in texts[texts.index(r"\langle") :]


def in_bold(letter: str) -> str:
    """The name of a bold letter."""
    return rf"\mathbf{{{letter}}}" if letter.isalpha() else rf"\boldsymbol{{{letter}}}"


def _letters_under(tokens: Sequence[Token], macros: Container[str]) -> set[str]:
    """The letters in the arguments of such macros."""
    return {
        letter.text
        for index, token in enumerate(tokens[:-1])
        if token.text in macros
        for letter in argument_tokens(tokens, index + 1)
        if is_letter(letter) or letter.text in DOTLESS
    }


def _capitals(tokens: Sequence[Token]) -> set[str]:
    """Plain capital letters that are neither a superscript of their own nor applied to a name."""
    found = set()
    for index, token in enumerate(tokens):
        if token.kind != "letter" or not token.text.isupper():
            continue
        before = "".join(t.text for t in tokens[max(0, index - 2) : index])
        attached = before[-1:] in ("^", "_") or before in ("^{", "_{")
        following = [t.text for t in tokens[index + 1 : index + 4]]
        applied = following[::2] == ["(", ")"] and not following[1].isupper()
        if not attached and not applied:
            found.add(token.text)
    return found


def _transposed(tokens: Sequence[Token]) -> set[str]:
    """Letters that carry a transposition; a small one only where a product follows."""
    found: set[str] = set()
    for index, token in enumerate(tokens):
        raised = superscript(tokens, index + 1)
        if raised not in _SURELY_TRANSPOSED:
            continue
        sure = raised in (r"\top", r"\intercal", r"\dagger")
        after = index + 2 + (3 if tokens[index + 2].text == "{" else 1)
        product = after < len(tokens) and (
            tokens[after].kind in ("letter", "begin")
            or tokens[after].text in BOLD | {"(", r"\Sigma"}
        )
        if token.kind == "letter" and (token.text.isupper() or sure or product):
            found.add(token.text)
        elif token.text == ")":
            group = tokens[opening(tokens, index) + 1 : index]
            letters = [t.text for t in group if t.kind == "letter"]
            numbers = any(t.kind == "number" for t in group)
            if letters and not numbers and (sure or all(x.isupper() for x in letters)):
                found.update(letters)
        elif token.text == "}" and sure:
            found.add("")
    return found


def _commutator(tokens: Sequence[Token]) -> bool:
    """`[A, B]` or `[\\hat{x}, \\hat{p}]`, not the argument of `E[...]`."""
    for index, token in enumerate(tokens):
        if token.text != "[" or (index and tokens[index - 1].text in ("E", "P", "}")):
            continue
        inside = tokens[index + 1 : min(closing(tokens, index), index + _LONGEST_BRACKET)]
        commas = [t for t in inside if t.text == ","]
        letters = [t for t in inside if t.kind == "letter"]
        named = all(t.text.isupper() for t in letters) or any(t.text in HATS for t in inside)
        plain = not any(t.kind == "number" or t.kind == "relation" for t in inside)
        if len(commas) == 1 and len(letters) > 1 and named and plain:
            return True
    return False


def _before_vector(tokens: Sequence[Token], letter: str) -> bool:
    """Whether a bold capital stands directly before a vector, as in `\\mathbf{A}\\mathbf{x}`."""
    for index, token in enumerate(tokens):
        if token.text not in BOLD:
            continue
        inside = argument_tokens(tokens, index + 1)
        texts = [t.text for t in inside]
        if letter in texts[:-1]:
            return True
        after = skip_argument(tokens, index + 1)
        if texts == [letter] and after < len(tokens) and tokens[after].text in BOLD | ARROWS:
            return True
    return False


def _hats_are_linear(hats: set[str], texts: set[str], brackets: bool) -> bool:
    """Whether these letters are unit vectors or operators rather than estimates."""
    if len(hats & UNIT_VECTORS.keys()) > 1 or len(hats & set(AXES)) > 1:
        return True
    if hats and (brackets or texts & {r"\hbar", r"\dagger", r"\rangle"}):
        return True
    return bool(texts & {r"\psi", r"\Psi"}) and any(letter.isupper() for letter in hats)


def axes_in(tokens: Sequence[Token]) -> frozenset[str]:
    """The letters i, j, k where they are unit vectors: i alone, or any two of them in bold."""
    marked = _letters_under(tokens, MARKS)
    letters = {r"\imath": "i", r"\jmath": "j"}
    found = frozenset(letters.get(text, text) for text in marked) & {"i", "j", "k"}
    return found if "i" in found or len(found) > 1 else frozenset()
