"""A formula's tokens made ready for finding equations: macros put in, boxes opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...macros import Macro
from .brackets import argument_tokens, closing, matched, skip_argument, without
from .expand import expanded_tokens
from .plain_names import with_names
from .rewriting import rewritten
from .tokens import Token

_BOXES = {r"\boxed", r"\fbox", r"\framebox"}
_BRACES = {r"\underbrace", r"\overbrace", r"\underbracket", r"\overbracket"}
_STACKS = {r"\stackrel", r"\overset", r"\underset"}
_DEFINING = {"def", "def.", r"\triangle", r"\Delta", "definition"}


def prepared(
    latex: str, macros: Sequence[Macro] = (), *, decimal_comma: bool = False
) -> list[Token]:
    """The tokens of a formula without its delimiters. Raises ParseError."""
    tokens = rewritten(expanded_tokens(latex, macros, decimal_comma=decimal_comma))
    tokens = with_names(tokens)
    return _without_boxes(_without_labels(_with_plain_relations(tokens)))


def _with_plain_relations(tokens: list[Token]) -> list[Token]:
    r"""`\stackrel{!}{=}` and `\overset{?}{=}` as one relation, which keeps what stood over it."""
    if not any(token.text in _STACKS for token in tokens):
        return tokens
    result: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        base = skip_argument(tokens, at + 1)
        below = argument_tokens(tokens, base) if token.text in _STACKS else []
        if len(below) != 1 or below[0].kind != "relation":
            result.append(token)
            at += 1
            continue
        over = "".join(part.text for part in argument_tokens(tokens, at + 1))
        text = ":=" if over in _DEFINING and below[0].text == "=" else below[0].text
        asked = over if over in ("?", "!") else ""
        at = skip_argument(tokens, base)
        result.append(
            Token("relation", text + asked, token.start, tokens[at - 1].end, token.spaced)
        )
    return matched(result)


def _without_labels(tokens: list[Token]) -> list[Token]:
    """`\\underbrace{...}_{...}` without the brace and what is written at it."""
    dropped: set[int] = set()
    tokens = list(tokens)
    for at, token in enumerate(tokens[:-1]):
        if token.text not in _BRACES or tokens[at + 1].text != "{":
            continue
        after = skip_argument(tokens, at + 1)
        dropped.add(at)
        tokens[at + 1] = replace(tokens[at + 1], start=token.start)
        if after < len(tokens) and tokens[after].text in ("_", "^"):
            end = skip_argument(tokens, after + 1)
            dropped |= set(range(after, end))
            tokens[after - 1] = replace(
                tokens[after - 1], end=tokens[min(end, len(tokens)) - 1].end
            )
    return without(tokens, dropped) if dropped else tokens


def _without_boxes(tokens: list[Token]) -> list[Token]:
    """`\\boxed{...}` opened: its content stands for itself."""
    dropped: set[int] = set()
    for at, token in enumerate(tokens[:-1]):
        if token.text in _BOXES and tokens[at + 1].text == "{":
            dropped |= {at, at + 1, closing(tokens, at + 1)}
    return without(tokens, dropped) if dropped else tokens
