"""An ipywidgets panel to ask from, in any notebook front end."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from ..answer.shortening import shortened
from ..errors import GalacticaError
from ..sealing import sealed
from .display import Pace, bundle, growing_bundle
from .export_command import remember

if TYPE_CHECKING:
    import ipywidgets

    from ..answering import AnswerStream


def panel(model: str | None = None) -> ipywidgets.VBox:
    """Prompt, model, task, temperature, Ask, Stop, and the answer below."""
    return _Panel(model).widget


class _Panel:
    """The widgets, and the answer being written, in a thread so that the kernel stays free."""

    def __init__(self, model: str | None) -> None:
        import ipywidgets as widgets

        from ..config import load_config
        from ..models.allowed import offered_allowed
        from ..models.templates import TASKS

        config = load_config()
        chosen = model or config.model
        self._prompt = widgets.Textarea(
            placeholder="Ask about physics, mathematics, chemistry, biology …",
            description="Prompt",
            layout=widgets.Layout(width="100%", height="5em"),
        )
        self._model = widgets.Combobox(
            value=chosen,
            options=[name for name, _ in offered_allowed(chosen)],
            description="Model",
            ensure_option=False,
        )
        self._task = widgets.Dropdown(
            options=[("default", None), *((f"{n} - {row.note}", n) for n, row in TASKS.items())],
            description="Task",
        )
        self._first_temperature = config.temperature
        self._temperature = widgets.FloatSlider(
            value=config.temperature, min=0, max=1.5, step=0.1, description="Temperature"
        )
        self._ask = widgets.Button(description="Ask", button_style="primary", icon="paper-plane")
        self._stop = widgets.Button(description="Stop", icon="stop", disabled=True)
        self._status = widgets.Label()
        self._answer = widgets.Output()
        self._stopping = threading.Event()
        self._ask.on_click(self._start)
        self._stop.on_click(lambda _: self._stopping.set())
        self.widget = widgets.VBox(
            [
                self._prompt,
                widgets.HBox([self._model, self._task, self._temperature]),
                widgets.HBox([self._ask, self._stop, self._status]),
                self._answer,
            ]
        )
        self.widget.add_class("jp-Galactica-panel")

    def _start(self, _: Any) -> None:
        from ..assistant import stream

        try:
            answer = stream(
                self._prompt.value,
                model=self._model.value,
                task=self._task.value,
                temperature=self._chosen_temperature(),
            )
        except GalacticaError as error:
            self._status.value = str(error)
            return
        self._ask.disabled, self._stop.disabled = True, False
        self._stopping.clear()
        threading.Thread(target=self._write, args=(answer,), daemon=True).start()

    def _chosen_temperature(self) -> float | None:
        """None where the slider stands as it came: a task may suggest another temperature."""
        value: float = self._temperature.value
        return None if value == self._first_temperature else value

    def _write(self, answer: AnswerStream) -> None:
        pace = Pace()
        self._status.value = ""
        try:
            for _ in answer:
                if self._stopping.is_set():
                    break
                begun = time.monotonic()
                if pace.is_due(begun):
                    self._show(growing_bundle(sealed(shortened(answer.answer))))
                    ended = time.monotonic()
                    pace.shown(ended, ended - begun)
        except GalacticaError as error:
            self._status.value = str(error)
        finally:
            answer.close()
            remember(answer.answer)
            self._show(bundle(sealed(shortened(answer.answer))))
            self._ask.disabled, self._stop.disabled = False, True

    def _show(self, data: dict[str, Any]) -> None:
        output = {"output_type": "display_data", "data": data, "metadata": {}}
        self._answer.outputs = (output,)
