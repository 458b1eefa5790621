"""The judge of equations fed through its pool of processes, as answers are."""

from __future__ import annotations

import random
import re
from collections import deque
from concurrent.futures import Future

from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.pool import EquationPool

from .mutating import mutated
from .running import Outcome
from .seeds import FORMULAS

_AHEAD = 8
_PATIENCE_S = 120
_INTERNAL = re.compile(r"checker failed|process ended|\w+Error\b|Traceback")


def run(count: int, seed: str) -> Outcome:
    """Each formula gets checks whose reasons are for people; a killed check counts as a hang."""
    dice = random.Random(seed)
    outcome = Outcome()
    pool = EquationPool()
    waiting: deque[tuple[str, Future[tuple[EquationCheck, ...]]]] = deque()
    try:
        for _ in range(count):
            text = mutated(FORMULAS, dice)
            waiting.append((text, pool.submit(text)))
            if len(waiting) > _AHEAD:
                _look(outcome, *waiting.popleft())
        while waiting:
            _look(outcome, *waiting.popleft())
    finally:
        pool.close()
    return outcome


def _look(outcome: Outcome, text: str, future: Future[tuple[EquationCheck, ...]]) -> None:
    checks = future.result(_PATIENCE_S)
    outcome.inputs += 1
    for check in checks:
        outcome.slowest_s = max(outcome.slowest_s, check.seconds)
        if check.verdict == "timeout":
            outcome.hangs += 1
            outcome.note(text, check.reason)
        elif _INTERNAL.search(check.reason):
            outcome.crashes += 1
            outcome.note(text, check.reason)
