"""Formulas judged for the parent of a worker process: a request in, a line for each finding out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import sympy  # noqa: F401 - warmed before the first request

from .check import check_formula


def answer(*, latex: str, skip: int) -> Iterator[dict[str, Any]]:
    """Findings on a formula without its delimiters, from equation number `skip` on."""
    for finding in check_formula(latex, skip=skip):
        check = asdict(finding.check)
        del check["build_sympy"]
        yield {
            "check": check,
            "tree": finding.tree,
            "count": finding.count,
            "final": finding.final,
        }
