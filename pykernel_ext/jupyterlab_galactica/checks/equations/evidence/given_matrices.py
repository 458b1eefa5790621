"""What the text computes of a matrix that it has given: inverse, determinant, product, eigenvalues.

The matrix is put in for its name, and both sides are numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..claims.circumstances import Circumstances
from ..claims.context import Context
from ..claims.known import Known
from ..numbers.budget import soon
from ..numbers.decimals import has_decimals
from ..numbers.evaluator import Evaluator
from ..tree import (
    Call,
    Expr,
    MatrixLit,
    MatrixSym,
    Relation,
    Sym,
    VectorSym,
    children,
    free_symbols,
    is_constant,
    rebuild,
    walk,
)
from ..tree.kinds import is_linear
from ..vocabulary.multiprecision import (
    NoValueError,
    TooLargeError,
    UndeterminedError,
    mp,
)
from .evidence import Evidence
from .linear.relation import linear_relation
from .solves import Solution

_SECONDS = 0.2
_NEAR = 12
"""Formulas back, up to which a matrix is surely the one that was given."""

_EXACT = 1e-9
_ROUNDED = 0.02


@dataclass(frozen=True, slots=True)
class _Given:
    """A matrix or column with numbers for entries, as the text gives it."""

    known: Known
    literal: MatrixLit
    sure: bool  # its name has not stood for another


def with_given_matrices(relation: Relation, context: Context) -> Solution | None:
    """Evidence from the matrices given before; None where it says nothing of them alone."""
    if relation.op not in ("=", ":=", r"\equiv"):
        return None
    given = _given(context)
    if not given:
        return None
    if context.eigen and (found := _eigen(relation, given, context)) is not None:
        return found
    if _introduces(relation):
        return None
    used = {name: given[name] for name in _names(relation) if name in given}
    if not used or len(used) < len(_linear_names(relation)):
        return None
    sides = [_put_in(side, used) for side in (relation.left, relation.right)]
    if not any(is_linear(side) for side in sides):
        return None
    left, right = map(free_symbols, sides)
    if left != right:
        return None  # to be solved for
    try:
        evidence = linear_relation(Relation("=", *sides), Circumstances())[1]
    except (TimeoutError, TooLargeError, UndeterminedError, RecursionError):
        return None
    rounded = has_decimals(Relation("=", *sides))
    return _judged(evidence, list(used.values()), context, rounded=rounded)


def _given(context: Context) -> dict[str, _Given]:
    """The matrices by their names; the latest where there are several."""
    found: dict[str, _Given] = {}
    for known in context.knowns:
        match known.relation:
            case Relation(_, Sym(name) | MatrixSym(name) | VectorSym(name), MatrixLit() as literal):
                if all(map(is_constant, literal.entries)) and known.stance.claim != "tried":
                    again = found.get(name)
                    sure = again is None or again.literal == literal
                    found[name] = _Given(known, literal, sure)
    return found


def _introduces(relation: Relation) -> bool:
    return isinstance(relation.left, (Sym, MatrixSym, VectorSym)) or (
        isinstance(relation.right, (Sym, MatrixSym, VectorSym))
        and isinstance(relation.left, MatrixLit)
    )


def _names(relation: Relation) -> frozenset[str]:
    return frozenset(
        part.name for part in walk(relation) if isinstance(part, (Sym, MatrixSym, VectorSym))
    )


def _linear_names(relation: Relation) -> frozenset[str]:
    return frozenset(
        part.name for part in walk(relation) if isinstance(part, (MatrixSym, VectorSym))
    )


def _put_in(node: Expr, given: dict[str, _Given]) -> Expr:
    match node:
        case Sym(name) | MatrixSym(name) | VectorSym(name) if name in given:
            return given[name].literal
        case Call("abs", (Sym(name) | MatrixSym(name),)) if name in given:
            return Call("det", (given[name].literal,))
    parts = tuple(_put_in(part, given) for part in children(node))
    return rebuild(node, parts) if parts else node


def _judged(
    evidence: Evidence, used: list[_Given], context: Context, *, rounded: bool
) -> Solution | None:
    texts = tuple(given.known.latex for given in used)
    listed = " and ".join(f"${text}$" for text in texts)
    if evidence.finding == "true":
        reason = f"Both sides are equal with {listed}."
        return Solution(Evidence(finding="true", reason=reason, points=1), texts)
    if evidence.finding != "false" or not _sure(used, context) or rounded:
        return None
    example = evidence.counterexample
    where = f": the left side is {example.left}, the right side {example.right}" if example else ""
    return Solution(
        Evidence(
            finding="false", reason=f"Not so with {listed}{where}.", kind="equation",
            points=evidence.points, counterexample=example,
        ),
        texts,
    )  # fmt: skip


def _sure(used: list[_Given], context: Context) -> bool:
    """Whether the text must mean these matrices."""
    stance = context.stance
    claimed = stance.claim in ("asserted", "derived") and not stance.conditional
    near = all(given.sure and given.known.ago <= _NEAR for given in used)
    return claimed and near and not (stance.amended or stance.hypothetical)


# Eigenvalues and eigenvectors


def _eigen(relation: Relation, given: dict[str, _Given], context: Context) -> Solution | None:
    """Whether it is one of the matrix, where only one square matrix is given."""
    square = {
        name: one
        for name, one in given.items()
        if one.literal.columns**2 == len(one.literal.entries) and one.literal.columns > 1
    }
    if len(square) != 1 or not isinstance(relation.left, (Sym, MatrixSym, VectorSym)):
        return None
    (name, matrix), value = *square.items(), relation.right
    if relation.left.name == name:
        return None
    numbers = _numbers(matrix.literal)
    if numbers is None:
        return None
    slack = _ROUNDED if has_decimals(Relation("=", matrix.literal, value)) else _EXACT
    size = max(1.0, float(np.abs(numbers).max()))
    if context.eigen == "vector" and isinstance(value, MatrixLit) and value.columns == 1:
        column = _numbers(value)
        if column is None or len(column) != len(numbers) or not column.any():
            return None
        direction = column / np.linalg.norm(column)
        image = numbers @ direction
        factor = np.vdot(direction, image)
        right = float(np.linalg.norm(image - factor * direction)) <= slack * size
        return _eigen_evidence(matrix, context, right, "an eigenvector")
    if context.eigen == "value" and not is_linear(value) and is_constant(value):
        if not relation.left.name.startswith(r"\lambda"):
            return None
        number = _number(value)
        if number is None:
            return None
        distance = float(np.min(np.abs(np.linalg.eigvals(numbers) - number)))
        root = slack if slack == _ROUNDED else 1e-4  # roots that coincide are found less exactly
        return _eigen_evidence(matrix, context, distance <= root * size, "an eigenvalue")
    return None


def _eigen_evidence(matrix: _Given, context: Context, right: bool, what: str) -> Solution | None:
    texts = (matrix.known.latex,)
    if right:
        reason = f"It is {what} of ${texts[0]}$."
        return Solution(Evidence(finding="true", reason=reason, points=1), texts)
    if not _sure([matrix], context):
        return None
    reason = f"It is not {what} of ${texts[0]}$."
    return Solution(Evidence(finding="false", reason=reason, kind="equation", points=1), texts)


def _numbers(literal: MatrixLit) -> NDArray[np.complex128] | None:
    numbers = [_number(entry) for entry in literal.entries]
    if None in numbers:
        return None
    found = np.array(numbers, dtype=np.complex128)
    return found if literal.columns == 1 else found.reshape(-1, literal.columns)


def _number(node: Expr) -> complex | None:
    try:
        return complex(mp.mpc(Evaluator({}, soon(_SECONDS)).value(node)))
    except (NoValueError, TimeoutError, KeyError):
        return None
