"""Dimensions that a text states: "where $E$ is the electric field", "a particle of mass $m$".

Only plain statements count: a word that could change the dimension ("per", "ratio", "density of"),
or one that is not known beside the name of a quantity, and nothing is taken from it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from functools import lru_cache

from ....surroundings import Passage, Surroundings
from ...reading.find import find_statements
from ...reading.parse import parse_relation
from ...reading.tokens import ParseError
from ...vocabulary.dimension import Dimension
from ...vocabulary.names import canonical_name
from ...vocabulary.phrases import any_of, phrases
from ...vocabulary.quantities import QUANTITIES
from ...vocabulary.units import UnknownUnitError, read_unit
from .infer import dimension_of

_TOKEN = re.compile(r"[a-z]+(?:['’-][a-z]+)*|\S")
_CLAUSE_END = re.compile(r"[.;\n,]|\band\b|\$")
_IS = {*phrases("is said to be"), ":", "=", "-", "–", "—", "|"}
_ARTICLES = {*phrases("article")}
_DESCRIBED = _ARTICLES | {*phrases("describes a quantity")}
_BEFORE_NAME = _DESCRIBED | {*phrases("comes before a quantity"), "(", ","}
_AFTER_NAME = {*phrases("comes after a quantity"), *"().,;:|$&\\*-–"}
_OTHER_DIMENSION = {*phrases("has another dimension")}
_VAGUE = {*phrases("quantity or number")}
"""Names that stand for numbers as often as for quantities."""

_ALSO_MATHEMATICS = _VAGUE | {*phrases("quantity or mathematics")}
"""Names that mean something without a dimension elsewhere: not enough right before a symbol."""

_UNIT = re.compile(
    rf"\(\s*in\s+([^()$]{{1,16}})\)|\b{any_of('is measured in')}\s+([^\s,.;$]{{1,12}})"
)
_HAS_UNIT = re.compile(r"\\(?:mathrm|text|textrm|operatorname|rm|SI|si|qty|unit)(?![A-Za-z])")
_LONGEST_NAME = 4
"""Words of the longest name of a quantity."""


def stated_dimensions(surroundings: Surroundings | None) -> dict[str, Dimension]:
    """Dimensions by the canonical names of symbols, where the text says what they are.

    What the equation's own sentence goes on to say comes first. A symbol that stands for different
    things has none.
    """
    if surroundings is None:
        return {}
    return {**_stated(surroundings.earlier), **_stated(surroundings.following)}


def _stated(passages: Iterable[Passage]) -> dict[str, Dimension]:
    found: dict[str, Dimension] = {}
    disputed: set[str] = set()
    for passage in passages:
        statement = _statement(passage)
        if statement is not None:
            name, what = statement
            if found.setdefault(name, what) != what:
                disputed.add(name)
    return {name: what for name, what in found.items() if name not in disputed}


@lru_cache(maxsize=4096)
def _statement(passage: Passage) -> tuple[str, Dimension] | None:
    """The symbol that a passage is about and its dimension; None where it states none."""
    name = canonical_name(passage.latex)
    if name is None:
        return _measured(passage.latex)
    what = _stated_after(passage)
    if what is None:
        what = _stated_before(passage)
    return None if what is None else (name, what)


def _stated_after(passage: Passage) -> Dimension | None:
    """`$m$ is the mass of …`, `$m$: mass`, `| $m$ | mass | kg |`"""
    text = passage.after.lower()
    clause = text[: _end_of_clause(text)]
    tokens = _TOKEN.findall(text[:160])
    start = _skipped(tokens, 0, _IS)
    said = start > 0
    if not said:
        start = _skipped(tokens, 0, {","})
        if tokens[start : start + 1] and tokens[start] not in _ARTICLES:
            return None
    start = _skipped(tokens, start, _DESCRIBED)
    length = _name_at(tokens, start)
    if not length or not _is_plain(clause, tokens[start : start + length]):
        return _in_units(clause)
    following = "".join(tokens[start + length : start + length + 1])
    if (following and following not in _AFTER_NAME) or (following == "$" and not said):
        return None  # `mass $m$, the velocity $v$`: the name of the next symbol
    return _dimension(tokens[start : start + length])


def _skipped(tokens: Sequence[str], start: int, words: Container[str]) -> int:
    """The first place from `start` on where none of the words stands."""
    while start < len(tokens) and tokens[start] in words:
        start += 1
    return start


def _measured(latex: str) -> tuple[str, Dimension] | None:
    r"""`m = 5\,\mathrm{kg}`: a symbol that is given a value with its unit."""
    left, equals, _ = latex.partition("=")
    name = canonical_name(left) if equals else None
    if name is None or not _HAS_UNIT.search(latex):
        return None
    try:
        statement, *others = find_statements(latex)
        if others:
            return None
        what = dimension_of(parse_relation(statement.left, statement.op, statement.right)[0].right)
    except (ParseError, ValueError):
        return None
    return (name, what) if what else None


def _end_of_clause(text: str) -> int:
    skipped = len(text) - len(text.lstrip(" ,:-–—|"))
    match = _CLAUSE_END.search(text, skipped)
    return match.start() if match else len(text)


def _stated_before(passage: Passage) -> Dimension | None:
    """`a particle of mass $m$`, `the electric field ($E$)`"""
    tokens = _TOKEN.findall(passage.before.lower()[-90:])
    while tokens and tokens[-1] in ("(", ","):
        tokens.pop()
    for length in range(min(_LONGEST_NAME, len(tokens)), 0, -1):
        name = tokens[-length:]
        if " ".join(name) not in QUANTITIES:
            continue
        earlier = tokens[:-length]
        if name[-1] in _ALSO_MATHEMATICS or not earlier:
            return None
        if earlier[-1] not in _BEFORE_NAME and not earlier[-1].endswith(("'s", "’s")):
            return None
        return None if set(earlier[-4:]) & _OTHER_DIMENSION else _dimension(name)
    return None


def _name_at(tokens: Sequence[str], start: int) -> int:
    """How many tokens from `start` on name a quantity; 0 for none."""
    for length in range(_LONGEST_NAME, 0, -1):
        if _dimension(tokens[start : start + length]) is not None:
            return length
    return 0


def _dimension(words: Iterable[str]) -> Dimension | None:
    name = " ".join(words).replace("’", "'")
    found = None if name.rstrip("s") in _VAGUE else QUANTITIES.get(name)
    for ending, singular in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if found is None and name.endswith(ending) and name.rstrip("s") not in _VAGUE:
            found = QUANTITIES.get(name.removesuffix(ending) + singular)
    return found


def _is_plain(clause: str, name: Sequence[str]) -> bool:
    rest = set(_TOKEN.findall(clause)) - set(name)
    return not rest & _OTHER_DIMENSION


def _in_units(clause: str) -> Dimension | None:
    match = _UNIT.search(clause)
    if not match:
        return None
    try:
        return read_unit((match[1] or match[2]).strip()).dimension
    except UnknownUnitError:
        return None
