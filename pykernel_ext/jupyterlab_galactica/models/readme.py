"""The `README.md` in a model's folder: the card its makers wrote. Untrusted text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_LONGEST = 100_000
_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE
)
_TITLE = re.compile(r"^#{1,2}[ \t]+(.+)$", re.MULTILINE)

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LAYOUT = re.compile(
    r"</?(?:a|b|br|center|details|div|em|font|h[1-6]|hr|i|img|li|ol|p|small|span|strong|summary|sub"
    r"|sup|table|tbody|td|th|thead|tr|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)
_IMAGE = re.compile(r"!(?=\[)")


@dataclass(frozen=True, slots=True)
class Readme:
    """`front_matter` is YAML, as it stands there; `text` is Markdown."""

    front_matter: str
    text: str

    @property
    def title(self) -> str:
        found = _TITLE.search(self.text)
        return found[1].strip() if found else ""

    def field(self, name: str) -> str:
        """A field of the front matter as text, lists included; empty where there is none."""
        found = re.search(rf"^{name}:(.*(?:\n[ \t]*-.*)*)", self.front_matter, re.MULTILINE)
        return found[1].strip() if found else ""


def read_readme(folder: Path) -> Readme | None:
    """The card in a folder, 100,000 characters at most; None where there is none to read."""
    path = folder / "README.md"
    try:
        found = path.stat()
        return _read(path, found.st_mtime_ns, found.st_size)
    except OSError:
        return None


@lru_cache(maxsize=64)
def _read(path: Path, _modified_ns: int, _size: int) -> Readme:
    with path.open(encoding="utf-8", errors="replace") as file:
        text = file.read(_LONGEST).replace("\0", "")
    found = _FRONT_MATTER.match(text)
    return Readme(found[1], text[found.end() :]) if found else Readme("", text)


def without_html(markdown: str) -> str:
    """Markdown that no renderer makes HTML of which its author wrote, nor fetches a picture for.

    Comments and the usual tags of layout go, other tags are shown as they are written, pictures
    become links.
    """
    text = _LAYOUT.sub("", _COMMENT.sub("", markdown))
    return _IMAGE.sub("", _TAG.sub("&lt;", text))
