"""A sample space that shows both sides to differ."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from .....answer.verdicts import Counterexample
from ...numbers.chance.spaces import Space, members, plain
from ...tree import Sym
from ...vocabulary.multiprecision import UndefinedError, UndeterminedError
from .trying import Trial

_MOST_SHOWN = 6
"""Outcomes of a space that is shown."""

_TRIES = 20
_DIFFERS = 1e-6
_EXACT = 1e-9


def example_against(trial: Trial) -> tuple[Counterexample | None, str]:
    """Small whole numbers at a few equally likely outcomes, at which both sides differ."""
    for outcomes in range(2, _MOST_SHOWN + 1):
        for seed in range(_TRIES):
            space = plain(trial.roles, outcomes, seed, trial.counts)
            try:
                left, right = trial.sides(space)
            except (UndefinedError, UndeterminedError):
                continue
            if np.ptp(left) or np.ptp(right) or abs(left[0] - right[0]) < _DIFFERS:
                continue
            shown = Counterexample(_shown(space), _number(left[0]), _number(right[0]))
            return shown, f", for example where {outcomes} outcomes are equally likely"
    return None, ""


def _shown(space: Space) -> dict[str, str]:
    """A variable by its values at the outcomes, an event by the numbers of its outcomes."""
    shown = {
        name: ", ".join(_number(value) for value in values)
        for name, values in space.variables.items()
    }
    for event, outcomes in space.events.items():
        if isinstance(event, Sym):
            listed = ", ".join(map(str, members(outcomes)))
            shown[event.name] = rf"\{{{listed}\}}"
    return shown | {name: _number(value) for name, value in space.numbers.items()}


def _number(value: float) -> str:
    fraction = Fraction(float(value)).limit_denominator(1000)
    return str(fraction) if abs(float(fraction) - value) < _EXACT else f"{value:.6g}"
