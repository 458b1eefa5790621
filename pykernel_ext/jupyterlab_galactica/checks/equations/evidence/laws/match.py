"""Which symbols of one form stand for which of another, so that both say the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from itertools import islice, permutations, product
from typing import Any

from ...algebra.form_shapes import negative, renamed, symbols_in
from ...algebra.radicals import Normal
from ...vocabulary.letters import ALIKE
from ...vocabulary.names import CHANGE

_MOST_TRIES = 48
"""Renamings that are tried: more than laws of up to four like symbols have."""


def letter(name: str) -> str:
    """The letter of a name, without subscript and primes."""
    return name.partition("_")[0].rstrip("'").removeprefix(CHANGE)


def one_glyph(name: str) -> str:
    r"""A name with `\epsilon` for `\varepsilon`, and so on."""
    return name.replace(r"\var", "\\")


@lru_cache(maxsize=8192)
def are_alike(a: str, b: str) -> bool:
    """Whether two names have one letter, or letters that are used for one another."""
    one, other = letter(a), letter(b)
    return one == other or other in ALIKE.get(one, ())


def renamings(form: Normal, law: Normal) -> Iterator[Mapping[str, str]]:
    """Renamings of a form's symbols that turn it into the law, likely ones first; few are tried."""
    ours, theirs = _roles(form), _roles(law)
    if sorted(map(repr, ours)) != sorted(map(repr, theirs)):
        return
    choices = []
    for role, mine in ours.items():
        others = theirs[role]
        if len(mine) != len(others):
            return
        orders = sorted(
            islice(permutations(others), 120),
            key=lambda order: -sum(_closeness(a, b) for a, b in zip(mine, order, strict=True)),
        )
        choices.append([list(zip(mine, order, strict=True)) for order in orders])
    opposite = negative(law)
    for choice in islice(product(*choices), _MOST_TRIES):
        names = {a: b for pairs in choice for a, b in pairs}
        if renamed(form, names) in (law, opposite):
            yield names


def keeps_names(names: Mapping[str, str], law: Container[str]) -> bool:
    r"""Whether a symbol with the name of one of a law's stands for that one.

    And symbols with one subscript keep that in common, as `n_1 \sin\theta_1` must.
    """
    if any(ours in law and ours != theirs for ours, theirs in names.items()):
        return False
    found: dict[str, str] = {}
    return all(
        found.setdefault(ours, theirs) == theirs
        for ours, theirs in ((_subscript(a), _subscript(b)) for a, b in names.items())
        if ours and theirs
    )


def _subscript(name: str) -> str:
    return name.partition("_")[2]


def _closeness(a: str, b: str) -> int:
    return 2 * (a == b) + (letter(a) == letter(b)) + are_alike(a, b)


def _roles(form: Normal) -> dict[Any, list[str]]:
    """The symbols of a form by the part that each plays in it."""
    parts: defaultdict[str, list[Any]] = defaultdict(list)
    for monomial, number in form:
        for atom, power in monomial:
            if isinstance(atom, str):
                others = sorted(str(p) for a, p in monomial)
                parts[atom].append(("factor", power, abs(number), tuple(others)))
            else:
                for inner in atom[1:]:
                    if isinstance(inner, frozenset):
                        for name in sorted(_all_symbols(inner)):
                            parts[name].append(
                                (str(atom[0]), power, abs(number), _place(inner, name))
                            )
    roles: defaultdict[Any, list[str]] = defaultdict(list)
    for name in sorted(parts):
        roles[tuple(sorted(map(repr, parts[name])))].append(name)
    return dict(roles)


def _all_symbols(part: frozenset[Any]) -> frozenset[str]:
    if part and isinstance(next(iter(part)), frozenset):
        return frozenset().union(*map(symbols_in, part))
    return symbols_in(part)


def _place(part: frozenset[Any], name: str) -> Any:
    """Powers of a symbol inside a part."""
    forms = part if part and isinstance(next(iter(part)), frozenset) else (part,)
    return sorted(
        (power, abs(number))
        for form in forms
        for monomial, number in form
        for atom, power in monomial
        if atom == name
    )
