"""Terms of one form in which whole numbers run: `\\frac{x^2}{2!}, \\frac{x^3}{3!}`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, repeat
from typing import TypeGuard

from ..tree import Expr, Neg, Num, children, rebuild, walk

Pattern = Callable[[int], Expr]


def pattern(terms: Sequence[Expr]) -> Pattern | None:
    """The term of any number, the first given being number 0; None without one form for all.

    Numbers in it go on as they begin, in equal steps; signs stay or alternate.
    """
    bodies = [term.arg if isinstance(term, Neg) else term for term in terms]
    signs = [isinstance(term, Neg) for term in terms]
    shapes = {_with_numbers(body, repeat(0)) for body in bodies}
    if len(bodies) < 2 or len(shapes) > 1:
        return None
    alternating = all(a != b for a, b in pairwise(signs))
    if not alternating and len(set(signs)) > 1:
        return None
    runs = list(zip(*map(_numbers, bodies), strict=True))
    steps = [run[1] - run[0] for run in runs]
    for run, step in zip(runs, steps, strict=True):
        if any(b - a != step for a, b in pairwise(run)):
            return None

    def general(k: int) -> Expr:
        values = iter([run[0] + k * step for run, step in zip(runs, steps, strict=True)])
        body = _with_numbers(bodies[0], values)
        negative = signs[0] ^ (alternating and k % 2 == 1)
        return Neg(body) if negative else body

    return general if any(steps) else None


def _is_whole(node: Expr) -> TypeGuard[Num]:
    return isinstance(node, Num) and node.digits.isdigit()


def _numbers(node: Expr) -> list[int]:
    return [int(part.digits) for part in walk(node) if _is_whole(part)]


def _with_numbers(node: Expr, values: Iterator[int]) -> Expr:
    """The node with other whole numbers, in the order of `_numbers`."""
    if _is_whole(node):
        value = next(values)
        return Num(str(value)) if value >= 0 else Neg(Num(str(-value)))
    parts = tuple(_with_numbers(part, values) for part in children(node))
    return rebuild(node, parts) if parts else node
