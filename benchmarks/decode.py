"""Tokens a second on this CPU: ours in int8 and int4 against transformers, and the limit.

Models of Galactica's shapes with random weights, made here. All take turns in one run, so that they
meet the same machine; medians. The limit is the bandwidth at which the stored weights are read in
the same run, divided by the bytes that a token needs.

    python benchmarks/decode.py [125m] [1.3b] [--rounds 5] [--ways int8 fp16]
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import torch

from jupyterlab_galactica.engine import loaded
from jupyterlab_galactica.engine.interface import Engine, Sampling, Token
from jupyterlab_galactica.models.machine import Machine, this_machine
from jupyterlab_galactica.models.threads import usable_cores, use_all_cores
from random_models import write_model

PROMPT_TOKENS, NEW_TOKENS = 128, 128
WAYS = ("int8", "int4", "fp32", "bf16", "fp16")
COMPILED = ("int8", "int4")
_READ_BYTES = 512 * 2**20


class Reading:
    """A block of memory, far larger than any cache."""

    def __init__(self) -> None:
        self._block = torch.ones(_READ_BYTES // 8, dtype=torch.int64)

    def bandwidth(self) -> float:
        """Bytes a second at which all cores read it."""
        return _READ_BYTES / seconds(self._block.sum)


@dataclass
class Measured:
    first: list[float] = field(default_factory=list)
    """Seconds to the first token."""
    rate: list[float] = field(default_factory=list)
    """Tokens a second from then on."""
    whole: list[float] = field(default_factory=list)
    """Seconds of the whole answer."""
    bytes: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", default=["125m"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS)
    arguments = parser.parse_args()
    use_all_cores()
    print(f"{platform.processor() or platform.machine()}, {usable_cores()} cores, torch "
          f"{torch.__version__}; {PROMPT_TOKENS} + {NEW_TOKENS} tokens, medians of "
          f"{arguments.rounds} rounds")  # fmt: skip
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as folder:
            write_model(Path(folder), size)
            report(size, *measure(Path(folder), arguments.ways, arguments.rounds))


def measure(
    folder: Path, ways: Sequence[str], rounds: int
) -> tuple[dict[str, Measured], float, int]:
    """Each way's figures, the bytes a second that are read, and how many bytes were read."""
    engines: dict[str, Engine] = {}
    found = {way: Measured() for way in ways}
    for way in ways:
        engine = load(folder, way)
        if engine is None:
            del found[way]
            continue
        engines[way] = engine.engine
        found[way].bytes = engine.bytes
    read = Reading()
    bandwidths = []
    for number in range(rounds + 1):  # the first warms up
        bandwidths.append(read.bandwidth())
        for way, running in engines.items():
            first, rate, whole = ask(running, number)
            if number:
                found[way].first.append(first)
                found[way].rate.append(rate)
                found[way].whole.append(whole)
    del engines
    gc.collect()
    return found, median(bandwidths[1:]), _READ_BYTES


def load(model: Path | str, way: Any) -> loaded.LoadedModel | None:
    """A folder, or a name that `%galactica load` knows."""
    machine = this_machine()
    here = Machine(machine.memory, compiler=machine.compiler)
    started = time.perf_counter()
    try:
        candidate = loaded.prepare(str(model), way, here, unheard)
    except loaded.ModelError as error:
        print(f"{way} is left out: {error}")
        return None
    found = loaded.load(candidate, unheard)
    print(f"loaded {way} by {found.backend} in {time.perf_counter() - started:.1f} s, "
          f"{found.bytes / 2**20:.0f} MiB")  # fmt: skip
    return found


def ask(engine: Engine, number: int) -> tuple[float, float, float]:
    """Seconds to the first token, tokens a second, seconds of it all; each prompt is a new one."""
    prompt = [23 + number + (7 * place) % 250 for place in range(PROMPT_TOKENS)]
    started = time.perf_counter()
    steps = engine.generate(prompt, Sampling(max_tokens=NEW_TOKENS, ignore_eos=True))
    times = [time.perf_counter() for step in steps if isinstance(step, Token)]
    return times[0] - started, (len(times) - 1) / (times[-1] - times[0]), times[-1] - started


def report(size: str, found: dict[str, Measured], bandwidth: float, read: int) -> None:
    peers = [median(one.whole) for way, one in found.items() if way not in COMPILED]
    peer = min(peers, default=float("nan"))
    print(f"\n{size}: {bandwidth / 1e9:.1f} GB/s read ({read / 2**20:.0f} MiB)")
    print("            first token   tokens/s   whole answer   of the limit   best peer ÷ this")
    for way, measured in found.items():
        first, rate, whole = (
            median(values) for values in (measured.first, measured.rate, measured.whole)
        )
        share = rate * measured.bytes / bandwidth
        print(f"{way:10}  {first * 1e3:8.0f} ms  {rate:9.1f}  {whole:10.2f} s  {share:12.0%}"
              f"  {peer / whole:16.2f}")  # fmt: skip
    rates = {way: [round(value, 1) for value in one.rate] for way, one in found.items()}
    print(f"tokens/s in each round: {json.dumps(rates)}")


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def unheard(progress: object) -> None:
    pass


if __name__ == "__main__":
    main()
