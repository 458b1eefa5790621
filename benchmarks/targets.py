"""What was promised of the decode engine beside its speed against peers, in one Markdown table.

    python benchmarks/targets.py

Conversations, several texts at once, what worker and cell cost, loading, the demo's first answer.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from statistics import median
from typing import Any

import compiled_load
import conversation
import overhead
from decode import load
from jupyterlab_galactica.models.threads import use_all_cores
from random_models import model_folder, use_own_cache
from streams import together

STREAMS, ROUNDS = 8, 3
_DEMO = """
import jupyterlab_galactica as jg
assert jg.ask(
    "What is the double angle formula for sine?", model="demo", in_kernel=True, cache=False
).text
"""


def main() -> None:
    use_all_cores()
    use_own_cache()
    print("| | figure | target |\n|---|---|---|")
    for part in (turns, loads, demo, cell, streams):
        for name, figure, target in part():
            print(f"| {name} | {figure} | {target} |", flush=True)


def turns() -> Iterator[tuple[str, str, str]]:
    model = loaded("125m", "int8")
    second, last = conversation.measure(model.engine)
    yield (
        f"first token at turn {conversation.TURNS} ÷ at turn 2, 125m int8",
        f"{last / second:.2f} ({1e3 * last:.0f} ÷ {1e3 * second:.0f} ms)",
        "≤ 1.3",
    )


def streams() -> Iterator[tuple[str, str, str]]:
    for size, way in (("125m", "int8"), ("125m", "int4"), ("1.3b", "int8")):
        engine = loaded(size, way).engine
        engine.most_guesses = 0
        together(engine, STREAMS, 0, 0.0)
        pairs = [
            [together(engine, count, number, 0.0) for count in (1, STREAMS)]
            for number in range(1, ROUNDS + 1)
        ]
        one, many = (median(rates) for rates in zip(*pairs, strict=True))
        yield (
            f"{STREAMS} texts at once ÷ one, {size} {way}",
            f"{many / one:.2f} ({many:.0f} ÷ {one:.0f} tokens/s)",
            "≥ 2.5",
        )


def cell() -> Iterator[tuple[str, str, str]]:
    found = overhead.measure()
    yield (
        "tokens/s lost by worker, client and cell, 125m int8",
        f"{found.lost:.1%} ({found.cell_rate:.0f} of {found.alone_rate:.0f})",
        "≤ 3 %",
    )
    yield "first token added by them", f"{1e3 * found.added_s:.0f} ms", "≤ 25 ms"


def loads() -> Iterator[tuple[str, str, str]]:
    first, second, theirs = compiled_load.measure()
    bound = (1.15 * first.stored + 400e6) / 1e6
    most = max(first.peak, second.peak) / 1e6
    yield "loading 1.3b in int8: peak memory", f"{most:,.0f} MB", f"≤ {bound:,.0f} MB"
    yield (
        "the first load ÷ transformers' in bf16",
        f"{first.seconds / theirs.seconds:.2f} ({first.seconds:.1f} ÷ {theirs.seconds:.1f} s)",
        "≤ 1.0",
    )
    yield (
        "the second load ÷ the first",
        f"{second.seconds / first.seconds:.2f} ({second.seconds:.1f} s)",
        "≤ 0.3",
    )


def demo() -> Iterator[tuple[str, str, str]]:
    """The first run compiles where nothing is cached."""
    seconds = [timed([sys.executable, "-c", _DEMO]) for _ in range(4)][1:]
    yield "first answer of demo, a fresh process", f"{median(seconds):.1f} s", "≤ 3 s"


def loaded(size: str, way: str) -> Any:
    with redirect_stdout(sys.stderr):
        model = load(model_folder(size), way)
    assert model is not None
    return model


def timed(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
