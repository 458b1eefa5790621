"""What a formula consists of, each piece with its place in the text; and why one is not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..vocabulary.letters import GREEK

Kind = Literal[
    "number",  # digits with an optional decimal part
    "letter",  # one Latin letter
    "name",  # \mathrm{...} or \operatorname{...}: letters and digits
    "words",  # \text{...}
    "macro",  # any other control sequence
    "op",  # one other character
    "relation",
    "prime",
    "quad",  # a wide space, which separates statements
    "amp",
    "row",
    "begin",
    "end",
]


class ParseError(Exception):
    """A formula that was not understood; `place` is an offset in the formula's LaTeX."""

    def __init__(self, reason: str, place: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place


class UnsupportedError(ParseError):
    """Recognised notation that cannot be judged yet."""


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str
    start: int
    end: int
    spaced: bool = False  # blank space stood before it
    partner: int = 0  # how many tokens further the bracket stands that belongs to this one


def is_letter(token: Token) -> bool:
    """A Latin or a Greek one."""
    return token.kind == "letter" or token.text in GREEK
