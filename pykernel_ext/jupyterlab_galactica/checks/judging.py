"""One formula and the process that judges it: all its equations get a check, come what may."""

from __future__ import annotations

from functools import partial
from typing import Any

from ..answer.verdicts import Counterexample, EquationCheck, Verdict
from .surroundings import Surroundings, surroundings_to_data
from .worker_client import NoWorkerError, WorkerClient, WorkerDiedError, WorkerLateError


class _DiedError(Exception):
    """The process ended while a check was awaited; `count` equations are known of."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


def judge(
    worker: WorkerClient, latex: str, surroundings: Surroundings | None
) -> list[EquationCheck]:
    """The checks of a formula, whatever happens to the process on the way."""
    request = {"latex": latex, "surroundings": surroundings and surroundings_to_data(surroundings)}
    checks: list[EquationCheck] = []
    died_at = -1
    while True:
        try:
            if not _judge_from(worker, request, checks):
                return checks
        except _DiedError as death:
            # A process may have died before it saw the formula; one that dies of it dies again.
            if died_at == len(checks):
                checks.append(
                    unjudged(latex, "unsupported", "The checker process ended while judging it.")
                )
                if len(checks) >= death.count:
                    return checks
            died_at = len(checks)


def _judge_from(worker: WorkerClient, request: dict[str, Any], checks: list[EquationCheck]) -> bool:
    """Append checks from the first missing one; whether some are left after a lost worker."""
    latex = request["latex"]
    try:
        worker.send({**request, "skip": len(checks)})
    except NoWorkerError as error:
        checks.append(unjudged(latex, "unsupported", str(error)))
        return False
    provisional: EquationCheck | None = None
    count = 0
    while True:
        try:
            line = worker.receive()
        except WorkerDiedError:
            if provisional is None:
                raise _DiedError(count) from None
            checks.append(provisional)
            return len(checks) < count
        except WorkerLateError as error:
            checks.append(provisional or unjudged(latex, "timeout", f"Not judged {error}."))
            return len(checks) < count
        if "done" in line:
            return False
        if "failed" in line:
            checks.append(unjudged(latex, "unsupported", line["failed"]))
            continue
        count = line["count"]
        check = _check_from(line)
        if line["final"]:
            checks.append(check)
            provisional = None
        else:
            provisional = check


def _check_from(line: dict[str, Any]) -> EquationCheck:
    fields = dict(line["check"])
    fields["assumptions"] = tuple(fields["assumptions"])
    if fields["counterexample"] is not None:
        fields["counterexample"] = Counterexample(**fields["counterexample"])
    build = partial(_build_sympy, line["tree"]) if line["tree"] is not None else None
    return EquationCheck(**fields, build_sympy=build)


def _build_sympy(tree: Any) -> Any:
    from .equations.writing.sympy_form import relation_from_data

    return relation_from_data(tree)


def unjudged(latex: str, verdict: Verdict, reason: str) -> EquationCheck:
    """The check of a formula that could not be judged."""
    return EquationCheck(
        latex=latex, kind="unknown", verdict=verdict, reason=reason, start=0, end=len(latex)
    )
