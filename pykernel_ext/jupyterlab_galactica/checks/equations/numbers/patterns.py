"""Terms of one form in which whole numbers run: `\\frac{x^2}{2!}, \\frac{x^3}{3!}`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from itertools import pairwise
from typing import Any

from ..tree import Expr, Neg, Num

Pattern = Callable[[int], Expr]


def pattern(terms: Sequence[Expr]) -> Pattern | None:
    """The term of any number, the first given being number 0; None without one form for all.

    Numbers in it go on as they begin, in equal steps; signs stay or alternate.
    """
    bodies = [term.arg if isinstance(term, Neg) else term for term in terms]
    signs = [isinstance(term, Neg) for term in terms]
    if len(bodies) < 2 or any(_shape(body) != _shape(bodies[0]) for body in bodies):
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


def _is_whole(node: Any) -> bool:
    return isinstance(node, Num) and node.digits.isdigit()


def _shape(node: Any) -> Any:
    """The node with its whole numbers left open."""
    if _is_whole(node):
        return Num
    if isinstance(node, tuple):
        return tuple(map(_shape, node))
    if hasattr(node, "__dataclass_fields__"):
        return type(node), *(_shape(getattr(node, field.name)) for field in fields(node))
    return node


def _numbers(node: Any) -> list[int]:
    if _is_whole(node):
        return [int(node.digits)]
    if isinstance(node, tuple):
        return [number for part in node for number in _numbers(part)]
    if hasattr(node, "__dataclass_fields__"):
        return [n for field in fields(node) for n in _numbers(getattr(node, field.name))]
    return []


def _with_numbers(node: Any, values: Any) -> Any:
    """The node with other whole numbers, in the order of `_numbers`."""
    if _is_whole(node):
        value = next(values)
        return Num(str(value)) if value >= 0 else Neg(Num(str(-value)))
    if isinstance(node, tuple):
        return tuple(_with_numbers(part, values) for part in node)
    if hasattr(node, "__dataclass_fields__"):
        parts = [_with_numbers(getattr(node, field.name), values) for field in fields(node)]
        return type(node)(*parts)
    return node
