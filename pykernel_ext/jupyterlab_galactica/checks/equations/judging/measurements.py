"""Verdicts on equations between numbers with units: both sides told in one unit.

Worker process only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ....answer.verdicts import Counterexample
from ..dimensions.measured import IncommensurableError, in_one_unit
from ..tree import Expr
from .judgement import Judgement


def judge_measurement(
    left: Expr, right: Expr, judge: Callable[[Expr, Expr], Judgement]
) -> Judgement:
    """What `judge` says of two sides; where they have units, of their numbers in one unit."""
    try:
        measured = in_one_unit(left, right)
    except IncommensurableError as error:
        return Judgement("equation", "unsupported", str(error))
    if measured is None:
        return judge(left, right)
    found = judge(measured.left, measured.right)
    example = found.counterexample
    if example is not None:
        sides = (f"{side} {measured.unit}" for side in (example.left, example.right))
        example = Counterexample(example.values, *sides)
    reason = f"{found.reason.removesuffix('.')} (in {measured.unit})."
    return replace(found, reason=reason, counterexample=example, repair=None)
