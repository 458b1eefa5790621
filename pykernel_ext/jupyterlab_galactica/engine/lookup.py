"""Guesses at the next tokens by what the text so far says after the same words.

Who summarizes, translates or lists entities copies; a step that reads a guess with the token before
it reads the weights once for both. A guess changes no text: the token is chosen from the logits as
ever, and only where it is the guessed one has its successor been read already.
"""

from __future__ import annotations

from collections.abc import Sequence

_WORDS = 3
"""Tokens that have to be the same."""

_PATIENCE = 24
"""Tokens without a guess after some that came to nothing."""


class Lookup:
    """Guesses at most `most` tokens, fewer where they do not pay; `text` is the prompt."""

    def __init__(self, text: Sequence[int], most: int) -> None:
        self._text: list[int] = []
        self._places: dict[tuple[int, ...], int] = {}
        self._most = most
        self._length = 1
        self._pause = 0
        if most:
            for token in text:
                self.add(token)

    def add(self, token: int) -> None:
        """The text has one more token."""
        if not self._most:
            return
        before = tuple(self._text[-_WORDS:])
        if len(before) == _WORDS:
            self._places[before] = len(self._text)
        self._text.append(token)
        self._pause = max(0, self._pause - 1)

    def guess(self, room: int) -> list[int]:
        """What may come next, no more than `room` tokens."""
        count = min(self._length, room)
        if self._pause or count <= 0:
            return []
        place = self._places.get(tuple(self._text[-_WORDS:]))
        return [] if place is None else self._text[place : place + count]

    def learn(self, guessed: int, right: int, cost: float) -> None:
        """Of `guessed` the first `right` came true; the step took as long as `cost` plain ones.

        So it pays where it gave more tokens than these had. Lengths are 1, 3, 7: with the token
        before them as many rows as are read at once.
        """
        if 1 + right <= cost:
            self._length //= 2
            if not self._length:
                self._length, self._pause = 1, _PATIENCE
        elif right == guessed:
            self._length = min(self._most, 2 * self._length + 1)
