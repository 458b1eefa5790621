"""Inputs made of sound ones: pieces taken out, doubled, swapped, put into others, and nested."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

LONGEST = 4000
_DEEPEST = 400

_MARKS = (
    "{", "}", "[", "]", "(", ")", "$", "$$", "\\", "\\(", "\\)", "\\[", "\\]", "`", "```\n", "*",
    "_", "^", "~", "&", "#", "%", "|", "<", ">", "=", "\"", "'", ",", ";", ":", "-", "--", "/",
    "\n", "\n\n", " ", "\t", "\r", "\x00", "\u0301", "\u202e", "\ud800", "\U0001d49c", "é", "，",
    "0", "9" * 30, "1e999", "-1", "NaN", "null", "true", "[]", "{}", "@", "@string{a={b}}",
    "\\frac", "\\sqrt[", "\\left(", "\\right", "\\begin{align}", "\\end{align}", "\\text{",
    "\\begin{pmatrix}", "\\\\", "\\newcommand{\\a}{", "\\def\\a", "\\a", "\\input{", "\\verb|",
    "\\iffalse", "\\fi", "[START_REF]", "[END_REF]", "[START_SMILES]", "[START_SUP]", "<work>",
    "</work>", "</s>", "TY  - ", "ER  - ", "{\"id\":", "- id: ", "> ", "- ", "1. ", "# ",
)  # fmt: skip
_PAIRS = (
    ("{", "}"), ("[", "]"), ("(", ")"), ("\\frac{1}{", "}"), ("\\sqrt{", "}"), ("\\sqrt[", "]"),
    ("\\left(", "\\right)"), ("x^{", "}"), ("\\text{$", "$}"), ("\\\"{t", "}"), ("\\'{", "}"),
    ("\\begin{pmatrix}", "\\end{pmatrix}"), ("\\begin{cases}", "\\end{cases}"), ("**", "**"),
    ("> ", ""), ("- ", ""), ("[a](", ")"), ("{\"a\":", "}"), ("[[", "]]"), ("C(", ")"),
    ("\\newcommand{\\a}{", "}"), ("<b>", "</b>"), ("<i a=", ">"), ("$", "$"), ("{{", "}}"),
)  # fmt: skip


def mutated(seeds: Sequence[str], dice: random.Random) -> str:
    """A seed after some mutations."""
    text = dice.choice(seeds)
    if text.startswith(("{", "[")) and dice.random() < 0.5 and _is_json(text):
        return _with_other_values(text, dice)
    for _ in range(dice.choice((1, 1, 2, 3, 5, 8))):
        text = dice.choice(_MUTATIONS)(text, seeds, dice)[:LONGEST]
    return text


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _slice(text: str, dice: random.Random) -> tuple[int, int]:
    begin = dice.randint(0, len(text))
    return begin, min(len(text), begin + dice.choice((1, 2, 5, 20, 100)))


def _without_piece(text: str, _: Sequence[str], dice: random.Random) -> str:
    begin, end = _slice(text, dice)
    return text[:begin] + text[end:]


def _with_piece_again(text: str, _: Sequence[str], dice: random.Random) -> str:
    begin, end = _slice(text, dice)
    return text[:end] + text[begin:end] * dice.choice((1, 2, 10, 200)) + text[end:]


def _with_mark(text: str, _: Sequence[str], dice: random.Random) -> str:
    at = dice.randint(0, len(text))
    return text[:at] + dice.choice(_MARKS) * dice.choice((1, 1, 1, 2, 50)) + text[at:]


def _with_other_seed(text: str, seeds: Sequence[str], dice: random.Random) -> str:
    other = dice.choice(seeds)
    begin, end = _slice(other, dice)
    at = dice.randint(0, len(text))
    return text[:at] + (other if dice.random() < 0.2 else other[begin:end]) + text[at:]


def _nested(text: str, _: Sequence[str], dice: random.Random) -> str:
    begin, end = _slice(text, dice)
    opening, closing = dice.choice(_PAIRS)
    depth = dice.choice((1, 3, 10, 40, _DEEPEST))
    closed = dice.choice((depth, depth, depth - 1, 0))
    return text[:begin] + opening * depth + text[begin:end] + closing * closed + text[end:]


def _cut_off(text: str, _: Sequence[str], dice: random.Random) -> str:
    return text[: dice.randint(0, len(text))]


def _with_other_character(text: str, _: Sequence[str], dice: random.Random) -> str:
    at = dice.randint(0, len(text))
    other = chr(dice.choice((dice.randint(0, 127), dice.randint(0, 0xFFFF))))
    return text[:at] + other + text[at + 1 :]


def _with_other_values(text: str, dice: random.Random) -> str:
    """JSON that stays JSON, some values in it replaced."""
    whole = [json.loads(text)]
    for _ in range(dice.choice((1, 1, 2, 3))):
        holder: Any = whole
        while True:
            key = dice.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
            inner = holder[key]
            if not isinstance(inner, (dict, list)) or not inner or dice.random() < 0.15:
                break
            holder = inner
        if isinstance(holder, dict) and dice.random() < 0.1:
            holder[dice.choice(_MARKS)] = holder.pop(key)
        else:
            holder[key] = _value(dice)
    return json.dumps(whole[0])


def _value(dice: random.Random) -> Any:
    if dice.random() < 0.1:
        deep: Any = 1
        for _ in range(_DEEPEST):
            deep = [deep] if dice.random() < 0.5 else {"a": deep}
        return deep
    return dice.choice((
        None, True, False, 0, -1, 1.5, 10**30, float("nan"), float("inf"), "", "a", "\ud800",
        "\x00", "x" * 999, [], {}, [None], [[]], {"a": 1}, [{}], "$x$", "1999", dice.choice(_MARKS),
    ))  # fmt: skip


_MUTATIONS: tuple[Callable[[str, Sequence[str], random.Random], str], ...] = (
    _without_piece,
    _with_piece_again,
    _with_mark,
    _with_other_seed,
    _nested,
    _cut_off,
    _with_other_character,
)
