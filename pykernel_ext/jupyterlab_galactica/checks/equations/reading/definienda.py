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
from .tokens import ParseError, Token, UnsupportedError

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
    if fault.reason.startswith("the left side is"):
        return False  # it is understood, and does not fit
    name = _unmarked(statement.left)
    try:
        left, _ = parse_tokens(name)
    except ParseError:
        return False
    return _is_name(left) and not _occurs(
        name[:1] if isinstance(left, Apply) else name, statement.right
    )


def _is_name(node: Expr) -> bool:
    match node:
        case Sym():
            return True
        case Item(_, indices):
            return all(isinstance(index, (Sym, Num)) for index in indices)
        case Apply(_, args):
            return all(isinstance(arg, Sym) for arg in args)
    return False


def _occurs(name: Sequence[Token], tokens: Sequence[Token]) -> bool:
    """Whether the name stands there, and is not the beginning of a longer one."""
    texts, size = [token.text for token in tokens], len(name)
    wanted = [token.text for token in name]
    return any(
        texts[at : at + size] == wanted and texts[at + size : at + size + 1] != ["_"]
        for at in range(len(texts) - size + 1)
    )


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
