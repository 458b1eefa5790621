"""Making a prompt fit the model's window: what goes, in which order, and what is said of it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..errors import InputError
from .formats import INPUT_LINE
from .prompt import Part, Prompt

CUT_MARK = "[…]"
"""Stands where the middle of a context was cut out."""

_ENDS = tuple(map(re.compile, (r"\n[ \t]*\n\s*", r"(?<=[.!?])\s+|(?<=[。！？])", r"\s+")))
"""Ends of paragraphs, of sentences, and of words."""

_SEQUENCE = re.compile(
    r"\[START_(?:DNA|AMINO|(?:I_)?SMILES)\].*?(?:\[END_(?:DNA|AMINO|(?:I_)?SMILES)\]|\Z)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class FittedPrompt:
    """A prompt as sent. `dropped` says what was left out of it, "" for nothing.

    `prompt_tokens` is None where it was not counted.
    """

    text: str
    prompt_tokens: int | None
    dropped_tokens: int = 0
    dropped: str = ""


def fit_prompt(
    prompt: Prompt, count: Callable[[str], int], window: int, new_tokens: int
) -> FittedPrompt:
    """The prompt, with as much left out as leaves room for `new_tokens` in the window.

    First the oldest turns go, then the middle of the longest context; `count` tells the tokens of
    a text. What fits is left as it is. Raises InputError where what has to stay is too long.
    """
    total = count(prompt.text)
    limit = window - new_tokens
    if total <= limit:
        return FittedPrompt(prompt.text, total)

    def fits(parts: Sequence[Part]) -> bool:
        return count(_joined(parts)) <= limit

    if all(part.kind not in ("turn", "context") for part in prompt.parts):
        raise InputError(_too_long(total, new_tokens, window))
    turns = sum(part.kind == "turn" for part in prompt.parts)
    dropped_turns = turns - _most(
        turns, lambda kept: fits(_without_turns(prompt.parts, turns - kept))
    )
    parts = _without_turns(prompt.parts, dropped_turns)
    cut = not turns or not fits(parts)
    if cut:
        parts = _cut_longest_context(parts, fits)
    text = _joined(parts)
    tokens = count(text)
    if tokens > limit:
        raise InputError(_too_long(tokens, new_tokens, window))
    missing = [_of_turns(dropped_turns, turns)] if dropped_turns else []
    missing += ["the middle of the context"] if cut else []
    return FittedPrompt(
        text,
        tokens,
        total - tokens,
        f"{' and '.join(missing)} did not fit the model's window and went unread "
        f"({total - tokens} tokens)",
    )


def _joined(parts: Sequence[Part]) -> str:
    return "".join(part.text for part in parts)


def _most(highest: int, holds: Callable[[int], bool]) -> int:
    """The greatest number up to `highest` for which it holds; 0 where it holds for none above.

    Doubling finds about where that is, so that what is tried stays as small as what fits, however
    long the text is that it is cut out of.
    """
    low, high = 0, 1
    while high < highest and holds(high):
        low, high = high, 2 * high
    high = min(high, highest)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _without_turns(parts: Sequence[Part], number: int) -> list[Part]:
    """All parts but the first `number` turns."""
    kept = []
    for part in parts:
        if part.kind == "turn" and number > 0:
            number -= 1
        else:
            kept.append(part)
    return kept


def _cut_longest_context(parts: list[Part], fits: Callable[[Sequence[Part]], bool]) -> list[Part]:
    """As little as will do out of the middle; all but the mark where nothing will."""
    places = [place for place, part in enumerate(parts) if part.kind == "context"]
    if not places:
        return parts
    place = max(places, key=lambda place: len(parts[place].text))
    cutter = _Cutter(parts[place].text)

    def without(characters: int) -> list[Part]:
        return [*parts[:place], Part("context", cutter.without(characters)), *parts[place + 1 :]]

    length = len(parts[place].text)
    return without(length - _most(length, lambda kept: fits(without(length - kept))))


class _Cutter:
    """Cuts the middle out of a text between paragraphs, else sentences, else words.

    A molecule or another sequence is kept whole or left out.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._sequences = [found.span() for found in _SEQUENCE.finditer(text)]
        self._ends = [
            [end for end in map(re.Match.end, ends.finditer(text)) if self._around(end) is None]
            for ends in _ENDS
        ]

    def without(self, characters: int) -> str:
        """At least so many characters less, but for the mark."""
        half = (len(self._text) - characters) // 2
        head = self._text[: self._head_end(half)]
        tail = self._text[self._tail_start(half) :]
        if not (head or tail):
            return CUT_MARK
        gap = head[len(head.rstrip()) :] or " "
        return head + CUT_MARK + gap + tail if tail else head + CUT_MARK

    def _head_end(self, most: int) -> int:
        """The last end up to `most` that keeps half of what could be kept, coarse ones first."""
        for ends in self._ends:
            found = bisect_right(ends, most)
            if found and ends[found - 1] * 2 >= most:
                return ends[found - 1]
        sequence = self._around(most)
        return sequence[0] if sequence else most

    def _tail_start(self, most: int) -> int:
        length = len(self._text)
        for ends in self._ends:
            found = bisect_left(ends, length - most)
            if found < len(ends) and (length - ends[found]) * 2 >= most:
                return ends[found]
        sequence = self._around(length - most)
        return sequence[1] if sequence else length - most

    def _around(self, position: int) -> tuple[int, int] | None:
        """The sequence that a cut here would break."""
        found = bisect_right(self._sequences, (position, 0)) - 1
        if found >= 0 and self._sequences[found][0] < position < self._sequences[found][1]:
            return self._sequences[found]
        return None


def _of_turns(dropped: int, turns: int) -> str:
    return "the earlier turn" if turns == 1 else f"{dropped} of {turns} earlier turns"


def _too_long(tokens: int, new_tokens: int, window: int) -> str:
    room = window - tokens
    fewer = f"ask for at most {room} new tokens, " if room > 0 else ""
    return (
        f"The question alone has {tokens} tokens and {new_tokens} new ones are asked for, but the "
        f"model's window holds {window} in all; {fewer}shorten the question, or put what it is "
        f"about below a line '{INPUT_LINE}', where it can be cut."
    )
