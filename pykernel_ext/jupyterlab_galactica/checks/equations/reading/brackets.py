"""Ranges of tokens: what stands between brackets, and what outside them."""

from __future__ import annotations

from collections.abc import Sequence

from .tokens import ParseError, Token

OPENING = {"(", "[", "{", r"\{", r"\lvert", r"\lfloor", r"\lceil", r"\langle"}
CLOSING = {")", "]", "}", r"\}", r"\rvert", r"\rfloor", r"\rceil", r"\rangle"}


def closing(tokens: Sequence[Token], at: int) -> int:
    """Index of the bracket that closes the one at `at`; the end where none does."""
    depth = 0
    for index in range(at, len(tokens)):
        text = tokens[index].text
        depth += (text in OPENING) - (text in CLOSING)
        if depth == 0:
            return index
    return len(tokens)


def argument_tokens(tokens: Sequence[Token], at: int) -> list[Token]:
    """The content of the brace group at `at`, or the one token there. Raises ParseError."""
    if at >= len(tokens):
        return []
    if tokens[at].text != "{":
        return [tokens[at]]
    end = closing(tokens, at)
    if end == len(tokens) or tokens[end].text != "}":
        raise ParseError("a brace is not closed", tokens[at].start)
    return list(tokens[at + 1 : end])


def skip_argument(tokens: Sequence[Token], at: int) -> int:
    """The index after the argument at `at`."""
    if at < len(tokens) and tokens[at].text == "{":
        return closing(tokens, at) + 1
    return at + 1


def outermost(tokens: Sequence[Token]) -> list[Token]:
    """The tokens outside all brackets."""
    result, depth = [], 0
    for token in tokens:
        depth -= token.text in CLOSING
        if depth == 0:
            result.append(token)
        depth += token.text in OPENING
    return result
