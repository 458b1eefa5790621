"""Points to try an equation at, and what both sides say there."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from random import Random
from typing import Any, Literal

from ..tree import Call, Const, Deriv, Expr, Integral, Limit, Num, Prod, Sum, walk
from ..vocabulary.functions import marked
from ..vocabulary.letters import COMPLEX_LETTERS, is_counting
from ..vocabulary.multiprecision import (
    DIGITS,
    BeyondDoublesError,
    DivergesError,
    NoValueError,
    TooLargeError,
    UndefinedError,
    UnsureError,
    mp,
)
from .doubles import Closure, State, compiled
from .evaluator import Evaluator

Regime = Literal["unit", "large", "mixed", "negative", "far", "far below", "complex"]
NEAR: tuple[Regime, ...] = ("unit", "large", "mixed", "negative")
FAR: tuple[Regime, ...] = ("far", "far below")
REAL_REGIMES: tuple[Regime, ...] = NEAR + FAR
POSITIVE: tuple[Regime, ...] = ("unit", "large")

_ATTEMPTS = 80
"""Draws for one point that is to meet the conditions given."""
_STEPS = 61  # parts of 1 that values are drawn in: a prime, so that few expressions vanish at them
_DIVISIBLE = (2, 3, 4, 6, 8, 9, 10, 12, 18, 24)  # several of them often have a common divisor
_NEAREST, _FARTHEST = 10, 1e4
"""How far out is looked at least and at most: farther out powers and exponentials overflow."""

_SURE_DIGITS = 90  # to confirm an agreement: a near miss agrees to fewer
_SPARE_DIGITS = 15  # last digits that rounding may have changed
LARGE = 1e9
"""Beside larger numbers a difference of size 1 does not show in doubles."""

_OF_COMPLEX = marked("complex")
MOST_DIGITS = 50_000
"""Numbers of more digits are not compared."""

# Shares of the sides, or of the largest term met, within which they agree in doubles and at thirty
# digits, and beyond which they differ; between the two is nothing to be told.
_BLURRED = 1e-6
"""An error of approximation that is larger tells nothing; nor does a difference below it."""
_SMALL = 1e-3  # sides smaller than this may be what is left of a zero
_SURE_ERRORS = 1000  # times a bound of the error: a difference beyond it is none
_AGREE, _TERMS_AGREE = 1e-13, 1e-15
"""A hundred times what a double leaves, and what it leaves of the largest term."""
_TERMS_DIFFER = 1e-10
_CANCELLED = 1e-12  # sides as small as this beside their terms are what cancellation left
_LEAST_DIFFERENT = 1e-9  # smaller sides that differ may be rounded zeros
_LEAST = 1e-250  # smaller ones are too near to the end of what doubles can be
_EXACT_AGREE, _EXACT_TERMS_DIFFER = mp.mpf("1e-20"), mp.mpf("1e-14")
_EXACT_DIFFER = mp.mpf("1e-7")
_EXACT_ZERO = mp.mpf("1e-24")  # rounding at thirty digits leaves this of a zero such as sin(3 pi)

Value = Fraction | complex
Test = Callable[[Mapping[str, Value]], bool]
Outcome = Literal["agree", "disagree", "unclear", "undefined"]
Kinds = Mapping[str, str]
"""What symbols stand for, where it is not to be guessed from their letters."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Both sides at one point. `clean`: both real, and nothing complex was met on the way."""

    regime: Regime
    values: Mapping[str, Value]
    outcome: Outcome
    left: Any = None
    right: Any = None
    clean: bool = True


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of a relation, made ready for evaluation at many points."""

    left: Expr
    right: Expr
    fast: tuple[Closure, Closure] | None


def sides(left: Expr, right: Expr) -> Sides:
    """Both sides with their quick forms, where both have one."""
    first = compiled(left)
    second = compiled(right) if first is not None else None
    return Sides(left, right, (first, second) if first and second else None)


def approximates(node: Expr) -> bool:
    """Whether evaluating it takes quadrature, a series or product without end, or extrapolation."""
    return any(
        isinstance(part, (Integral, Limit, Deriv))
        or (isinstance(part, (Sum, Prod)) and part.upper == Const("infinity"))
        for part in walk(node)
    )


def is_complex(*sides: Expr) -> bool:
    """Whether the equation is about complex numbers."""
    return any(
        part == Const("i") or (isinstance(part, Call) and part.name in _OF_COMPLEX)
        for side in sides
        for part in walk(side)
    )


def regimes(names: Sequence[str], kinds: Kinds) -> tuple[Regime, ...]:
    complex_ = any(may_be_complex(name, kinds) for name in names)
    return (*NEAR, "complex") if complex_ else NEAR


def may_be_complex(name: str, kinds: Kinds) -> bool:
    kind = kinds.get(name)
    return kind == "complex" or (kind is None and name.split("_")[0] in COMPLEX_LETTERS)


def reach(*sides: Expr) -> int:
    """How far out to look: beyond every number in the equation, where `|x - 4|` is `x - 4`."""
    numbers = [float(part.digits) for side in sides for part in walk(side) if isinstance(part, Num)]
    return int(min(max([_NEAREST, *(2 * n for n in numbers if n < _FARTHEST)]), _FARTHEST))


def is_integer(name: str, kinds: Kinds) -> bool:
    """Whether a symbol is tried at integers: said to be one, or a letter that counts."""
    kind = kinds.get(name)
    return kind in ("integer", "divisible") or (kind is None and is_counting(name))


def draw(
    names: Sequence[str], regime: Regime, far: int, rng: Random, kinds: Kinds
) -> dict[str, Value]:
    """Small fractions, different for every symbol; counting letters get small integers."""
    values: dict[str, Value] = {}
    for name in names:
        value = _draw_one(name, regime, far, rng, kinds)
        while value in values.values():
            value = _draw_one(name, regime, far, rng, kinds)
        values[name] = value
    return values


def _draw_one(name: str, regime: Regime, far: int, rng: Random, kinds: Kinds) -> Value:
    kind = kinds.get(name)
    if kind == "divisible":
        return Fraction(rng.choice(_DIVISIBLE))
    if is_integer(name, kinds):
        return Fraction(rng.randint(1, 9))
    drawn = rng.randint(3, _STEPS - 1)
    if regime == "unit":
        return Fraction(drawn, _STEPS)
    if regime == "large":
        return Fraction(30 * drawn + 11 * _STEPS, 10 * _STEPS)
    if regime == "complex" and (may_be_complex(name, kinds) or (not kind and rng.random() < 0.5)):
        return complex(rng.uniform(-1.5, 1.5), rng.choice((1, -1)) * rng.uniform(0.2, 1.5))
    sign = rng.choice((1, -1)) if regime in ("mixed", "complex") else 1
    if regime in ("negative", "far below"):
        sign = -1
    if kind == "positive":
        sign = 1
    if regime in FAR:
        return Fraction(sign * (_STEPS + drawn) * far, _STEPS)
    return Fraction(sign * drawn * (3 if regime == "negative" else 6), _STEPS)


def evaluator_at(values: Mapping[str, Value], deadline: float, digits: int = DIGITS) -> Evaluator:
    """For numbers at a point."""
    numbers = {
        name: mp.mpf(v.numerator) / v.denominator if isinstance(v, Fraction) else mp.mpc(v)
        for name, v in values.items()
    }
    return Evaluator(numbers, deadline, digits)


@dataclass(frozen=True, slots=True)
class Drawing:
    """How points are drawn: for which symbols, of what kinds, under which conditions."""

    names: tuple[str, ...]
    tests: tuple[Test, ...] = ()
    kinds: Kinds = field(default_factory=dict)
    far: int = 10

    def points(
        self, which: Sequence[Regime], each: int, *, seed: int = 0
    ) -> Iterator[tuple[Regime, dict[str, Value]]]:
        """`each` points a regime that pass all tests, regimes in turn."""
        rng = Random(_seed(self.names, seed))  # noqa: S311 - no secret
        for _ in range(each):
            for regime in which:
                for attempt in range(_ATTEMPTS if self.tests else 1):
                    values = self._draw(regime, rng, mixed=attempt > _ATTEMPTS // 2)
                    if all(test(values) for test in self.tests):
                        yield regime, values
                        break

    def _draw(self, regime: Regime, rng: Random, *, mixed: bool) -> dict[str, Value]:
        """A point; `mixed` takes every symbol from a regime of its own: `0 < a < 1, b > 10`."""
        if not mixed:
            return draw(self.names, regime, self.far, rng, self.kinds)
        values: dict[str, Value] = {}
        for name in self.names:
            values |= draw([name], rng.choice(REAL_REGIMES), self.far, rng, self.kinds)
        return values


@lru_cache(maxsize=1024)
def _seed(names: tuple[str, ...], seed: int) -> int:
    return Random(f"{sorted(names)} {seed}").getrandbits(32)  # noqa: S311 - no secret


def sample(pair: Sides, regime: Regime, values: Mapping[str, Value], deadline: float) -> Sample:
    """Both sides at a point: in doubles where they tell clearly, else by `sample_exactly`."""
    found = sample_quickly(pair, regime, values, deadline)
    if found is not None:
        return found
    return sample_exactly(pair.left, pair.right, regime, values, deadline)


def sample_quickly(
    pair: Sides, regime: Regime, values: Mapping[str, Value], deadline: float
) -> Sample | None:
    """Both sides at a point in doubles; None where those do not tell. Raises TimeoutError."""
    if pair.fast is None:
        return None
    numbers = {
        name: value if isinstance(value, complex) else value.numerator / value.denominator
        for name, value in values.items()
    }
    state = State(numbers, deadline=deadline)
    try:
        a, b = pair.fast[0](state), pair.fast[1](state)
    except DivergesError:
        return Sample(regime, values, "undefined")
    except (ZeroDivisionError, BeyondDoublesError):
        return None  # a pole, or a number too small for doubles
    largest = max(abs(a), abs(b))
    if largest < _LEAST:
        return None
    difference = abs(a - b)
    clean = not state.complex_met
    if state.error > _BLURRED * max(largest, _SMALL):
        return None
    if difference <= _AGREE * largest + _TERMS_AGREE * state.scale + 4 * state.error:
        if min(abs(a), abs(b)) > 0 and largest < _CANCELLED * state.scale:
            return None  # cancelled on both sides
        return Sample(regime, values, "agree", a, b, clean)
    unsure = _BLURRED * largest + _TERMS_DIFFER * state.scale + _SURE_ERRORS * state.error
    if difference > unsure and largest > _LEAST_DIFFERENT and math.isfinite(state.scale):
        return Sample(regime, values, "disagree", a, b, clean)
    return None


def sample_exactly(
    left: Expr, right: Expr, regime: Regime, values: Mapping[str, Value], deadline: float
) -> Sample:
    """Both sides at a point, at 30 digits.

    Raises TimeoutError, UndeterminedError, and TooLargeError except far out.
    """
    evaluator = evaluator_at(values, deadline)
    try:
        a = evaluator.value(left)
        b = evaluator.value(right)
    except UndefinedError:
        return Sample(regime, values, "undefined")
    except TooLargeError:
        if regime not in FAR:
            raise
        return Sample(regime, values, "undefined")
    except UnsureError:
        return Sample(regime, values, "unclear")
    return Sample(regime, values, compare(a, b, evaluator), a, b, not evaluator.complex_met)


def compare(a: Any, b: Any, evaluator: Evaluator) -> Literal["agree", "disagree", "unclear"]:
    largest = max(abs(a), abs(b))
    scale = max(largest, evaluator.scale)
    difference, error = abs(a - b), evaluator.error
    if error > _BLURRED * max(largest, _SMALL):
        return "unclear"
    if difference <= _EXACT_AGREE * scale + 4 * error:
        return "agree"
    if largest < _EXACT_ZERO:  # or a small value
        return "agree" if a == 0 or b == 0 else "unclear"
    if difference > _EXACT_DIFFER * largest + _EXACT_TERMS_DIFFER * scale + _SURE_ERRORS * error:
        return "disagree"
    return "unclear"


def verified(pair: Sides, samples: list[Sample], deadline: float) -> list[Sample]:
    """The samples, with what stands against the most of them looked at again at 30 digits.

    Raises TimeoutError and what `sample_exactly` raises.
    """
    against = [s for s in samples if s.outcome == "disagree"]
    if not against or approximates(pair.left) or approximates(pair.right):
        return samples
    samples = [_unmasked(pair, s, deadline) for s in samples]
    against = [s for s in samples if s.outcome == "disagree"]
    if pair.fast is None:
        return samples

    def again(s: Sample) -> Sample:
        return sample_exactly(pair.left, pair.right, s.regime, s.values, deadline)

    agree = [s for s in samples if s.outcome == "agree"]
    if not agree and all(again(s).outcome == "disagree" for s in (against[0], against[-1])):
        return samples
    few = against if len(against) <= len(agree) else agree + against[:2]
    return [again(s) if s in few else s for s in samples]


def _unmasked(pair: Sides, found: Sample, deadline: float) -> Sample:
    """An agreement of large numbers, beside which small differences do not show, looked into."""
    if found.outcome != "agree" or found.left is None or abs(found.left) < LARGE:
        return found
    if confirmed(pair.left, pair.right, found.values, deadline):
        return found
    return replace(found, outcome="disagree")


def confirmed(left: Expr, right: Expr, values: Mapping[str, Value], deadline: float) -> bool:
    """Agreement to 75 digits behind the point, where nothing is approximated.

    Near misses do not pass, nor does what is small beside large numbers.
    """
    digits = _SURE_DIGITS
    while True:
        with mp.workdps(digits):
            evaluator = evaluator_at(values, deadline, digits)
            try:
                a, b = evaluator.value(left), evaluator.value(right)
            except NoValueError:
                return True
            if evaluator.error > 0:
                return True
            scale = max(abs(a), abs(b), evaluator.scale)
            zero = a == 0 or b == 0
            close = 10 ** -mp.mpf(digits - _SPARE_DIGITS) * (max(scale, 1) if zero else scale)
            if abs(a - b) > close:
                return False
            # What cosh and sinh differ by is as small as they are large.
            needed = _SURE_DIGITS + 2 * int(mp.log10(max(scale, 1)))
        if needed <= digits + _SPARE_DIGITS or needed > MOST_DIGITS:
            return True
        digits = needed
