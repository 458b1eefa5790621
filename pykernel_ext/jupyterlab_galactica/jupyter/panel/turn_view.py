"""One turn in a panel: the question, the answer, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import ipywidgets as widgets

_ASKED = (
    "white-space:pre-wrap;overflow-wrap:anywhere;padding:.2em .6em;line-height:1.4;"
    "border-left:3px solid currentColor"
)


@dataclass(frozen=True, slots=True)
class Actions:
    """Called with the number of the turn; `show` with that of another version."""

    edit: Callable[[int], None]
    again: Callable[[int], None]
    continues: Callable[[int], None]
    show: Callable[[int], None]


class TurnView(widgets.VBox):
    """`turn` is its number; the answer is shown as a cell's output is."""

    def __init__(self, turn: int, question: str, actions: Actions) -> None:
        # An HTML widget takes no text for mathematics, as a Label does.
        asked = f'<div dir="auto" style="{_ASKED}">{escape(question)}</div>'
        self._versions: list[int] = [turn]
        self._turn = turn
        self._answer = widgets.Output()
        self._before = _button("‹", "The version before", lambda: self._show(-1))
        self._place = widgets.HTML()
        self._after = _button("›", "The next version", lambda: self._show(1))
        self._continue = _button("Continue", "Go on with this answer", self._act("continues"))
        self._again = _button("Ask again", "Ask this question again", self._act("again"))
        self._edit = _button("Edit", "Change this question and ask it again", self._act("edit"))
        self._actions = actions
        self._row = widgets.HBox(
            [self._before, self._place, self._after, self._continue, self._again, self._edit],
            layout=widgets.Layout(flex_flow="row wrap", display="none"),
        )
        super().__init__([widgets.HTML(asked), self._answer, self._row])
        self.add_class("jp-Galactica-panelTurn")

    def draw(self, bundle: dict[str, Any]) -> None:
        output = {"output_type": "display_data", "data": bundle, "metadata": {}}
        self._answer.outputs = (output,)

    def offer(self, versions: list[int], *, is_cut: bool, enabled: bool) -> None:
        """What can be done with the turn once it has its answer."""
        self._versions = versions
        place = versions.index(self._turn)
        self._place.value = f"{place + 1}/{len(versions)}"
        for widget in (self._before, self._place, self._after):
            _set_shown(widget, len(versions) > 1)
        _set_shown(self._continue, is_cut)
        for button in (self._continue, self._again, self._edit):
            button.disabled = not enabled
        self._before.disabled = not enabled or place == 0
        self._after.disabled = not enabled or place == len(versions) - 1
        _set_shown(self._row, True)

    def close(self) -> None:
        for widget in (*self._row.children, *self.children):
            widget.close()
        super().close()

    def _act(self, name: str) -> Callable[[], None]:
        return lambda: getattr(self._actions, name)(self._turn)

    def _show(self, step: int) -> None:
        self._actions.show(self._versions[self._versions.index(self._turn) + step])


def _button(label: str, tooltip: str, on_click: Callable[[], None]) -> widgets.Button:
    button = widgets.Button(
        description=label, tooltip=tooltip, layout=widgets.Layout(width="auto", min_width="2em")
    )
    button.on_click(lambda _: on_click())
    return button


def _set_shown(widget: widgets.Widget, shown: bool) -> None:
    widget.layout.display = None if shown else "none"
