"""What a text says before an equation, one by one."""

from __future__ import annotations

from dataclasses import dataclass

from ...places import START, Place
from ..tree import Expr, Relation
from .stance import Stance


@dataclass(frozen=True, slots=True)
class Known:
    """An equation that stands earlier in the text; `latex` is its formula as written."""

    relation: Relation
    latex: str
    stance: Stance
    ago: int = 0  # formulas that stand between it and the equation judged
    place: Place = START
    enumerated: bool = False  # the first of several values, as in `k = 1, \\ldots, n`


@dataclass(frozen=True, slots=True)
class Definition:
    """`f(x) = x^2 + 1`"""

    parameters: tuple[str, ...]
    body: Expr
    latex: str
