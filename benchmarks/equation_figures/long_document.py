"""A document of a megabyte with two thousand equations: how fast, and in how much memory."""

from __future__ import annotations

import random
import threading
import time
from itertools import cycle, islice

import psutil

from jupyterlab_galactica.assistant import check_parts
from jupyterlab_galactica.checks.documents import document_of

EQUATIONS, LENGTH = 2_000, 1_000_000

_FORMS = (
    r"\sin^2(%ax) + \cos^2(%ax) = 1",
    r"(x + %a)(x - %a) = x^2 - %a^2",
    r"\int_0^%a x^%b\,dx = \frac{%a^{%b + 1}}{%b + 1}",
    r"\frac{d}{dx} x^%b = %b x^{%b - 1}",
    r"y_{%a} = %ax + %b",
    r"\sum_{k=1}^n k = \frac{n(n+1)}{2}",
    r"e^{%ax} e^{%bx} = e^{(%a + %b)x}",
    r"\vec u \cdot \vec v = |\vec u| |\vec v| \cos\theta",
)
_WORDS = "the energy of a particle in this region depends on its velocity and motion is bounded"


def print_long_document() -> None:
    text = _document()
    process = psutil.Process()
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.1):
            alive = (process, *process.children(recursive=True))
            peak = max(peak, sum(_memory(each) for each in alive))

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    document = document_of(text)
    report = check_parts(document.parts, macros=document.macros, references=())
    seconds = time.perf_counter() - began
    done.set()
    watcher.join()
    rate = len(report.equations) / seconds
    print(
        f"\na document of {len(text) / 1e6:.1f} MB, {len(report.equations)} equations: "
        f"{rate:.0f} a second (100 or more), {peak / 1e6:.0f} MB at most (500)"
    )


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _document() -> str:
    chance = random.Random(0)
    words = _WORDS.split()
    paragraphs = []
    for form in islice(cycle(_FORMS), EQUATIONS):
        latex = form.replace("%a", str(chance.randint(2, 9))).replace(
            "%b", str(chance.randint(2, 6))
        )
        paragraph = ["We have", f"$${latex}$$" if chance.random() < 0.3 else f"${latex}$", "and"]
        length = sum(map(len, paragraph))
        while length < LENGTH // EQUATIONS - 10:
            paragraph.append(chance.choice(words))
            length += len(paragraph[-1]) + 1
        paragraphs.append(" ".join(paragraph) + ".")
    return "\n\n".join(paragraphs)
