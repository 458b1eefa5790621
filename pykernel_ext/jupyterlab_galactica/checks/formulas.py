"""Equation checks for callers: nothing heavy is imported, the work is done by the pool."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import replace
from itertools import islice

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


_AHEAD = 64
"""Formulas handed to the workers ahead of the one awaited: so many are judged in vain at most."""


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
    for batch in check_formulas_in_batches(formulas, pool):
        for math, checks in batch:
            yield from checks
            if judged is not None:
                judged(math)


def check_formulas_in_batches(
    formulas: Iterable[tuple[Math, Surroundings]], pool: EquationPool | None = None
) -> Iterator[list[tuple[Math, tuple[EquationCheck, ...]]]]:
    """The checks of each formula in the text's order, as many formulas at a time as are judged.

    What was judged before comes at once. Closing the iterator leaves the rest unjudged.
    """
    workers = pool or shared_pool()
    told = iter(formulas)
    waiting: deque[tuple[Math, Future[tuple[EquationCheck, ...]]]] = deque()
    while True:
        for math, around in islice(told, _AHEAD - len(waiting)):
            future = workers.submit(
                math.latex, math=math.id, offset=math.start, surroundings=around
            )
            waiting.append((math, future))
        if not waiting:
            return
        batch = [_first(waiting)]
        while waiting and waiting[0][1].done():
            batch.append(_first(waiting))
        yield batch


def _first(
    waiting: deque[tuple[Math, Future[tuple[EquationCheck, ...]]]],
) -> tuple[Math, tuple[EquationCheck, ...]]:
    math, future = waiting.popleft()
    return math, future.result()


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
