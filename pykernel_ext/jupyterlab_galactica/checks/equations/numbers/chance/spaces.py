"""Finite sample spaces drawn at random, under what may be assumed of them.

A space of a named distribution has the points and weights of a Gauss rule, so that all moments met
in practice are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...tree import Expr, Sym
from ...vocabulary.letters import is_counting
from ...vocabulary.multiprecision import UndeterminedError
from .roles import Roles

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Law = Literal[
    "", "positive", "mean zero", "whole", "indicator", "symmetric", "identical",
    "constant", "standard normal", "normal", "exponential", "uniform", "Poisson",
]  # fmt: skip
Layout = Literal["", "disjoint", "nested", "nested in turn", "partition"]

_OUTCOMES = 14
_LARGEST = 40_000
"""Outcomes of a product of spaces."""
_NODES = 8  # of a Gauss rule: exact for moments up to the fifteenth
_POISSON_NODES = 60


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is assumed of all variables and events of a space."""

    independent: bool = False
    law: Law = ""
    layout: Layout = ""


@dataclass(frozen=True, slots=True)
class Space:
    """Weights of outcomes, and the value of everything random at each of them."""

    weights: Floats
    variables: Mapping[str, Floats]
    events: Mapping[Expr, Bools]
    numbers: Mapping[str, float]


def drawn(roles: Roles, assumed: Assumed, seed: int, counts: Mapping[str, int]) -> Space:
    """A space; `counts` are the numbers that are chosen already. Raises UndeterminedError."""
    rng = np.random.default_rng(seed)
    independent = assumed.independent or (assumed.law in _RULES and len(roles.random) == 1)
    if assumed.law in _RULES and not independent:
        raise UndeterminedError("a distribution of dependent variables")
    draw = _product if independent else _joint
    weights, variables, events = draw(roles, assumed, rng)
    numbers: dict[str, float] = {}
    for name in sorted(roles.numbers):
        if name in counts:
            numbers[name] = counts[name]
        elif roles.compared.get(name) in variables:
            numbers[name] = float(rng.choice(variables[roles.compared[name]]))
        elif is_counting(name):
            numbers[name] = float(rng.integers(2, 5))
        else:
            numbers[name] = float(rng.uniform(0.3, 2.5)) * (-1 if seed % 2 else 1)
    return Space(weights, variables, events, numbers)


def _joint(
    roles: Roles, assumed: Assumed, rng: np.random.Generator
) -> tuple[Floats, dict[str, Floats], dict[Expr, Bools]]:
    """Outcomes at which variables and events depend on each other anyhow."""
    weights = rng.uniform(0.2, 1, _OUTCOMES)
    weights /= weights.sum()
    if assumed.law == "symmetric":
        weights = np.concatenate([weights, weights]) / 2
    variables: dict[str, Floats] = {}
    for name in sorted(roles.variables):
        levels = _levels(assumed.law, rng, roles.levels.get(name, ()))
        values = levels[rng.permutation(np.arange(_OUTCOMES) % len(levels))]
        if assumed.law == "mean zero":
            values = values - weights @ values
        if assumed.law == "symmetric":
            values = np.concatenate([values, -values])
        if assumed.law == "constant":
            values = np.full(len(values), values[0])
        variables[name] = values
    return weights, variables, _laid_out(roles, assumed.layout, len(weights), rng)


def _levels(law: Law, rng: np.random.Generator, among: Iterable[float] = ()) -> Floats:
    """Values that a variable takes, some given ones `among` them."""
    if law in ("indicator", "whole"):
        return np.arange(2.0 if law == "indicator" else 5.0)
    levels = np.sort(rng.uniform(0.2, 3, int(rng.integers(3, 5))))
    levels = levels if law == "positive" else levels - rng.uniform(0.5, 2)
    return np.concatenate([levels, sorted(among)])


def _laid_out(
    roles: Roles, layout: Layout, count: int, rng: np.random.Generator
) -> dict[Expr, Bools]:
    names = sorted(roles.events, key=repr)
    if layout in ("disjoint", "partition"):
        family = _family(names)
        parts = len(family) + (layout == "disjoint")
        part = rng.permutation(np.arange(count) % max(parts, 1))
        laid: dict[Expr, Bools] = {name: part == index for index, name in enumerate(family)}
        return _laid_at_random(names, count, rng) | laid
    if layout in ("nested", "nested in turn"):
        order = rng.permutation(count)
        ordered = names if layout == "nested" else names[::-1]
        return {name: order < 3 + 4 * index for index, name in enumerate(ordered)}
    return _laid_at_random(names, count, rng)


def _laid_at_random(
    names: Sequence[Expr], count: int, rng: np.random.Generator
) -> dict[Expr, Bools]:
    return {name: rng.permutation(np.arange(count)) < rng.integers(4, count - 3) for name in names}


def _family(names: Sequence[Expr]) -> Sequence[Expr]:
    """The events that a partition consists of: `A_1, A_2, ...` where there are such, else all."""
    heads = [
        name.name.partition("_{")[0]
        for name in names
        if isinstance(name, Sym) and "_{" in name.name
    ]
    head = max(heads, key=heads.count, default="")
    if heads.count(head) < 2:
        return names
    return [n for n in names if isinstance(n, Sym) and n.name.startswith(f"{head}_{{")]


def _product(
    roles: Roles, assumed: Assumed, rng: np.random.Generator
) -> tuple[Floats, dict[str, Floats], dict[Expr, Bools]]:
    """A factor for each variable and each event, so that all are independent."""
    factors: list[tuple[Expr, Floats, Floats]] = []
    alike: dict[str, tuple[Floats, Floats]] = {}
    for name in sorted(roles.variables):
        weights, values = _distribution(assumed.law, rng, roles.levels.get(name, ()))
        if assumed.law == "identical":
            weights, values = alike.setdefault(name.partition("_")[0], (weights, values))
        factors.append((Sym(name), weights, values))
    for event in sorted(roles.events, key=repr):
        chance = float(rng.uniform(0.2, 0.8))
        factors.append((event, np.array([chance, 1 - chance]), np.array([1.0, 0.0])))
    sizes = [len(weights) for _, weights, _ in factors]
    if np.prod(sizes, dtype=float) > _LARGEST:
        raise UndeterminedError("too many independent variables")
    places = np.indices(sizes).reshape(len(sizes), -1)
    whole = np.ones(places.shape[1])
    variables: dict[str, Floats] = {}
    events: dict[Expr, Bools] = {}
    for (what, weights, values), place in zip(factors, places, strict=True):
        whole = whole * weights[place]
        if isinstance(what, Sym) and what.name in roles.variables:
            variables[what.name] = values[place]
        else:
            events[what] = values[place] > 0
    return whole, variables, events


def _distribution(
    law: Law, rng: np.random.Generator, among: Iterable[float]
) -> tuple[Floats, Floats]:
    """Weights and values of one variable."""
    if law in _RULES:
        return _RULES[law](rng)
    values = _levels(law, rng, among)
    weights = rng.uniform(0.2, 1, len(values))
    weights /= weights.sum()
    if law == "mean zero":
        values = values - weights @ values
    if law == "symmetric":
        return np.concatenate([weights, weights]) / 2, np.concatenate([values, -values])
    return weights, values


def _normal(rng: np.random.Generator, *, standard: bool = False) -> tuple[Floats, Floats]:
    points, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    mean, width = (0.0, 1.0) if standard else (rng.uniform(-1, 2), rng.uniform(0.5, 2))
    return weights / weights.sum(), mean + width * points


def _centred_normal(rng: np.random.Generator) -> tuple[Floats, Floats]:
    points, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    return weights / weights.sum(), rng.uniform(0.5, 2) * points


def _exponential(rng: np.random.Generator) -> tuple[Floats, Floats]:
    points, weights = np.polynomial.laguerre.laggauss(_NODES)
    return weights / weights.sum(), rng.uniform(0.5, 2) * points


def _uniform(rng: np.random.Generator) -> tuple[Floats, Floats]:
    points, weights = np.polynomial.legendre.leggauss(_NODES)
    return weights / 2, rng.uniform(0.5, 2) * (points + 1)


def _poisson(rng: np.random.Generator) -> tuple[Floats, Floats]:
    rate = float(rng.uniform(0.5, 3))
    counts = np.arange(_POISSON_NODES, dtype=float)
    logs = counts * np.log(rate) - rate - np.cumsum(np.log(np.maximum(counts, 1)))
    return np.exp(logs), counts


_RULES: Mapping[str, Callable[[np.random.Generator], tuple[Floats, Floats]]] = {
    "standard normal": _centred_normal, "normal": _normal, "exponential": _exponential,
    "uniform": _uniform, "Poisson": _poisson,
}  # fmt: skip


def plain(roles: Roles, outcomes: int, seed: int, counts: Mapping[str, int]) -> Space:
    """A space to show: few outcomes, all equally likely, and small whole numbers."""
    rng = np.random.default_rng(seed)
    weights = np.full(outcomes, 1 / outcomes)
    variables = {
        name: np.sort(rng.integers(0, 3, outcomes)).astype(float)[rng.permutation(outcomes)]
        for name in sorted(roles.variables)
    }
    events = {
        name: rng.permutation(outcomes) < rng.integers(1, outcomes)
        for name in sorted(roles.events, key=repr)
    }
    numbers = {
        name: float(counts.get(name, 2 + index)) for index, name in enumerate(sorted(roles.numbers))
    }
    return Space(weights, variables, events, numbers)


def members(event: Bools) -> Sequence[int]:
    """The outcomes of an event, counted from 1."""
    return [int(place) + 1 for place in np.flatnonzero(event)]
