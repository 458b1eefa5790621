"""Which format a file is in."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from ...errors import InputError
from .document import Document
from .encoding import decoded
from .latex import latex_document
from .markdown import markdown_document
from .notebook import notebook_document
from .restructured import restructured_document
from .script import script_document

STANDARD_INPUT = "-"

_Reader = Callable[[str, str, "Path | None"], Document]

_FORMATS: Mapping[str, _Reader] = {
    **dict.fromkeys((".tex", ".ltx", ".latex", ".rnw", ".snw", ".lyx-tex"), latex_document),
    ".ipynb": notebook_document,
    ".rst": restructured_document,
    **dict.fromkeys((".py", ".r", ".jl", ".m", ".sage"), script_document),
}
"""Readers by the ends of names; of any other file the content decides."""

_LATEX = re.compile(r"^[^%\n]*\\documentclass\b|^[^%\n]*\\begin\{document\}", re.MULTILINE)
_RESTRUCTURED = re.compile(r"^\.\. [a-z:-]+::|:math:`", re.MULTILINE)


def read_document(name: str) -> Document:
    """A file, or standard input for `-`, with all that it includes. Raises InputError."""
    if name == STANDARD_INPUT:
        return document_of(decoded(_standard_input(), name), name)
    path = Path(name)
    try:
        content = decoded(path.read_bytes(), name)
    except OSError as error:
        raise InputError(f"{name} cannot be read as text ({error}).") from error
    reader = _FORMATS.get(path.suffix.lower()) or _reader_for(content, path.suffix)
    return reader(name, content, path)


def document_of(text: str, name: str = "") -> Document:
    """A text that is in no file: LaTeX where it says so, Markdown otherwise."""
    return _reader_for(text, "")(name, text, None)


def _reader_for(text: str, suffix: str) -> _Reader:
    latex = _LATEX.search(text)
    if latex and "```" not in text[: latex.start()]:
        return latex_document
    if suffix.lower() in ("", ".txt") and _RESTRUCTURED.search(text) and "```" not in text:
        return restructured_document
    return markdown_document


def _standard_input() -> bytes:
    binary = getattr(sys.stdin, "buffer", None)
    return binary.read() if binary is not None else sys.stdin.read().encode()
