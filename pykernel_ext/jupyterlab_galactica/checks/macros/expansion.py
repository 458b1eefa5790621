"""Macros put in their place in a text, within bounds, each character knowing where it came from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from .definitions import Macro
from .groups import argument, bracketed, group, skip_space

_LONGEST = 20_000
"""Macros that double what they are given would fill the memory."""
_DEEPEST = 24
"""Macros in macros; one that stands in its own body would never end."""

_COMMAND = re.compile(r"\\(?:[A-Za-z@]+|.)", re.DOTALL)
_PARAMETER = re.compile(r"#(?:(#)|([1-9]))")
_ENDS_IN_WORD = re.compile(r"\\[A-Za-z@]+\Z")
_SCRIPT = re.compile(r"[_^]\s*\Z")
_ONE_SIGN = re.compile(r"\s*(?:\\(?:[A-Za-z]+|.)|[^\\{}])\s*\Z", re.DOTALL)
_ABSENT, _TRUE, _FALSE = "\ue010", "\ue011", "\ue012"
_TESTS: Mapping[str, str] = {
    **{rf"\IfNoValue{which}": _ABSENT for which in ("T", "F", "TF")},
    **{rf"\IfBoolean{which}": _TRUE for which in ("T", "F", "TF")},
    **{rf"\IfValue{which}": f"!{_ABSENT}" for which in ("T", "F", "TF")},
    **{rf"\IfBlank{which}": "" for which in ("T", "F", "TF")},
}
_BRANCHES = re.compile("[TF]+$")
_BRACKETS = {"(": ")", "[": "]", "|": "|", "{": "}"}


class MacroError(Exception):
    """A macro that cannot be put in; `place` is an offset in the text."""

    def __init__(self, reason: str, place: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place


@dataclass
class Expansion:
    """A text with, for each character, where what it stands for begins and ends in the source."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def part(self, begin: int, end: int) -> Expansion:
        return Expansion(self.text[begin:end], self.starts[begin:end], self.ends[begin:end])


@dataclass
class _Parts:
    texts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    length: int = 0

    def add(self, part: Expansion) -> None:
        if not part.text:
            return
        if part.text[0].isalpha() and _ENDS_IN_WORD.search(self.tail()):
            self._append(Expansion(" ", part.starts[:1], part.starts[:1]))
        self._append(part)

    def _append(self, part: Expansion) -> None:
        self.texts.append(part.text)
        self.starts += part.starts
        self.ends += part.ends
        self.length += len(part.text)

    def tail(self) -> str:
        return "".join(self.texts[-3:])[-40:]

    def whole(self) -> Expansion:
        return Expansion("".join(self.texts), self.starts, self.ends)


def expand(latex: str, macros: Mapping[str, Macro]) -> Expansion:
    """The text with macros replaced by their bodies, again and again. Raises MacroError."""
    places = range(len(latex) + 1)
    return _expanded(Expansion(latex, places[:-1], places[1:]), macros, _DEEPEST)


def _expanded(source: Expansion, macros: Mapping[str, Macro], depth: int) -> Expansion:
    text = source.text
    parts = _Parts()
    at = begin = 0
    while command := _COMMAND.search(text, at):
        name, at = command.group(), command.end()
        macro = macros.get(name)
        if macro is None and name not in _TESTS:
            continue
        place = source.starts[command.start()]
        if not depth:
            raise MacroError(f"the macro {name} never ends", place)
        parts.add(source.part(begin, command.start()))
        if macro is None:
            chosen, at = _branch(source, at, name)
            new = _expanded(chosen, macros, depth - 1)
        else:
            arguments, at = _arguments(source, at, macro, place)
            call = place, source.ends[at - 1]
            new = _filled(macro.body, arguments, call, name)
            if _SCRIPT.search(parts.tail()) and not _ONE_SIGN.match(new.text):
                new = _braced(new, call)
            new = new if macro.final else _expanded(new, macros, depth - 1)
        parts.add(new)
        if parts.length > _LONGEST + len(text):
            raise MacroError(f"the macro {name} makes the formula too long", place)
        begin = at
    if begin == 0 and not parts.length:
        return source
    parts.add(source.part(begin, len(text)))
    return parts.whole()


def _braced(inner: Expansion, call: tuple[int, int]) -> Expansion:
    return Expansion(
        f"{{{inner.text}}}",
        [call[0], *inner.starts, call[0]],
        [call[1], *inner.ends, call[1]],
    )


def _filled(
    body: str, arguments: Sequence[Expansion], call: tuple[int, int], name: str
) -> Expansion:
    """The body with `#1`, `#2`, … replaced; its own characters stand at the place of the call."""
    parts = _Parts()

    def add(text: str) -> None:
        count = len(text)
        parts.add(Expansion(text, [call[0]] * count, [call[1]] * count))

    begin = 0
    for parameter in _PARAMETER.finditer(body):
        add(body[begin : parameter.start()])
        begin = parameter.end()
        if parameter[1]:
            add("#")
            continue
        index = int(parameter[2]) - 1
        if index >= len(arguments):
            raise MacroError(f"the macro {name} has no such argument", call[0])
        parts.add(arguments[index])
        if parts.length > _LONGEST:
            raise MacroError(f"the macro {name} makes the formula too long", call[0])
    add(body[begin:])
    return parts.whole()


def _branch(source: Expansion, at: int, test: str) -> tuple[Expansion, int]:
    r"""What `\IfNoValueTF{#1}{…}{…}` and its like come to, and where the text goes on."""
    found = argument(source.text, at)
    if found is None:
        raise MacroError(f"the macro {test} lacks an argument", source.starts[max(at - 1, 0)])
    tested, at = source.text[found[0] : found[1]].strip(), found[2]
    wanted = _TESTS[test]
    true = tested != wanted[1:] if wanted.startswith("!") else tested == wanted
    chosen = Expansion("", (), ())
    for branch in _BRANCHES.findall(test)[0]:
        found = argument(source.text, at)
        if found is None:
            raise MacroError(f"the macro {test} lacks an argument", source.starts[max(at - 1, 0)])
        if (branch == "T") == true:
            chosen = source.part(found[0], found[1])
        at = found[2]
    return chosen, at


@lru_cache(maxsize=512)
def _specifications(arguments: str) -> tuple[tuple[str, str, str], ...]:
    """Each argument's letter, its delimiters, and what it is where it is not there."""
    result = []
    at = 0
    while at < len(arguments):
        letter = arguments[at]
        at += 1
        if letter in " +!\t\n":
            continue
        if letter == ">":
            inner = group(arguments, skip_space(arguments, at))
            at = inner[1] + 1 if inner else at
            continue
        signs = {"t": 1, "d": 2, "D": 2, "r": 2, "R": 2}.get(letter, 0)
        delimiters, at = arguments[at : at + signs], at + signs
        default = _ABSENT
        if letter in "OGDRu":
            inner = group(arguments, skip_space(arguments, at))
            if inner:
                default, at = arguments[slice(*inner)], inner[1] + 1
        result.append((letter, delimiters, default))
    return tuple(result)


def _arguments(source: Expansion, at: int, macro: Macro, place: int) -> tuple[list[Expansion], int]:
    """The arguments of a call that stands at `place`, and where the text goes on behind them."""
    text = source.text
    arguments: list[Expansion] = []

    def made(signs: str) -> Expansion:
        return Expansion(signs, [place] * len(signs), [place + 1] * len(signs))

    for letter, delimiters, default in _specifications(macro.arguments):
        here = skip_space(text, at)
        inner: tuple[int, int] | None = None
        if letter == "m":
            found = argument(text, at)
            if found is None:
                raise MacroError(f"the macro {macro.name} lacks an argument", place)
            arguments.append(source.part(found[0], found[1]))
            at = found[2]
            continue
        if letter in "st":
            stands = text[here : here + 1] == (delimiters or "*")
            arguments.append(made(_TRUE if stands else _FALSE))
            at = here + 1 if stands else at
            continue
        if letter == "b":
            opening = text[here : here + 1]
            shut = _BRACKETS.get(opening, "")
            inner = bracketed(text, here, opening, shut) if shut not in ("", "}") else None
            inner = group(text, here, len(text)) if shut == "}" else inner
            if inner is None:
                arguments.append(made(_ABSENT))
                continue
            signs = (r"\{", r"\}") if shut == "}" else (opening, shut)
            arguments.append(
                _joined(made(rf"\left{signs[0]} "), source.part(*inner), made(rf"\right{signs[1]}"))
            )
        elif letter == "u":
            stop = text.find(default, at)
            if stop < 0:
                raise MacroError(f"the macro {macro.name} lacks an argument", place)
            arguments.append(source.part(at, stop))
            at = stop + len(default)
            continue
        else:
            if letter in "gG":
                inner = group(text, here, len(text))
            else:
                inner = bracketed(text, here, *(delimiters or "[]"))
            arguments.append(source.part(*inner) if inner else made(default))
        at = inner[1] + 1 if inner else at
    return arguments, at


def _joined(*parts: Expansion) -> Expansion:
    whole = _Parts()
    for part in parts:
        whole.add(part)
    return whole.whole()


def expand_call(
    text: str, at: int, macro: Macro, macros: Mapping[str, Macro]
) -> tuple[Expansion, int]:
    """The body of a macro whose arguments stand at `at`, and where the text goes on behind them.

    Raises MacroError.
    """
    places = range(at, min(len(text), at + _LONGEST) + 1)
    source = Expansion(text[at : at + _LONGEST], places[:-1], places[1:])
    arguments, length = _arguments(source, 0, macro, at)
    filled = _filled(macro.body, arguments, (at, at + length), macro.name)
    return _expanded(filled, macros, _DEEPEST), at + length
