"""What the stack costs: tokens a second seen by a cell, against the engine alone.

Both write the same answers with the bundled model, greedily, in the same run. The cell's way is
worker, HTTP, lexer, checks and display updates; its figure is the answer's own `tokens_per_s`.
"""

from __future__ import annotations

from statistics import median

from kernels import fresh_kernel, printed

QUESTIONS = (
    "What is the double angle formula for sine?",
    "Write out Maxwell's equations.",
    "What is Bayes' theorem?",
)
ROUNDS = 10

_ENGINE = """
import time
from statistics import median
from jupyterlab_galactica.engine.interface import Sampling
from jupyterlab_galactica.engine.loaded import load, prepare
from jupyterlab_galactica.models.families import GALACTICA
from jupyterlab_galactica.models.machine import this_machine
from jupyterlab_galactica.models.templates import build_prompt

def unheard(progress):
    pass

loaded = load(prepare("demo", None, this_machine(), unheard), unheard)

def engine_speeds(questions):
    speeds = []
    for question in questions:
        prompt = loaded.tokenizer.encode(build_prompt(question, GALACTICA).text)
        tokens = loaded.engine.generate(prompt, Sampling(max_tokens=400))
        times = [time.perf_counter() for token in tokens if hasattr(token, "id")]
        speeds.append((len(times) - 1) / (times[-1] - times[0]))
    return speeds
"""


def main() -> None:
    """Engine and cell take turns, so that both meet the same machine."""
    alone: list[float] = []
    cells: list[float] = []
    with fresh_kernel() as engine, fresh_kernel() as user:
        printed(engine, _ENGINE)
        printed(user, "%load_ext jupyterlab_galactica")
        for _ in range(ROUNDS + 1):
            speeds = printed(engine, f"print(engine_speeds({QUESTIONS!r}))")
            alone += [float(speed) for speed in speeds.strip("[]\n").split(",")]
            for question in QUESTIONS:
                printed(user, f"%%galactica --no-cache -o answer\n{question}")
                cells.append(float(printed(user, "print(answer.usage.tokens_per_s)")))
    warm = len(QUESTIONS)
    alone, cells = alone[warm:], cells[warm:]
    ratio = median(cell / engine for cell, engine in zip(cells, alone, strict=True))
    print(
        f"cell, worker and display  {median(cells):6.0f} tokens/s   (engine alone "
        f"{median(alone):.0f}, ratio {ratio:.3f}: {1 - ratio:.1%} overhead, target 10 %)"
    )


if __name__ == "__main__":
    main()
