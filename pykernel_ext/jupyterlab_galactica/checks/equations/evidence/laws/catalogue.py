"""The known laws, and the forms under which they are looked up.

`laws.json` is written for readers: every law has a name, LaTeX that the parser reads, what each
symbol means and its unit, and under what assumptions it holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ...algebra.equation_form import normal_form
from ...algebra.form_shapes import is_plain, shape, symbols_in
from ...algebra.polynomials import NoFormError
from ...algebra.radicals import Normal
from ...reading.find import find_statements
from ...reading.parse import parse_relation
from ...reading.tokens import ParseError
from ...tree import Relation
from ...vocabulary.laws import law_rows
from ...vocabulary.names import plain_name
from .match import one_glyph

_MANY_SYMBOLS = 5
"""Symbols from which a plain product is no chance."""


@dataclass(frozen=True, slots=True)
class Law:
    """A canonical equation; `units` and `meanings` are by the symbol's name in `form`."""

    name: str
    field: str
    latex: str
    meanings: Mapping[str, str]
    units: Mapping[str, str]
    assumptions: str

    @property
    def in_other_units(self) -> bool:
        """Whether it is written in natural or Gaussian units, in which dimensions are others."""
        return self.assumptions.endswith(" units")


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A law as it is looked up.

    It is `distinctive` where its form alone says much: several terms, functions or derivatives, or
    many symbols.
    """

    law: Law
    form: Normal
    symbols: frozenset[str]
    distinctive: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Entries by the shape of their form, and by the letters of their symbols."""

    by_shape: Mapping[Any, Sequence[Entry]]
    by_symbols: Mapping[frozenset[str], Sequence[Entry]]


def known_laws() -> tuple[Law, ...]:
    """All laws of the catalogue, in its order."""
    return tuple(
        Law(
            name=row.name,
            field=row.field,
            latex=row.latex,
            meanings={plain_name(name): what for name, (what, _) in row.symbols.items()},
            units={plain_name(name): unit for name, (_, unit) in row.symbols.items()},
            assumptions=row.assumptions,
        )
        for row in law_rows()
    )


def relation_of(law: Law) -> Relation:
    """A law as a tree. Raises ParseError."""
    (statement,) = find_statements(law.latex)
    return parse_relation(statement.left, statement.op, statement.right)[0]


@cache
def catalogue() -> Catalogue:
    """The laws that say that two sides are equal, read once."""
    by_shape: defaultdict[Any, list[Entry]] = defaultdict(list)
    by_symbols: defaultdict[frozenset[str], list[Entry]] = defaultdict(list)
    for law in known_laws():
        try:
            form = normal_form(relation_of(law))
        except (ParseError, NoFormError):
            continue  # an inequality; a law that is not read is a failing test, not a failing check
        symbols = symbols_in(form)
        entry = Entry(law, form, symbols, _is_distinctive(form, symbols))
        by_shape[shape(form)].append(entry)
        by_symbols[frozenset(map(one_glyph, symbols))].append(entry)
    return Catalogue(by_shape, by_symbols)


def _is_distinctive(form: Normal, symbols: frozenset[str]) -> bool:
    several_terms = len(form) >= 3 and len(symbols) >= 4
    return several_terms or not is_plain(form) or len(symbols) >= _MANY_SYMBOLS
