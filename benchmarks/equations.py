"""How far the equation verdicts can be trusted, and how fast they are.

    python benchmarks/equations.py [FOLDER] [--sample N] [--show KIND]

FOLDER has the form of `../shared/data/equations`: JSON lines with `latex`, `kind` and `truth`.
Beside it, `answers/correct_dev.jsonl` holds solutions whose every step is right. In the same run,
on a sample of true and false equations, stands the naive way: SymPy's `parse_latex` and `simplify`.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import re
import statistics
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.formulas import worst
from jupyterlab_galactica.checks.pool import EquationPool

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data" / "equations"
UNREAD = ("unparsed", "unsupported", "timeout")
NAIVE_SECONDS = 5.0


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    arguments.add_argument("--sample", type=int, default=150, help="pairs for the naive baseline")
    arguments.add_argument("--show", help="list rows with this outcome, such as true:refuted")
    options = arguments.parse_args()
    files = sorted(options.folder.glob("*.jsonl")) if options.folder.is_dir() else []
    if not files:
        print(f"There are no .jsonl files in {options.folder}; give the folder as an argument.")
        return 2
    pool = EquationPool()
    judged = {file.stem: judge_file(file, pool) for file in files}
    report(judged)
    if options.show:
        show(judged, options.show)
    answers = options.folder.parent / "answers" / "correct_dev.jsonl"
    if answers.exists():
        report_answers(answers, pool, listing=options.show == "answers")
    else:
        print(f"\nNo {answers}: the rate of refuted steps in right solutions was not measured.")
    pool.close()
    if options.sample:
        compare_with_naive(judged, options.sample)
    return 0


Row = tuple[dict[str, Any], list[EquationCheck]]


def judge_file(file: Path, pool: EquationPool) -> list[Row]:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    waiting = [pool.submit(row["latex"]) for row in rows]
    return [(row, list(future.result())) for row, future in zip(rows, waiting, strict=True)]


def outcome(checks: list[EquationCheck]) -> str:
    return worst(checks).verdict if checks else "none"


def truth(row: dict[str, Any]) -> str:
    """true, false, or other: laws, definitions, constraints and whatever has no truth."""
    return {True: "true", False: "false", None: "other"}[row.get("truth")]


def share(count: int, total: int) -> str:
    return f"{100 * count / total:5.1f} % of {total}" if total else "    -"


def report(judged: dict[str, list[Row]]) -> None:
    print(f"{'set':14} {'parsed':>18} {'true: holds':>18} {'conditional':>11} {'refuted':>8}  "
          f"{'false: refuted':>18} {'holds':>6}  {'other: refuted':>16}")  # fmt: skip
    totals: dict[str, Counter[str]] = {"true": Counter(), "false": Counter(), "other": Counter()}
    for name, rows in judged.items():
        counts = {key: Counter[str]() for key in totals}
        for row, checks in rows:
            counts[truth(row)][outcome(checks)] += 1
        with_relation = [checks for _, checks in rows if checks]
        parsed = sum(all(c.reading is not None for c in checks) for checks in with_relation)
        for key, counter in counts.items():
            totals[key] += counter
        print(line(name, share(parsed, len(with_relation)), counts))
    print(line("all", "", totals))
    seconds = sorted(c.seconds for rows in judged.values() for _, checks in rows for c in checks)
    print(
        f"\ntime of a check, warm: median {1e3 * statistics.median(seconds):.1f} ms, "
        f"p95 {1e3 * seconds[int(0.95 * len(seconds))]:.0f} ms, max {1e3 * seconds[-1]:.0f} ms"
    )
    unread = Counter(
        check.reason.split(" (at ")[0]
        for rows in judged.values() for _, checks in rows for check in checks
        if check.verdict in UNREAD
    )  # fmt: skip
    print("most frequent reasons for no verdict:")
    for reason, count in unread.most_common(12):
        print(f"  {count:4} {reason}")


def line(name: str, parsed: str, counts: dict[str, Counter[str]]) -> str:
    true, false, other = (counts[key] for key in ("true", "false", "other"))
    total = true.total()
    return (
        f"{name:14} {parsed:>18} {share(true['holds'], total):>18} {true['conditional']:>11} "
        f"{true['refuted']:>8}  {share(false['refuted'], false.total()):>18} {false['holds']:>6}  "
        f"{share(other['refuted'], other.total()):>16}"
    )


def show(judged: dict[str, list[Row]], wanted: str) -> None:
    for name, rows in judged.items():
        for row, checks in rows:
            if f"{truth(row)}:{outcome(checks)}" == wanted:
                check = worst(checks) if checks else None
                print(f"\n{name} {row.get('id', '')}  {row['latex']}")
                if check:
                    print(f"    {check.reading}\n    {check.reason} {check.counterexample or ''}")


# Solutions by language models


def formulas_in(text: str) -> list[str]:
    return [a or b for a, b in re.findall(r"\$\$(.+?)\$\$|\$([^$]+?)\$", text, re.DOTALL)]


def report_answers(file: Path, pool: EquationPool, *, listing: bool) -> None:
    solutions = [json.loads(text) for text in file.read_text(encoding="utf-8").splitlines() if text]
    waiting = [
        (step, pool.submit(formula))
        for solution in solutions for step in solution["steps"] for formula in formulas_in(step)
    ]  # fmt: skip
    verdicts: Counter[str] = Counter()
    for step, future in waiting:
        for check in future.result():
            verdicts[check.verdict] += 1
            if check.verdict == "refuted" and listing:
                print(f"\n{check.latex}   [{check.kind}] {check.reason}\n    in: {step}")
    total = verdicts.total()
    print(f"\nright solutions by language models: {total} equations, refuted "
          f"{100 * verdicts['refuted'] / max(total, 1):.2f} %; {dict(verdicts)}")  # fmt: skip


# The naive way


def naive(latex: str, answer: Any) -> None:
    """What one writes first: parse with SymPy, simplify the difference of both sides."""
    import sympy
    from sympy.parsing.latex import parse_latex

    try:
        equation = parse_latex(latex)
        if not isinstance(equation, sympy.Equality):
            answer.put(
                "unparsed" if not isinstance(equation, sympy.logic.boolalg.BooleanTrue) else "holds"
            )
            return
        answer.put("holds" if sympy.simplify(equation.lhs - equation.rhs) == 0 else "refuted")
    except Exception:  # noqa: BLE001 - any failure is a formula not read
        answer.put("unparsed")


def naive_verdict(latex: str) -> str:
    context = multiprocessing.get_context("fork" if sys.platform != "win32" else "spawn")
    answer = context.Queue()
    process = context.Process(target=naive, args=(latex, answer), daemon=True)
    process.start()
    try:
        return str(answer.get(timeout=NAIVE_SECONDS))
    except Exception:  # noqa: BLE001 - queue.Empty, or the process died
        return "timeout"
    finally:
        process.kill()
        process.join()


def compare_with_naive(judged: dict[str, list[Row]], size: int) -> None:
    try:
        import antlr4  # noqa: F401
        import sympy.parsing.latex  # noqa: F401
    except ImportError:
        print("\nThe naive baseline needs `pip install antlr4-python3-runtime==4.11`; left out.")
        return
    rng = random.Random(0)
    print(f"\n{'':14} {'holds':>12} {'refuted':>12} {'neither':>12}   median / max ms")
    for wanted in ("true", "false"):
        rows = [item for rows in judged.values() for item in rows if truth(item[0]) == wanted]
        chosen = rng.sample(rows, min(size, len(rows)))
        ours = Counter(outcome(checks) for _, checks in chosen)
        times = [1e3 * sum(c.seconds for c in checks) for _, checks in chosen]
        print_verdicts(f"{wanted}: ours", ours, times)
        naive_counts: Counter[str] = Counter()
        times = []
        for row, _ in chosen:
            start = time.perf_counter()
            naive_counts[naive_verdict(row["latex"])] += 1
            times.append(1e3 * (time.perf_counter() - start))
        print_verdicts(f"{wanted}: naive", naive_counts, times)


def print_verdicts(name: str, counts: Counter[str], times: list[float]) -> None:
    neither = counts.total() - counts["holds"] - counts["refuted"]
    print(f"{name:14} {counts['holds']:>12} {counts['refuted']:>12} {neither:>12}   "
          f"{statistics.median(times):.1f} / {max(times):.0f}")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
