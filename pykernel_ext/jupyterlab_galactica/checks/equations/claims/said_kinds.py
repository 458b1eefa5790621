"""What the words of a text say that its symbols are: "let $n$ and $m$ be integers"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from ...surroundings import FORMULA, Passage
from ..reading.parse import parse_expression
from ..reading.tokens import ParseError, Token
from ..tree import MatrixSym, Sym, VectorSym
from ..vocabulary.phrases import any_of
from .stance import stance

MatrixKind = Literal[
    "matrix", "orthogonal", "unitary", "symmetric", "Hermitian", "antisymmetric",
    "operator", "element",
]  # fmt: skip
"""What does not commute; an `element` is one of a group or ring."""

Kind = (
    Literal[
        "integer", "real", "positive", "complex", "imaginary", "vector", "function", "floor",
        "random",
    ]
    | MatrixKind
)  # fmt: skip
"""What the text says a symbol stands for; square brackets may take the integer part."""

_OF_CAPITALS: tuple[Kind, ...] = (
    "antisymmetric", "symmetric", "orthogonal", "unitary", "Hermitian",
)  # fmt: skip
"""Said of vectors and functions too, but then not of capital letters."""

_BETWEEN = rf"(?:(?!\b{any_of('parts a symbol from its kind')}\b)[^.$]){{0,30}}?"
_IN_ORDER: tuple[Kind, ...] = (
    *_OF_CAPITALS, "operator", "matrix", "vector", "function", "integer", "positive", "complex",
    "real",
)  # fmt: skip
_Patterns = tuple[tuple[re.Pattern[str], Kind], ...]
_KINDS: _Patterns = tuple(
    (re.compile(rf"(?i)\A{_BETWEEN}\b{any_of(f'kind {kind}')}\b(?!-valued)"), kind)
    for kind in _IN_ORDER
)
_NOT_COUNTING = re.compile(rf"(?i)\A\s*{any_of('kind not integer')}\b")
_SAYS_KIND = re.compile(r"\A\s*[(,]?\s*\b")
_SAYS_OF_ALL = re.compile(rf"(?i)\A\s*(?:{any_of('says of several')}|\()")
_GO_ON = re.compile(r"\A(?:\s*(?:,\s*and|,|and)\s*\$)+")
_NAMED_BEFORE = re.compile(
    rf"(?i)(?P<of>\bof\s+)?\b"
    rf"(?P<words>(?:{any_of('describes a kind')}\s+)*{any_of('names a kind')})\s+"
    r"(?:\$\s*(?:,\s*and|,|and)\s*)*\Z"
)
_SETS = re.compile(rf"(?i)\b{any_of('introduces')}\s*\Z")
_MEMBERS = re.compile(
    r"(?P<names>.{1,40}?)\s*\\in\s*\\mathbb\s*\{?\s*(?P<set>[ZNRC])\s*\}?"
    r"\s*(?P<power>\^\s*(?:\w|\{[^{}]*\}))?\s*"
)
_SETS_OF: dict[str, Kind] = {"Z": "integer", "N": "integer", "R": "real", "C": "complex"}
_LONGEST = 60
"""Characters of a list of symbols; a longer formula is none."""


@lru_cache(maxsize=1024)
def kinds_said(passage: Passage) -> tuple[tuple[str, Kind], ...]:
    """The symbols that a formula consists of, with what the text says beside it that they are."""
    if len(passage.latex) > _LONGEST:
        return ()
    members = kinds_by_membership(passage.latex)
    if members:
        sets = _SETS.search(passage.before) and not stance(passage.before, passage.after).doubted
        return members if sets else ()
    names = plain_names(passage.latex)
    capital = all(name.lstrip("\\mathbf{")[:1].isupper() for name in names)
    patterns = _KINDS if capital else _KINDS[len(_OF_CAPITALS) :]
    kind = (
        _kind_after(passage.after, len(names), patterns) or _kind_before(passage.before, patterns)
        if names
        else None
    )
    return tuple((name, kind) for name in names) if kind else ()


def kinds_by_membership(latex: str) -> tuple[tuple[str, Kind], ...]:
    r"""`n, m \in \mathbb{Z}`; a power of a set has vectors, `\mathbb{R}^{n \times n}` matrices."""
    match = _MEMBERS.fullmatch(latex.strip())
    if match is None:
        return ()
    power = match["power"]
    kind: Kind = _SETS_OF[match["set"]]
    if power is not None and not re.fullmatch(r"\^\s*\{?\s*[+*]\s*\}?", power):
        kind = "matrix" if r"\times" in power else "vector"
    return tuple((name, kind) for name in plain_names(match["names"]))


def latex_of(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)


def _kind_after(after: str, count: int, patterns: _Patterns) -> Kind | None:
    rest = _GO_ON.sub("", after)
    says = _SAYS_KIND if rest == after and count == 1 else _SAYS_OF_ALL
    if _NOT_COUNTING.match(rest):
        return "real"
    if not says.match(rest) or rest.lstrip().startswith(FORMULA):
        return None
    return next((kind for pattern, kind in patterns if pattern.match(rest)), None)


def _kind_before(before: str, patterns: _Patterns) -> Kind | None:
    match = _NAMED_BEFORE.search(before)
    if match is None or match["of"]:
        return None
    return next((kind for pattern, kind in patterns if pattern.match(match["words"])), None)


def plain_names(latex: str) -> tuple[str, ...]:
    """The symbols of a list such as `a, b`; none where it has anything else."""
    names = []
    for part in latex.split(","):
        if "[" in part:
            return ()
        try:
            found = parse_expression(part)
        except (ParseError, RecursionError):
            return ()
        if not isinstance(found, Sym | MatrixSym | VectorSym):
            return ()
        names.append(found.name)
    return tuple(names)
