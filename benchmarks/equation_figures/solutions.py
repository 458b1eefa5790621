"""Solutions by language models whose every step people judged right, and the same with one slip."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import jupyterlab_galactica as jg
from jupyterlab_galactica.answer.verdicts import EquationCheck

from .mutations import Mutated, mutate, text_of
from .rows import ACCUSED, share, times

AT_ONCE = 2  # texts; the pool has two workers
MOST_MUTATED = 300


@dataclass(frozen=True, slots=True)
class Slip:
    """A mutated solution; `named` says that the changed equation is refuted or doubtful.

    `elsewhere` are equations accused here that stand unchanged in the right solution, where they
    were not.
    """

    mutated: Mutated
    named: bool
    elsewhere: tuple[EquationCheck, ...]
    verdict: str  # of the changed equation


@dataclass(frozen=True, slots=True)
class SolutionScore:
    """Equations of right solutions, and of them accused; changed steps, and of them named."""

    equations: int
    refuted: int
    doubtful: int
    slips: int
    named: int
    held: int


def read_solutions(file: Path, step: int) -> list[tuple[str, list[str]]]:
    lines = file.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line]
    return [(row["question"], row["steps"]) for row in rows][::step]


def print_solutions(
    solutions: Sequence[tuple[str, list[str]]], wanted: str | None
) -> SolutionScore:
    """The share of accused equations in right solutions, and of changed steps that are named."""
    texts = [text_of(question, steps) for question, steps in solutions]
    checked = _checked(texts)
    every = [check for checks in checked for check in checks]
    counts = Counter(check.verdict for check in every)
    print(f"\nright solutions by language models: {len(every)} equations, refuted "
          f"{share(counts['refuted'], len(every))}, doubtful {counts['doubtful']}; {dict(counts)}; "
          f"time {times(every)}")  # fmt: skip
    if wanted in ("answers:refuted", "answers:doubtful"):
        for text, checks in zip(texts, checked, strict=True):
            for check in checks:
                if wanted == f"answers:{check.verdict}":
                    print(f"\n{check.latex}   [{check.claim}] {check.reason}\n    in: "
                          f"{_around(text, check.start)}")  # fmt: skip
    slips = list(_slips(solutions, checked))
    named = sum(slip.named for slip in slips)
    elsewhere = sum(bool(slip.elsewhere) for slip in slips)
    print(f"one number or sign changed: the changed step named {share(named, len(slips))}, another "
          f"one {share(elsewhere, len(slips))}; verdicts on the changed: "
          f"{dict(Counter(slip.verdict for slip in slips))}")  # fmt: skip
    if wanted == "slips:missed":
        for slip in slips:
            if not slip.named:
                before, after, text = slip.mutated.before, slip.mutated.after, slip.mutated.text
                print(
                    f"\n[{slip.verdict}] {before} -> {after}: {_around(text, slip.mutated.place)}"
                )
    held = sum(slip.verdict == "holds" for slip in slips)
    return SolutionScore(len(every), counts["refuted"], counts["doubtful"], len(slips), named, held)


def _slips(
    solutions: Sequence[tuple[str, list[str]]], checked: Sequence[Sequence[EquationCheck]]
) -> Iterator[Slip]:
    changed = [
        (mutated, checks)
        for number, ((question, steps), checks) in enumerate(zip(solutions, checked, strict=True))
        if (mutated := mutate(question, steps, number)) is not None
    ][:MOST_MUTATED]
    again = _checked([mutated.text for mutated, _ in changed])
    for (mutated, before), after in zip(changed, again, strict=True):
        shift = len(mutated.after) - len(mutated.before)
        known = {(check.start, check.latex) for check in before if check.verdict in ACCUSED}
        here = [check for check in after if check.start <= mutated.place <= check.end]
        other = tuple(
            check
            for check in after
            if check.verdict in ACCUSED and check not in here
            and (check.start - (shift if check.start > mutated.place else 0), check.latex)
            not in known
        )  # fmt: skip
        verdicts = [check.verdict for check in here]
        accused = [verdict for verdict in ACCUSED if verdict in verdicts]
        yield Slip(mutated, bool(accused), other, (*accused, *verdicts, "not found")[0])


def _checked(texts: Sequence[str]) -> list[tuple[EquationCheck, ...]]:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(_equations, texts))


def _equations(text: str) -> tuple[EquationCheck, ...]:
    return jg.check(text, references=[], lookup="off").equations


def _around(text: str, place: int) -> str:
    return " ".join(text[max(0, place - 150) : place + 120].split())
