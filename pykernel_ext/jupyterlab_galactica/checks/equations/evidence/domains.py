"""Where an equation holds that does not hold everywhere: `x > 0`, `|x| < 1`, `n` even.

A condition is taken from a short list. It counts if the equation is true at every point tried that
meets it, false or undefined at some that do not, and true again at points drawn afresh; of several,
the weakest is named.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import permutations

from ..numbers.budget import now
from ..numbers.sampling import (
    FAR,
    LARGE,
    NEAR,
    Drawing,
    Regime,
    Sides,
    Test,
    Value,
    approximates,
    confirmed,
    is_integer,
    may_be_complex,
    sample_exactly,
    sample_quickly,
)
from ..tree import Num, walk
from ..vocabulary.multiprecision import TooLargeError, UndeterminedError

_EACH = 9
"""Points a regime, for conditions that leave out a third of them."""

_FRESH = 16
"""Points drawn afresh under a condition."""

_FRESH_IN_PLANE = 120
_FEWEST = 6
"""Points that a condition must be true at."""

_FARTHEST = 20
"""Numbers in an equation up to which a half line may begin at them."""

_MOST_TRIED = 4
"""Conditions that are tried afresh, the weakest first."""

_SHARE = 0.4
"""The share of true points that a condition must cover: less would be a special case."""

Numbers = Mapping[str, float | complex]
Met = Callable[[Numbers], bool]


@dataclass(frozen=True, slots=True)
class Domain:
    """A condition as LaTeX, and the number of points at which the equation was true under it."""

    latex: str
    points: int


@dataclass(frozen=True, slots=True)
class _Condition:
    latex: str
    met: Met
    edges: tuple[Mapping[str, Fraction], ...] = ()  # where `x > 0` would be `x \ge 0`


Truth = Callable[[Mapping[str, Value], Regime], bool | None]
"""Whether a relation is true at a point; None where it cannot be told. May raise TimeoutError."""


def equality(pair: Sides, deadline: float, *, real: bool) -> Truth:
    """The truth of an equation; with `real`, only where nothing complex is met."""
    slow = approximates(pair.left) or approximates(pair.right)

    def true(values: Mapping[str, Value], regime: Regime) -> bool | None:
        if now() > deadline:
            raise TimeoutError
        try:
            found = sample_quickly(pair, regime, values, deadline)
            if found is None and not slow:
                found = sample_exactly(pair.left, pair.right, regime, values, deadline)
        except (TooLargeError, UndeterminedError):
            return None
        if found is None or found.outcome == "unclear":
            return None
        if found.outcome != "agree" or (real and not found.clean):
            return False
        # Beside large numbers small differences do not show.
        large = found.left is not None and abs(found.left) > LARGE
        return slow or not large or confirmed(pair.left, pair.right, values, deadline)

    return true


def domain(pair: Sides, drawing: Drawing, true: Truth, *, share: float = _SHARE) -> Domain | None:
    """The condition, of a list, under which it is true at most points; None where none is right.

    `share` is the least part of the points where it is true that the condition must meet.
    """
    complex_names = [name for name in drawing.names if may_be_complex(name, drawing.kinds)]
    which: tuple[Regime, ...] = NEAR + (("complex", "complex") if complex_names else FAR)
    pool: list[tuple[Numbers, bool]] = []
    try:
        for regime, values in drawing.points(which, _EACH, seed=5):
            truth = true(values, regime)
            if truth is not None:
                pool.append((_numbers(values), truth))
        fitting: list[tuple[int, _Condition]] = []
        for condition in _conditions(pair, drawing, complex_names):
            inside = [truth for values, truth in pool if condition.met(values)]
            outside = [truth for values, truth in pool if not condition.met(values)]
            if _fits(inside, outside, share):
                fitting.append((len(inside), condition))
        fitting.sort(key=lambda found: -found[0])
        for count, condition in fitting[:_MOST_TRIED]:
            found = _tried_again(condition, drawing, which, true)
            if found is not None:
                return replace(found, points=found.points + count)
    except TimeoutError:
        return None
    return None


def _tried_again(
    condition: _Condition, drawing: Drawing, which: Sequence[Regime], true: Truth
) -> Domain | None:
    """The domain, if the relation is true at points drawn afresh in it."""
    within = replace(drawing, tests=(*drawing.tests, _as_test(condition)))
    # In the plane a condition may fail on a small part only.
    fresh_points = _FRESH_IN_PLANE if "complex" in which and len(drawing.names) > 1 else _FRESH
    fresh = list(within.points(which, fresh_points // len(which), seed=6))
    again = [true(values, regime) for regime, values in fresh]
    if False in again or again.count(True) < _FEWEST:
        return None
    at_edges = [
        true({**values, **edge}, regime) for regime, values in fresh[:2] for edge in condition.edges
    ]
    latex = condition.latex
    if at_edges and all(at_edges):
        latex = latex.replace(">", r"\ge").replace("<", r"\le")
    return Domain(latex, again.count(True))


def _fits(inside: Sequence[bool], outside: Sequence[bool], share: float) -> bool:
    """True wherever a condition is met, false elsewhere, and the most part of what is true."""
    covered = len(inside) >= share * (len(inside) + sum(outside))
    return len(inside) >= _FEWEST and all(inside) and covered and not all(outside)


def _numbers(values: Mapping[str, Value]) -> Numbers:
    return {n: v if isinstance(v, complex) else float(v) for n, v in values.items()}


def _as_test(condition: _Condition) -> Test:
    return lambda values: condition.met(_numbers(values))


def _conditions(
    pair: Sides, drawing: Drawing, complex_names: Sequence[str]
) -> Iterator[_Condition]:
    counting = [name for name in drawing.names if is_integer(name, drawing.kinds)]
    varying = [name for name in drawing.names if name not in counting]
    if complex_names:
        yield from _on_complex(varying)
    for name in varying:
        yield from _on_half_lines(name, pair)
    if len(varying) > 1:
        yield from _on_all(varying)
    for name in varying:
        yield from _on_intervals(name)
    if 2 <= len(varying) <= 3:
        for one, other in permutations(varying, 2):
            positive = _within(one, 0, math.inf)
            for second in _on_intervals(other):
                yield _Condition(f"{one} > 0, {second.latex}", _all(positive, second.met))
        yield from _between(varying)
    for name in counting:
        yield from _on_integers(name)
    for one, other in permutations(counting, 2):
        edge = ({one: Fraction(3), other: Fraction(3)},)
        yield _Condition(f"{one} > {other}", _larger(one, other), edge)


def _all(*tests: Met) -> Met:
    return lambda values: all(test(values) for test in tests)


def _within(name: str, low: float, high: float) -> Met:
    def met(values: Numbers) -> bool:
        value = values[name]
        return not isinstance(value, complex) and low < value < high

    return met


def _outside(name: str, size: float) -> Met:
    return lambda values: not isinstance(values[name], complex) and abs(values[name]) > size


def _on_half_lines(name: str, pair: Sides) -> Iterator[_Condition]:
    """Half lines from numbers in the equation, from 1 and -1, and from 0."""
    numbers = {
        int(part.digits)
        for side in (pair.left, pair.right)
        for part in walk(side)
        if isinstance(part, Num) and part.digits.isdigit() and len(part.digits) < 3
    }
    numbers |= {math.isqrt(n) for n in numbers if math.isqrt(n) ** 2 == n} | {1, 0}
    edges = sorted({sign * n for n in numbers if n <= _FARTHEST for sign in (1, -1)})
    sizes = [edge for edge in edges if edge > 0]
    for size in sizes:
        yield _Condition(f"|{name}| > {size}", _outside(name, size), _at(name, size, -size))
    for size in reversed(sizes):
        yield _Condition(f"|{name}| < {size}", _within(name, -size, size), _at(name, size, -size))
    for edge in edges:
        yield _Condition(f"{name} > {edge}", _within(name, edge, math.inf), _at(name, edge))
    for edge in reversed(edges):
        yield _Condition(f"{name} < {edge}", _within(name, -math.inf, edge), _at(name, edge))


def _at(name: str, *edges: int) -> tuple[Mapping[str, Fraction], ...]:
    return tuple({name: Fraction(edge)} for edge in edges)


def _on_intervals(name: str) -> Iterator[_Condition]:
    half = math.pi / 2
    for latex, low, high in (
        (rf"-\pi < {name} < \pi", -math.pi, math.pi),
        (rf"-\frac{{\pi}}{{2}} < {name} < \frac{{\pi}}{{2}}", -half, half),
        (rf"0 < {name} < \pi", 0.0, math.pi),
        (rf"0 < {name} < \frac{{\pi}}{{2}}", 0.0, half),
        (f"0 < {name} < 1", 0.0, 1.0),
    ):
        yield _Condition(latex, _within(name, low, high))


def _larger(one: str, other: str) -> Met:
    def met(values: Numbers) -> bool:
        a, b = values[one], values[other]
        return not isinstance(a, complex) and not isinstance(b, complex) and a > b

    return met


def _nearer(one: str, other: str) -> Met:
    return lambda values: abs(values[one]) < abs(values[other])


def _between(names: Sequence[str]) -> Iterator[_Condition]:
    """How two symbols compare."""
    for one, other in permutations(names, 2):
        yield _Condition(f"{one} > {other}", _larger(one, other))
        yield _Condition(f"|{one}| < |{other}|", _nearer(one, other))
    for one, other in permutations(names, 2):
        positive = _within(other, 0, math.inf)
        yield _Condition(f"{other} > |{one}|", _all(positive, _nearer(one, other)))
        yield _Condition(f"{one} > {other} > 0", _all(positive, _larger(one, other)))


def _on_all(names: Sequence[str]) -> Iterator[_Condition]:
    listed = ", ".join(names)
    sizes = ", ".join(f"|{name}|" for name in names)
    for latex, low, high in (
        (f"{listed} > 0", 0, math.inf),
        (f"{listed} < 0", -math.inf, 0),
        (f"{sizes} < 1", -1, 1),
        (f"{listed} > 1", 1, math.inf),
        (f"0 < {listed} < 1", 0, 1),
    ):
        yield _Condition(latex, _all(*(_within(name, low, high) for name in names)))


def _on_complex(names: Sequence[str]) -> Iterator[_Condition]:
    """Half planes, discs and the real line for one symbol after the other, then for all."""
    half = math.pi / 2
    conditions: tuple[tuple[str, Callable[[float | complex], bool]], ...] = (
        (r"{} \in \mathbb{{R}}", lambda v: not isinstance(v, complex)),
        (r"\operatorname{{Re}} {} > 0", lambda v: v.real > 0),
        (r"\operatorname{{Im}} {} > 0", lambda v: v.imag > 0),
        (r"\operatorname{{Im}} {} < 0", lambda v: v.imag < 0),
        (r"|\operatorname{{Re}} {}| < \frac{{\pi}}{{2}}", lambda v: abs(v.real) < half),
        (r"|{}| < 1", lambda v: abs(v) < 1),
        (r"|{}| > 1", lambda v: abs(v) > 1),
        (r"{} \notin (-\infty, 0]", lambda v: isinstance(v, complex) or v > 0),
    )
    groups = [(name,) for name in names] + ([tuple(names)] if len(names) > 1 else [])
    for group in groups:
        for latex, met in conditions:
            yield _Condition(", ".join(map(latex.format, group)), _for_each(group, met))


def _for_each(names: Sequence[str], met: Callable[[float | complex], bool]) -> Met:
    return lambda values: all(met(values[name]) for name in names)


def _on_integers(name: str) -> Iterator[_Condition]:
    for least in (2, 3, 4, 5):
        yield _Condition(rf"{name} \ge {least}", _within(name, least - 0.5, math.inf))
    yield _Condition(rf"{name} \text{{ even}}", lambda values: values[name].real % 2 == 0)
    yield _Condition(rf"{name} \text{{ odd}}", lambda values: values[name].real % 2 == 1)
