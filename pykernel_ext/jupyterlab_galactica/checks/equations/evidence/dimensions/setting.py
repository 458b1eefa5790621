"""Whether unlike dimensions are a mistake: only where the setting is surely physical.

A text that calls $t$ the time goes on to write $\\cos t$, sets constants to 1, counts steps, and
says energy for energy per mass. What it states accuses only an equation of quantities all of which
it names, and only where none of these readings makes up for the difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import pairwise, product
from operator import mul

from ....surroundings import Surroundings
from ...tree import (
    Add,
    Apply,
    Const,
    Expr,
    Mul,
    Num,
    Pow,
    Relation,
    Sym,
    Unit,
    VectorSym,
    children,
    walk,
)
from ...tree.quantities import quantities_in
from ...vocabulary.declared import declared_dimensions
from ...vocabulary.dimension import BASES, Dimension
from ...vocabulary.names import family
from ...vocabulary.phrases import said
from ...vocabulary.quantities import CONSTANTS, QUANTITIES
from .infer import Alike, has_unit
from .literals import is_plain
from .meanings import stated_dimensions

_LEAVES_UNITS_OUT = said("leaves units out")
_IS_ONE = re.compile(r"[^=<>]+=\s*1\s*[.,]?\s*")
"""`c = 1`, `g/L = 1`: a quantity that is set to 1."""

_COMPARED = {"=", ":=", r"\equiv", "<", ">", r"\le", r"\ge", r"\ne", r"\approx"}
"""Not `\\sim`, `\\ll`: scaling laws leave constants out."""

_FEWEST_QUANTITIES = 3
"""Below which a coefficient of 1 may hide a unit, as in `x'' = t^2`."""

_OF_MATHEMATICS = "LT"
"""Lengths and times alone, and their powers, have mathematics, too: `x' = x + t`."""

_PER_UNIT: Mapping[str, tuple[int, ...]] = {"M": (1,), "N": (1,), "L": (3,)}
"""Powers by which a quantity for a unit of mass, amount or volume differs from the quantity."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Dimensions by the canonical names of symbols: the user's word, and the text's."""

    declared: Mapping[str, Dimension] = field(default_factory=dict)
    stated: Mapping[str, Dimension] = field(default_factory=dict)
    around: Surroundings | None = None

    @property
    def unitless(self) -> bool:
        """Whether the text sets constants to 1 or measures in units of its own."""
        return self.around is not None and _leaves_units_out(self.around)


def evidence_in(surroundings: Surroundings | None) -> Evidence:
    """Dimensions of symbols that the user declares and the text states."""
    if surroundings is None:
        return Evidence()
    return Evidence(
        declared_dimensions(surroundings.units),
        stated_dimensions(surroundings),
        surroundings,
    )


def _leaves_units_out(surroundings: Surroundings) -> bool:
    words = (surroundings.before, surroundings.after, *(p.before for p in surroundings.earlier))
    formulas = (*surroundings.earlier, *surroundings.following)
    return any(_IS_ONE.fullmatch(passage.latex) for passage in formulas) or any(
        map(_LEAVES_UNITS_OUT.search, words)
    )


def is_sure(
    relation: Relation,
    alike: Alike,
    off: Dimension,
    known: Mapping[str, Dimension],
    evidence: Evidence,
) -> bool:
    """Whether two parts of an equation that are `off` by a dimension are a mistake."""
    names = quantities_in(relation)
    by_user = [name for name in names if _is_declared(name, evidence)]
    own = [name for name in names if name in known and name not in CONSTANTS]
    if by_user and all(name in by_user or name in CONSTANTS for name in names):
        return True  # the user names SI units
    measured = alike.right is not None and has_unit(alike.left) and has_unit(alike.right)
    if not names and measured and not _is_per_unit(off) and not _has_electronvolts(relation):
        return relation.op in _COMPARED
    if _made_of_constants_set_to_one(off, names, known):
        return False
    if by_user and set(own) <= set(by_user):
        return True
    parts = [alike.left] if alike.right is None else [alike.left, alike.right]
    return (
        relation.op in _COMPARED
        and not evidence.unitless
        and not _is_per_unit(off)
        and all(name in known for name in _rests_on(relation))
        and _is_physical(relation, own, known)
        and not (alike.right is None and _is_lone(alike.left))
        and all(map(_is_measured, parts))
        and not any(_has_value(part) or _may_apply(part) for part in parts)
    )


def _has_electronvolts(relation: Relation) -> bool:
    """Where masses and lengths are told in units of energy, too."""
    return any(isinstance(part, Unit) and part.name.endswith("eV") for part in walk(relation))


def _is_declared(name: str, evidence: Evidence) -> bool:
    return name in evidence.declared or family(name) in evidence.declared


def _is_physical(relation: Relation, own: Sequence[str], known: Mapping[str, Dimension]) -> bool:
    """Whether an equation is about quantities, not about the letters of mathematics."""
    if not own:
        return True  # units alone
    dimensions = {known[name] for name in own if known[name]}
    return (
        len(quantities_in(relation)) >= _FEWEST_QUANTITIES
        and len(dimensions) >= 2
        and not all(map(_is_of_mathematics, dimensions))
    )


def _is_of_mathematics(what: Dimension) -> bool:
    bases = [base for base, power in zip(BASES, what.powers, strict=True) if power]
    return len(bases) == 1 and bases[0] in _OF_MATHEMATICS


def _rests_on(relation: Relation) -> Sequence[str]:
    """The quantities of an equation, without a lone one that it introduces."""
    if isinstance(relation.left, (Sym, VectorSym, Apply)):
        return quantities_in(Relation("=", relation.right, Num("0")))
    return quantities_in(relation)


def _is_lone(node: Expr) -> bool:
    """`\\cos t`, `e^{-x^2}`: one quantity as an argument, whose unit is chosen to be 1."""
    return len(quantities_in(Relation("=", node, Num("0")))) < 2


def _is_measured(node: Expr) -> bool:
    """Whether a part has quantities or units: a mere number may have left out its unit.

    `e` and `i` outside powers are the charge and the current as often.
    """
    if any(isinstance(part, Const) and part.name in "ei" for part in _outside_powers(node)):
        return False
    return has_unit(node) or bool(quantities_in(Relation("=", node, Num("0"))))


def _has_value(node: Expr) -> bool:
    """Whether a value without its unit may be put in: `9.8 t`."""
    numbers = (part for part in walk(node) if isinstance(part, Num))
    return not has_unit(node) and not all(is_plain(n, small_too=False) for n in numbers)


def _may_apply(node: Expr) -> bool:
    """Whether a scalar comes after a vector: `\\mathbf{F}(x)` is its value at x."""
    return any(
        isinstance(one, VectorSym) and isinstance(other, (Sym, Add))
        for part in walk(node)
        if isinstance(part, Mul)
        for one, other in pairwise(part.factors)
    )


def _outside_powers(node: Expr) -> Iterator[Expr]:
    yield node
    if not isinstance(node, Pow):
        for part in children(node):
            yield from _outside_powers(part)


def _is_per_unit(off: Dimension) -> bool:
    powers = {base: power for base, power in zip(BASES, off.powers, strict=True) if power}
    if len(powers) != 1:
        return False
    ((base, power),) = powers.items()
    return abs(power) in _PER_UNIT.get(base, ())


# Units in which constants of nature are 1


_SET_TO_ONE: tuple[tuple[Dimension, int, frozenset[str]], ...] = (
    (QUANTITIES["speed of light"], 4, frozenset(("c",))),
    (QUANTITIES["planck constant"], 2, frozenset((r"\hbar", "h"))),
    (QUANTITIES["boltzmann constant"], 1, frozenset(("k_{B}", "k"))),
    (QUANTITIES["permittivity"], 1, frozenset((r"\epsilon_{0}", r"\varepsilon_{0}", r"\mu_{0}"))),
    (QUANTITIES["gravitational constant"], 1, frozenset("G")),
)
"""Constants, the largest power of each that is met, and the symbols whose presence shows that it
is not 1: natural, atomic, geometrized and Gaussian units."""


def _made_of_constants_set_to_one(
    off: Dimension, names: Sequence[str], known: Mapping[str, Dimension]
) -> bool:
    """Whether constants of nature that the author sets to 1 make up for the difference."""
    powers = _made_of_constants().get(off)
    if powers is None:
        return False
    return not any(
        power and (symbols & set(names) or what in known.values())
        for power, (what, _, symbols) in zip(powers, _SET_TO_ONE, strict=True)
    )


@cache
def _made_of_constants() -> Mapping[Dimension, tuple[int, ...]]:
    """Powers of the constants by the dimension of their product, the simplest first."""
    found: dict[Dimension, tuple[int, ...]] = {}
    ranges = [range(-most, most + 1) for _, most, _ in _SET_TO_ONE]
    bases = list(zip(*(what.powers for what, _, _ in _SET_TO_ONE), strict=True))
    for powers in sorted(product(*ranges), key=lambda p: sum(map(abs, p))):
        total = (sum(map(mul, base, powers), Fraction(0)) for base in bases)
        found.setdefault(Dimension(tuple(total)), powers)
    return found
