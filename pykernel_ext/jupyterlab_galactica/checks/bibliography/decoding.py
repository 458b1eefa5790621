"""The text of a bibliography file, whatever its encoding."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_STRAY = "galactica-stray-bytes"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what is to be said of its encoding, to stand behind the file's name."""

    text: str
    note: str = ""


def decode(raw: bytes) -> Decoded:
    """The text without null bytes and old line ends.

    Bytes that are no UTF-8 are read as Windows-1252, each for itself: one in a file costs no more
    than its own letter.
    """
    note = ""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", errors="replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            note = f", line {line}: here is no UTF-8, and Windows-1252 was taken; save it as UTF-8."
            text = raw.decode("utf-8-sig", errors=_STRAY)
    return Decoded(text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n"), note)


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return "".join(_letter(byte) for byte in stray), error.end


def _letter(byte: int) -> str:
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:  # five bytes have no meaning there
        return chr(byte)


codecs.register_error(_STRAY, _as_windows_1252)
