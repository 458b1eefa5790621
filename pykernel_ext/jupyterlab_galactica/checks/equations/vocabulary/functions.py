"""All functions and operations that have a row, and what they are written by."""

from __future__ import annotations

from collections.abc import Mapping

from . import elementary, integer_functions, operations, special_functions
from .function import Function, Letter, Mark

FUNCTIONS: Mapping[str, Function] = {
    row.name: row
    for row in (
        *elementary.CIRCULAR, *elementary.HYPERBOLIC, *elementary.LOGARITHMS,
        *elementary.PARTS_OF_NUMBERS, *special_functions.GAMMA, *special_functions.INTEGRALS,
        *special_functions.OF_ORDER, *integer_functions.COUNTING, *integer_functions.SEQUENCES,
        *integer_functions.OF_INTEGERS, *operations.LINEAR, *operations.OF_RANDOM,
        *operations.BRACKETS, *operations.INFIX,
    )
}  # fmt: skip
"""By the name that a `Call` carries."""

_ROWS = tuple(FUNCTIONS.values())

SPELLINGS: Mapping[str, str] = {spelling: row.name for row in _ROWS for spelling in row.spellings}
"""`\\operatorname{name}` to the name of the row."""

APPLIED: Mapping[str, str] = {
    spelling: row.name
    for row in _ROWS
    for spelling in (*row.applied, *((row.name,) if row.value or row.means else ()))
}
"""The same for what is a function only where brackets follow."""

MACROS: Mapping[str, str] = {
    spelling: row.name for row in _ROWS for spelling in (*row.spellings, *row.applied)
}
"""`\\name` to the name of the row."""

OF_RANDOM: Mapping[str, str] = {spelling: row.name for row in _ROWS for spelling in row.of_random}
"""Names of what is done to random quantities."""

LETTERS: dict[Letter, str] = {letter: row.name for row in _ROWS for letter in row.letters}

ALWAYS: Mapping[str, str] = {
    letter.letter: name for letter, name in LETTERS.items() if letter.where == "always"
}
"""Letters that are a function whenever brackets follow."""

BETWEEN_FACTORS: Mapping[str, str] = {
    row.infix: row.name for row in _ROWS if "of factors" in row.marks
}
BETWEEN_SETS: Mapping[str, str] = {row.infix: row.name for row in _ROWS if "of sets" in row.marks}
"""Signs of operations to the names of their rows."""


def marked(mark: Mark) -> frozenset[str]:
    """The names of the rows with a mark."""
    return frozenset(row.name for row in _ROWS if mark in row.marks)
