"""The first token at the twentieth turn of a conversation against that of the second.

The engine alone, with a 125m shape of random weights: what was read at former turns is not read
again, so what is left is that attention looks at a longer text.
"""

from __future__ import annotations

import time
from statistics import median

from decode import load
from jupyterlab_galactica.engine.interface import Engine, Sampling, Token
from jupyterlab_galactica.models.threads import use_all_cores
from random_models import model_folder

TURNS, ASKED_TOKENS, ANSWER_TOKENS, CONVERSATIONS = 20, 60, 40, 3


def main() -> None:
    use_all_cores()
    model = load(model_folder("125m"), "int8")
    assert model is not None
    second, last = measure(model.engine)
    print(f"first token: turn 2 {1e3 * second:.0f} ms, turn {TURNS} {1e3 * last:.0f} ms, "
          f"ratio {last / second:.2f} (target 1.3)")  # fmt: skip


def measure(engine: Engine) -> tuple[float, float]:
    """Seconds to the first token at turn 2 and at turn 20, medians."""
    conversations = [first_tokens(engine, number) for number in range(CONVERSATIONS)]
    return median(one[1] for one in conversations), median(one[-1] for one in conversations)


def first_tokens(engine: Engine, number: int) -> list[float]:
    text: list[int] = []
    found = []
    for turn in range(TURNS):
        text += [
            1000 + number * 31 + (turn * 7 + place * 13) % 997 for place in range(ASKED_TOKENS)
        ]
        started, first = time.perf_counter(), 0.0
        for step in engine.generate(text, Sampling(max_tokens=ANSWER_TOKENS, ignore_eos=True)):
            if isinstance(step, Token):
                first = first or time.perf_counter() - started
                text = [*text, step.id]
        found.append(first)
    return found


if __name__ == "__main__":
    main()
