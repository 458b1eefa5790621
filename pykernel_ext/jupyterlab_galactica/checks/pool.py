"""Worker processes that judge formulas, and are killed when they take too long.

At most two processes. A formula whose equation is not judged within the limit costs its worker: the
process is killed, that equation gets the verdict `timeout`, and a fresh worker goes on with the
next one.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, replace

from ..answer.verdicts import EquationCheck
from .judging import judge, unjudged
from .surroundings import Surroundings
from .worker_pool import Errand, WorkerPool, shared

MAX_WORKERS = 2

_Checks = tuple[EquationCheck, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """LaTeX without its delimiters, and what stands around it where it has surroundings."""

    latex: str
    surroundings: Surroundings | None = None


class EquationPool(WorkerPool[Formula, _Checks]):
    """Judges formulas in worker processes. Safe to use from several threads."""

    def __init__(self, workers: int = MAX_WORKERS, check_seconds: float | None = None) -> None:
        super().__init__(_JUDGING, workers=workers, check_seconds=check_seconds)

    def submit(
        self,
        latex: str,
        *,
        math: int = 0,
        offset: int = 0,
        surroundings: Surroundings | None = None,
    ) -> Future[_Checks]:
        """The checks of all equations in a formula without its delimiters, in order.

        `math` is the formula's id and `offset` its place in the text; both are passed through.
        `surroundings` is what the text says around it.
        """
        placed: Future[_Checks] = Future()
        placed.set_running_or_notify_cancel()

        def place(done: Future[_Checks]) -> None:
            placed.set_result(
                tuple(
                    replace(c, math=math, start=c.start + offset, end=c.end + offset)
                    for c in done.result()
                )
            )

        self.ask(Formula(latex, surroundings)).add_done_callback(place)
        return placed


_JUDGING: Errand[Formula, _Checks] = Errand(
    module="equations.serve",
    ask=lambda worker, formula: tuple(judge(worker, formula.latex, formula.surroundings)),
    excuse=lambda formula, reason: (unjudged(formula.latex, "unsupported", reason),),
    passing=lambda checks: any(check.verdict == "timeout" for check in checks),
)


def shared_pool() -> EquationPool:
    """The pool of this process, made on first use and closed at exit."""
    return shared(EquationPool)
