"""How many errors put into real documents are found, each one alone in its document.

    python benchmarks/planted_errors.py FOLDER [--count N] [--seed N] [--list]

FOLDER holds documents that the checker reads, such as lecture notes; nothing is written there.
Equations that hold (numbers, identities, derived lines) and known laws are drawn with a seed, two
of a document at most. In each, one error is planted: a sign, a factor, an exponent, a function or
a digit. It is caught where an equation that it stands in is refuted or doubtful.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path

from equation_figures.documents import SUFFIXES, Edited, checked
from equation_figures.plants import Edit, edits
from equation_figures.rows import ACCUSED, share
from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.documents import Document, read_document
from jupyterlab_galactica.errors import InputError

COUNT = 100
OF_A_DOCUMENT = 2
LARGEST = 100_000  # characters: a longer document would be most of the time
KINDS = ("number", "identity", "derived", "law")

_LETTERS = re.compile(r"\\(?:text|mathrm)\s*\{[^{}]*\}|\\[a-zA-Z]+|[a-zA-Z]")
_NOT_LETTERS = re.compile(r"\\(?:frac|dfrac|tfrac|cdot|times|approx|sqrt|left|right|[,;!: ])|e\^")


@dataclass(frozen=True, slots=True)
class Planted:
    """An error in a document; `checks` are of the equations that it stands in.

    `before` are place and LaTeX of what was accused without it, `elsewhere` are new accusations.
    """

    document: Document
    check: EquationCheck
    kind: str
    edit: Edit
    before: frozenset[tuple[int, str]] = frozenset()
    checks: tuple[EquationCheck, ...] = ()
    elsewhere: tuple[EquationCheck, ...] = ()

    @property
    def latex(self) -> str:
        return self.edit.apply(self.check.latex)

    @property
    def outcome(self) -> str:
        verdicts = {check.verdict for check in self.checks}
        if accused := [verdict for verdict in ACCUSED if verdict in verdicts]:
            return accused[0]
        return "holds" if "holds" in verdicts else "neutral" if verdicts else "not found"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--list", action="store_true", help="each error with its verdict")
    options = parser.parse_args()
    if not print_planted(
        options.folder,
        options.count,
        "planted" if options.list else None,
        options.seed,
    ).count:
        print(f"There is no document with an equation that holds in {options.folder}.")
        return 2
    return 0


@dataclass(frozen=True, slots=True)
class PlantedScore:
    count: int
    accused: int
    held: int


def print_planted(folder: Path, count: int, show: str | None, seed: int = 0) -> PlantedScore:
    """Plant errors in the documents; `planted` lists them all, `planted:holds` those called so."""
    planted = []
    for item in plant_errors(folder, count, seed):
        planted.append(item)
        if show in ("planted", f"planted:{item.outcome}"):
            _print(item)
    print(f"\n{len(planted)} errors planted in the documents of {folder}")
    _print_groups(planted)
    outcomes = [item.outcome for item in planted]
    accused = sum(outcome in ACCUSED for outcome in outcomes)
    return PlantedScore(len(planted), accused, outcomes.count("holds"))


def plant_errors(folder: Path, count: int, seed: int) -> Iterator[Planted]:
    """Errors in documents of a folder, each judged with its document around it."""
    return map(_judged, _chosen(folder, count, random.Random(seed)))


def _print_groups(planted: Sequence[Planted]) -> None:
    """Caught, called holds and neutral: by what was changed, by the equation's kind, in all."""
    for name, key in (
        ("error", lambda item: item.edit.slip),
        ("equation", lambda item: item.kind),
        ("all", lambda _: "all"),
    ):
        groups: dict[str, list[Planted]] = {}
        for item in planted:
            groups.setdefault(key(item), []).append(item)
        for group, items in sorted(groups.items()):
            counts = Counter(item.outcome for item in items)
            caught = sum(counts[verdict] for verdict in ACCUSED)
            print(f"  {name:9} {group:10} caught {share(caught, len(items)):>16} (refuted "
                  f"{counts['refuted']}, doubtful {counts['doubtful']}), holds {counts['holds']}, "
                  f"neutral {counts['neutral'] + counts['not found']}")  # fmt: skip
    missed = [item for item in planted if item.outcome not in ACCUSED]
    print(f"  of the others, another line accused: {sum(bool(i.elsewhere) for i in missed)}")


def _chosen(folder: Path, count: int, rng: random.Random) -> list[Planted]:
    """Equations of all kinds by turns, as long as the documents have them."""
    pools: dict[str, list[Planted]] = {kind: [] for kind in KINDS}
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in SUFFIXES)
    rng.shuffle(files)
    for file in files:
        if all(len(pool) >= count // len(KINDS) for pool in pools.values()):
            break
        if sum(map(len, pools.values())) >= 3 * count // 2:
            break
        for item in _candidates(file, rng):
            pools[item.kind].append(item)
    chosen: list[Planted] = []
    for kind in cycle(KINDS):
        if len(chosen) == count or not any(pools.values()):
            return chosen
        if pools[kind]:
            chosen.append(pools[kind].pop(0))
    return chosen


def _candidates(file: Path, rng: random.Random) -> Iterator[Planted]:
    """A few equations of a document, of different kinds before two of one."""
    try:
        document = read_document(str(file))
    except InputError:
        return
    if len(document.text) > LARGEST:
        return
    by_kind: dict[str, list[Planted]] = {}
    checks = checked(document)
    before = frozenset((c.start, c.latex) for c in checks if c.verdict in ACCUSED)
    for check in checks:
        kind = _kind(check)
        if kind is None or document.text[check.start : check.end] != check.latex:
            continue
        by_slip: dict[str, list[Edit]] = {}
        for edit in edits(check.latex):
            by_slip.setdefault(edit.slip, []).append(edit)
        if by_slip:
            edit = rng.choice(by_slip[rng.choice(sorted(by_slip))])
            by_kind.setdefault(kind, []).append(Planted(document, check, kind, edit, before))
    kinds = sorted(by_kind)
    rng.shuffle(kinds)
    for kind in kinds[:OF_A_DOCUMENT]:
        yield rng.choice(by_kind[kind])


def _kind(check: EquationCheck) -> str | None:
    """What is well understood about an equation: only then does an error in it have to be seen."""
    if check.verdict == "holds":
        letters = _LETTERS.sub("", _NOT_LETTERS.sub("", check.latex)) == _NOT_LETTERS.sub(
            "", check.latex
        )
        if letters:
            return "number"
        return "derived" if check.claim == "derived" else "identity"
    return "law" if check.law and not check.law_note and check.verdict not in ACCUSED else None


def _judged(item: Planted) -> Planted:
    """The error in its document, and what is said of the lines around it."""
    delta = len(item.edit.after) - (item.edit.end - item.edit.start)
    place, to = item.check.start + item.edit.start, item.check.start + item.edit.end
    after = checked(item.document, Edited(place, to, item.edit.after))
    end = place + max(1, len(item.edit.after))
    here = tuple(check for check in after if check.start < end and place < check.end)
    other = tuple(
        check
        for check in after
        if check.verdict in ACCUSED
        and check not in here
        and (check.start - (delta if check.start > place else 0), check.latex) not in item.before
    )
    return replace(item, checks=here, elsewhere=other)


def _print(item: Planted) -> None:
    place = item.document.place(item.check.start)
    print(f"\n[{item.outcome}] {item.edit.slip} in {item.kind}, {item.document.name}:{place}",
          flush=True)  # fmt: skip
    print(f"    {' '.join(item.check.latex.split())}\n    {' '.join(item.latex.split())}")
    for check in item.checks:
        print(f"    {check.verdict}: {check.reason}")
    for check in item.elsewhere[:2]:
        print(f"    elsewhere {check.verdict}: {' '.join(check.latex.split())[:100]}")


if __name__ == "__main__":
    sys.exit(main())
