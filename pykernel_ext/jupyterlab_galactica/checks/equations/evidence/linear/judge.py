"""The verdict on an equation with vectors, matrices or nabla.

It is tried with small integer vectors and matrices and with polynomial fields, where derivatives
and products are exact. What notation leaves open (the dimension, whether a letter is a constant,
whether r is the place) is tried in every usual way: it holds if it holds in one of them, and is
refuted only if it fails in all of them and claims to be an identity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ...claims.circumstances import Circumstances
from ...claims.linear_form import claim
from ...numbers.budget import now, soon
from ...numbers.linear import grids
from ...numbers.linear.conventions import Reading, readings
from ...numbers.linear.jets import OrderError
from ...numbers.linear.trials import Special, draw
from ...numbers.sampling import Test
from ...tree import Call, MatrixSym, Nabla, Relation, VectorSym
from ...tree.contents import Contents
from ...tree.kinds import KindError, check_relation, kind_of
from ...vocabulary.multiprecision import (
    TooLargeError,
    UndefinedError,
    UndeterminedError,
    UnsureError,
    mp,
)
from ...writing.latex import relation_to_latex
from ..judgement import Judgement
from .comparing import Tried, compare_sides, evaluator_of
from .edits import slips

_SECONDS = 1.0
_REPAIR_SECONDS = 0.15
_POINTS_OF_INEQUALITY = 16
_MOST_READINGS = 10

_BY_FORM: Mapping[str, Judgement] = {
    "definition": Judgement("definition", "definition", "Introduces a symbol or gives it a value."),
    "law": Judgement(
        "law", "definition", "Relates quantities that have other values elsewhere; a law or model."
    ),
    "question": Judgement(
        "equation", "conditional", "True of some vectors, matrices or fields: a condition."
    ),
}


def judge_linear(relation: Relation, circumstances: Circumstances) -> Judgement:
    """The verdict from numbers and form. Raises TimeoutError."""
    try:
        check_relation(relation)
    except KindError as error:
        return Judgement("unknown", "unsupported", f"The sides do not fit: {error}.")
    contents = Contents(relation)
    if relation.op in ("<", ">", r"\le", r"\ge"):
        return _judge_inequality(contents, circumstances)
    if relation.op == r"\ne":
        return Judgement("inequality", "conditional", "Not equal in general.")
    if relation.op not in ("=", r"\equiv", ":="):
        return Judgement("law", "definition", "Says how quantities are related.")
    if relation.left == relation.right:
        return Judgement("identity", "holds", "Both sides are the same.", "symbolic")
    return _judge_equation(contents, circumstances)


def _judge_equation(contents: Contents, circumstances: Circumstances) -> Judgement:
    deadline = soon(_SECONDS)
    tests = _tests(circumstances)
    failed: list[Tried] = []
    reason = ""
    for reading in list(readings(contents))[:_MOST_READINGS]:
        tried = compare_sides(contents, reading, deadline, tests)
        if tried.outcome == "agree":
            return Judgement(
                "identity", "holds",
                f"Both sides agree at {tried.points} points{_remark(contents, reading)}.",
                "numeric", tried.points,
            )  # fmt: skip
        if tried.outcome == "disagree":
            failed.append(tried)
        else:
            reason = reason or tried.reason
    if not failed:
        return _undetermined(contents, reason)
    return _weighed(contents, circumstances, failed, deadline)


def _tests(circumstances: Circumstances) -> tuple[Test, ...]:
    """The conditions on numbers, with those that the text's words make."""

    def is_positive(name: str) -> Test:
        return lambda values: name not in values or _real(values[name]) > 0

    kinds = circumstances.kinds.items()
    return (
        *circumstances.tests,
        *(is_positive(name) for name, kind in kinds if kind == "positive"),
    )


def _real(value: Fraction | complex) -> float:
    return value.real if isinstance(value, complex) else float(value)


def _undetermined(contents: Contents, reason: str) -> Judgement:
    found = claim(contents)
    if found == "definition":
        return _BY_FORM[found]
    said = f": {reason}" if reason else ""
    return Judgement("law", "definition", f"Not an identity to prove{said}.")


def _weighed(
    contents: Contents, circumstances: Circumstances, failed: Sequence[Tried], deadline: float
) -> Judgement:
    found = claim(contents)
    tests = _tests(circumstances)
    reading = next(iter(readings(contents)))
    if found == "question" and not all(tried.steady for tried in failed):
        lengths = "norm" in contents.calls  # |a + b| = |a - b| says that a and b are orthogonal
        better = None if lengths else _repair(contents, reading, deadline, swaps=False)
        if better is None or circumstances.vague:
            return _BY_FORM[found]
        return _refuted(failed, better)
    if found not in ("identity", "question"):
        return _BY_FORM[found]
    asserted = circumstances.claim == "asserted"
    for special, words in _left_out(contents) if asserted else _assumable(contents):
        tried = compare_sides(contents, reading, deadline, tests, special)
        if tried.outcome == "agree":
            return Judgement(
                "identity", "conditional", f"True {words}, not in general.",
                points=tried.points, counterexample=failed[0].example,
            )  # fmt: skip
    if circumstances.vague:
        return Judgement(
            "identity", "conditional",
            "Not true in general; it may follow from what stands beside it.",
            counterexample=failed[0].example,
        )  # fmt: skip
    return _refuted(failed, _repair(contents, reading, deadline, swaps=True))


def _refuted(failed: Sequence[Tried], better: Relation | None) -> Judgement:
    points = sum(tried.points for tried in failed)
    repair = relation_to_latex(better) if better else None
    meant = f" {repair} would be one." if repair else ""
    return Judgement(
        "identity",
        "refuted",
        f"Not an identity: both sides differ at all {points} points tried.{meant}",
        points=points,
        counterexample=failed[0].example,
        repair=repair,
    )


def _repair(
    contents: Contents, reading: Reading, deadline: float, *, swaps: bool
) -> Relation | None:
    """The equation with one edit that makes it true at the points of this reading."""
    end = min(deadline, soon(_REPAIR_SECONDS))
    for edited in slips(contents.relation, swaps=swaps):
        if now() > end:
            return None
        if compare_sides(Contents(edited), reading, deadline).outcome == "agree":
            return edited
    return None


def _assumable(contents: Contents) -> list[tuple[Special, str]]:
    """Properties that a text may have assumed before a step that it derives."""
    found: list[tuple[Special, str]] = []
    if contents.is_spatial and contents.vectors:
        found.append(("solenoidal", "for fields without divergence"))
        found.append(("irrotational", "for fields without curl"))
    if contents.matrices:
        found.append(("symmetric", "for symmetric matrices"))
        found.append(("commuting", "for matrices that commute"))
    return found


def _left_out(contents: Contents) -> list[tuple[Special, str]]:
    """Properties under which an equation that leaves out a term is often stated."""
    found: list[tuple[Special, str]] = []
    lone = {
        part.kind
        for part in contents.parts
        if isinstance(part, Nabla) and isinstance(part.arg, VectorSym)
    }
    if contents.is_spatial and contents.vectors:
        # Who writes the divergence of a field down does not take it for zero.
        if "div" not in lone:
            found.append(("solenoidal", "for fields without divergence"))
        if "curl" not in lone:
            found.append(("irrotational", "for fields without curl"))
    turned = [
        part.args[0]
        for part in contents.parts
        if isinstance(part, Call) and part.name in ("transpose", "adjoint")
    ]
    if turned and all(isinstance(arg, (MatrixSym, VectorSym)) for arg in turned):
        found.append(("symmetric", "for symmetric matrices"))
    if contents.matrices and "exp" in contents.calls:
        found.append(("commuting", "for matrices that commute"))
    return found


def _remark(contents: Contents, reading: Reading) -> str:
    parts = []
    if contents.matrices and not contents.literal_sizes:
        parts.append(f"with {reading.dimension}×{reading.dimension} matrices")
    elif contents.vectors and reading.dimension != 3:
        parts.append(f"in {reading.dimension} dimensions")
    if reading.constants:
        parts.append(f"with {', '.join(sorted(reading.constants))} constant")
    if reading.places:
        parts.append("with r as the place")
    elif reading.lengths:
        parts.append("with plain letters for lengths and angles")
    if reading.size_letter:
        parts.append(f"with {reading.size_letter} as the dimension")
    return f" ({', '.join(parts)})" if parts else ""


# Inequalities


def _judge_inequality(contents: Contents, circumstances: Circumstances) -> Judgement:
    relation = contents.relation
    conditional = Judgement("inequality", "conditional", "True of some of its values only.")
    if kind_of(relation.left) != "scalar" or kind_of(relation.right) != "scalar":
        return conditional
    deadline = soon(_SECONDS)
    reading = next(iter(readings(contents)))
    true = 0
    for seed in range(_POINTS_OF_INEQUALITY):
        try:
            trial = draw(contents, reading, seed)
            evaluator = evaluator_of(contents, trial, reading, deadline)
            left = evaluator.value(relation.left)
            right = evaluator.value(relation.right)
        except (UndefinedError, UndeterminedError, UnsureError, TooLargeError, OrderError):
            return conditional
        if grids.is_grid(left) or grids.is_grid(right) or mp.im(left) or mp.im(right):
            return conditional
        slack = mp.mpf("1e-18") * max(evaluator.scale, 1)
        if relation.op in ("<", r"\le"):
            left, right = right, left
        if left < right - slack or (relation.op in ("<", ">") and left <= right + slack):
            return conditional
        true += 1
    return Judgement("inequality", "holds", f"True at {true} points.", "numeric", true)
