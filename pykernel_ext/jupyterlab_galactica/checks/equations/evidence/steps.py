"""Evidence on steps of a derivation, in words a reader can check."""

from __future__ import annotations

import re
from contextlib import suppress

from ....answer.verdicts import Counterexample
from ..numbers.show import show_number
from ..numbers.variety import NoPointsError, Point, sides
from ..tree import Relation, Sym, free_symbols
from ..vocabulary.function import Number
from ..vocabulary.multiprecision import mp
from ..writing.latex import relation_to_latex
from .derivations import DIFFERS, Step
from .evidence import Evidence
from .slips import gaps

_SMALL = (2.0, 3.0, 5.0, 7.0)
"""Values that a reader puts in without paper."""


def following(found: Step) -> Evidence:
    """That it is true wherever the equations are that it follows from."""
    reason = f"Follows from {_listed(used_in(found))}."
    return Evidence(finding="true", reason=reason, points=len(found.points))


def contradicting(found: Step) -> Evidence:
    """Where it is false although the equations before it are true."""
    point = _easy_point(found) or found.points[0]
    values = {name: _shown(point[name]) for name in sorted(found.names) if name in point}
    example = None
    with suppress(NoPointsError):
        left, right, _ = sides(found.relation)(point)
        example = Counterexample(values, _shown(left), _shown(right))
        if example.left == example.right:  # as rounded for readers
            example = None
    used = used_in(found)
    meant = found.meant
    telling = meant is not None and meant.left != meant.right
    return Evidence(
        finding="contrary" if used else "false",
        reason=f"Does not follow from {_listed(used)}." if used else "Not an identity.",
        kind="equation",
        points=len(found.points),
        counterexample=example,
        repair=relation_to_latex(meant) if meant is not None and telling else None,
    )


def _easy_point(found: Step) -> Point | None:
    """Small whole numbers for what the premises leave open, and what they make of the rest."""
    premises = [known.relation for known in found.premises]
    defined = {r.left.name: r for r in premises if isinstance(r.left, Sym)}
    if not premises or len(defined) < len(premises):
        return None
    names = found.names.union(*map(free_symbols, premises))
    point: Point = dict(zip(sorted(names - defined.keys()), _SMALL, strict=False))
    try:
        for _ in premises:
            for name, relation in defined.items():
                if name not in point and free_symbols(relation.right) <= point.keys():
                    point[name] = sides(Relation("=", relation.right, relation.right))(point)[0]
        differs = min(gaps(found.relation, [point]), default=0.0) > DIFFERS
    except NoPointsError:
        return None
    return point if names <= point.keys() and differs else None


def used_in(found: Step) -> tuple[str, ...]:
    """The definitions and premises of a step, as written."""
    texts = [definition.latex for definition in found.used]
    texts += [known.latex for known in found.premises]
    return tuple(dict.fromkeys(re.sub(r"\s*&\s*", " ", text).strip() for text in texts))


def _shown(value: Number) -> str:
    if isinstance(value, complex):
        return show_number(mp.mpc(value))
    return show_number(mp.mpf(repr(round(value, 9)) if abs(value) < 1e6 else value))


def _listed(texts: tuple[str, ...]) -> str:
    quoted = [f"${text}$" for text in texts]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]])) if quoted else "it"
