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


def running(terms: Sequence[Expr], last: Expr) -> tuple[Callable[[Expr], Expr], int, Expr] | None:
    """`\\binom{n}{0}, \\binom{n}{1}, ..., \\binom{n}{n}`: a term by its running number, the first
    number and the last; None where the terms differ in more than one place."""
    found = _gap(terms[0], last)
    if found is None or found[1] is terms[0]:
        return None
    make, first, end = found
    start = int(first.digits)
    runs = all(make(Num(str(start + k))) == term for k, term in enumerate(terms))
    return (make, start, end) if runs else None


def _gap(first: Expr, last: Expr) -> tuple[Callable[[Expr], Expr], Num, Expr] | None:
    """The one place where a whole number of `first` stands for something else of `last`."""
    if first == last:
        return None
    if _is_whole(first):
        return (lambda value: value), first, last
    a, b = children(first), children(last)
    different = [i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
    if type(first) is not type(last) or len(a) != len(b) or len(different) != 1:
        return None
    (place,) = different
    inner = _gap(a[place], b[place])
    if inner is None or rebuild(first, b) != last:
        return None
    make, number, end = inner
    return (lambda value: rebuild(first, (*a[:place], make(value), *a[place + 1 :]))), number, end


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
