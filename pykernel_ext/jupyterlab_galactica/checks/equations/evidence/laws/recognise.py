"""The known law that an equation is, or differs from by a slip.

A short law such as `V = I R` has the form of countless equations: it is named only where the
letters are its usual ones. A law of unmistakable form is named also with some other letters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from operator import itemgetter

from ...algebra.equation_form import normal_form
from ...algebra.form_shapes import is_plain, mapped, shape, symbols_in
from ...algebra.polynomials import Atom, NoFormError
from ...algebra.radicals import PI, Normal
from ...tree import Neg, Relation, Root, walk
from ...tree.quantities import quantities_in
from ...vocabulary.dimension import Dimension
from ...vocabulary.names import CHANGE
from ...vocabulary.units import read_unit
from .catalogue import Entry, Law, catalogue, relation_of
from .match import are_alike, keeps_names, letter, one_glyph, renamings
from .naming import Named
from .slips import Slip, in_letters, slip_of

_NOTHING = Named()

_FREE_LETTERS = "geometry"
"""Where letters stand for anything, an equation with the same ones need not mean the same."""

_FEWEST_FOR_SLIPS = 3
"""Symbols below which any two equations differ by a slip."""

_NEVER_NEGATIVE = {
    "mass", "molar mass", "amount of substance", "density", "volume", "area", "length", "radius",
    "circumference", "side", "kinetic energy", "moment of inertia", "temperature", "period",
    "half-life", "frequency", "wavelength", "resistance", "resistivity",
    "conductivity", "capacitance", "inductance", "spring constant", "decay constant",
    "dynamic viscosity", "speed of light", "vacuum permittivity", "vacuum permeability",
    "gravitational constant", "Boltzmann constant", "Planck constant", "reduced Planck constant",
    "gas constant", "Stefan-Boltzmann constant", "Coulomb constant",
}  # fmt: skip
"""What no choice of a direction or of a zero makes negative."""

_SHARE_OF_LETTERS = 0.6
"""Of a law of unmistakable form, the share of letters that must be its usual ones."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """A law, and how the equation differs from it: "" where it does not.

    `repair` is then the law in the equation's letters.
    """

    law: Law
    note: str = ""
    repair: str | None = None


def recognise(
    relation: Relation, known: Mapping[str, Dimension], said: Named = _NOTHING
) -> Recognition | None:
    """The law that an equation is up to names, rearrangement and notation, or nearly is.

    `known` are dimensions of its symbols; a law in which they have others is not meant. `said` is
    what its sentence names: offered as one law, it is a slip in that law and not another one.
    """
    quantities, named = quantities_in(relation), said.laws
    if not named and not _may_be_known(quantities, known):
        return None
    try:
        form = normal_form(relation)
    except NoFormError:
        return None
    symbols = symbols_in(form)
    known = _of(symbols, known)
    found: list[tuple[float, Entry, Mapping[str, str]]] = []
    for entry in catalogue().by_shape.get(shape(form), ()):
        if len(quantities) < len(entry.law.units):
            continue  # `H = E` is not the equation `H \psi = E \psi`
        if not entry.distinctive and not _has_letters_of(symbols - known.keys(), entry):
            continue
        for names in renamings(form, entry.form):
            closeness = _closeness(names, entry, known)
            if not closeness or not _fits(names, entry.law, known):
                continue
            mistaken = _field_of_another_law(form, names, entry)
            if mistaken is not None:
                return _noted(entry.law, mistaken, names)
            if keeps_names(names, entry.symbols) or entry.law.field == _FREE_LETTERS:
                found.append((closeness, entry, names))
                break
    closest = max(found, key=itemgetter(0)) if found else None
    if closest is not None:
        closeness, entry, names = closest
        law = entry.law
        if _is_negative_root(relation) and not _is_negative_root(relation_of(law)):
            # Squared it is the law; so is the other root.
            return _noted(law, Slip("sign"), names) if law.name in said.offered else None
        if law.name not in named and (slip := _slip(form, known, said.offered, said.offered)):
            return slip
        if closeness == 1 or (entry.distinctive and named <= {entry.law.name}):
            return Recognition(entry.law)
    slip = _slip(form, known, named)
    return slip if slip is not None or closest is None else Recognition(closest[1].law)


def _is_negative_root(relation: Relation) -> bool:
    """`v = -\\sqrt{2gh}`"""
    return any(
        isinstance(side, Neg) and any(isinstance(part, Root) for part in walk(side))
        for side in (relation.left, relation.right)
    )


def _of(symbols: Set[str], known: Mapping[str, Dimension]) -> Mapping[str, Dimension]:
    """What is known of these symbols: a change of a quantity has its dimension."""
    found = ((name, known.get(name, known.get(name.removeprefix(CHANGE)))) for name in symbols)
    return {name: what for name, what in found if what is not None}


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
    return law.in_other_units or all(
        known[ours] == _in_law(law, theirs) for ours, theirs in names.items() if ours in known
    )


def _in_law(law: Law, name: str) -> Dimension:
    """The dimension of a law's symbol."""
    return read_unit(law.units[name.removeprefix(CHANGE)]).dimension


# Slips


def _slip(
    form: Normal, known: Mapping[str, Dimension], named: Set[str], among: Set[str] | None = None
) -> Recognition | None:
    """The law that an equation of a law's letters was to be, where one slip tells them apart.

    Where it is sought `among` laws of some names, it is one of those.
    """
    for entry, names in _meant(symbols_in(form), known, named):
        if among is not None and entry.law.name not in among:
            continue
        slip = slip_of(mapped(form, names.__getitem__), entry)
        if slip and _is_telling(slip, entry, names, known, named, plain=not _has_factor(form)):
            return _noted(entry.law, slip, names)
    return None


def _meant(
    symbols: Set[str], known: Mapping[str, Dimension], named: Set[str]
) -> Iterator[tuple[Entry, Mapping[str, str]]]:
    """Laws that may be meant, each with the law's symbol (glyphs made one) for each of these.

    They have the same letters, or the sentence names them.
    """
    same = {name: one_glyph(name) for name in symbols}
    for entry in catalogue().by_symbols.get(frozenset(same.values()), ()):
        yield entry, same
    for entry in _entries() if named else ():
        if entry.law.name in named and len(entry.symbols) == len(symbols):
            names = _paired(symbols, entry, known)
            if names is not None and names != same:
                yield entry, names


def _paired(
    symbols: Set[str], entry: Entry, known: Mapping[str, Dimension]
) -> Mapping[str, str] | None:
    """A law's symbol for each of these, by name, letter, likeness or dimension; None if unclear."""
    ways: tuple[Callable[[str, str], bool], ...] = (
        lambda ours, theirs: one_glyph(ours) == one_glyph(theirs),
        lambda ours, theirs: letter(ours) == letter(theirs),
        are_alike,
        lambda ours, theirs: ours in known and known[ours] == _in_law(entry.law, theirs),
    )
    names: dict[str, str] = {}
    for is_same in ways:
        for ours in sorted(symbols - names.keys()):
            free = [t for t in entry.symbols if one_glyph(t) not in names.values()]
            fitting = [theirs for theirs in free if is_same(ours, theirs)]
            if len(fitting) == 1:
                names[ours] = one_glyph(fitting[0])
    return names if len(names) == len(symbols) == len(entry.symbols) else None


def _is_telling(
    slip: Slip,
    entry: Entry,
    names: Mapping[str, str],
    known: Mapping[str, Dimension],
    named: Set[str],
    *,
    plain: bool,
) -> bool:
    """Whether the law is surely meant, and the difference is no convention or special case.

    `plain` is an equation without numbers, which may have lost one.
    """
    originals = {one_glyph(name): name for name in entry.symbols}
    meant = {ours: originals[theirs] for ours, theirs in names.items()}
    if not _fits(meant, entry.law, known):
        return False
    if entry.law.name in named:
        return True
    if entry.law.field == _FREE_LETTERS:
        return slip.kind != "factor" and meant.keys() <= known.keys()
    if len(meant.keys() & known.keys()) >= min(2, len(meant)):
        return True
    product = len(entry.form) == 2 and is_plain(entry.form)
    if product and slip.kind == "sign":
        return _is_never_negative(entry)  # else it may be one of a direction
    if product and slip.kind == "factor" and not plain:
        return False  # of two bodies, of another shape
    return not product or len(meant) >= _FEWEST_FOR_SLIPS or _has_pi(entry.form)


def _is_never_negative(entry: Entry) -> bool:
    """Whether all that stands in a law with an odd power is a magnitude."""
    odd = {
        atom
        for monomial, _ in entry.form
        for atom, power in monomial
        if isinstance(atom, str) and power % 2
    }
    return all(entry.law.meanings[name] in _NEVER_NEGATIVE for name in odd)


def _has_factor(form: Normal) -> bool:
    return any(abs(number) != 1 for _, number in form)


def _has_pi(form: Normal) -> bool:
    return any(atom == PI for monomial, _ in form for atom, _ in monomial)


def _noted(law: Law, slip: Slip, names: Mapping[str, str]) -> Recognition:
    letters = {theirs: ours for ours, theirs in names.items()}
    repair = law.latex if slip.kind == "letter" else in_letters(law, letters)
    said = slip.in_words(letters)
    return Recognition(law, f"{law.name} is ${repair}$; {said}.", repair)


# Fields that have a law of their own


def _field_of_another_law(form: Normal, names: Mapping[str, str], entry: Entry) -> Slip | None:
    r"""The slip where `\nabla \cdot B` stands for `\nabla \cdot E`: of B another law tells that."""
    for atom in _field_atoms(form):
        for ours in symbols_in(frozenset(((frozenset(((atom, 1),)), 1),))):
            theirs = names[ours]
            others = _laws_of_fields().get(atom, frozenset()) - {entry.law.name}
            if others and not are_alike(ours, theirs):
                return Slip("letter", (theirs,))
    return None


@cache
def _laws_of_fields() -> Mapping[Atom, frozenset[str]]:
    """Names of the laws that tell a divergence or curl."""
    found: dict[Atom, frozenset[str]] = {}
    for entry in _entries():
        for atom in _field_atoms(entry.form):
            found[atom] = found.get(atom, frozenset()) | {entry.law.name}
    return found


def _field_atoms(form: Normal) -> list[Atom]:
    return [
        atom
        for monomial, _ in form
        for atom, _ in monomial
        if not isinstance(atom, str) and atom[0] in ("div", "curl")
    ]
