"""Every verdict of `make bench-equations`, row by row, so that two versions can be compared.

    python benchmarks/equation_verdicts.py write FILE [FOLDER]
    python benchmarks/equation_verdicts.py compare BEFORE... AFTER

A change that only moves code leaves every row as it was. `compare` prints the rows that differ from
every run before, of which there may be several: what has a limit of time differs between two runs
of one version as well. It exits with 1 where there are any. FOLDER is that of `equations.py`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dimensions import measure_dimensions
from equation_figures.mutations import mutate, text_of
from equation_figures.rows import read_rows
from equation_figures.solutions import AT_ONCE, MOST_MUTATED, read_solutions
from equations import DEFAULT
from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.formulas import check_formulas
from jupyterlab_galactica.checks.gathering import gathered
from jupyterlab_galactica.checks.pool import EquationPool

Row = tuple[str, list[dict[str, Any]]]
NOT_COMPARED = ("seconds", "build_sympy")
PATIENCE = 9
"""Seconds after which a check is ended: on a busy machine, the usual three would change rows."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    writing = commands.add_parser("write", help="judge everything and write the verdicts")
    writing.add_argument("file", type=Path)
    writing.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    comparing = commands.add_parser("compare", help="print the rows that differ")
    comparing.add_argument("before", type=Path, nargs="+")
    comparing.add_argument("after", type=Path)
    options = parser.parse_args()
    if options.command == "write":
        return write(options.file, options.folder)
    return compare(options.before, options.after)


def write(file: Path, folder: Path) -> int:
    if not folder.is_dir():
        print(f"There is no folder {folder}; give the folder as an argument.")
        return 2
    with file.open("w", encoding="utf-8") as stream:
        for name, checks in judged(folder):
            stream.write(json.dumps([name, checks], sort_keys=True) + "\n")
    return 0


def compare(before: Sequence[Path], after: Path) -> int:
    runs, new = [_read(file) for file in before], _read(after)
    old = runs[0]
    differing = [name for name in old | new if all(run.get(name) != new.get(name) for run in runs)]
    for name in differing:
        print(f"\n{' '.join(name.split())[:120]}")
        for was, now in zip(old.get(name, []), new.get(name, []), strict=False):
            for key in was | now:
                if was.get(key) != now.get(key):
                    print(f"    {was.get('latex')}  {key}: {was.get(key)!r} -> {now.get(key)!r}")
        if len(old.get(name, [])) != len(new.get(name, [])):
            print(f"    {len(old.get(name, []))} equations -> {len(new.get(name, []))}")
    print(f"{len(differing)} of {len(old | new)} rows differ")
    return 1 if differing else 0


def judged(folder: Path) -> Iterator[Row]:
    """The equations alone, then the solutions, right and with a slip, then the dimensions."""
    files = sorted(folder.glob("*.jsonl"))
    pool = EquationPool(check_seconds=PATIENCE)
    for file in files:
        rows = read_rows(file, 1)
        checks = [pool.submit(row["latex"]) for row in rows]
        for number, (row, found) in enumerate(zip(rows, checks, strict=True)):
            yield f"{file.stem} {number} {row['latex']}", _rows(found.result())
    for name, texts in _texts(folder.parent / "answers").items():
        with ThreadPoolExecutor(AT_ONCE) as threads:
            every = threads.map(
                lambda text: tuple(check_formulas(gathered(lex(text)).formulas, pool)), texts
            )
            for number, found in enumerate(every):
                yield f"{name} {number} {texts[number]}", _rows(found)
    for file in files:
        declared = [row for row in read_rows(file, 1) if row.get("symbols") and row.get("ref_ast")]
        if declared:
            yield f"dimensions {file.stem}", [asdict(measure_dimensions(declared))]


def _texts(folder: Path) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for file in sorted(folder.glob("*.jsonl")):
        solutions = read_solutions(file, 1)
        changed = (mutate(*solution, number) for number, solution in enumerate(solutions))
        texts[file.stem] = [text_of(*solution) for solution in solutions]
        texts[f"{file.stem} changed"] = [m.text for m in changed if m is not None][:MOST_MUTATED]
    return texts


def _rows(checks: tuple[EquationCheck, ...]) -> list[dict[str, Any]]:
    return [
        {key: value for key, value in asdict(check).items() if key not in NOT_COMPARED and value}
        for check in checks
    ]


def _read(file: Path) -> dict[str, list[dict[str, Any]]]:
    with file.open(encoding="utf-8") as stream:
        return dict(json.loads(line) for line in stream)


if __name__ == "__main__":
    sys.exit(main())
