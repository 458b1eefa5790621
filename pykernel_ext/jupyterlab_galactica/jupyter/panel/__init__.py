"""A panel of ipywidgets that leads a conversation, in any notebook front end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conversation import ConversationPanel


def panel(model: str | None = None) -> ConversationPanel:
    """A conversation with its controls; `answers` and `export` take it along in Python.

    `model` stands first among those to choose from: a name, a hub id or a folder, by default the
    configured one.
    """
    from .conversation import ConversationPanel

    return ConversationPanel(model)
