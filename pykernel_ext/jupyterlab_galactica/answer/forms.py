"""The forms an answer can be shown in: what makes each is loaded when it is first asked for.

They are named here, not imported, because every one of these modules works on `Answer`, whose
methods ask for them.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal, overload

TextForm = Literal["markdown", "html", "text", "latex"]
DataForm = Literal["json", "mime_bundle"]

_MAKERS: dict[TextForm | DataForm, tuple[str, str]] = {
    "markdown": ("markdown", "answer_to_markdown"),
    "html": ("html", "answer_to_html"),
    "text": ("text", "answer_to_text"),
    "latex": ("latex", "answer_to_latex"),
    "json": ("serialize", "answer_to_json"),
    "mime_bundle": ("shortening", "answer_to_mime_bundle"),
}


@overload
def shown_as(form: TextForm, answer: object) -> str: ...
@overload
def shown_as(form: DataForm, answer: object) -> dict[str, Any]: ...
def shown_as(form: TextForm | DataForm, answer: object) -> str | dict[str, Any]:
    """An answer in one of the forms."""
    module, function = _MAKERS[form]
    made: str | dict[str, Any] = getattr(import_module(f".{module}", __package__), function)(answer)
    return made
