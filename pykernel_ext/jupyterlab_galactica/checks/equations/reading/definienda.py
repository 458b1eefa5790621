"""What an equation gives a name to, where the other side is not judged."""

from __future__ import annotations

from collections.abc import Sequence

from ..tree import Apply, Expr, Item, Num, Sym
from .brackets import argument_tokens
from .cursor import LOOSELY
from .find import Statement
from .letter_kinds import MARKS
from .parse import parse_tokens
from .symbols import ACCENTS, FONTS
from .tokens import ParseError, Token, UnsupportedError, is_letter

_DEFINING = ("=", ":=", r"\equiv")
_MARKS = MARKS | ACCENTS | frozenset(FONTS)


def loose_reading(met: set[str]) -> str | None:
    """Why the notation may mean something else, in a sentence; None where it is read for sure."""
    doubts = sorted(name[len(LOOSELY) :] for name in met if name.startswith(LOOSELY))
    return f"{doubts[0][0].upper()}{doubts[0][1:]}." if doubts else None


def names_what_it_defines(statement: Statement, fault: Exception) -> bool:
    """Whether a lone name, or a function of names, is said to be what was not understood.

    Only where that is notation which is not judged: of what cannot be read nothing is known.
    """
    if not isinstance(fault, UnsupportedError) or statement.op not in _DEFINING:
        return False
    head = _head(statement.left)
    if head is None or any(t.text == head.text and t.kind == head.kind for t in statement.right):
        return False
    try:
        left, _ = parse_tokens(_unmarked(statement.left))
    except ParseError:
        return False
    return _is_name(left)


def _is_name(node: Expr) -> bool:
    match node:
        case Sym():
            return True
        case Item(_, indices):
            return all(isinstance(index, (Sym, Num)) for index in indices)
        case Apply(_, args):
            return all(isinstance(arg, Sym) for arg in args)
    return False


def _head(tokens: Sequence[Token]) -> Token | None:
    """The letter that is named, under its marks."""
    return next((t for t in tokens if is_letter(t) or t.kind in ("name", "words")), None)


def _unmarked(tokens: Sequence[Token]) -> list[Token]:
    """`\\mathbf{A}` as `A`."""
    at = 0
    while at < len(tokens) and tokens[at].text in _MARKS:
        inner = argument_tokens(tokens, at + 1)
        if tokens[at + 1 : at + 2] and tokens[at + 1].text == "{":
            tokens = [*inner, *tokens[at + len(inner) + 3 :]]
        else:
            at += 1
    return list(tokens[at:])
