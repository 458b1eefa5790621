"""A formula's tokens made ready for finding equations: macros put in, boxes opened."""

from __future__ import annotations

from collections.abc import Sequence

from ...macros import Macro
from .brackets import argument_tokens, skip_argument
from .expand import expanded
from .tokens import ParseError, Token, tokenize

_BOXES = {r"\boxed", r"\fbox", r"\framebox"}
_STACKS = {r"\stackrel", r"\overset", r"\underset"}
_DEFINING = {"def", "def.", r"\triangle", r"\Delta", "definition"}


def prepared(latex: str, macros: Sequence[Macro] = ()) -> list[Token]:
    """The tokens of a formula without its delimiters. Raises ParseError."""
    return _without_boxes(_with_plain_relations(_balanced(expanded(tokenize(latex), macros))))


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
    return result


def _balanced(tokens: list[Token]) -> list[Token]:
    """The tokens, if every brace has its partner."""
    open_: list[Token] = []
    for token in tokens:
        if token.text == "{":
            open_.append(token)
        elif token.text == "}":
            if not open_:
                raise ParseError("a closing brace has no partner", token.start)
            open_.pop()
    if open_:
        raise ParseError("a brace is not closed", open_[-1].start)
    return tokens


def _without_boxes(tokens: list[Token]) -> list[Token]:
    """`\\boxed{...}` opened: its content stands for itself."""
    result: list[Token] = []
    boxes: list[int] = []
    depth = 0
    for index, token in enumerate(tokens):
        if token.text in _BOXES and _text(tokens, index + 1) == "{":
            boxes.append(depth + 1)
            continue
        if token.text == "{":
            depth += 1
            if boxes and boxes[-1] == depth and tokens[index - 1].text in _BOXES:
                continue
        elif token.text == "}":
            depth -= 1
            if boxes and boxes[-1] == depth + 1:
                boxes.pop()
                continue
        result.append(token)
    return result


def _text(tokens: list[Token], index: int) -> str:
    return tokens[index].text if 0 <= index < len(tokens) else ""
