"""The forms an answer and its checks can be shown in, each loaded when it is first asked for.

They are named here, not imported, because every one of these modules works on value types
whose methods ask for them.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal, overload

TextForm = Literal["markdown", "html", "text", "latex", "summary"]
DataForm = Literal["json", "mime_bundle", "report_bundle", "check_bundle"]

_MAKERS: dict[TextForm | DataForm, tuple[str, str]] = {
    "markdown": ("markdown", "answer_to_markdown"),
    "html": ("html", "answer_to_html"),
    "text": ("text", "answer_to_text"),
    "latex": ("latex", "answer_to_latex"),
    "json": ("serialize", "answer_to_json"),
    "mime_bundle": ("shortening", "answer_to_mime_bundle"),
    "summary": ("labels", "summary"),
    "report_bundle": ("showing", "report_to_mime_bundle"),
    "check_bundle": ("showing", "check_to_mime_bundle"),
}


@overload
def shown_as(form: TextForm, shown: object) -> str: ...
@overload
def shown_as(form: DataForm, shown: object) -> dict[str, Any]: ...
def shown_as(form: TextForm | DataForm, shown: object) -> str | dict[str, Any]:
    """An answer, a report or a check in one of its forms."""
    module, function = _MAKERS[form]
    made: str | dict[str, Any] = getattr(import_module(f".{module}", __package__), function)(shown)
    return made
