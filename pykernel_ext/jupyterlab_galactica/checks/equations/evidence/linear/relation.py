"""Evidence on a relation between vectors, matrices or fields.

It is tried with small integer vectors and matrices and with polynomial fields, where derivatives
and products are exact. What notation leaves open (the dimension, whether a letter is a constant,
whether r is the place) is tried in every usual way: it is true if it is in one of them, and false
only if it is in all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .....answer.verdicts import Counterexample
from ...claims.circumstances import Circumstances
from ...claims.claim import Claim
from ...claims.linear_form import linear_form
from ...numbers.budget import now, soon
from ...numbers.linear import grids
from ...numbers.linear.conventions import Reading, readings
from ...numbers.linear.jets import OrderError
from ...numbers.linear.trials import Special, draw
from ...numbers.sampling import Test
from ...tree import (
    Call,
    Expr,
    MatrixSym,
    Nabla,
    Neg,
    Num,
    Pow,
    Relation,
    VectorSym,
    is_constant,
)  # fmt: skip
from ...tree.contents import Contents
from ...tree.kinds import KindError, check_relation, is_zero, kind_of
from ...vocabulary.multiprecision import NoValueError, mp
from ...writing.latex import relation_to_latex
from ..evidence import Evidence, Finding, Found, for_some, relates, undecided
from .comparing import ROUNDING, Tried, compare_sides, evaluator_of
from .linear_slips import slips

_SECONDS = 1.0
"""All readings together."""

_EXAMPLE_SECONDS = 0.05
"""The search for matrices that are easy to multiply."""

_REPAIR_SECONDS = 0.15
"""The search for one edit."""

_POINTS_OF_INEQUALITY = 16
"""One false point is enough, so many are tried."""

_SIZES = ("norm", "abs", "det", "tr")

_MOST_READINGS = 10
"""Combinations of what the notation leaves open, likely ones first."""

_SPECIAL: Mapping[Special, str] = {
    "solenoidal": "for fields without divergence", "irrotational": "for fields without curl",
    "symmetric": "for symmetric matrices", "commuting": "for matrices that commute",
}  # fmt: skip


def linear_relation(relation: Relation, circumstances: Circumstances) -> Found:
    """What a relation between such things claims, and how true it is. Raises TimeoutError."""
    vague = circumstances.vague
    try:
        check_relation(relation)
    except KindError as error:
        return Claim(), undecided(f"The sides do not fit: {error}.")
    contents = Contents(relation)
    if relation.op in ("<", ">", r"\le", r"\ge"):
        return Claim("identity", vague), _inequality(contents)
    if relation.op == r"\ne":
        return Claim(), for_some("Not equal in general.", "inequality")
    if relation.op not in ("=", r"\equiv", ":="):
        return relates("Says how quantities are related.")
    if relation.left == relation.right:
        return Claim(), Evidence(finding="true", reason="Both sides are the same.", proved=True)
    return _equation(contents, circumstances)


def _equation(contents: Contents, circumstances: Circumstances) -> Found:
    deadline = soon(_SECONDS)
    tests = _tests(circumstances)
    failed: list[Tried] = []
    reason = ""
    for reading in list(readings(contents))[:_MOST_READINGS]:
        tried = compare_sides(contents, reading, deadline, tests, shapes=circumstances.kinds)
        if tried.outcome == "agree":
            remark = _remark(contents, reading)
            reason = f"Both sides agree at {tried.points} points{remark}."
            return Claim(), Evidence(finding="true", reason=reason, points=tried.points)
        if tried.outcome == "disagree":
            failed.append(tried)
        else:
            reason = reason or tried.reason
    form = linear_form(contents)
    if failed:
        claim = Claim(form, circumstances.vague)
        return claim, _differing(contents, claim, circumstances, failed, deadline)
    if form == "definition":
        return Claim(form), Evidence(finding="none")
    said = f": {reason}" if reason else ""
    return relates(f"Not an identity to prove{said}.")


def _tests(circumstances: Circumstances) -> tuple[Test, ...]:
    """The conditions on numbers, with those that the text's words make."""

    def is_positive(name: str) -> Test:
        return lambda values: name not in values or values[name].real > 0

    kinds = circumstances.kinds.items()
    return (
        *circumstances.tests,
        *(is_positive(name) for name, kind in kinds if kind == "positive"),
    )


def _differing(
    contents: Contents,
    claim: Claim,
    circumstances: Circumstances,
    failed: Sequence[Tried],
    deadline: float,
) -> Evidence:
    """Both sides differ in every reading: under what they would agree, or by which slip."""
    if _says_symmetry(contents.relation):
        return for_some("Says what it is like, as a symmetry does: a condition.", "equation")
    example = _easy_example(contents, deadline) or failed[0].example
    if _any_operator(contents, circumstances):
        return for_some(
            "Not true of all operators; whether it is of these is not said.",
            "equation" if claim.form == "question" else "identity",
            example,
        )
    reading = next(iter(readings(contents)))
    telling = claim.form == "question" and all(tried.steady for tried in failed)
    better: Relation | None = None
    if claim.form == "question" and not telling:
        # |a + b| = |a - b| says that a and b are orthogonal
        if "norm" not in contents.calls and claim.may_be_refuted:
            better = _repair(contents, reading, deadline, swaps=False)
        telling = better is not None
    elif claim.form in ("identity", "question"):
        asserted = circumstances.claim == "asserted"
        for special in _left_out(contents, circumstances) if asserted else _assumable(contents):
            tried = compare_sides(contents, reading, deadline, _tests(circumstances), special)
            if tried.outcome == "agree":
                finding = _if_special(special, circumstances, claim)
                but = "" if finding == "true" else ", not in general"
                return Evidence(
                    finding=finding,
                    reason=f"True {_SPECIAL[special]}{but}.",
                    points=tried.points,
                    counterexample=example,
                )
        if claim.may_be_refuted:
            better = _repair(contents, reading, deadline, swaps=True)
    repair = relation_to_latex(better) if better else None
    points = sum(tried.points for tried in failed)
    return Evidence(
        finding="false",
        reason=f"Not an identity: both sides differ at all {points} points tried.",
        points=points,
        telling=telling,
        counterexample=example,
        repair=repair,
        if_question="True of some vectors, matrices or fields: a condition.",
        if_vague="Not true in general; it may follow from what stands beside it.",
    )


def _if_special(special: Special, circumstances: Circumstances, claim: Claim) -> Finding:
    """What it means that an equation is true under a property: whether the text has it."""
    if special != "commuting":
        return "mixed"
    if circumstances.commute:
        return "true"
    asserted = circumstances.claim == "asserted" and circumstances.in_words
    forgotten = asserted and claim.may_be_refuted
    return "contrary" if forgotten else "mixed"


def _says_symmetry(relation: Relation) -> bool:
    """`M = -M^T`, `M^{-1} = M^T`: the same thing on both sides, once turned over."""

    (by, left), (other, right) = _turned(relation.left), _turned(relation.right)
    return left == right and by != other


def _turned(side: Expr) -> tuple[frozenset[str], Expr]:
    """What is inside, and what is done to it an odd number of times, whatever the sign."""
    operation: str
    match side:
        case Neg(arg):
            return _turned(arg)
        case Call("transpose" | "adjoint" | "conj" as name, (arg,)):
            operation = name
        case Pow(arg, Neg(Num("1"))):
            operation = "inverse"
        case _:
            return frozenset(), side
    done, inner = _turned(arg)
    return done ^ {operation}, inner


def _easy_example(contents: Contents, deadline: float) -> Counterexample | None:
    """Two by two matrices of ones and zeros, where they show the difference."""
    dimensions = {reading.dimension for reading in readings(contents)}
    if not contents.matrices or contents.literal_sizes or contents.vectors or dimensions - {2, 3}:
        return None
    end = min(deadline, soon(_EXAMPLE_SECONDS))
    try:
        return compare_sides(contents, Reading(2), end, special="simple").example
    except TimeoutError:
        return None


def _any_operator(contents: Contents, circumstances: Circumstances) -> bool:
    """Whether it is about operators, of which more may be known than that they do not commute."""
    return any(
        name.startswith(r"\hat") or circumstances.kinds.get(name.split("_")[0]) == "operator"
        for name in contents.matrices
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


def _assumable(contents: Contents) -> Iterator[Special]:
    """Properties that a text may have assumed before a step that it derives."""
    if contents.is_spatial and contents.vectors:
        yield from ("solenoidal", "irrotational")
    if contents.matrices:
        yield from ("symmetric", "commuting")


def _left_out(contents: Contents, circumstances: Circumstances) -> Iterator[Special]:
    """Properties under which an equation that leaves out a term is often stated."""
    lone = {
        part.kind
        for part in contents.parts
        if isinstance(part, Nabla) and isinstance(part.arg, VectorSym)
    }
    if contents.is_spatial and contents.vectors:
        # Who writes the divergence of a field down does not take it for zero.
        if "div" not in lone:
            yield "solenoidal"
        if "curl" not in lone:
            yield "irrotational"
    turned = [
        part.args[0]
        for part in contents.parts
        if isinstance(part, Call) and part.name in ("transpose", "adjoint")
    ]
    if turned and all(isinstance(arg, (MatrixSym, VectorSym)) for arg in turned):
        yield "symmetric"
    ordered = contents.calls & {"commutator", "anticommutator"}
    if contents.matrices and not ordered and ("exp" in contents.calls or circumstances.in_words):
        yield "commuting"


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


def _inequality(contents: Contents) -> Evidence:
    relation = contents.relation
    untold = for_some("True of some of its values only.", "inequality")
    if kind_of(relation.left) != "scalar" or kind_of(relation.right) != "scalar":
        return untold
    sides = (relation.left, relation.right)
    sized = any(isinstance(side, Call) and side.name in _SIZES for side in sides)
    if sized and any(is_constant(side) and not is_zero(side) for side in sides):
        return untold  # `|x| \ge 1`: the values drawn are of that size
    deadline = soon(_SECONDS)
    reading = next(iter(readings(contents)))
    for seed in range(_POINTS_OF_INEQUALITY):
        try:
            trial = draw(contents, reading, seed)
            evaluator = evaluator_of(contents, trial, reading, deadline)
            left = evaluator.value(relation.left)
            right = evaluator.value(relation.right)
        except (NoValueError, OrderError):
            return untold
        if grids.is_grid(left) or grids.is_grid(right) or mp.im(left) or mp.im(right):
            return untold
        slack = ROUNDING * max(evaluator.scale, 1)
        if relation.op in ("<", r"\le"):
            left, right = right, left
        if left < right - slack or (relation.op in ("<", ">") and left <= right + slack):
            return untold
    return Evidence(
        finding="true", reason=f"True at {_POINTS_OF_INEQUALITY} points.", kind="inequality",
        points=_POINTS_OF_INEQUALITY,
    )  # fmt: skip
