"""What a panel's questions are asked with."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from ...config import load_config, most_new_tokens
from ...models.allowed import offered_allowed
from ...models.templates import TASKS

_MOST_TOKENS = 100_000
_BESIDE = {"description_width": "initial"}


def _layout(width: str) -> widgets.Layout:
    """Narrower where the page is."""
    return widgets.Layout(width=width, max_width="98%", flex="0 1 auto")


class Controls(widgets.HBox):
    """Model, task, temperature, tokens and references.

    They have labels that screen readers know; a slider would have none.
    """

    def __init__(self, model: str | None) -> None:
        config = load_config()
        self._chosen = model or config.model
        self._first = {"temperature": config.temperature, "n": config.new_tokens}
        self.model = widgets.Dropdown(
            options=self._models(), value=self._chosen, description="Model", **_wide("19em")
        )
        self.task = widgets.Dropdown(
            options=[
                ("what suits the model", ""),  # None would be shown as nothing
                *((f"{name} – {row.note}", name) for name, row in TASKS.items()),
            ],
            description="Task",
            **_wide("19em"),
        )
        self.temperature = widgets.BoundedFloatText(
            value=config.temperature,
            min=0,
            max=2,
            step=0.1,
            description="Temperature",
            **_wide("11em"),
        )
        self.tokens = widgets.BoundedIntText(
            value=config.new_tokens,
            min=1,
            max=most_new_tokens() or max(_MOST_TOKENS, config.new_tokens),
            description="Tokens",
            **_wide("10em"),
        )
        self.references = widgets.Text(
            placeholder="those of the project",
            description="References",
            tooltip="Bibliographies, or folders of them, with a semicolon between two",
            continuous_update=False,
            **_wide("19em"),
        )
        super().__init__(
            [self.model, self.task, self.temperature, self.tokens, self.references],
            layout=widgets.Layout(flex_flow="row wrap"),
        )

    def options(self) -> dict[str, Any]:
        """Those of `assistant.stream`; what stands as it came is left to what the task suggests."""
        chosen = {"temperature": self.temperature.value, "n": self.tokens.value}
        files = [name.strip() for name in self.references.value.split(";") if name.strip()]
        return {
            "model": self.model.value,
            "task": self.task.value or None,
            "references": files or None,
            **{name: value for name, value in chosen.items() if value != self._first[name]},
        }

    def refresh(self) -> None:
        """Offer the models that there are by now."""
        chosen = self.model.value
        self.model.options = self._models()
        self.model.value = chosen

    def _models(self) -> list[tuple[str, str]]:
        return [(f"{name} – {note}", name) for name, note in offered_allowed(self._chosen)]


def _wide(width: str) -> dict[str, Any]:
    return {"layout": _layout(width), "style": _BESIDE}
