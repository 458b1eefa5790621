r"""Plain TeX and abbreviations as LaTeX has them: `{a \over b}`, `d\ln m`, `a\cdot{}b`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .brackets import argument_tokens, closing, matched, opening, skip_argument, without
from .tokens import Token, is_letter

_KEEPS_GROUP = ("_", "^")
_MOST_FRACTIONS = 40
_OPERATORS = {r"\times", r"\cdot", r"\circ", r"\ast", "*", "+", "-"}
_WRITTEN_UNDER = {r"\lim", r"\max", r"\min", r"\sup", r"\inf", r"\sum", r"\prod"}
_LOGARITHMS = (r"\ln", r"\log")


def rewritten(tokens: list[Token]) -> list[Token]:
    """The tokens in the notation that the parser knows. Raises ParseError."""
    tokens = _with_cases(_with_subscripts_for_underset(_without_empty_scripts(tokens)))
    return _with_fractions(_with_logarithmic_differentials(_without_empty_groups(tokens)))


def _with_cases(tokens: list[Token]) -> list[Token]:
    r"""`\left\{\begin{array}{ll} ... \end{array}\right.` as `\begin{cases} ... \end{cases}`."""
    result = list(tokens)
    dropped: set[int] = set()
    for at, (brace, token) in enumerate(pairwise(tokens)):
        end = closing(tokens, at + 1)
        after = tokens[end + 1].text if end + 1 < len(tokens) else ""
        array = token.kind == "begin" and token.text == "array"
        if brace.text == r"\{" and array and end < len(tokens) and after in ("", r"\right.", "."):
            result[at + 1] = replace(token, text="cases", start=brace.start)
            result[end] = replace(tokens[end], text="cases")
            dropped |= {at, end + 1} if after == r"\right." else {at}
    return without(result, dropped) if dropped else tokens


def _with_subscripts_for_underset(tokens: list[Token]) -> list[Token]:
    r"""`\underset{x \to 0}{\lim}` as `\lim_{x \to 0}`."""
    if not any(token.text == r"\underset" for token in tokens):
        return tokens
    result: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        base = skip_argument(tokens, at + 1)
        over = argument_tokens(tokens, base) if token.text == r"\underset" else []
        if len(over) == 1 and over[0].text in _WRITTEN_UNDER:
            sign = Token("op", "_", token.start, token.start)
            result += [replace(over[0], start=token.start), sign, *tokens[at + 1 : base]]
            at = skip_argument(tokens, base)
        else:
            result.append(token)
            at += 1
    return matched(result)


def without_indices_of_operators(tokens: Sequence[Token]) -> Sequence[Token]:
    r"""`A \times_S B` as `A \times B`."""
    dropped: set[int] = set()
    for at, (sign, index) in enumerate(pairwise(tokens)):
        if sign.text in _OPERATORS and index.text == "_":
            dropped |= set(range(at + 1, skip_argument(tokens, at + 2)))
    return without(list(tokens), dropped) if dropped else tokens


def _with_fractions(tokens: list[Token]) -> list[Token]:
    r"""`{a \over b}` as `{\frac{a}{b}}`; one whose braces hold all of the formula stays."""
    found = sum(token.text == r"\over" for token in tokens)
    for _ in range(min(found, _MOST_FRACTIONS)):
        at = next((i for i, token in enumerate(tokens) if token.text == r"\over"), -1)
        start = _around(tokens, at)
        if at < 0 or start < 0:
            break
        end = closing(tokens, start)
        top, bottom = tokens[start + 1 : at], tokens[at + 1 : end]
        place = tokens[at].start
        fraction = [Token("macro", r"\frac", tokens[start].start, place), *_braced(top, place),
                    *_braced(bottom, place)]  # fmt: skip
        tokens = matched([*tokens[: start + 1], *fraction, *tokens[end:]])
    return tokens


def _around(tokens: Sequence[Token], at: int) -> int:
    """Where the innermost brackets around a place open; -1 where there are none."""
    before = at - 1
    while before >= 0:
        if tokens[before].partner < 0:
            before = opening(tokens, before) - 1
        elif before + tokens[before].partner > at:
            return before
        else:
            before -= 1
    return -1


def _braced(tokens: Sequence[Token], place: int) -> list[Token]:
    start = tokens[0].start if tokens else place
    end = tokens[-1].end if tokens else place
    return [Token("op", "{", start, start), *tokens, Token("op", "}", end, end)]


def _with_logarithmic_differentials(tokens: list[Token]) -> list[Token]:
    r"""`d\ln m` of an integral as `\frac{dm}{m}`."""
    if not any(token.text == r"\int" for token in tokens):
        return tokens
    result: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        after = tokens[at + 1 : at + 3]
        found = token.text == "d" and len(after) == 2 and after[0].text in _LOGARITHMS
        if not found or not is_letter(after[1]) or (at and tokens[at - 1].text == "{"):
            result.append(token)
            at += 1
            continue
        end = at + 3
        if tokens[end : end + 1] and tokens[end].text == "_":
            end = skip_argument(tokens, end + 1)
        variable = tokens[at + 2 : end]
        result.append(Token("macro", r"\frac", token.start, token.end, token.spaced))
        result += _braced([token, *variable], token.start)
        result += _braced(variable, token.start)
        at = end
    return matched(result) if len(result) > len(tokens) else tokens


def _without_empty_scripts(tokens: list[Token]) -> list[Token]:
    r"""`\mathbb{P}_{}(A)`, as macros with an option leave it, without the subscript."""
    dropped = {
        place
        for at, token in enumerate(tokens[:-2])
        if token.text in _KEEPS_GROUP and at and tokens[at - 1].text != "{"
        if tokens[at + 1].text == "{" and tokens[at + 2].text == "}"
        for place in range(at, at + 3)
    }
    return without(tokens, dropped) if dropped else tokens


def _without_empty_groups(tokens: list[Token]) -> list[Token]:
    r"""`a\cdot{}b` without the braces; those that carry an index on the left stay."""
    dropped = {
        place
        for at, token in enumerate(tokens)
        if token.text == "{" and not argument_tokens(tokens, at) and _is_idle(tokens, at)
        for place in (at, at + 1)
    }
    return without(tokens, dropped) if dropped else tokens


def _is_idle(tokens: Sequence[Token], at: int) -> bool:
    """Whether nothing hangs on an empty group, and it is the argument of nothing."""
    before = tokens[at - 1] if at else None
    after = tokens[at + 2] if at + 2 < len(tokens) else None
    if after is not None and after.text in _KEEPS_GROUP:
        return False
    return (
        before is None
        or before.kind in ("letter", "number", "relation", "amp", "row", "begin")
        or before.text in (r"\cdot", r"\times", "+", "-", ")", "]")
    )
