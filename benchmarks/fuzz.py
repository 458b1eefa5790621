"""Inputs that nobody would write, given to everything that reads text from outside.

Seeded: the same COUNT and SEED make the same inputs. Ends with 1 where something crashed, took more
than a second of CPU, or a verdict showed an internal error; the first few inputs are printed.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import tempfile
from pathlib import Path

from tqdm import tqdm

_LEAST_MB = 200.0
_FEWER_JUDGED = 10  # a judgement takes as long as a hundred readings


def main() -> int:
    options = _options()
    logging.disable(logging.CRITICAL)  # broken files are told there, as they should be
    with tempfile.TemporaryDirectory() as folder:
        for name in ("config", "data", "runtime"):
            (Path(folder) / name).mkdir()
            os.environ[f"JUPYTER_{name.upper()}_DIR"] = str(Path(folder) / name)
        return _run(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="inputs of each kind")
    parser.add_argument("--seed", default="0")
    parser.add_argument("--only", action="append", help="a kind; may be repeated")
    return parser.parse_args()


def _run(options: argparse.Namespace) -> int:
    from fuzzing import judging
    from fuzzing.running import Outcome, run
    from fuzzing.targets import targets

    print(f"{'':22} {'inputs':>9} {'crashes':>8} {'over 1 s':>9} {'slowest':>9} {'memory':>9}")
    wrong = False

    def show(name: str, outcome: Outcome) -> None:
        print(
            f"{name:22} {outcome.inputs:9,} {outcome.crashes:8,} {outcome.hangs:9,} "
            f"{outcome.slowest_s:7.2f} s {outcome.grown_mb:+6.0f} MB",
            flush=True,
        )
        for text, trouble in outcome.faults:
            print(f"    {trouble}\n    {json.dumps(text)[:400]}", flush=True)

    for name, target in targets().items():
        if options.only and name not in options.only:
            continue
        with tqdm(total=options.count, desc=name, leave=False, file=sys.stderr) as bar:
            outcome = run(target, options.count, f"{options.seed} {name}", lambda _: bar.update())
        show(name, outcome)
        wrong |= bool(outcome.crashes or outcome.hangs or outcome.grown_mb > _LEAST_MB)
    if not options.only or "judge" in options.only:
        outcome = judging.run(options.count // _FEWER_JUDGED, f"{options.seed} judge")
        show("judge", outcome)
        wrong |= bool(outcome.crashes)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
