"""What a conversation is called before its user names it: the beginning of its first question."""

from __future__ import annotations

from textwrap import shorten

MOST_CHARACTERS = 80
_READ = 1000
"""Characters looked at: a question may be as long as a book."""


def title_of(question: str) -> str:
    """The first line that says something, in one line of at most `MOST_CHARACTERS`."""
    lines = (line.strip() for line in question[:_READ].splitlines())
    first = next(filter(None, lines), "")
    return shorten(first, MOST_CHARACTERS, placeholder=" …") or first[:MOST_CHARACTERS]


def tidied(title: str) -> str:
    """A title as its user wrote it, in one line."""
    return " ".join(title[:_READ].split())[:MOST_CHARACTERS]
