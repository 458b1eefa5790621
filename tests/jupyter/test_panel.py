from __future__ import annotations

from typing import Any

from .conftest import Kernel

OPEN = """
import jupyterlab_galactica as jg
widget = jg.panel()
by_label = {}
def collect(box):
    for child in getattr(box, "children", ()):
        by_label[getattr(child, "description", "") or type(child).__name__] = child
        collect(child)
collect(widget)
"""
WAIT = """
import time
deadline = time.monotonic() + 60
while by_label["Ask"].disabled and time.monotonic() < deadline:
    time.sleep(0.05)
"""


def test_the_panel_asks_and_shows_a_checked_answer(kernel: Kernel) -> None:
    kernel.run(OPEN)
    kernel.run(
        'by_label["Prompt"].value = "What is the double angle formula for sine?"\n'
        'by_label["Ask"].click()'
    )
    kernel.run(WAIT)
    shown = kernel.run('print(by_label["Output"].outputs[0]["data"]["text/html"])').text
    assert 'data-verdict="holds"' in shown


def test_stop_keeps_the_text_and_the_kernel_stays_free(kernel: Kernel, long_model: Any) -> None:
    kernel.run(OPEN)
    kernel.run(f'by_label["Prompt"].value = "Entropy is"; by_label["Model"].value = "{long_model}"')
    kernel.run('by_label["Ask"].click()')
    assert kernel.run("print(1 + 1)").text == "2\n"
    kernel.run(
        'while not by_label["Output"].outputs or not '
        'by_label["Output"].outputs[0]["data"]["application/vnd.galactica.answer+json"]["text"]:\n'
        "    time.sleep(0.02)\n"
        'by_label["Stop"].click()'
    )
    kernel.run(WAIT)
    data = 'by_label["Output"].outputs[0]["data"]["application/vnd.galactica.answer+json"]'
    shown = kernel.run(f"print({data}['finish_reason'], bool({data}['text']))").text.split()
    assert shown[1] == "True"
    assert shown[0] in ("cancelled", "length", "stop")


def test_an_empty_prompt_is_answered_in_the_panel(kernel: Kernel) -> None:
    kernel.run(OPEN)
    kernel.run('by_label["Ask"].click()')
    assert "empty" in kernel.run('print(by_label["Label"].value)').text
