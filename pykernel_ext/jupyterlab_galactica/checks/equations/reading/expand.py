"""A text's own macros put in their place, within bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from ...macros import Macro
from .brackets import argument_tokens, matched, skip_argument
from .lexer import tokenize
from .tokens import ParseError, Token

_MOST_TOKENS = 5000
"""Macros that double what they are given would fill the memory."""
_DEEPEST = 12
"""Macros in macros; one that stands in its own body would never end."""


def expanded(tokens: Sequence[Token], macros: Sequence[Macro]) -> list[Token]:
    """The tokens with macros replaced by their bodies, which stand where the macro stood.

    Raises ParseError for macros without end and for missing arguments.
    """
    known = {macro.name: macro for macro in macros}
    if not any(token.text in known for token in tokens):
        return list(tokens)
    return matched(_expanded(tokens, known, _DEEPEST))


def _expanded(tokens: Sequence[Token], macros: Mapping[str, Macro], depth: int) -> list[Token]:
    result: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        macro = macros.get(token.text) if token.kind == "macro" else None
        at += 1
        if macro is None:
            result.append(token)
            continue
        if not depth:
            raise ParseError(f"the macro {token.text} never ends", token.start)
        arguments: list[Sequence[Token]] = []
        for _ in range(macro.arguments):
            if at >= len(tokens):
                raise ParseError(f"the macro {token.text} lacks an argument", token.start)
            arguments.append(argument_tokens(tokens, at))
            at = skip_argument(tokens, at)
        body = matched(_filled(_body(macro.body), arguments, token))
        result += _expanded(body, macros, depth - 1)
        if len(result) > _MOST_TOKENS:
            raise ParseError(f"the macro {token.text} makes the formula too long", token.start)
    return result


@lru_cache(maxsize=256)
def _body(text: str) -> tuple[Token, ...]:
    return tuple(tokenize(text))


def _filled(
    body: Sequence[Token], arguments: Sequence[Sequence[Token]], call: Token
) -> list[Token]:
    """The body with `#1`, `#2`, … replaced; its own tokens stand at the place of the call."""
    result: list[Token] = []
    at = 0
    while at < len(body):
        token = body[at]
        following = body[at + 1] if at + 1 < len(body) else token
        if token.text == "#" and following.kind == "number":
            index = int(following.text[0]) - 1
            if not 0 <= index < len(arguments):
                raise ParseError(f"the macro {call.text} has no such argument", call.start)
            result += arguments[index]
            if len(following.text) > 1:
                result.append(
                    replace(following, text=following.text[1:], start=call.start, end=call.end)
                )
            at += 2
            continue
        result.append(replace(token, start=call.start, end=call.end))
        at += 1
    return result
