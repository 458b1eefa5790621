"""How much of what stands in documents was judged, and why the rest was not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..answer.verdicts import CheckReport, Verdict

_NOT_JUDGED: tuple[Verdict, ...] = ("unparsed", "unsupported", "timeout")
_UNKNOWN = re.compile(r"(\\[A-Za-z@]+\*?) is not known")


@dataclass(frozen=True, slots=True)
class Coverage:
    """`equations` stand in the `formulas`; `not_judged` counts by verdict, macros are counted too.

    `unread` says of each file that was not read why.
    """

    formulas: int
    equations: int
    judged: int
    not_judged: Mapping[str, int]
    unknown_macros: Mapping[str, int]
    unread: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(_sentences(self))


def coverage_of(report: CheckReport, unread: Iterable[str] = ()) -> Coverage:
    """What was found and judged of a document."""
    macros: Counter[str] = Counter()
    verdicts: Counter[Verdict] = Counter()
    for check in report.equations:
        unknown = _UNKNOWN.search(check.reason)
        if unknown:
            macros[unknown[1]] += 1
        # What an unknown macro stands in was not read, whatever it seems to say.
        verdicts["unparsed" if unknown else check.verdict] += 1
    missed: dict[str, int] = {
        verdict: verdicts[verdict] for verdict in _NOT_JUDGED if verdicts[verdict]
    }
    total = len(report.equations)
    judged = total - sum(missed.values())
    return Coverage(
        report.formulas, total, judged, missed, dict(macros.most_common()), tuple(unread)
    )


def _sentences(coverage: Coverage) -> Iterator[str]:
    equations = _counted(coverage.equations, "equation")
    missed = ", ".join(f"{count} {verdict}" for verdict, count in coverage.not_judged.items())
    rest = f", {sum(coverage.not_judged.values())} not ({missed})" if missed else ""
    found = f"{equations} in {_counted(coverage.formulas, 'formula')}"
    yield f"{found}, {coverage.judged} judged{rest}."
    if coverage.unknown_macros:
        macros = ", ".join(f"{name} {count}" for name, count in coverage.unknown_macros.items())
        yield f"Unknown macros: {macros}."
    if coverage.unread:
        yield f"Not read: {'; '.join(coverage.unread)}."


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
