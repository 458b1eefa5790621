"""How large a bibliography may become by what its entries name instead of saying it."""

from __future__ import annotations

_GROWTH, _LEAST = 20, 1_000_000


class Room:
    """How many characters names and parents may put into a file's entries: linear in the file.

    Each `@string` may join two of the one before, and each entry inherit from all others.
    """

    def __init__(self, text: str) -> None:
        self._left = _GROWTH * len(text) + _LEAST

    def takes(self, characters: int) -> bool:
        """Whether as many more have room."""
        self._left -= characters
        return not self.is_full

    @property
    def is_full(self) -> bool:
        return self._left < 0
