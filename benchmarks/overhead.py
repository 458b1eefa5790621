"""What the stack costs: tokens a second seen by a cell, against the engine alone.

Both write the same answers with the bundled model, greedily, in the same run. The cell's way is
worker, HTTP, lexer, checks and display updates; its figure is the answer's own `tokens_per_s`.
"""

from __future__ import annotations

import subprocess
import sys
from statistics import median

from kernels import fresh_kernel, printed

QUESTIONS = (
    "What is the double angle formula for sine?",
    "Write out Maxwell's equations.",
    "What is Bayes' theorem?",
)
ROUNDS = 5

_ENGINE = """
import time
from statistics import median
from jupyterlab_galactica.engine.interface import Sampling
from jupyterlab_galactica.engine.loaded import load
from jupyterlab_galactica.models.families import GALACTICA
from jupyterlab_galactica.models.templates import build_prompt

loaded = load("demo", lambda progress: None)
speeds = []
for question in {questions!r} * {rounds}:
    prompt = loaded.tokenizer.encode(build_prompt(question, GALACTICA).text)
    times = [time.perf_counter() for _ in loaded.engine.generate(prompt, Sampling(max_tokens=400))]
    speeds.append((len(times) - 1) / (times[-1] - times[0]))
print(median(speeds))
"""


def engine_alone() -> float:
    code = _ENGINE.format(questions=QUESTIONS, rounds=ROUNDS)
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return float(result.stdout)


def in_cells() -> float:
    speeds = []
    with fresh_kernel() as client:
        printed(client, "%load_ext jupyterlab_galactica")
        for question in QUESTIONS * (ROUNDS + 1):
            printed(client, f"%%galactica -o answer\n{question}")
            speeds.append(float(printed(client, "print(answer.usage.tokens_per_s)")))
    return median(speeds[len(QUESTIONS) :])


def main() -> None:
    alone, cells = engine_alone(), in_cells()
    print(
        f"cell, worker and display  {cells:6.0f} tokens/s   (engine alone {alone:.0f}, "
        f"ratio {cells / alone:.3f}: {1 - cells / alone:.1%} overhead, target 10 %)"
    )


if __name__ == "__main__":
    main()
