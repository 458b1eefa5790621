"""Which format a file is in."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from ...config import load_config
from ...errors import InputError, TooLargeError
from ...limits import MB
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
    largest = int(load_config().document_mb * MB)
    if name == STANDARD_INPUT:
        return document_of(decoded(_standard_input(largest), name), name)
    path = Path(name)
    try:
        _check_size(path.stat().st_size, largest, name)
        content = decoded(path.read_bytes(), name)
    except OSError as error:
        raise InputError(f"{name} cannot be read as text ({error}).") from error
    return _read(name, content, path)


def document_of(text: str, name: str = "") -> Document:
    """A text that is in no file: LaTeX where it says so, Markdown otherwise. Raises InputError."""
    _check_size(len(text), int(load_config().document_mb * MB), name or "The text")
    return _reader_for(text, "")(name, text, None)


def unsaved_document(content: str, path: Path) -> Document:
    """A file as an editor holds it, which need not be what is on disk. Raises InputError."""
    name = str(path)
    _check_size(len(content), int(load_config().document_mb * MB), name)
    return _read(name, content, path)


def _read(name: str, content: str, path: Path) -> Document:
    reader = _FORMATS.get(path.suffix.lower()) or _reader_for(content, path.suffix)
    return reader(name, content, path)


def _reader_for(text: str, suffix: str) -> _Reader:
    latex = _LATEX.search(text)
    if latex and "```" not in text[: latex.start()]:
        return latex_document
    if suffix.lower() in ("", ".txt") and _RESTRUCTURED.search(text) and "```" not in text:
        return restructured_document
    return markdown_document


def _check_size(size: int, largest: int, name: str) -> None:
    if size > largest:
        raise TooLargeError(
            f"{name} is over the {largest / MB:g} MB of the setting document_mb; check it in parts."
        )


def _standard_input(largest: int) -> bytes:
    """No more of it than tells that it is too large."""
    binary = getattr(sys.stdin, "buffer", None)
    if binary is not None:
        return bytes(binary.read(largest + 1))
    return sys.stdin.read(largest + 1).encode()
