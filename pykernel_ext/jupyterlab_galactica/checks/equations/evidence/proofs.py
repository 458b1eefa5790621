"""Evidence made stronger, where that comes quickly: by a proof, or by the solutions."""

from __future__ import annotations

from dataclasses import replace

from ..algebra.integrals import IncomparableError
from ..claims.circumstances import Circumstances
from ..numbers.decimals import has_decimals
from ..numbers.sampling import is_complex
from ..proving.by_components import proves_by_components
from ..proving.by_sympy import proves
from ..proving.solutions import solutions
from ..tree import Relation, has_plus_minus
from ..tree.kinds import is_linear
from .case import compared, evaluated
from .evidence import Evidence


def with_proof(relation: Relation, evidence: Evidence, circumstances: Circumstances) -> Evidence:
    """The same, proved where exact algebra or SymPy can show what numbers do."""
    if evidence.proved or not evidence.points or relation.op not in ("=", r"\equiv"):
        return evidence
    if is_linear(relation):
        if not proves_by_components(relation):
            return evidence
        return replace(evidence, reason="Proved by components with SymPy.", proved=True)
    if has_plus_minus(relation) or has_decimals(relation):
        return evidence  # of one sign, or equal to the digits given
    try:
        left, right = evaluated(compared(relation, circumstances.antiderivative_in))
    except IncomparableError:
        return evidence
    complex_ = is_complex(left, right)
    if not proves(left, right, positive=bool(circumstances.tests), complex_=complex_):
        return evidence
    remark = evidence.reason.partition("points")[2] or "."
    return replace(evidence, reason=f"Proved by exact algebra{remark}", proved=True)


def with_solutions(relation: Relation, evidence: Evidence) -> Evidence:
    """The same, with the solutions of an equation in one unknown."""
    if is_linear(relation):
        return evidence
    return replace(evidence, solutions=solutions(relation))
