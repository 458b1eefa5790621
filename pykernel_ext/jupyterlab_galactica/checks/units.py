"""The units that a user declares for symbols, remembered for a project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from ..errors import InputError
from .projects import recall, remember

_KEPT_AS = "units"


def remembered_units(start: Path) -> dict[str, str]:
    """Units by symbol, remembered for the project that `start` is in. Raises InputError."""
    return dict(recall(_KEPT_AS, start) or {})


def units_for(start: Path, given: Mapping[str, str] | None) -> dict[str, str]:
    """The units given, and without any those remembered. Raises InputError."""
    return remembered_units(start) if given is None else understood_units(given)


def remember_units(start: Path, units: Mapping[str, str]) -> None:
    """Declare the units of some symbols, beside those declared before.

    Raises InputError for what is not understood or cannot be written.
    """
    added = understood_units(units)
    remember(_KEPT_AS, start, lambda kept: {**(kept or {}), **added})


def forget_units(start: Path, symbols: Iterable[str]) -> None:
    """Take back what was declared of these symbols. Raises InputError for one that was not."""
    taken = set(symbols)
    known = remembered_units(start)
    for symbol in taken - known.keys():
        declared = ", ".join(known) or "none"
        raise InputError(f"No unit is declared for {symbol!r}; those declared are: {declared}.")
    remember(_KEPT_AS, start, lambda kept: {s: u for s, u in kept.items() if s not in taken})


def forget_all_units(start: Path) -> None:
    """Take back all declarations for the project. Raises InputError."""
    remember(_KEPT_AS, start, lambda _: None)


def understood_units(units: Mapping[str, str]) -> dict[str, str]:
    """The declarations as they are. Raises InputError for one that is not understood."""
    from .equations.vocabulary.declared import problem_with

    for symbol, unit in units.items():
        problem = problem_with(symbol, unit)
        if problem:
            raise InputError(problem)
    return dict(units)


def read_declarations(words: Iterable[str]) -> dict[str, str]:
    """`E=V/m` and the like as units by symbol. Raises InputError."""
    units: dict[str, str] = {}
    for word in words:
        symbol, equals, unit = word.partition("=")
        if not (symbol.strip() and equals and unit.strip()):
            raise InputError(f"Write SYMBOL=UNIT such as E=V/m, not {word!r}.")
        units[symbol.strip()] = unit.strip()
    return understood_units(units)
