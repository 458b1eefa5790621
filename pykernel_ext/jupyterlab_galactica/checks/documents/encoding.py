"""Bytes as text: marked, declared or guessed encodings, and line breaks of every kind."""

from __future__ import annotations

import codecs
import re

from ...errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"\\usepackage\s*\[([\w-]+)\]\s*\{inputenc\}|\\inputencoding\{([\w-]+)\}"
    rb"|^%\s*!TEX\s+encoding\s*=\s*([\w -]+)|-\*-.{0,40}coding:\s*([\w-]+)",
    re.IGNORECASE | re.MULTILINE,
)
_NAMES = {
    "latin1": "cp1252", "latin2": "iso8859-2", "latin3": "iso8859-3", "latin5": "iso8859-9",
    "latin9": "iso8859-15", "ansinew": "cp1252", "cp1252": "cp1252", "cp1250": "cp1250",
    "cp1251": "cp1251", "cp850": "cp850", "applemac": "mac-roman", "koi8-r": "koi8-r",
    "isolatin": "cp1252", "isolatin1": "cp1252", "iso-8859-1": "cp1252", "latin-1": "cp1252",
    "iso-8859-15": "iso8859-15", "windows-1252": "cp1252", "macosroman": "mac-roman",
    "iso-8859-2": "iso8859-2", "utf-16": "utf-16",
}  # fmt: skip
"""Encodings by the names that TeX and editors have for them; Latin-1 is read as its superset."""
_HEAD = 8192
_BINARY = re.compile(rb"[\x00-\x06\x0e-\x1a]")


def decoded(data: bytes, name: str) -> str:
    r"""The text of a file, its lines ended by `\n`. Raises InputError for what is no text.

    Bytes that are not UTF-8 are taken for Windows-1252, one by one, so that a stray one spoils
    no more than itself.
    """
    text = _decoded(data, name)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _decoded(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    head = data[:_HEAD]
    if encoding := _wide(head):
        return data.decode(encoding, "replace")
    if _BINARY.search(head):
        raise InputError(f"{name} cannot be read as text (it holds binary data).")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declared := _DECLARED.search(data):
        said = next(filter(None, declared.groups())).decode("ascii", "replace")
        encoding = _NAMES.get(said.strip().lower(), "")
        if encoding and not _is_mostly_utf8(data):
            return data.decode(encoding, "replace")
    return data.decode("utf-8", _STRAY)


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: every second byte of plain text is zero."""
    half = len(head) // 2
    if half < 2 or b"\0" not in head:
        return ""
    even, odd = head[: 2 * half : 2].count(0), head[1 : 2 * half : 2].count(0)
    if odd > half * 0.7 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.7 and odd < half * 0.1 else ""


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether most characters beyond ASCII are right as UTF-8, whatever is declared."""
    text = data.decode("utf-8", "replace")
    wrong = text.count("\N{REPLACEMENT CHARACTER}")
    return sum(ord(sign) > 127 for sign in text) > 2 * wrong


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


_STRAY = "galactica-stray-bytes"
codecs.register_error(_STRAY, _as_windows_1252)
