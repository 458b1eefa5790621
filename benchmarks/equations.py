"""How far the equation verdicts can be trusted, and how fast they are.

    python benchmarks/equations.py [FOLDER] [--quick] [--sample N] [--show OUTCOME]

FOLDER has the form of `../shared/data/equations`: JSON lines with `latex`, `kind`, `truth` (true,
false or null) and `domain`. Beside it, `answers/*.jsonl` holds solutions whose every step is right
(`question`, `steps`). In the same run stand two naive checkers, which parse and simplify the
difference of both sides; `make bench-equations` makes the environment that they need.

OUTCOME is a truth and a verdict such as `true:refuted`, `false:holds`, `other:refuted`; or
`answers:refuted`, `slips:missed`.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from dimensions import measure_dimensions
from equation_figures.hostile import print_hostile
from equation_figures.laws import measure_laws
from equation_figures.naive import print_comparison
from equation_figures.rows import (
    Judged,
    judge_rows,
    parsed,
    print_reasons,
    print_sets,
    read_rows,
    refuted,
    share,
    show,
    times,
)
from equation_figures.solutions import print_solutions, read_solutions
from jupyterlab_galactica.checks.pool import shared_pool

ROOT = Path(__file__).resolve().parents[1]
DEFAULT = ROOT.parent / "shared" / "data" / "equations"
QUICK_STEP = 5


def main() -> int:
    options = _options()
    files = sorted(options.folder.glob("*.jsonl")) if options.folder.is_dir() else []
    if not files:
        print(f"There are no .jsonl files in {options.folder}; give the folder as an argument.")
        return 2
    step = QUICK_STEP if options.quick else 1
    pool = shared_pool()
    # Warmed, so that no check pays for the start of a process.
    for future in [pool.submit(latex) for latex in ("1 = 1", "2 = 2", "3 = 3")]:
        future.result()
    judged = [item for file in files for item in judge_rows(file.stem, read_rows(file, step), pool)]
    print_sets(judged)
    print_targets(judged)
    print_reasons(judged)
    if options.show:
        show(judged, options.show)
    print_answers(options.folder.parent / "answers", step, options.show)
    print_dimensions(options.folder, step)
    print(f"\n{measure_laws(step)}")
    print_hostile(pool)
    if options.sample:
        print_comparison(judged, options.sample // step, options.naive)
    return 0


def _options() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    arguments.add_argument("--quick", action="store_true", help="every fifth row only")
    arguments.add_argument("--show", metavar="OUTCOME", help="list the rows with this outcome")
    arguments.add_argument(
        "--sample", type=int, default=150, help="true and false rows for the naive checkers"
    )
    arguments.add_argument(
        "--naive", type=Path, default=ROOT / ".venv" / "naive" / "bin" / "python",
        help="the Python that has the naive checkers",
    )  # fmt: skip
    return arguments.parse_args()


def print_targets(judged: Sequence[Judged]) -> None:
    """The figures that have a target."""
    true = [item for item in judged if item.truth == "true"]
    false = [item for item in judged if item.truth == "false"]
    elementary = [item for item in true if item.elementary]
    checks = [check for item in judged for check in item.checks]
    verdicts = Counter(check.verdict for check in checks)
    crashes = sum("checker" in check.reason.lower() for check in checks)
    rows = [
        ("parsed, notes", parsed(i for i in judged if i.source == "notes"), ">= 92 %"),
        ("true: right, elementary", share(sum(i.right for i in elementary), len(elementary)),
         ">= 97 %"),
        ("true: right, all", share(sum(i.right for i in true), len(true)), ">= 90 %"),
        ("  of them conditional", share(sum(i.domain_stands for i in true), len(true)), ""),
        ("false twins refuted", refuted(false), ">= 92 %"),
        ("false twins called holds",
         share(sum(i.outcome == "holds" for i in false), len(false)), "<= 0.5 %"),
        ("anything not false refuted", refuted(i for i in judged if i.truth != "false"),
         "<= 0.3 %"),
        ("  of it true", refuted(true), ""),
        ("median / p95 / max of a check", times(checks), "1 / 50 / 3000 ms"),
        ("time ran out / checker failed", f"{verdicts['timeout']} / {crashes}", "- / 0"),
    ]  # fmt: skip
    print(f"\n{'figure':32} {'measured':>26}   target")
    for name, measured, target in rows:
        print(f"{name:32} {measured:>26}   {target}")


def print_answers(folder: Path, step: int, wanted: str | None) -> None:
    files = sorted(folder.glob("*.jsonl")) if folder.is_dir() else []
    if not files:
        print(f"\nThere are no solutions in {folder}: they were not measured.")
    for file in files:
        print_solutions(read_solutions(file, step), wanted)


def print_dimensions(folder: Path, step: int) -> None:
    """Judged with the dimensions that the data states for each symbol, where it has any."""
    rows = [
        row
        for file in sorted(folder.glob("*.jsonl"))
        for row in read_rows(file, step)
        if row.get("symbols") and row.get("ref_ast")
    ]
    if not rows:
        print("\nNo row states the dimensions of its symbols: they were not measured.")
        return
    score = measure_dimensions(rows)
    judged = score.consistent + score.inconsistent + score.unknown
    print(f"\ndimensions with declared symbols: false alarms {share(score.inconsistent, judged)} "
          f"(target <= 1 %), unknown {share(score.unknown, judged)}, "
          f"mutations caught {share(score.caught, score.mutations)}")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
