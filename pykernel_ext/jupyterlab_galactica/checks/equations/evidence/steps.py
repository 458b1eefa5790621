"""Verdicts on steps of a derivation, in words a reader can check."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ....answer.verdicts import Claim, Counterexample
from ..numbers.show import show_number
from ..numbers.variety import NoPointsError, sides
from ..tree import Relation
from ..vocabulary.double_functions import Number
from ..vocabulary.multiprecision import mp
from ..writing.latex import relation_to_latex
from .accusing import has_more_roots, leaves
from .derivations import Step
from .judgement import Judgement
from .versions import names_in

_SURE = 30
"""Symbols and numbers in the premises, up to which all solutions are surely found."""


@dataclass(frozen=True, slots=True)
class InText:
    """A judgement with what the text makes of the equation, and what else of the text was used."""

    judgement: Judgement
    claim: Claim
    assumptions: tuple[str, ...] = ()


def following(relation: Relation, alone: Judgement, found: Step, claim: Claim) -> InText:
    used = _used(found)
    supposed = any(known.stance.claim == "tried" for known in found.premises)
    repeated = any(known.relation == found.relation for known in found.premises)
    unsure = found.isolated and (
        has_more_roots(found.premises) or sum(leaves(k.relation) for k in found.premises) > _SURE
    )
    if found.truth == "sometimes" or supposed or unsure:
        if alone.verdict != "refuted":
            return InText(alone, claim, used)
        reason = "True for some of the values that the text allows."
        return InText(replace(alone, verdict="conditional", reason=reason), claim, used)
    if repeated:
        return InText(alone if alone.verdict != "refuted" else
                      replace(alone, verdict="conditional", reason="As the text says before."),
                      claim, used)  # fmt: skip
    reason = f"Follows from {_listed(used)}."
    kind = "identity" if not names_in(relation) else alone.kind
    return InText(Judgement(kind, "holds", reason, "numeric", len(found.points)), "derived", used)


def contradicting(found: Step, claim: Claim) -> InText:
    point = found.points[0]
    used = _used(found)
    try:
        left, right, _ = sides(found.relation)(point)
    except NoPointsError:
        left = right = 0.0
    names = names_in(found.relation)
    values = {name: _shown(point[name]) for name in sorted(names) if name in point}
    example = Counterexample(values, _shown(left), _shown(right))
    where = f"by {_listed(used)} " if used else ""
    slip = found.meant
    meant = relation_to_latex(slip) if slip is not None else None
    would = f" {meant} would." if meant else ""
    reason = (
        f"Does not follow: {where}the left side is {example.left}, the right side {example.right}"
        f"{_at(values)}.{would}"
    )
    return InText(
        Judgement(
            "equation", "refuted", reason[0].upper() + reason[1:], points=len(found.points),
            counterexample=example, repair=meant,
        ),
        claim, used,
    )  # fmt: skip


def _at(values: Mapping[str, str]) -> str:
    return (
        " at " + ", ".join(f"{name} = {value}" for name, value in values.items()) if values else ""
    )


def _shown(value: Number) -> str:
    if isinstance(value, complex):
        return show_number(mp.mpc(value))
    return show_number(mp.mpf(repr(round(value, 9)) if abs(value) < 1e6 else value))


def _used(found: Step) -> tuple[str, ...]:
    texts = [definition.latex for definition in found.used]
    texts += [known.latex for known in found.premises]
    return tuple(dict.fromkeys(re.sub(r"\s*&\s*", " ", text).strip() for text in texts))


def _listed(texts: tuple[str, ...]) -> str:
    quoted = [f"${text}$" for text in texts]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]])) if quoted else "it"
