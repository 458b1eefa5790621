"""Tokens a second of several texts at once against one, and what guessing from the prompt gains.

A model of Galactica's shape with random weights, made here, in int8 and int4; its engine alone, in
one run, each stream with a prompt of its own. Guessing: random weights copy nothing, so a text is
written twice, and the second time its passages of eight tokens are guessed, a share of them right.

    python benchmarks/streams.py [125m] [--streams 1 2 4 8] [--rounds 3] [--temperature 0]
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from decode import load
from jupyterlab_galactica.engine import token_loop
from jupyterlab_galactica.engine.compiled.engine import MOST_GUESSES
from jupyterlab_galactica.engine.interface import Sampling, Token
from jupyterlab_galactica.engine.lookup import Lookup
from jupyterlab_galactica.models.threads import usable_cores, use_all_cores
from random_models import write_model

PROMPT_TOKENS, NEW_TOKENS = 32, 96


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("size", nargs="?", default="125m")
    parser.add_argument("--streams", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--temperature", type=float, default=0.0)
    arguments = parser.parse_args()
    use_all_cores()
    print(f"{arguments.size}, {usable_cores()} cores, {NEW_TOKENS} tokens each, medians of "
          f"{arguments.rounds} rounds, temperature {arguments.temperature}")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        write_model(Path(folder), arguments.size)
        for way in ("int8", "int4"):
            model = load(Path(folder), way)
            if model is not None:
                report(way, model.engine, arguments)


def report(way: str, engine: Any, arguments: argparse.Namespace) -> None:
    engine.most_guesses = 0
    rates: dict[int, list[float]] = {count: [] for count in arguments.streams}
    for number in range(arguments.rounds + 1):  # the first warms up
        for count in arguments.streams:
            rate = together(engine, count, number, arguments.temperature)
            if number:
                rates[count].append(rate)
    one = median(rates[arguments.streams[0]])
    engine.most_guesses = MOST_GUESSES
    for share in (0.0, 0.5, 1.0):
        found = [guessing(engine, number, share) for number in range(arguments.rounds)]
        print(f"{way}  {share:4.0%} of guesses right  {median(found):7.1f} tokens/s")
    for count, found in rates.items():
        print(
            f"{way}  {count:2} streams  {median(found):7.1f} tokens/s  {median(found) / one:5.2f} x"
        )


def together(engine: Any, count: int, number: int, temperature: float) -> float:
    """Tokens a second of all, from when all have begun until the first ends."""
    options = Sampling(max_tokens=NEW_TOKENS, ignore_eos=True, temperature=temperature, seed=number)
    works = [engine.generate(prompt(number, place), options) for place in range(count)]
    for work in works:
        while not isinstance(next(work), Token):
            pass
    written, started = 0, time.perf_counter()
    for _ in range(NEW_TOKENS // 2):
        written += sum(isinstance(next(work), Token) for work in works)
    rate = written / (time.perf_counter() - started)
    for work in works:
        work.close()
    return rate


def guessing(engine: Any, number: int, share: float) -> float:
    """Tokens a second of one text, where such a share of passages is guessed right."""
    options = Sampling(max_tokens=NEW_TOKENS, ignore_eos=True)
    asked = list(prompt(number, 0))
    text = [step.id for step in engine.generate(asked, options) if isinstance(step, Token)]
    draw = random.Random(number)

    class Told(Lookup):
        def guess(self, room: int) -> list[int]:
            if self._pause:
                return []
            done = len(self._text) - len(asked)
            passage = text[done : done + min(self._length, room)]
            return passage if draw.random() < share else [token + 1 for token in passage]

    with patch.object(token_loop, "Lookup", Told):
        steps = engine.generate(asked, options)
        while not isinstance(next(steps), Token):
            pass
        started = time.perf_counter()
        written = sum(isinstance(step, Token) for step in steps)
        return written / (time.perf_counter() - started)


def prompt(number: int, place: int) -> Sequence[int]:
    return [23 + (number * 31 + place * 17 + 7 * index) % 250 for index in range(PROMPT_TOKENS)]


if __name__ == "__main__":
    main()
