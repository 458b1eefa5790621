from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..waiting import wait_until
from .conftest import Kernel

HELPERS = """
import jupyterlab_galactica as jg

def widgets_in(box):
    for child in getattr(box, "children", ()):
        yield child
        yield from widgets_in(child)

def found(name):
    '''The last widget of this label that is shown; an answer's by its type.'''
    names = lambda child: (getattr(child, "description", ""), type(child).__name__)
    named = [child for child in widgets_in(panel) if name in names(child)]
    return [child for child in named if child.layout.display != "none"][-1]

def shows(name):
    try:
        return bool(found(name))
    except IndexError:
        return False

def type_and_ask(text):
    found("Prompt").value = text
    found("Ask").click()

def state():
    return panel._state.value

MIME = "application/vnd.galactica.answer+json"
"""
SHOWN = 'found("Output").outputs[0]["data"]'
DOUBLE_ANGLE = "What is the double angle formula for sine?"


class Panel:
    """A panel in a kernel, used by what it shows."""

    def __init__(self, kernel: Kernel, model: str = "demo") -> None:
        self.kernel = kernel
        kernel.run(HELPERS)
        self.run(f"panel = jg.panel({model!r})")

    def run(self, code: str) -> str:
        result = self.kernel.run(code)
        assert result.status == "ok", result.error
        return result.text.strip()

    def value(self, expression: str) -> str:
        return self.run(f"print({expression})")

    def wait_for(self, expression: str) -> None:
        wait_until(lambda: self.value(f"bool({expression})") == "True")

    def click(self, name: str) -> None:
        self.run(f"found({name!r}).click()")

    def ask(self, text: str) -> None:
        """Ask, and wait for the end of the answer."""
        self.run(f"type_and_ask({text!r})")
        self.wait_for_end()

    def wait_for_end(self) -> None:
        self.wait_for('not found("Ask").disabled')

    def texts(self) -> list[str]:
        texts: list[str] = json.loads(
            self.value('__import__("json").dumps([one.text for one in panel.answers])')
        )
        return texts


@pytest.fixture
def panel(kernel: Kernel) -> Iterator[Panel]:
    opened = Panel(kernel)
    yield opened
    kernel.run("panel.close()")


@pytest.fixture
def long(kernel: Kernel, long_model: Path) -> Iterator[Panel]:
    """A panel whose model writes until it is stopped, or its tokens are used up."""
    opened = Panel(kernel, str(long_model))
    yield opened
    kernel.run("panel.close()")


def test_the_panel_asks_and_shows_a_checked_answer(panel: Panel) -> None:
    panel.ask(DOUBLE_ANGLE)
    assert 'data-verdict="holds"' in panel.value(f'{SHOWN}["text/html"]')
    assert "Answer complete." in panel.value("state()")
    assert panel.value('repr(found("Prompt").value)') == "''"


def test_a_follow_up_is_asked_with_what_was_said_before(long: Panel) -> None:
    long.run('found("Tokens").value = 20')
    long.ask("Entropy is")
    long.ask("And energy?")
    first, second = json.loads(long.value("[one.usage.prompt_tokens for one in panel.answers]"))
    assert second > first + 20


def test_what_of_the_conversation_went_unread_is_said(panel: Panel) -> None:
    panel.ask(DOUBLE_ANGLE)
    panel.ask("What is entropy?")
    assert "the earlier turns went unread" in panel.value(f'{SHOWN}["text/html"]')


def test_an_answer_is_taken_along_in_python_and_to_files(panel: Panel, tmp_path: Path) -> None:
    panel.ask(DOUBLE_ANGLE)
    panel.ask("What is entropy?")
    assert panel.value("panel.answers[0].question") == DOUBLE_ANGLE
    for name in ("talk.md", "talk.ipynb"):
        panel.run(f'found("File").value = {str(tmp_path / name)!r}; found("Export").click()')
        assert "Written:" in panel.value("state()")
        assert "What is entropy?" in (tmp_path / name).read_text("utf-8")
    panel.click("Export")
    assert "is there already" in panel.value("state()")
    panel.run(f"panel.export({str(tmp_path / 'talk.md')!r}, overwrite=True)")


def test_ask_again_makes_a_version_and_the_first_can_be_shown_again(long: Panel) -> None:
    long.run('found("Tokens").value = 20')
    long.ask("Entropy is")
    (first,) = long.texts()
    long.click("Ask again")
    long.wait_for_end()
    (second,) = long.texts()
    assert first != second
    long.click("‹")
    assert long.texts() == [first]
    assert long.value('found("‹").disabled') == "True"
    long.click("›")
    assert long.texts() == [second]


def test_a_cut_answer_is_continued(long: Panel) -> None:
    long.run('found("Tokens").value = 10')
    long.ask("Entropy is")
    (cut,) = long.texts()
    long.click("Continue")
    long.wait_for_end()
    (longer,) = long.texts()
    assert longer.startswith(cut)
    assert len(longer) > len(cut)


def test_a_whole_answer_is_not_continued(panel: Panel) -> None:
    panel.ask(DOUBLE_ANGLE)
    assert panel.value('shows("Continue")') == "False"


def test_an_earlier_question_is_edited_and_asked_in_its_place(panel: Panel) -> None:
    panel.ask("What is entropy?")
    panel.click("Edit")
    assert panel.value('found("Prompt").value') == "What is entropy?"
    panel.ask(DOUBLE_ANGLE)
    assert panel.value("[one.question for one in panel.answers]") == f"['{DOUBLE_ANGLE}']"
    panel.click("‹")
    assert panel.value("panel.answers[0].question") == "What is entropy?"


def test_editing_can_be_cancelled(panel: Panel) -> None:
    panel.ask("What is entropy?")
    panel.click("Edit")
    panel.click("Cancel editing")
    panel.ask(DOUBLE_ANGLE)
    assert panel.value("len(panel.answers)") == "2"


def test_new_chat_begins_anew(panel: Panel) -> None:
    panel.ask(DOUBLE_ANGLE)
    panel.click("New chat")
    assert panel.texts() == []
    panel.ask("What is entropy?")
    assert "went unread" not in panel.value(f'{SHOWN}["text/html"]')


def test_stop_keeps_the_text_and_the_kernel_stays_free(long: Panel) -> None:
    long.run('found("Tokens").value = 1900')  # more than are written before it is stopped
    long.run('type_and_ask("Entropy is")')
    assert long.value("1 + 1") == "2"
    long.wait_for(f'shows("Output") and found("Output").outputs and {SHOWN}[MIME]["text"]')
    assert "generating" in long.value("state()")
    long.click("Stop")
    long.wait_for_end()
    assert "Stopped." in long.value("state()")
    assert long.value("panel.answers[0].finish_reason") == "cancelled"
    assert long.texts()[0]


def test_closing_the_panel_stops_the_answer(long: Panel) -> None:
    long.run('found("Tokens").value = 1900')
    long.run('type_and_ask("Entropy is")')
    long.wait_for(f'found("Output").outputs and {SHOWN}[MIME]["text"]')
    long.run("panel.close()")
    long.wait_for("panel.answers")
    assert long.value("panel.answers[0].finish_reason") == "cancelled"


def test_the_state_line_says_that_another_question_is_answered_first(
    long: Panel, kernel: Kernel
) -> None:
    long.run('found("Tokens").value = 1900')
    long.run('type_and_ask("Entropy is")')
    long.wait_for('"generating" in state()')
    kernel.run("first = panel; panel = jg.panel(first._controls.model.value)")
    long.run('type_and_ask("Energy is")')
    long.wait_for('"queued: 1 request ahead" in state()')
    long.run("first.close()")
    long.wait_for('"generating" in state()')
    long.click("Stop")
    long.wait_for_end()


def test_an_empty_prompt_is_answered_in_the_panel(panel: Panel) -> None:
    panel.click("Ask")
    panel.wait_for_end()
    assert "empty" in panel.value("state()")


def test_a_question_that_cannot_be_asked_goes_back_into_the_box(kernel: Kernel) -> None:
    panel = Panel(kernel, "no/such-model")
    panel.ask("What is <b>entropy</b>?")
    assert panel.value('found("Prompt").value') == "What is <b>entropy</b>?"
    assert "no/such-model" in panel.value("state()")
    assert panel.texts() == []


def test_bibliographies_are_named_in_the_panel(panel: Panel, tmp_path: Path) -> None:
    title = "An Essay towards Solving a Problem in the Doctrine of Chances"
    file = tmp_path / "my.bib"
    file.write_text(f"@article{{bayes1763, title = {{{title}}}, author = {{Bayes, Thomas}}}}")
    panel.run(f'found("References").value = "{file}; "')
    panel.ask("What is Bayes' theorem?")
    assert panel.value("panel.answers[0].citations[0].key") == "bayes1763"
    panel.run('found("References").value = "missing.bib"')
    panel.ask("What is Bayes' theorem?")
    assert "missing.bib" in panel.value("state()")


def test_a_question_is_shown_as_text(panel: Panel) -> None:
    panel.ask("What is <b>entropy</b>?")
    drawn = 'str([getattr(child, "value", "") for child in widgets_in(panel)])'
    assert "What is &lt;b&gt;entropy" in panel.value(drawn)
