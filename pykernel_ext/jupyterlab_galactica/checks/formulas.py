"""Equation checks for callers: nothing heavy is imported, the work is done by the pool."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import replace

from ..answer.blocks import Math
from ..answer.faces import worst
from ..answer.verdicts import EquationCheck
from .judging import unjudged
from .pool import EquationPool, shared_pool
from .surroundings import Surroundings

_AHEAD = 64
"""Formulas that wait for a worker, so that none is idle and a long text's are not held at once."""

_DELIMITERS = re.compile(
    r"\s*(?:\$\$(?P<dollars>.*)\$\$|\$(?P<dollar>.*)\$"
    r"|\\\[(?P<display>.*)\\\]|\\\((?P<inline>.*)\\\))"
    r"[\s.,;:]*",
    re.DOTALL,
)


def check_formula(
    latex: str,
    *,
    math: int = 0,
    offset: int = 0,
    pool: EquationPool | None = None,
    surroundings: Surroundings | None = None,
) -> list[EquationCheck]:
    """Checks of the equations in a formula without its delimiters; empty where it has none.

    `math` is the formula's id and `offset` the place of `latex` in the text.
    """
    workers = pool or shared_pool()
    judged = workers.submit(latex, math=math, offset=offset, surroundings=surroundings)
    return list(judged.result())


def check_formulas(
    formulas: Iterable[tuple[Math, Surroundings]],
    pool: EquationPool | None = None,
    judged: Callable[[Math], object] | None = None,
) -> Iterator[EquationCheck]:
    """Checks of the formulas of a text, in its order; they are judged as workers are free.

    Formulas are taken as they are judged, a few ahead. `judged` is told of each that is done.
    """
    workers = pool or shared_pool()
    waiting: deque[tuple[Math, Future[tuple[EquationCheck, ...]]]] = deque()

    def first() -> Iterator[EquationCheck]:
        math, future = waiting.popleft()
        yield from future.result()
        if judged is not None:
            judged(math)

    for math, around in formulas:
        future = workers.submit(math.latex, math=math.id, offset=math.start, surroundings=around)
        waiting.append((math, future))
        if len(waiting) > _AHEAD:
            yield from first()
    while waiting:
        yield from first()


def check_equation(
    latex: str, pool: EquationPool | None = None, units: Mapping[str, str] | None = None
) -> EquationCheck:
    r"""The check of one equation, with or without its delimiters (`$…$`, `\[…\]`).

    `units` are those of symbols, as the user declares them. Of several equations the worst verdict
    counts; text without an equation is `unparsed`.
    """
    start, end = _content(latex)
    around = Surroundings(units=tuple(units.items())) if units else None
    checks = check_formula(latex[start:end], offset=start, pool=pool, surroundings=around)
    if not checks:
        reason = "There is no equation in it: no sign such as = or < joins two sides."
        return replace(unjudged(latex[start:end], "unparsed", reason), start=start, end=end)
    return worst(checks)


def _content(latex: str) -> tuple[int, int]:
    """Where the formula stands between its delimiters and blanks."""
    match = _DELIMITERS.fullmatch(latex)
    if match and match.lastgroup:
        begin, stop = match.span(match.lastgroup)
    else:
        begin, stop = 0, len(latex)
    text = latex[begin:stop]
    return begin + len(text) - len(text.lstrip()), stop - (len(text) - len(text.rstrip()))
