"""What the values of both sides of an equation amount to, at the points where it was tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from ..claims.claim import Claim
from ..claims.form import is_linear_equation
from ..numbers.budget import soon
from ..numbers.sampling import (
    FAR,
    POSITIVE,
    Regime,
    Sample,
    Value,
    confirmed,
)
from ..tree import (
    Call,
    Const,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    Pow,
    Relation,
    Sym,
    free_symbols,
    is_constant,
    walk,
)
from ..vocabulary.functions import marked
from ..vocabulary.letters import integration_constants, is_counting
from ..vocabulary.multiprecision import mp
from ..writing.latex import relation_to_latex
from .case import Case
from .counterexample import counterexample
from .domains import domain, equality
from .evidence import Evidence, undecided
from .repair import repair

FEWEST_POINTS = 4
"""Clean points a refutation needs, and agreeing ones a symbolic identity needs."""

_TRANSCENDENTAL = marked("transcendental")

_SAME_SHARE = 1e-9
"""The relative difference that rounding leaves of two equal quotients."""

_CONFIRM_SECONDS = 0.3
"""One evaluation at ninety digits."""

_REPAIR_SECONDS = 0.3
"""The search for one edit."""

_DOMAIN_SECONDS = 0.25
"""The search for a condition."""

_SLOW_DOMAIN_SECONDS = 0.6  # where integrals and series are to be evaluated


def without_values(samples: Sequence[Sample] = ()) -> Evidence:
    """Why nothing can be said where no point has a value on both sides."""
    if any(s.outcome == "unclear" for s in samples):
        return undecided("Its integrals, sums or limits converge too slowly to tell.")
    return undecided("No point was found where both sides are defined.")


def weighed(case: Case, samples: Sequence[Sample], claim: Claim) -> Evidence:
    """What both sides' values at the points tried amount to."""
    samples = [_in_the_reals(s, case) for s in samples]
    agree = [s for s in samples if s.outcome == "agree"]
    disagree = [s for s in samples if s.outcome == "disagree"]
    if disagree and not is_constant(case.pair.left) and not is_constant(case.pair.right):
        agree = [s for s in agree if s.left != 0]  # 0 = 0 is no evidence
    chance = [s for s in agree if _may_be_chance(s)]
    if len(chance) == len(agree) < len(disagree) / 2 and claim.form in ("identity", "question"):
        agree = []
    if not agree and not disagree:
        return without_values(samples)
    if not disagree:
        found = _agreeing(case, agree)
        undefined = [s for s in samples if s.outcome == "undefined" and s.regime not in FAR]
        return found if found.thin or len(undefined) < 3 else _where_defined(case, found)
    if agree:
        somewhere = _true_somewhere(case, agree, disagree)
        if somewhere.domain or not all(s.regime in FAR for s in agree):
            return somewhere  # else it is true in a limit only
    return _never_true(case, disagree, claim)


def _in_the_reals(sample: Sample, case: Case) -> Sample:
    """Where neither side is real, an equation about real numbers claims nothing.

    On the cuts of roots, logarithms and inverse functions the sides may differ by convention.
    """
    neither = sample.outcome == "disagree" and mp.im(sample.left) and mp.im(sample.right)
    if not neither or case.about_complex or sample.regime == "complex":
        return sample
    return replace(sample, outcome="undefined")


def _where_defined(case: Case, found: Evidence) -> Evidence:
    """The same, with the domain on which both sides have values."""
    true = equality(case.pair, soon(_DOMAIN_SECONDS), real=False)
    where = domain(case.pair, case.drawing, true)
    if where is None:
        return found
    reason = f"{found.reason[:-1]}, for ${where.latex}$; elsewhere a side has no value."
    return replace(found, reason=reason, domain=where.latex)


def _true_somewhere(case: Case, agree: Sequence[Sample], disagree: Sequence[Sample]) -> Evidence:
    """True at some points and false at others: for which values, if that can be said."""
    about_complex = case.about_complex or disagree[0].regime == "complex"
    example = counterexample(case, disagree)
    seconds = _SLOW_DOMAIN_SECONDS if case.approximated else _DOMAIN_SECONDS
    true = equality(case.pair, soon(seconds), real=not about_complex)
    found = domain(case.pair, case.drawing, true)
    if found is not None:
        return Evidence(
            finding="mixed",
            reason=f"True for ${found.latex}$ ({found.points} points), not for all values.",
            points=found.points, counterexample=example, domain=found.latex,
        )  # fmt: skip
    real = sum(s.clean for s in agree) >= FEWEST_POINTS and not any(s.clean for s in disagree)
    if real and not about_complex:
        return Evidence(
            finding="mixed",
            reason=f"True wherever everything in it is real ({len(agree)} points).",
            points=len(agree), counterexample=example,
        )  # fmt: skip
    return Evidence(
        finding="mixed",
        reason=f"True at {len(agree)} of {len(agree) + len(disagree)} points tried, not at all.",
        kind="identity" if case.form == "identity" else "equation",
        counterexample=example,
    )


def _may_be_chance(agreeing: Sample) -> bool:
    """Wrong formulas for sums are often right for n = 1 or 2."""
    return any(
        is_counting(name) and not isinstance(value, complex) and value <= 2
        for name, value in agreeing.values.items()
    )


def _agreeing(case: Case, agree: Sequence[Sample]) -> Evidence:
    sure = len(agree) >= FEWEST_POINTS
    if sure and not case.approximated:
        left, right = case.pair.left, case.pair.right
        with suppress(TimeoutError):
            sure = confirmed(left, right, agree[0].values, soon(_CONFIRM_SECONDS))
    if not sure:
        return Evidence(finding="true", reason="Too few points could be evaluated.", thin=True)
    reason = f"Both sides agree at {len(agree)} points{_remark(case, agree)}."
    return Evidence(finding="true", reason=reason, points=len(agree))


def _remark(case: Case, agree: Sequence[Sample]) -> str:
    names = sorted({name for s in agree for name in s.values})
    counting = [name for name in names if is_counting(name)]
    parts = []
    if case.tests:
        parts.append("under the conditions given")
    if counting:
        parts.append(f"for positive integers ${', '.join(counting)}$")
    real = [name for name in names if name not in counting]
    if real and not case.tests and all(s.regime in POSITIVE for s in agree):
        parts.append(f"for ${', '.join(real)} > 0$")
    return " " + ", ".join(parts) if parts else ""


def _never_true(case: Case, disagree: Sequence[Sample], claim: Claim) -> Evidence:
    """False at all points; a repair and an example only where they matter."""
    clean = [s for s in disagree if s.clean or case.about_complex]
    places = {tuple(sorted(s.values.items())) for s in clean}
    if len(clean) < FEWEST_POINTS or (len(places) == 1 and free_symbols(case.claimed)):
        example = counterexample(case, clean or disagree) if claim.form == "identity" else None
        reason = "Both sides differ where they could be evaluated, but that is little."
        return Evidence(finding="false", reason=reason, thin=True, counterexample=example)
    if _differ_by_a_constant(case, clean):
        return Evidence(finding="mixed", reason="Equal up to a constant, which is free.")
    better = None
    if claim.may_be_refuted and not is_linear_equation(case.claimed):
        better = repair(case, _for_repair(clean), soon(_REPAIR_SECONDS))
    telling = better is not None and (_telling(case.claimed, better) or _are_multiples(clean))
    found = relation_to_latex(better) if better else None
    sides = "the derivatives of both sides" if case.by_derivatives else "both sides"
    return Evidence(
        finding="false",
        reason=f"Not an identity: {sides} differ at all {len(disagree)} points tried.",
        points=len(clean),
        telling=telling,
        crosses=telling and (case.in_words or _is_bounded(case.claimed)) and _crosses(clean),
        offered=_is_offered(case.claimed),
        counterexample=counterexample(case, clean) if telling or claim.form == "identity" else None,
        repair=found,
    )


def _crosses(samples: Sequence[Sample]) -> bool:
    """Whether one side is now larger, now smaller than the other: then they are equal somewhere.

    `|z| = 1` and `x^4 - x = 0` may be equations to solve, however near an identity is.
    """
    real = [s for s in samples if not mp.im(s.left) and not mp.im(s.right)]
    return len({bool(mp.re(s.left) > mp.re(s.right)) for s in real}) > 1


def _differ_by_a_constant(case: Case, samples: Sequence[Sample]) -> bool:
    """Whether `f + C` stands on one side, and `g + C` with another C on the other."""
    left, right = free_symbols(case.claimed.left), free_symbols(case.claimed.right)
    if not integration_constants(left & right):
        return False
    gaps = [sample.left - sample.right for sample in samples]
    return all(mp.almosteq(gap, gaps[0], rel_eps=mp.mpf("1e-9")) for gap in gaps)


def _is_bounded(claimed: Relation) -> bool:
    """Whether a side is a number."""
    return is_constant(claimed.left) or is_constant(claimed.right)


def _is_offered(claimed: Relation) -> bool:
    """Whether an equation does not look like one to solve for some number."""
    if not _is_bounded(claimed):
        return True
    functions = (part.name for part in walk(claimed) if isinstance(part, Call))
    return Num("0") not in (claimed.left, claimed.right) and not _TRANSCENDENTAL.isdisjoint(
        functions
    )


def _telling(claimed: Relation, repaired: Relation) -> bool:
    """Whether that a slip away there is an identity shows that one was meant.

    Many equations are a slip away from `x x = x^2`. And a symbol that the slip would have added,
    as in `2 k \\pi i`, may be free.
    """
    kept = free_symbols(claimed) <= free_symbols(repaired)
    return kept and not all(map(_is_plain, (*walk(repaired.left), *walk(repaired.right))))


def _are_multiples(samples: Sequence[Sample]) -> bool:
    """`ab/2 = 3ab`: both sides are the same but for a number, and true at 0 only."""
    if any(not s.right or not s.left for s in samples):
        return False
    shares = [s.left / s.right for s in samples]
    return all(abs(share - shares[0]) <= _SAME_SHARE * abs(shares[0]) for share in shares)


def _is_plain(node: Expr) -> bool:
    """A part of a monomial."""
    if isinstance(node, Pow):
        return isinstance(node.exp, Num)
    return isinstance(node, (Num, Sym, Const, Mul, Neg, Div))


def _for_repair(clean: Sequence[Sample]) -> list[tuple[Regime, Mapping[str, Value]]]:
    """Positive points where there are some, as branches agree there, and complex ones if any."""
    positive = [s for s in clean if s.regime in POSITIVE]
    chosen = positive if len(positive) >= 3 else list(clean)
    beside = [s for s in clean if s.regime == "complex" and s not in chosen]
    return [(s.regime, s.values) for s in (*chosen[:5], *beside[:2])]
