"""Equation checks for callers: nothing heavy is imported, the work is done by the pool."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import replace

from ..answer.blocks import Math
from ..answer.faces import worst
from ..answer.verdicts import EquationCheck
from .judging import unjudged
from .pool import EquationPool, shared_pool
from .surroundings import Surroundings

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
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[EquationCheck]:
    """Checks of the formulas of a text, in its order; they are judged as workers are free.

    `progress` is told how many formulas are judged, and how many there are.
    """
    workers = pool or shared_pool()
    waiting: list[Future[tuple[EquationCheck, ...]]] = [
        workers.submit(math.latex, math=math.id, offset=math.start, surroundings=surroundings)
        for math, surroundings in formulas
    ]
    for done, future in enumerate(waiting, 1):
        yield from future.result()
        if progress is not None:
            progress(done, len(waiting))


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
