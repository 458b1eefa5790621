"""Who may begin: some texts at once, for each of which the cells it may need are set aside.

First come, first served, and one prompt is read at a time: so the first word of each comes as early
as it can, and who asks the same as another finds it read.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False, slots=True)
class Place:
    """Of a text that wants so many cells."""

    cells: int


class Places:
    """For `streams` texts that take no more than `cells` together.

    One that wants more than there are gets all of them, alone.
    """

    def __init__(self, streams: int, cells: int) -> None:
        self._streams = streams
        self._cells = cells
        self._waiting: list[Place] = []
        self._held: list[Place] = []
        self._reader: Place | None = None

    @property
    def held(self) -> int:
        """How many texts are read or written now."""
        return len(self._held)

    def ask(self, cells: int) -> Place:
        """Wait in line from now on, until `leave`."""
        place = Place(min(cells, self._cells))
        self._waiting.append(place)
        return place

    def ahead(self, place: Place) -> int:
        """How many began or asked before and are not done."""
        return len(self._held) + self._waiting.index(place)

    def enter(self, place: Place) -> bool:
        """Whether it may begin, from now on as the one who reads."""
        taken = sum(other.cells for other in self._held)
        if (
            self._reader is not None
            or place is not self._waiting[0]
            or len(self._held) == self._streams
            or taken + place.cells > self._cells
        ):
            return False
        self._held.append(self._waiting.pop(0))
        self._reader = place
        return True

    def was_read(self, place: Place) -> None:
        """Its prompt: the next one may be read."""
        if self._reader is place:
            self._reader = None

    def leave(self, place: Place) -> None:
        self.was_read(place)
        for line in (self._waiting, self._held):
            if place in line:
                line.remove(place)
