"""Bytes as text: marked, declared or guessed encodings, and line breaks of every kind."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ...errors import InputError

_MARKS = (
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


@dataclass(frozen=True, slots=True)
class Decoded:
    r"""A text, its lines ended by `\n`, and in which line a byte was taken for Windows-1252."""

    text: str
    stray_line: int | None = None


def decoded(data: bytes, name: str) -> str:
    """The text of a file. Raises InputError for what is no text."""
    head = data[:_HEAD]
    if not _encoding(data) and _BINARY.search(head):
        raise InputError(f"{name} cannot be read as text (it holds binary data).")
    return decode(data).text


def decode(data: bytes) -> Decoded:
    """The text of whatever bytes.

    Those that are not UTF-8 are taken for Windows-1252, one by one, so that a stray one spoils
    no more than itself.
    """
    text, stray = _decode(data.removeprefix(codecs.BOM_UTF8))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text, None if stray is None else data.count(b"\n", 0, stray) + 1)


def _decode(data: bytes) -> tuple[str, int | None]:
    """The text, and where the first byte stands that was taken for Windows-1252."""
    if encoding := _encoding(data):
        return data.decode(encoding, "replace").removeprefix("\ufeff"), None
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        stray = error.start
    if declared := _DECLARED.search(data):
        said = next(filter(None, declared.groups())).decode("ascii", "replace")
        encoding = _NAMES.get(said.strip().lower(), "")
        if encoding and not _is_mostly_utf8(data):
            return data.decode(encoding, "replace"), None
    return data.decode("utf-8", _STRAY), stray


def _encoding(data: bytes) -> str:
    """What a mark says, or the zeros of UTF-16; empty where neither is there."""
    marked = (encoding for mark, encoding in _MARKS if data.startswith(mark))
    return next(marked, "") or _wide(data[:_HEAD])


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
