from __future__ import annotations

from typing import Any

from ..waiting import wait_until
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
SHOWN = 'by_label["Output"].outputs[0]["data"]'
TEXT = f'{SHOWN}["application/vnd.galactica.answer+json"]["text"]'


def idle(kernel: Kernel) -> bool:
    return kernel.run('print(by_label["Ask"].disabled)').text == "False\n"


def test_the_panel_asks_and_shows_a_checked_answer(kernel: Kernel) -> None:
    kernel.run(OPEN)
    kernel.run(
        'by_label["Prompt"].value = "What is the double angle formula for sine?"\n'
        'by_label["Ask"].click()'
    )
    wait_until(lambda: idle(kernel))
    shown = kernel.run(f'print({SHOWN}["text/html"])').text
    assert 'data-verdict="holds"' in shown


def test_stop_keeps_the_text_and_the_kernel_stays_free(kernel: Kernel, long_model: Any) -> None:
    kernel.run("%galactica config new_tokens=1900")  # more than are written before it is stopped
    kernel.run(OPEN)
    kernel.run(f'by_label["Prompt"].value = "Entropy is"; by_label["Model"].value = "{long_model}"')
    kernel.run('by_label["Ask"].click()')
    kernel.run("%galactica config new_tokens=400")
    assert kernel.run("print(1 + 1)").text == "2\n"
    begun = f'print(bool(by_label["Output"].outputs and {TEXT}))'
    wait_until(lambda: kernel.run(begun).text == "True\n")
    kernel.run('by_label["Stop"].click()')
    wait_until(lambda: idle(kernel))
    ending = f'{SHOWN}["application/vnd.galactica.answer+json"]["finish_reason"]'
    assert kernel.run(f"print({ending}, bool({TEXT}))").text.split() == ["cancelled", "True"]


def test_an_empty_prompt_is_answered_in_the_panel(kernel: Kernel) -> None:
    kernel.run(OPEN)
    kernel.run('by_label["Ask"].click()')
    assert "empty" in kernel.run('print(by_label["Label"].value)').text
