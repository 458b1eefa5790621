"""The panel itself: its widgets, and the answer being written, in a thread of its own."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from ...answer.answer import Answer
from ...answer.shortening import shortened
from ...answering import AnswerStream
from ...config import load_config
from ...errors import GalacticaError
from ...sealing import sealed
from ..display import bundle, growing_bundle
from ..export_command import export, remember
from ..questions import anew
from .controls import Controls
from .dialogue import Dialogue, Said
from .turn_view import Actions, TurnView
from .writing import write

_ENDINGS = {"cancelled": "Stopped.", "error": "The answer broke off."}
_FAULT = "The answer broke off by a fault of this program; the kernel's log has it. Ask again."

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Asked:
    """`options` are kept with the turn; `how` is what an answer needs that is not the first."""

    question: str
    options: Mapping[str, Any]
    parent: int | None
    how: Mapping[str, Any] = field(default_factory=dict)


class ConversationPanel(widgets.VBox):
    """A conversation: follow-ups, New chat, Ask again, Continue, Edit, Stop, Export.

    The kernel stays free while an answer is written. `close` stops it.
    """

    def __init__(self, model: str | None = None) -> None:
        self._dialogue = Dialogue()
        self._views: dict[int, TurnView] = {}
        self._stopping: threading.Event | None = None  # of the answer being written
        self._editing: int | None = None
        self._actions = Actions(self._edit, self._ask_again, self._continue, self._show)
        self._log = widgets.VBox()
        self._prompt = widgets.Textarea(
            placeholder="Ask about physics, mathematics, chemistry, biology …",
            description="Prompt",
            continuous_update=False,  # so that Ask, which takes the focus, finds all of it
            layout=widgets.Layout(width="98%", height="5em"),
        )
        self._controls = Controls(model)
        self._ask = _button("Ask", self._on_ask, button_style="primary")
        self._stop = _button("Stop", self.stop, disabled=True)
        self._new = _button("New chat", self._on_new)
        self._cancel = _button("Cancel editing", self._end_editing)
        self._cancel.layout.display = "none"
        self._state = widgets.HTML()
        self._file = widgets.Text(
            placeholder="conversation.ipynb, .md, .tex or .html",
            description="File",
            continuous_update=False,
            layout=widgets.Layout(width="27em", max_width="98%"),
            style={"description_width": "initial"},
        )
        self._export = _button("Export", self._on_export)
        wrapping = widgets.Layout(flex_flow="row wrap")
        super().__init__(
            [
                self._log,
                self._prompt,
                widgets.HBox([self._ask, self._stop, self._new, self._cancel], layout=wrapping),
                self._state,
                self._controls,
                widgets.HBox([self._file, self._export], layout=wrapping),
            ]
        )
        self.add_class("jp-Galactica-panel")
        self._ask.add_class("jp-Galactica-panel-ask")  # labext/src/panelKeys.ts
        self._stop.add_class("jp-Galactica-panel-stop")

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Those of the conversation as it is shown, oldest first."""
        return tuple(self._dialogue[turn].answer for turn in self._dialogue.shown)

    def export(self, file: str | os.PathLike[str], overwrite: bool = False) -> tuple[Path, ...]:
        """Write the conversation to a document, as `jupyterlab_galactica.export` does."""
        return export(self.answers, file, overwrite)

    def stop(self) -> None:
        """End the answer that is being written; its text so far is kept."""
        if self._stopping is not None:
            self._stopping.set()

    def close(self) -> None:
        self.stop()
        for view in self._views.values():
            view.close()
        for row in self.children:
            for widget in (*getattr(row, "children", ()), row):
                widget.close()
        super().close()

    def _on_ask(self) -> None:
        editing = self._editing
        parent = self._dialogue.head if editing is None else self._dialogue[editing].parent
        self._start(_Asked(self._prompt.value, self._controls.options(), parent))

    def _ask_again(self, turn: int) -> None:
        said, options = self._dialogue[turn], self._controls.options()
        self._start(_Asked(said.question, options, said.parent, anew(options)))

    def _continue(self, turn: int) -> None:
        said, n = self._dialogue[turn], self._controls.options().get("n")
        options = {**said.options, **({"n": n} if n else {})}
        how = {"continues": said.answer.text}
        self._start(_Asked(said.question, options, said.parent, how))

    def _start(self, asked: _Asked) -> None:
        if self._stopping is not None:
            return  # a second click came before the button was seen to be disabled
        self._stopping = threading.Event()
        if not asked.how:
            self._prompt.value = ""
        self._end_editing()
        self._tell("")
        view = TurnView(len(self._dialogue.turns), asked.question, self._actions)
        self._draw(asked.parent, view)
        threading.Thread(
            target=self._write, args=(asked, view, self._stopping), daemon=True
        ).start()

    def _write(self, asked: _Asked, view: TurnView, stopping: threading.Event) -> None:
        refused = answer = None
        try:
            answer = write(
                partial(self._begin, asked),
                stopping,
                self._tell,
                lambda growing: view.draw(growing_bundle(growing)),
            )
        except GalacticaError as error:
            refused = str(error)
        except Exception:
            logger.exception("An answer broke off.")
            refused = _FAULT
        self._stopping = None
        if answer is not None and answer.text:
            self._keep(asked, answer, view)
        else:
            self._take_back(asked, view, refused or "Stopped.")

    def _begin(self, asked: _Asked) -> AnswerStream:
        from ...assistant import stream

        most = load_config().prompt_characters
        turns = self._dialogue.before(asked.parent, most)
        return stream(asked.question, turns=turns, **{**asked.options, **asked.how})

    def _keep(self, asked: _Asked, answer: Answer, view: TurnView) -> None:
        remember(answer)
        view.draw(bundle(sealed(shortened(answer))))
        self._views[len(self._dialogue.turns)] = view
        self._dialogue = self._dialogue.with_turn(
            Said(asked.question, answer, asked.options, asked.parent)
        )
        self._tell(_ENDINGS.get(answer.finish_reason or "", "Answer complete."))
        self._draw(self._dialogue.head)

    def _take_back(self, asked: _Asked, view: TurnView, sentence: str) -> None:
        """Nothing was answered: the question goes back where it was written."""
        view.close()
        if not asked.how and not self._prompt.value:
            self._prompt.value = asked.question
        self._tell(sentence)
        self._draw(self._dialogue.head)

    def _show(self, turn: int) -> None:
        self._dialogue = self._dialogue.showing(turn)
        self._draw(self._dialogue.head)

    def _edit(self, turn: int) -> None:
        self._editing = turn
        self._prompt.value = self._dialogue[turn].question
        self._cancel.layout.display = None
        self._tell("Editing an earlier question; Ask sends it in its place.")
        self._prompt.focus()

    def _end_editing(self) -> None:
        if self._editing is not None:
            self._editing = None
            self._cancel.layout.display = "none"
            self._tell("")

    def _on_new(self) -> None:
        self._end_editing()
        for view in self._views.values():
            view.close()
        self._views, self._dialogue = {}, Dialogue()
        self._controls.refresh()
        self._tell("")
        self._draw(None)
        self._prompt.focus()

    def _on_export(self) -> None:
        try:
            written = self.export(self._file.value or self._file.placeholder.split(",")[0])
        except GalacticaError as error:
            self._tell(str(error))
        else:
            self._tell(f"Written: {', '.join(map(str, written))}")

    def _draw(self, head: int | None, growing: TurnView | None = None) -> None:
        """The turns that lead to `head`, and the one whose answer is being written."""
        dialogue, is_writing = self._dialogue, growing is not None
        shown = dialogue.path(head)
        for turn in shown:
            is_cut = dialogue[turn].answer.finish_reason != "stop"
            self._views[turn].offer(dialogue.versions(turn), is_cut=is_cut, enabled=not is_writing)
        self._log.children = (
            *(self._views[turn] for turn in shown),
            *((growing,) if growing else ()),
        )
        self._ask.disabled = self._new.disabled = is_writing
        self._stop.disabled = not is_writing

    def _tell(self, sentence: str) -> None:
        self._state.value = f'<span role="status">{escape(sentence)}</span>'


def _button(label: str, on_click: Any, **look: Any) -> widgets.Button:
    # Without an icon: it is a letter of its font, which would be part of the name.
    button = widgets.Button(description=label, **look)
    button.on_click(lambda _: on_click())
    return button
