"""How far the equation verdicts can be trusted, and how fast they are.

    python benchmarks/equations.py [FOLDER] [--quick] [--sample N] [--show OUTCOME]

FOLDER has the form of `../shared/data/equations`: JSON lines with `latex`, `kind`, `truth` (true,
false or null) and `domain`. Beside it, `answers/*.jsonl` holds solutions whose every step is right
(`question`, `steps`). In the same run stand two naive checkers, which parse and simplify the
difference of both sides; `make bench-equations` makes the environment that they need.

OUTCOME is a truth and a verdict such as `true:refuted`, `false:holds`, `other:refuted`; or
`answers:refuted`, `slips:missed`, `laws:missed`, `laws:accused`, `planted:holds`,
`documents:refuted`.

With the environment variable EQUATION_DOCUMENTS, a folder of documents such as lecture notes, it
also measures how much of them is judged, and plants 100 errors in them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from dimensions import measure_dimensions
from equation_figures.documents import print_documents
from equation_figures.hostile import print_hostile
from equation_figures.large import print_large
from equation_figures.laws import print_laws
from equation_figures.naive import print_comparison
from equation_figures.rows import (
    Figure,
    Judged,
    accused,
    held,
    judge_rows,
    parsed,
    print_reasons,
    print_sets,
    print_table,
    read_rows,
    refuted,
    share,
    show,
    times,
)
from equation_figures.solutions import print_solutions, read_solutions
from jupyterlab_galactica.checks.pool import shared_pool
from planted_errors import COUNT, print_planted

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
    print_reasons(judged)
    if options.show:
        show(judged, options.show)
    figures = _identities(judged)
    figures += _answers(options.folder.parent / "answers", step, options.show)
    figures += _laws(step, options.show)
    if folder := os.environ.get("EQUATION_DOCUMENTS"):
        figures += _documents(Path(folder), COUNT // step, options.show)
    figures += _large(judged)
    print_dimensions(options.folder, step)
    print_hostile(pool)
    print_table(figures)
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


def _identities(judged: Sequence[Judged]) -> list[Figure]:
    true = [item for item in judged if item.truth == "true"]
    false = [item for item in judged if item.truth == "false"]
    elementary = [item for item in true if item.elementary]
    other = [item for item in judged if item.truth != "false"]
    checks = [check for item in judged for check in item.checks]
    verdicts = Counter(check.verdict for check in checks)
    crashes = sum("checker" in check.reason.lower() for check in checks)
    right = share(sum(item.right for item in true), len(true))
    return [
        ("parsed, notes", parsed(i for i in judged if i.source == "notes"), ">= 92 %"),
        ("true: hold or domain right", right, ">= 97 %"),
        ("  elementary", share(sum(i.right for i in elementary), len(elementary)), ""),
        ("  refuted / doubtful", _by_level(true), "0 / 0"),
        ("false twins accused", accused(false), ">= 97 %"),
        ("  of them refuted", refuted(false), ""),
        ("  called holds", held(false), "0"),
        ("not false: refuted / doubtful", _by_level(other), ""),
        ("a check: median / p95 / max", times(checks), "1.5 / 50 / 3000 ms"),
        ("time ran out / checker failed", f"{verdicts['timeout']} / {crashes}", "- / 0"),
    ]


def _by_level(judged: Sequence[Judged]) -> str:
    outcomes = Counter(item.outcome for item in judged)
    return f"{outcomes['refuted']} / {outcomes['doubtful']} of {len(judged)}"


def _answers(folder: Path, step: int, wanted: str | None) -> list[Figure]:
    files = sorted(folder.glob("*.jsonl")) if folder.is_dir() else []
    if not files:
        print(f"\nThere are no solutions in {folder}: they were not measured.")
    figures: list[Figure] = []
    for file in files:
        score = print_solutions(read_solutions(file, step), wanted)
        figures += [
            ("right solutions: refuted", share(score.refuted, score.equations), "<= 0.1 %"),
            ("  doubtful", share(score.doubtful, score.equations), "<= 0.5 %"),
            ("one step changed: accused", share(score.named, score.slips), ">= 75 %"),
            ("  called holds", str(score.held), ""),
        ]
    return figures


def _laws(step: int, wanted: str | None) -> list[Figure]:
    score = print_laws(step, wanted)
    return [
        ("laws changed: accused", share(score.changed_accused, score.changed), ">= 95 %"),
        ("  called holds", str(score.changed_held), "0"),
        ("the laws themselves: accused", share(score.laws_accused, score.laws), "0"),
    ]


def _documents(folder: Path, count: int, wanted: str | None) -> list[Figure]:
    score = print_documents(folder, wanted)
    planted = print_planted(folder, count, wanted)
    return [
        ("documents: judged", score.judged, ">= 85 %"),
        ("  refuted, to be read", str(score.refuted), ">= 90 % right"),
        ("  doubtful, to be read", str(score.doubtful), ">= 60 % right"),
        ("errors planted: accused", share(planted.accused, planted.count), ">= 80 %"),
        ("  called holds", str(planted.held), "0"),
    ]


def _large(judged: Sequence[Judged]) -> list[Figure]:
    latex = [item.row["latex"] for item in judged if item.source == "notes" and item.checks]
    if not latex:
        return []
    score = print_large(latex)
    return [
        ("1 MB: equations a second", f"{score.equations / score.seconds:.0f}", ">= 100"),
        ("  peak memory, MB", f"{score.peak_mb:.0f}", "<= 500"),
    ]


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
