"""What worker, client and cell cost: tokens a second and the first token, against the engine alone.

Both write the same answers, greedily, with the int8 of a 125m shape of random weights, in turns.
The cell's way is HTTP, lexer, checks and display updates; its figures are the answer's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from jupyter_client.blocking import BlockingKernelClient

from fresh_kernels import fresh_kernel, printed
from random_models import model_folder, use_own_cache

ROUNDS, NEW_TOKENS = 7, 128

_ENGINE = """
import json, time
from jupyterlab_galactica.engine.interface import Sampling, Token
from jupyterlab_galactica.engine.loaded import load, prepare
from jupyterlab_galactica.models.machine import this_machine
from jupyterlab_galactica.models.threads import use_all_cores

def unheard(progress):
    pass

use_all_cores()
loaded = load(prepare({model!r}, "int8", this_machine(), unheard), unheard)

def answer(text):
    started = time.perf_counter()
    prompt = loaded.tokenizer.encode(text)
    steps = loaded.engine.generate(prompt, Sampling(max_tokens={tokens}))
    times = [time.perf_counter() for step in steps if isinstance(step, Token)]
    rate = (len(times) - 1) / (times[-1] - times[0])
    print(json.dumps([times[0] - started, rate, len(times)]))
"""
_TOLD = "print([answer.usage.ttft_s, answer.usage.tokens_per_s, answer.usage.completion_tokens])"


@dataclass(frozen=True)
class Overhead:
    """Medians of pairs: the share of the tokens/s that is lost, seconds added to the first one."""

    alone_rate: float
    cell_rate: float
    lost: float
    added_s: float


def main() -> None:
    use_own_cache()
    found = measure()
    print(
        f"cell, worker and display  {found.cell_rate:6.0f} tokens/s   (engine alone "
        f"{found.alone_rate:.0f}: {found.lost:.1%} lost, target 3 %; first token "
        f"{1e3 * found.added_s:+.0f} ms, target 25)"
    )


def measure() -> Overhead:
    """Engine and cell take turns, so that both meet the same machine; the first warms up."""
    model = str(model_folder("125m"))
    with fresh_kernel() as engine, fresh_kernel() as user:
        printed(engine, _ENGINE.format(model=model, tokens=NEW_TOKENS))
        printed(user, "%load_ext jupyterlab_galactica")
        printed(user, f"%galactica load {model} --precision int8")
        pairs = [pair(engine, user, model, number) for number in range(ROUNDS + 1)][1:]
    return Overhead(
        median(rate for (_, rate), _ in pairs),
        median(rate for _, (_, rate) in pairs),
        median(1 - cell[1] / alone[1] for alone, cell in pairs),
        median(cell[0] - alone[0] for alone, cell in pairs),
    )


def pair(
    engine: BlockingKernelClient, user: BlockingKernelClient, model: str, number: int
) -> tuple[tuple[float, float], ...]:
    """Seconds to the first token and tokens a second: of the engine, of the cell."""

    def told() -> Iterator[str]:
        yield printed(engine, f"answer({prompt(number)!r})")
        printed(user, f"%%galactica {model} --raw --no-cache -n {NEW_TOKENS} -o answer\n"
                f"{prompt(number)}")  # fmt: skip
        yield printed(user, _TOLD)

    found = []
    for first, rate, tokens in map(json.loads, told()):
        assert tokens == NEW_TOKENS, f"{tokens} tokens came, not {NEW_TOKENS}"
        found.append((first, rate))
    return tuple(found)


def prompt(number: int) -> str:
    """Of about 128 tokens: a letter each."""
    return " ".join(f"{chr(97 + (number + place) % 26)}q" for place in range(43))


if __name__ == "__main__":
    main()
