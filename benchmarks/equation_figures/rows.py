"""Labelled equations, their verdicts, and what share of them is right."""

from __future__ import annotations

import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyterlab_galactica.answer.faces import worst
from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.pool import EquationPool

UNREAD = ("unparsed", "unsupported", "timeout")
ACCUSED = ("refuted", "doubtful")
Figure = tuple[str, str, str]
"""What was measured, how much it was, and the target."""

TRUTHS = {True: "true", False: "false", None: "other"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A row of the data with the checks of its equations.

    `truth` is true, false, or other: laws, definitions, constraints and whatever has no truth.
    `domain_stands` says of a true row called conditional that it holds with the domain put to it.
    """

    source: str
    row: dict[str, Any]
    checks: tuple[EquationCheck, ...]
    domain_stands: bool = False

    @property
    def truth(self) -> str:
        return TRUTHS[self.row.get("truth")]

    @property
    def outcome(self) -> str:
        return worst(self.checks).verdict if self.checks else "none"

    @property
    def right(self) -> bool:
        """Of a true row: whether it holds, or holds where the checker says."""
        return self.outcome == "holds" or self.domain_stands

    @property
    def elementary(self) -> bool:
        return self.row.get("domain") != "special"


def read_rows(file: Path, step: int) -> list[dict[str, Any]]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line][::step]


def judge_rows(source: str, rows: Sequence[dict[str, Any]], pool: EquationPool) -> list[Judged]:
    """One after the other, so that no check's time is that of cores it shares with another."""
    judged = [Judged(source, row, pool.submit(row["latex"]).result()) for row in rows]
    return [_with_domain(item, pool) for item in judged]


def _with_domain(item: Judged, pool: EquationPool) -> Judged:
    """A domain is right if the equation holds once it is written behind it."""
    check = worst(item.checks) if item.checks else None
    if item.truth != "true" or check is None or check.verdict != "conditional" or not check.domain:
        return item
    again = pool.submit(rf"{check.latex} \quad \text{{for }} {check.domain}").result()
    stands = bool(again) and again[0].verdict == "holds"
    return Judged(item.source, item.row, item.checks, stands)


def share(hits: int, total: int) -> str:
    return f"{100 * hits / total:.2f} % of {total}" if total else "-"


def parsed(judged: Iterable[Judged]) -> str:
    """The share that was read completely, of the rows that have a relation."""
    rows = [item.checks for item in judged if item.checks]
    return share(sum(all(c.reading is not None for c in checks) for checks in rows), len(rows))


def refuted(judged: Iterable[Judged]) -> str:
    return _with_outcome(judged, "refuted")


def accused(judged: Iterable[Judged]) -> str:
    """The share that is refuted or doubtful."""
    return _with_outcome(judged, *ACCUSED)


def held(judged: Iterable[Judged]) -> str:
    return _with_outcome(judged, "holds")


def _with_outcome(judged: Iterable[Judged], *outcomes: str) -> str:
    rows = list(judged)
    return share(sum(item.outcome in outcomes for item in rows), len(rows))


def print_table(figures: Sequence[Figure]) -> None:
    print(f"\n{'figure':32} {'measured':>28}   target")
    for name, measured, target in figures:
        print(f"{name:32} {measured:>28}   {target}")


def print_sets(judged: Sequence[Judged]) -> None:
    """A line for each file: parsed, and the verdicts by what is true."""
    print(f"{'set':14} {'parsed':>17} {'true: right':>16} {'accused':>8}  "
          f"{'false: accused':>16} {'holds':>6}  {'other: accused':>16}")  # fmt: skip
    for name, rows in grouped(judged, lambda item: item.source).items():
        by_truth = grouped(rows, lambda item: item.truth)
        true, false, other = (by_truth.get(key, []) for key in ("true", "false", "other"))
        print(
            f"{name:14} {parsed(rows):>17} {share(sum(i.right for i in true), len(true)):>16} "
            f"{_count(true, *ACCUSED):>8}  {accused(false):>16} {_count(false, 'holds'):>6}  "
            f"{accused(other):>16}"
        )
    print("\ntrue identities by domain:")
    true = [item for item in judged if item.truth == "true"]
    for name, rows in sorted(grouped(true, lambda item: str(item.row.get("domain"))).items()):
        print(f"  {name:12} {share(sum(i.right for i in rows), len(rows)):>16}")


def print_reasons(judged: Sequence[Judged]) -> None:
    reasons = Counter(
        check.reason.split(" (at ")[0]
        for item in judged for check in item.checks if check.verdict in UNREAD
    )  # fmt: skip
    print("\nmost frequent reasons for no verdict:")
    for reason, count in reasons.most_common(12):
        print(f"  {count:4} {reason}")


def show(judged: Sequence[Judged], wanted: str) -> None:
    """The rows with an outcome such as `true:refuted`, with how each was read and why."""
    for item in judged:
        if f"{item.truth}:{item.outcome}" == wanted:
            print(f"\n{item.source} {item.row.get('id', '')}  {item.row['latex']}")
            if item.checks:
                check = worst(item.checks)
                print(f"    {check.reading}\n    {check.reason} {check.counterexample or ''}")


def times(checks: Iterable[EquationCheck]) -> str:
    """Median, 95th percentile and maximum, in milliseconds."""
    seconds = sorted(check.seconds for check in checks)
    if not seconds:
        return "-"
    late = seconds[int(0.95 * len(seconds))]
    return f"{1e3 * statistics.median(seconds):.1f} / {1e3 * late:.0f} / {1e3 * seconds[-1]:.0f} ms"


def grouped(rows: Iterable[Judged], key: Callable[[Judged], str]) -> dict[str, list[Judged]]:
    groups: defaultdict[str, list[Judged]] = defaultdict(list)
    for item in rows:
        groups[key(item)].append(item)
    return dict(groups)


def _count(judged: Iterable[Judged], *outcomes: str) -> int:
    return sum(item.outcome in outcomes for item in judged)
