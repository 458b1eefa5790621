"""Points to try an equation at, and what both sides say there. Worker process only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, Literal

from .notation import COMPLEX_LETTERS, is_counting
from .numeric import Evaluator, TooLargeError, UndefinedError, UndeterminedError, UnsureError, mp
from .tree import Call, Const, Expr, Num, walk

Regime = Literal["unit", "large", "mixed", "negative", "far", "far below", "complex"]
NEAR: tuple[Regime, ...] = ("unit", "large", "mixed", "negative")
FAR: tuple[Regime, ...] = ("far", "far below")
REAL_REGIMES: tuple[Regime, ...] = NEAR + FAR
POSITIVE: tuple[Regime, ...] = ("unit", "large")

Value = Fraction | complex
Test = Callable[[Mapping[str, Value]], bool]


@dataclass(frozen=True, slots=True)
class Sample:
    """Both sides at one point. `clean`: both real, and nothing complex was met on the way."""

    regime: Regime
    values: Mapping[str, Value]
    outcome: Literal["agree", "disagree", "unclear", "undefined"]
    left: Any = None
    right: Any = None
    clean: bool = True


def is_complex(*sides: Expr) -> bool:
    """Whether the equation is about complex numbers."""
    for side in sides:
        for part in walk(side):
            if part == Const("i") or (
                isinstance(part, Call) and part.name in ("re", "im", "conj", "arg")
            ):
                return True
    return False


def regimes(names: Sequence[str]) -> tuple[Regime, ...]:
    letters = {name.split("_")[0] for name in names}
    return (*NEAR, "complex") if letters & COMPLEX_LETTERS else NEAR


def reach(*sides: Expr) -> int:
    """How far out to look: beyond every number in the equation, where `|x - 4|` is `x - 4`."""
    numbers = [float(part.digits) for side in sides for part in walk(side) if isinstance(part, Num)]
    return int(min(max([10, *(2 * n for n in numbers if n < 1e4)]), 1e4))


def draw(names: Sequence[str], regime: Regime, far: int, rng: Random) -> dict[str, Value]:
    """Small fractions, different for every symbol; counting letters get small integers."""
    values: dict[str, Value] = {}
    for name in names:
        while True:
            value = _draw_one(name, regime, far, rng)
            if value not in values.values():
                break
        values[name] = value
    return values


def _draw_one(name: str, regime: Regime, far: int, rng: Random) -> Value:
    if is_counting(name):
        return Fraction(rng.randint(1, 9))
    fraction = Fraction(rng.randint(3, 60), 61)
    if regime == "unit":
        return fraction
    if regime == "large":
        return fraction * 3 + Fraction(11, 10)
    if regime == "negative":
        return -fraction * 3
    if regime in FAR:
        return (1 + fraction) * far * (1 if regime == "far" else -1)
    if regime == "mixed":
        return (fraction * 6) * rng.choice((1, -1))
    return complex(rng.uniform(-1.5, 1.5), rng.choice((1, -1)) * rng.uniform(0.2, 1.5))


def number(value: Value) -> Any:
    if isinstance(value, Fraction):
        return mp.mpf(value.numerator) / value.denominator
    return mp.mpc(value)


def points(
    names: Sequence[str],
    which: Sequence[Regime],
    each: int,
    tests: Sequence[Test],
    *,
    far: int = 10,
    seed: int = 0,
) -> Iterator[tuple[Regime, dict[str, Value]]]:
    """`each` points a regime that pass all tests, regimes in turn."""
    rng = Random(f"{sorted(names)} {seed}")  # noqa: S311 - no secret
    for _ in range(each):
        for regime in which:
            for _attempt in range(40 if tests else 1):
                values = draw(names, regime, far, rng)
                if all(test(values) for test in tests):
                    yield regime, values
                    break


def sample(
    left: Expr, right: Expr, regime: Regime, values: Mapping[str, Value], deadline: float
) -> Sample:
    """Both sides at a point.

    Raises TimeoutError, UndeterminedError, and TooLargeError except far out.
    """
    evaluator = Evaluator({name: number(v) for name, v in values.items()}, deadline)
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
    if error > mp.mpf("1e-6") * max(largest, mp.mpf("1e-3")):
        return "unclear"
    if difference <= mp.mpf("1e-20") * scale + 4 * error:
        return "agree"
    if largest < mp.mpf("1e-24"):  # rounding left of a zero such as sin(3 pi), or a small value
        return "agree" if a == 0 or b == 0 else "unclear"
    if difference > mp.mpf("1e-7") * largest + mp.mpf("1e-14") * scale + 1000 * error:
        return "disagree"
    return "unclear"


def confirmed(left: Expr, right: Expr, values: Mapping[str, Value], deadline: float) -> bool:
    """Agreement at 90 digits, where nothing is approximated: near misses do not pass."""
    with mp.workdps(90):
        evaluator = Evaluator({n: number(v) for n, v in values.items()}, deadline, digits=90)
        try:
            a, b = evaluator.value(left), evaluator.value(right)
        except (UndefinedError, UnsureError, TooLargeError, UndeterminedError):
            return True
        scale = max(abs(a), abs(b), evaluator.scale)
        zero = a == 0 or b == 0
        tolerance = mp.mpf("1e-75") * (max(scale, 1) if zero else scale)
        return bool(evaluator.error > 0 or abs(a - b) <= tolerance)


def soon(seconds: float) -> float:
    return time.perf_counter() + seconds
