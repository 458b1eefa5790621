"""The known law that an equation is, or differs from by a slip.

A short law such as `V = I R` has the form of countless equations: it is named only where the
letters are its usual ones. A law of unmistakable form is named also with some other letters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, permutations
from operator import itemgetter

from ...algebra.equation_form import normal_form
from ...algebra.form_shapes import mapped, shape, symbols_in
from ...algebra.polynomials import Atom, Monomial, NoFormError, joined, monomial_power
from ...algebra.radicals import Normal
from ...tree import Relation
from ...tree.quantities import quantities_in
from ...vocabulary.dimension import Dimension
from ...vocabulary.names import CHANGE
from ...vocabulary.units import read_unit
from .catalogue import Entry, Law, catalogue
from .match import are_alike, letter, one_glyph, renamings

_FREE_LETTERS = "geometry"
"""Where letters stand for anything, an equation with the same ones need not mean the same."""

_FEWEST_FOR_SLIPS = 3
"""Symbols below which any two equations differ by a slip."""

_SHARE_OF_LETTERS = 0.6
"""Of a law of unmistakable form, the share of letters that must be its usual ones."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """A law, and how the equation differs from it: "" where it does not."""

    law: Law
    note: str = ""


def recognise(relation: Relation, known: Mapping[str, Dimension]) -> Recognition | None:
    """The law that an equation is up to names, rearrangement and notation, or nearly is.

    `known` are dimensions of its symbols; a law in which they have others is not meant.
    """
    if not _may_be_known(quantities_in(relation), known):
        return None
    try:
        form = normal_form(relation)
    except NoFormError:
        return None
    symbols = symbols_in(form)
    found: list[tuple[float, Law]] = []
    for entry in catalogue().by_shape.get(shape(form), ()):
        if not entry.distinctive and not _has_letters_of(symbols - known.keys(), entry):
            continue
        for names in renamings(form, entry.form):
            closeness = _closeness(names, entry, known)
            if closeness and _fits(names, entry.law, known):
                found.append((closeness, entry.law))
                break
    if found:
        return Recognition(max(found, key=itemgetter(0))[1])
    return _slip(mapped(form, one_glyph), {one_glyph(name): what for name, what in known.items()})


def _may_be_known(names: Sequence[str], known: Mapping[str, Dimension]) -> bool:
    """Whether some law has enough of these letters: quickly told, and most often not so."""
    if known:
        return True
    needs = _needs()
    shared = Counter(chain.from_iterable(_with_letter(letter(name)) for name in names))
    return any(
        len(names) >= needs[entry][0] and count >= needs[entry][1]
        for entry, count in shared.items()
    )


@cache
def _needs() -> tuple[tuple[int, float], ...]:
    """How many symbols every law has, and how many of its letters an equation must have."""
    return tuple(
        (len(entry.symbols), (_SHARE_OF_LETTERS if entry.distinctive else 1) * len(entry.symbols))
        for entry in _entries()
    )


@lru_cache(maxsize=1024)
def _with_letter(ours: str) -> tuple[int, ...]:
    """The laws, by their number, with a letter like this one."""
    return tuple(
        number
        for number, entry in enumerate(_entries())
        if any(are_alike(ours, theirs) for theirs in entry.symbols)
    )


@cache
def _entries() -> tuple[Entry, ...]:
    return tuple(entry for entries in catalogue().by_shape.values() for entry in entries)


def _has_letters_of(symbols: Set[str], entry: Entry) -> bool:
    return all(any(are_alike(ours, theirs) for theirs in entry.symbols) for ours in symbols)


def _closeness(names: Mapping[str, str], entry: Entry, known: Mapping[str, Dimension]) -> float:
    """How many of the letters are the law's, of 1; 0 where they are too few to name it.

    A symbol that is said to be what the law has in its place counts as well as one with its letter.
    """
    same = sum(letter(ours) == letter(theirs) for ours, theirs in names.items())
    alike = sum(
        are_alike(ours, theirs) or bool(ours in known and _in_law(entry.law, theirs))
        for ours, theirs in names.items()
    )
    needed = _SHARE_OF_LETTERS * len(names) if entry.distinctive else len(names)
    return (same + alike) / (2 * len(names)) if alike >= needed else 0.0


def _fits(names: Mapping[str, str], law: Law, known: Mapping[str, Dimension]) -> bool:
    return all(
        known[ours] == _in_law(law, theirs) for ours, theirs in names.items() if ours in known
    )


def _in_law(law: Law, name: str) -> Dimension:
    """The dimension of a law's symbol."""
    return read_unit(law.units[name.removeprefix(CHANGE)]).dimension


# Slips


def _slip(form: Normal, known: Mapping[str, Dimension]) -> Recognition | None:
    symbols = symbols_in(form)
    if len(symbols) < _FEWEST_FOR_SLIPS:
        return None
    for entry in catalogue().by_symbols.get(symbols, ()):
        if entry.law.field == _FREE_LETTERS:
            continue
        note = _difference(form, mapped(entry.form, one_glyph))
        if note and _fits({one_glyph(name): name for name in entry.symbols}, entry.law, known):
            return Recognition(entry.law, f"differs by {note}")
    return None


def _difference(form: Normal, law: Normal) -> str:
    """`a sign`, `a numerical factor` or `an exponent`; "" where it is more than one of them."""
    ours, theirs = (_by_monomial(each) for each in (form, law))
    if ours.keys() == theirs.keys() and len(ours) >= 2:
        ratios = [ours[key] / theirs[key] for key in ours]
        if len(set(map(abs, ratios))) == 1:
            return "a sign"
        return "a numerical factor" if _one_differs(ratios) else ""
    if len(form) == len(law) and _numbers(form) == _numbers(law):
        return "an exponent" if _exponent_differs(set(ours), set(theirs)) else ""
    return ""


def _by_monomial(form: Normal) -> dict[Monomial, float]:
    """Coefficients, with powers of π and of roots of numbers, by the rest of the monomial."""
    found: dict[Monomial, float] = {}
    for monomial, number in form:
        value = float(number)
        rest: set[tuple[Atom, object]] = set()
        for atom, power in monomial:
            if atom == ("const", "pi"):
                value *= 3.141592653589793 ** float(power)
            elif not isinstance(atom, str) and atom[0] == "number":
                value *= float(atom[1]) ** float(power)
            else:
                rest.add((atom, power))
        found[frozenset(rest)] = value  # type: ignore[arg-type]
    return found


def _one_differs(ratios: list[float]) -> bool:
    """Whether all ratios but one are the same, signs included."""
    rests = (ratios[:index] + ratios[index + 1 :] for index in range(len(ratios)))
    return any(len({round(ratio / rest[0], 9) for ratio in rest}) == 1 for rest in rests)


def _numbers(form: Normal) -> list[float]:
    return sorted(abs(round(value, 9)) for value in _by_monomial(form).values())


def _exponent_differs(ours: set[Monomial], theirs: set[Monomial]) -> bool:
    """Whether one symbol has another exponent, in one term."""
    mine, other = ours - theirs, theirs - ours
    if len(mine) == 2 == len(ours):  # `a = b`, where powers may stand on either side
        quotient = _quotient(*mine)
        return any(_one_changed(quotient, _quotient(*order)) for order in permutations(other))
    return len(mine) == len(other) == 1 and _one_changed(*mine, *other)


def _quotient(above: Monomial, below: Monomial) -> Monomial:
    return joined(above, monomial_power(below, -1))


def _one_changed(a: Monomial, b: Monomial) -> bool:
    return len({atom for atom, _ in a ^ b}) == 1
