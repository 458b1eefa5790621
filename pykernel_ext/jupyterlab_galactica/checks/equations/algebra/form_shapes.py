"""What a normal form is made of, its shape, and the same form with other names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .polynomials import Atom
from .radicals import PI, Normal


def symbols_in(form: Normal) -> frozenset[str]:
    """The names of the symbols of a form, inside its atoms too."""
    found: set[str] = set()
    for monomial, _ in form:
        for atom, _ in monomial:
            _gather(atom, found)
    return frozenset(found)


def _gather(atom: Atom, found: set[str]) -> None:
    if isinstance(atom, str):
        found.add(atom)
        return
    for part in atom[1:]:
        if isinstance(part, frozenset):
            for inner in _forms_in(part):
                found |= symbols_in(inner)


def _forms_in(part: frozenset[Any]) -> Iterable[Normal]:
    """The form that a part is, or the forms it is a set of."""
    first = next(iter(part), None)
    return part if isinstance(first, frozenset) else (part,)


def is_plain(form: Normal) -> bool:
    """Whether all its atoms are symbols and numbers."""
    return all(
        isinstance(atom, str) or atom[0] in ("const", "number")
        for monomial, _ in form
        for atom, _ in monomial
    )


def renamed(form: Normal, names: Mapping[str, str]) -> Normal:
    """The form with other names of symbols."""
    return mapped(form, lambda name: names.get(name, name))


def mapped(form: Normal, name_of: Callable[[str], str]) -> Normal:
    return frozenset(
        (frozenset((_mapped_atom(atom, name_of), power) for atom, power in monomial), number)
        for monomial, number in form
    )


def _mapped_atom(atom: Atom, name_of: Callable[[str], str]) -> Atom:
    if isinstance(atom, str):
        return name_of(atom)
    return (atom[0], *(_mapped_part(part, name_of) for part in atom[1:]))


def _mapped_part(part: Any, name_of: Callable[[str], str]) -> Any:
    if not isinstance(part, frozenset):
        return part
    if part and isinstance(next(iter(part)), frozenset):
        return frozenset(mapped(inner, name_of) for inner in part)
    return mapped(part, name_of)


def negative(form: Normal) -> Normal:
    return frozenset((monomial, -number) for monomial, number in form)


def shape(form: Normal) -> int:
    """What renaming does not change, nor signs and coefficients: equal forms have equal shapes."""
    return hash(
        tuple(
            sorted(
                hash(tuple(sorted((_atom_shape(atom), power) for atom, power in key if atom != PI)))
                for key, _ in form
            )
        )
    )


def _atom_shape(atom: Atom) -> int:
    if isinstance(atom, str):
        return 1
    return hash(
        tuple(
            hash(tuple(sorted(shape(inner) for inner in _forms_in(part))))
            if isinstance(part, frozenset)
            else hash(part)
            for part in atom
        )
    )
