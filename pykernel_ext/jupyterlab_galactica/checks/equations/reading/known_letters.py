"""Letters that are a known function by what stands around them: `J_0(x)`, `\\phi(n)`, `B_{2k}`.

Such a letter may always be something else as well; then the reading is flipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..tree import Call, Expr, Num
from ..vocabulary.function import Letter, Where
from ..vocabulary.functions import LETTERS
from ..vocabulary.letters import WHOLE_LETTERS
from . import statements
from .brackets import argument_tokens, closing, in_brackets, outermost, skip_argument
from .primes import primed
from .tokens import Token

if TYPE_CHECKING:
    from .grammar import Parser

READING = "Known letters"
"""The name of this ambiguity; its capital puts it before all others when readings are tried."""

WEAK_READING = "Known names"
"""The same for letters that stand for anything as often: an equation wrong of what they may be is
no wrong equation."""

_BY_FORM = {name for letter, name in LETTERS.items() if letter.arguments and not letter.where}
_OTHERWISE = {
    LETTERS[letter._replace(where="")]: name
    for letter, name in LETTERS.items()
    if letter.where == "otherwise"
}
"""What else such a letter is by wide agreement."""


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands around a letter: subscript, brackets raised, and places of its arguments."""

    letter: str
    subscript: Sequence[Token] | None
    raised: Sequence[Token] | None
    primes: int
    arguments: int  # where the brackets open; -1 where there are none
    end: int  # after the subscript, what is raised and the primes


def known_letter(parser: Parser) -> Expr | None:
    """The function or number that a letter at this place stands for; None for a plain symbol."""
    head = _head(parser)
    name, orders = _name(parser, head)
    if name is None or any(t.text == "," for tokens in orders[:1] for t in outermost(tokens)):
        return None
    alone = LETTERS.get(Letter(head.letter, arguments=0)) if head.arguments >= 0 else None
    if alone and orders and parser.ambiguous(f"{head.letter} beside brackets", False):
        parser.at, name = head.arguments, alone
        return Call(name, tuple(map(parser.outside_integrals, orders)))
    usual = head.arguments >= 0 and name in _BY_FORM and not _of_named(parser, head)
    if not parser.ambiguous(READING if usual else WEAK_READING, True):
        return None
    if name in _OTHERWISE and parser.ambiguous(f"Another {head.letter}", False):
        name = _OTHERWISE[name]
    parser.at = head.end
    args = parser.arguments() if head.arguments >= 0 else ()
    parts = [
        parser.outside_integrals(part)
        for tokens in orders
        for part in statements.parts(tokens, (",",))
    ]
    if name == "divisor_sigma" and not parts:
        parts = [Num("1")]
    if head.primes and args:
        before = (*parts, *args[:-1])
        return primed(parser, lambda place: Call(name, (*before, place)), args[-1:], head.primes)
    return Call(name, (*parts, *args))


def _of_named(parser: Parser, head: _Head) -> bool:
    """`P_0(a_0)`: a polynomial has a variable, and what has an index is rather a value."""
    content = parser.tokens[head.arguments + 1 : closing(parser.tokens, head.arguments)]
    return len(content) > 1 and content[1].text == "_" and content[0].kind == "letter"


def _head(parser: Parser) -> _Head:
    tokens, at = parser.tokens, parser.at + 1
    scripts: dict[str, Sequence[Token]] = {}
    while at < len(tokens) and (sign := tokens[at].text) in ("_", "^") and sign not in scripts:
        content = argument_tokens(tokens, at + 1)
        if sign == "^" and not in_brackets(content):
            break
        scripts[sign] = content if sign == "_" else content[1:-1]
        at = skip_argument(tokens, at + 1)
    primes = 0
    while at < len(tokens) and tokens[at].kind == "prime":
        at, primes = at + 1, primes + 1
    applied = at < len(tokens) and tokens[at].text == "("
    letter, arguments = tokens[parser.at].text, at if applied else -1
    return _Head(letter, scripts.get("_"), scripts.get("^"), primes, arguments, at)


def _name(parser: Parser, head: _Head) -> tuple[str | None, tuple[Sequence[Token], ...]]:
    """The function, and the tokens of its orders and parameters."""
    letter, subscript = head.letter, head.subscript
    if subscript is not None and (
        not subscript or any(t.kind in ("words", "name") for t in subscript)
    ):
        return None, ()
    orders = () if subscript is None else (subscript,)
    if head.arguments < 0:
        counted = subscript is not None and letter in parser.habits.sequences
        plain = head.raised is None and not head.primes
        return (LETTERS.get(Letter(letter, arguments=0)) if counted and plain else None), orders
    content = parser.tokens[head.arguments + 1 : closing(parser.tokens, head.arguments)]
    outer = outermost(content)
    if not content or any(t.kind == "relation" or t.text == "|" for t in outer):
        return None, ()
    count = 1 + sum(t.text in (",", ";") for t in outer)
    if head.raised is not None:
        parameters = 1 + sum(t.text == "," for t in outermost(head.raised))
        found = LETTERS.get(Letter(letter, len(orders), count, parameters))
        return found, (*orders, head.raised)
    usual = LETTERS.get(Letter(letter, len(orders), count))
    if usual is not None:
        return usual, orders
    if subscript is not None:
        return None, ()
    letters = {t.text for t in content if t.kind == "letter"}
    numbers = all(t.kind in ("letter", "number") or t.text in ("^", "{", "}", ",", "+", "-")
                  for t in content)  # fmt: skip
    places: Sequence[tuple[Where, bool]] = (
        ("of integers", numbers and bool(letters) and letters <= WHOLE_LETTERS),
        ("beside gamma", parser.habits.special),
        ("of modulus", letters == {"k"}),
    )
    here = (LETTERS.get(Letter(letter, 0, count, where=where)) for where, is_so in places if is_so)
    return next((name for name in here if name is not None), None), ()
