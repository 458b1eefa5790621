"""Formulas judged for the parent of a worker process: a request in, a line for each finding out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import Any

import sympy  # noqa: F401 - warmed before the first request

from ...answer.verdicts import EquationCheck
from ..surroundings import surroundings_from
from .check import check_formula

_FIELDS = [field.name for field in fields(EquationCheck) if field.name != "build_sympy"]


def answer(
    *, latex: str, skip: int, surroundings: dict[str, Any] | None
) -> Iterator[dict[str, Any]]:
    """Findings on a formula without its delimiters, from equation number `skip` on."""
    around = surroundings_from(surroundings) if surroundings else None
    for finding in check_formula(latex, skip=skip, surroundings=around):
        check = finding.check
        yield {
            "check": {
                **{name: getattr(check, name) for name in _FIELDS},
                "counterexample": check.counterexample and asdict(check.counterexample),
            },
            "tree": finding.tree,
            "count": finding.count,
            "final": finding.final,
        }
