"""What stands around a formula in its text: the words beside it, and the formulas before it.

Plain text, gathered by the process that reads the text, for the worker that understands it. The
work and what is kept for each formula are bounded, so that long texts cost no more by the formula.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from ..answer.blocks import Block, Math
from .equations.vocabulary.phrases import said
from .macros import Macro, common_macros, find_macros
from .places import START, Outline, Place

FORMULA = "$"
"""What stands for a formula in the words around another."""

_BEFORE = 300
_AFTER = 160
_RECENT = 24
_LASTING = 16
_LONGEST = 400
_FOLLOWING = 400
_MOST_FOLLOWING = 10
_SHORT = 40

_SENTENCE_AFTER = re.compile(r"[.!?]\s+\S[^.!?]*[.!?]")
_OPENING = re.compile(r"(?:\$\$?|\\[(\[]|\\begin\{[A-Za-z]+\*?\})\s*\Z")
_CLOSING = re.compile(r"\A\s*(?:\$\$?|\\[)\]]|\\end\{[A-Za-z]+\*?\})")
_COMMAND = re.compile(r"\\(?:[A-Za-z@]+|[^A-Za-z\s])")
_LASTS = said("lasts")
_INTRODUCES = re.compile(r"\s*\\?[A-Za-z]+(?:_\{?\w+\}?)?\s*\([^()=]*\)\s*=|.*:=|.*\\triangleq")


@dataclass(frozen=True, slots=True)
class Passage:
    """A formula and the words beside it, in which `$` stands for other formulas."""

    latex: str
    before: str
    after: str
    place: Place = START


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The words beside a formula, the passages before it in the text's order, and its macros.

    `following` are the passages that its sentence may go on with ("where $m$ is the mass"), `units`
    the user's declarations: names of symbols and the units they are in.
    """

    before: str = ""
    after: str = ""
    earlier: tuple[Passage, ...] = ()
    macros: tuple[Macro, ...] = ()
    following: tuple[Passage, ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    place: Place = START


class Surveyor:
    """Gathers the surroundings of formulas from the blocks of a text, as they come."""

    def __init__(
        self, units: Mapping[str, str] | None = None, macros: Mapping[str, Macro] | None = None
    ) -> None:
        self._units = tuple((units or {}).items())
        self._text = ""  # what was read last, with `$` for formulas
        self._outline = Outline()
        self._place_of: dict[int, Place] = {}  # by the start of a formula not told of yet
        self._places: list[tuple[Math, int]] = []  # formulas in `_text` not told of yet
        self._held: list[tuple[Math, int]] = []
        self._recent: deque[Passage] = deque(maxlen=_RECENT)
        self._lasting: deque[Passage] = deque(maxlen=_LASTING)
        self._macros = dict(macros or {})

    def add(self, block: Block, formulas: Iterable[Math]) -> list[tuple[Math, Surroundings]]:
        """The formulas whose surroundings are complete, in order; `formulas` are the block's own.

        A formula in the last sentence of a block waits for the next: the text may go on to say
        that it is wrong, or for which values it is meant.
        """
        forgotten = max(0, (self._held[0][1] if self._held else len(self._text)) - _BEFORE)
        self._text = self._text[forgotten:]
        waiting = [(math, at - forgotten) for math, at in self._held]
        waiting += self._read(block, formulas)
        self._places = waiting
        count = 0
        for math, at in waiting:
            told = len(self._text) - at >= _AFTER or _SENTENCE_AFTER.search(self._text, at)
            if not told and math.start >= block.start:
                break
            count += 1
        self._held = waiting[count:]
        return [self._surrounded(math, at) for math, at in waiting[:count]]

    def finish(self) -> list[tuple[Math, Surroundings]]:
        """The formulas that still waited when the text ended."""
        held, self._held = self._held, []
        return [self._surrounded(math, at) for math, at in held]

    def _read(self, block: Block, formulas: Iterable[Math]) -> list[tuple[Math, int]]:
        """Append the words of a block, and say where its formulas stand in them."""
        if block.type not in ("prose", "math", "work"):
            return []
        for macro in find_macros(block.source, self._macros):
            self._macros[macro.name] = macro
        pieces = [self._text]
        length = len(self._text)
        found: list[tuple[Math, int]] = []
        at = 0
        for math in formulas:
            words = block.source[at : math.start - block.start]
            words = _OPENING.sub("", _CLOSING.sub("", words, count=1) if found else words)
            # A full stop inside a displayed formula ends its sentence.
            stop = math.latex.rstrip()[-1:]
            sign = FORMULA + stop if stop in (".", "?", "!") else FORMULA
            self._place_of[math.start] = self._outline.after(words + sign)
            found.append((math, length + len(words)))
            pieces += [words, sign]
            length += len(words) + len(sign)
            at = math.end - block.start
        rest = block.source[at:]
        rest = _CLOSING.sub("", rest, count=1) if found else rest
        self._outline.after(rest)
        pieces.append(rest)
        self._text = "".join(pieces)
        return found

    def _surrounded(self, math: Math, at: int) -> tuple[Math, Surroundings]:
        before = self._text[max(0, at - _BEFORE) : at]
        after = self._text[at + len(FORMULA) : at + _AFTER]
        recent = set(self._recent)
        lasting = tuple(passage for passage in self._lasting if passage not in recent)
        around = Surroundings(
            before,
            after,
            earlier := (*lasting, *self._recent),
            self._macros_in(math.latex, *(passage.latex for passage in earlier)),
            self._following(at),
            self._units,
            place := self._place_of.pop(math.start),
        )
        if len(math.latex) <= _LONGEST:
            passage = Passage(math.latex, before, after, place)
            self._recent.append(passage)
            if _LASTS.search(before[-80:] + " $ " + after[:60]) or _INTRODUCES.match(math.latex):
                self._lasting.append(passage)
        return math, around

    def _macros_in(self, *formulas: str) -> tuple[Macro, ...]:
        """The macros that stand in formulas, and those that stand in these."""
        found: dict[str, Macro] = {}
        waiting = [name for latex in formulas for name in _COMMAND.findall(latex)]
        while waiting:
            name = waiting.pop()
            macro = self._macros.get(name) or common_macros().get(name)
            if macro is not None and name not in self._macros and not macro.arguments:
                takes = re.compile(rf"{re.escape(name)}\s*\{{")  # it must mean something else here
                if any(map(takes.search, formulas)):
                    continue
            if macro is not None and name not in found:
                found[name] = macro
                waiting += _COMMAND.findall(macro.body) + _COMMAND.findall(macro.arguments)
        return tuple(found.values())

    def _following(self, at: int) -> tuple[Passage, ...]:
        """Short formulas soon after the place `at`."""
        first = bisect_right(self._places, at, key=itemgetter(1))
        return tuple(
            Passage(math.latex, "", self._text[place + len(FORMULA) : place + _AFTER])
            for math, place in self._places[first : first + _MOST_FOLLOWING]
            if place < at + _FOLLOWING and len(math.latex) <= _SHORT
        )


def surroundings_to_data(surroundings: Surroundings) -> dict[str, Any]:
    """As JSON data. (`dataclasses.asdict` takes longer than a check.)"""
    return {
        **_fields(surroundings),
        "earlier": [_fields(passage) for passage in surroundings.earlier],
        "macros": [_fields(macro) for macro in surroundings.macros],
        "following": [_fields(passage) for passage in surroundings.following],
    }


def _fields(node: Surroundings | Passage | Macro) -> dict[str, Any]:
    return {name: getattr(node, name) for name in node.__slots__}


def surroundings_from(data: dict[str, Any]) -> Surroundings:
    """What `surroundings_to_data` wrote."""
    return Surroundings(
        data["before"],
        data["after"],
        tuple(map(_passage, data["earlier"])),
        tuple(Macro(**macro) for macro in data["macros"]),
        tuple(map(_passage, data["following"])),
        tuple((name, unit) for name, unit in data["units"]),
        Place(*data["place"]),
    )


def _passage(data: dict[str, Any]) -> Passage:
    return Passage(data["latex"], data["before"], data["after"], Place(*data["place"]))
