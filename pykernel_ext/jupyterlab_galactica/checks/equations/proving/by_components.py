"""Proofs by components with SymPy, for what numbers have settled.

Three dimensions are all that vectors and fields need; of matrices they would prove one size only.
"""

from __future__ import annotations

from ..algebra.definitions import sympy_form
from ..tree import Relation, size
from ..tree.contents import Contents
from ..writing.components import sides_by_components
from .time_limit import time_limit

_SECONDS = 0.1  # of CPU time: expanding takes less, where it proves anything
_MAX_SIZE = 80  # parts of both sides: each becomes many once written in components


def proves_by_components(relation: Relation) -> bool:
    """Whether every component of the difference of both sides expands to zero."""
    contents = Contents(relation)
    if contents.matrices or contents.vector_variables or contents.is_complex:
        return False
    if size(relation.left) + size(relation.right) > _MAX_SIZE:
        return False
    try:
        with time_limit(_SECONDS):
            left, right = sides_by_components(relation, sympy_form)
            difference = left - right
            if hasattr(difference, "shape"):
                return all(entry.expand() == 0 for entry in difference)
            return bool(difference.expand() == 0)
    except Exception:  # noqa: BLE001 - SymPy raises of every kind; a failed proof proves nothing
        return False
