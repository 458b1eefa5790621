"""Evidence on equations between probabilities, expectations and variances.

They are tried on finite sample spaces, where a random variable has a value at each outcome and an
event is a set of outcomes. They depend on each other, unless the text says that they do not. What
is false of dependent ones is tried under what texts often assume without saying so again.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction

from ..claims.circumstances import Circumstances
from ..claims.claim import Claim
from ..claims.form import introduces_one
from ..claims.said_chance import Chance
from ..numbers.chance.expanding import counts_in
from ..numbers.chance.roles import MOMENTS, Roles, roles_in
from ..numbers.chance.spaces import Assumed
from ..tree import Apply, Call, Expr, Relation, Sum, Sym, children, free_symbols, walk
from ..vocabulary.multiprecision import UndeterminedError
from .chance.assumed import ACCUSED, ESCAPES, NARROW, Escape, said_of, true_under
from .chance.examples import example_against
from .chance.trying import EQUALITIES, INEQUALITIES, SPACES, Trial, is_random, readings
from .evidence import Evidence, Found, for_some


def probability(relation: Relation, circumstances: Circumstances) -> Found | None:
    """What such an equation claims, and how true it is; None for any other."""
    if relation.op not in (*EQUALITIES, *INEQUALITIES) or relation.left == relation.right:
        return None
    if not is_random(relation):
        return None
    counts = counts_in(relation)
    for reading in readings(relation, counts):
        if _is_tautology(reading, relation):
            return None
        try:
            trial = Trial(reading, roles_in(reading), counts)
            found = _judged(trial, relation, circumstances)
        except UndeterminedError:
            continue
        if found is not None:
            return found
    return None


def _is_tautology(relation: Relation, written: Relation) -> bool:
    """Whether it gives the mean and the deviation their names."""
    return relation.left == relation.right and written.left != written.right


def _judged(trial: Trial, written: Relation, circumstances: Circumstances) -> Found | None:
    chance = circumstances.chance
    if not trial.roles.random:
        return None
    names = _listed(trial.roles)
    if written.op in INEQUALITIES:
        return _inequality(trial)
    outcome, spaces = trial.compare(Assumed())
    if outcome == "true":
        several = f", {names} dependent or not" if len(trial.roles.random) > 1 else ""
        reason = f"Both sides agree on {spaces} random sample spaces{several}."
        return Claim(), Evidence(finding="true", reason=reason, points=spaces)
    if outcome == "none":
        return None
    for escape in said_of(trial, chance):
        if true_under(trial, escape):
            words = escape.words.format(names=names)
            reason = f"Both sides agree on {SPACES} random sample spaces, for {words}."
            return Claim(), Evidence(finding="true", reason=reason, points=SPACES)
    if not _claims_identity(trial, written):
        return None
    return _differing(trial, written, names, circumstances)


def _inequality(trial: Trial) -> Found:
    """One false space is enough, so many are tried, of every kind."""
    untold = Claim(), for_some("Not true of all random quantities.", "inequality")
    if trial.roles.numbers - trial.roles.compared.keys():
        return untold  # true for some numbers at most spaces
    if trial.relation.op in ("<", ">"):
        return untold  # what is certain or impossible is never drawn
    outcome, spaces = trial.compare(Assumed())
    if outcome != "true":
        return untold
    for assumed in (escape.assumed for escape in ESCAPES):
        try:
            outcome, count = trial.compare(assumed)
        except UndeterminedError:
            continue
        if outcome == "false":
            return untold
        spaces += count
    reason = f"True on {spaces} random sample spaces."
    return Claim(), Evidence(finding="true", reason=reason, kind="inequality", points=spaces)


def _differing(trial: Trial, written: Relation, names: str, circumstances: Circumstances) -> Found:
    """Both sides differ on some spaces: under what they would agree."""
    chance = circumstances.chance
    example, words = example_against(trial)
    if not circumstances.vague and (times := _factor_between(trial, chance)) is not None:
        return Claim(), Evidence(
            finding="contrary",
            reason=f"The left side is ${times}$ times the right side, whatever is random{words}.",
            points=SPACES,
            counterexample=example,
        )
    several = len(trial.roles.random) > 1
    excluded = chance.denied and several
    escapes = [
        e for e in ESCAPES if not (excluded and (e.assumed.independent or e.said in ACCUSED))
    ]
    for escape in escapes:
        if not true_under(trial, escape):
            continue
        summed = any(isinstance(part, Sum) for part in walk(written))  # over a partition
        accused = escape.said in ACCUSED and not summed and chance.anywhere.isdisjoint(escape.said)
        vague = circumstances.vague or not accused or _may_state(trial, escape, chance)
        reason = f"True for {escape.words.format(names=names)}, not in general{words}."
        said_of_all = circumstances.general and accused
        return Claim("identity", vague), Evidence(
            finding="contrary" if said_of_all else "mixed", reason=reason, counterexample=example
        )
    for escape in [*ESCAPES, NARROW] if excluded else [NARROW]:
        if not true_under(trial, escape):
            continue
        approximates = _is_particular(trial, chance) or _takes_means(trial)
        doubted = circumstances.general or excluded or not approximates
        # A small letter alone may be a number: `E[a] = a`.
        small = (isinstance(what, Sym) and what.name.islower() for what in trial.roles.random)
        doubted = doubted and not all(small)
        reason = f"True for {escape.words.format(names=names)}, not in general{words}."
        return Claim("identity", circumstances.vague), Evidence(
            finding="contrary" if doubted and not circumstances.vague else "mixed",
            reason=reason, counterexample=example,
        )  # fmt: skip
    vague = circumstances.vague or _is_particular(trial, chance)
    return Claim("identity", vague), Evidence(
        finding="false",
        reason=f"Not true in general: both sides differ{words}.",
        points=SPACES,
        telling=True,
        counterexample=example,
        if_vague="Not true in general; it may be of these random quantities.",
    )


def _factor_between(trial: Trial, chance: Chance) -> Fraction | None:
    """The factor other than 1 by which the sides of an equation between probabilities differ.

    It must be the same on all spaces, or on all that are as the text says. Estimates may divide
    variances by other numbers, so moments are left out.
    """
    if any(isinstance(part, Call) and part.name in MOMENTS for part in walk(trial.relation)):
        return None
    for assumed in (Assumed(), *(escape.assumed for escape in said_of(trial, chance))):
        with suppress(UndeterminedError):
            if (factor := trial.factor(assumed)) not in (None, 0, 1):
                return factor
    return None


def _may_state(trial: Trial, escape: Escape, chance: Chance) -> bool:
    """Whether the equation may be what says that they are independent: `P(AB) = P(A) P(B)`."""
    left, right = (_random_in(side, trial.roles) for side in _sides(trial))
    states = escape.said == ("independent",) and not any(
        isinstance(part, Call) and part.name in MOMENTS for part in walk(trial.relation)
    )
    return states or left != right or _is_particular(trial, chance)


def _is_particular(trial: Trial, chance: Chance) -> bool:
    """Whether it may be true of the random quantities that the text speaks of."""
    several = len(trial.roles.events) > 2 or any(
        isinstance(event, Relation) for event in trial.roles.events
    )
    compares = any(isinstance(part, Relation) for side in _sides(trial) for part in walk(side))
    averages = any(isinstance(p, Call) and p.name == "mean" for s in _sides(trial) for p in walk(s))
    marked = any(name.startswith("\\") for name in trial.roles.variables)
    parameters = any(name.startswith("\\") for name in trial.roles.numbers)
    named = chance.near & {"particular", "under a condition"}
    known = chance.near & {"normal", "exponential", "Poisson", "uniform", "indicator", "whole"}
    return bool(
        several or compares or parameters or marked or named or known or chance.conditional
        or (averages and "average" not in chance.anywhere)
        or _lower_case(trial)
    )  # fmt: skip


def _takes_means(trial: Trial) -> bool:
    """Whether it has averages, or the mean of a function that nothing is said of."""
    return any(
        isinstance(part, Apply) or (isinstance(part, Call) and part.name == "mean")
        for side in _sides(trial)
        for part in walk(side)
    )


def _lower_case(trial: Trial) -> bool:
    """`p(x)` is a density, of which models say more than is true of events."""
    return any(
        isinstance(part, Apply) and part.name in trial.roles.probabilities and part.name != "P"
        for side in _sides(trial)
        for part in walk(side)
    )


def _sides(trial: Trial) -> tuple[Expr, Expr]:
    return trial.relation.left, trial.relation.right


def _claims_identity(trial: Trial, written: Relation) -> bool:
    """Whether it relates operations on the same random quantities, whatever those are.

    `E[X] = \\mu` and `E[X] = E[Y]` say something of particular ones.
    """
    if introduces_one(written):
        return False
    left, right = (_random_in(side, trial.roles) for side in _sides(trial))
    if not left or not right or not (left <= right or right <= left):
        return False
    outside = [_outside(side) for side in _sides(trial)]
    inside = [free_symbols(side) for side in _sides(trial)]
    return outside[0] <= inside[1] and outside[1] <= inside[0]


def _random_in(side: Expr, roles: Roles) -> frozenset[Expr]:
    return frozenset(part for part in walk(side) if part in roles.random)


def _outside(side: Expr) -> frozenset[str]:
    """Names that stand outside all operations on random quantities."""
    match side:
        case Call(name) if name in MOMENTS or name == "probability":
            return frozenset()
        case Apply():
            return frozenset()
        case Sym(name):
            return frozenset((name,))
    return frozenset().union(*map(_outside, children(side)))


def _listed(roles: Roles) -> str:
    names = sorted(roles.variables) + sorted(e.name for e in roles.events if isinstance(e, Sym))
    quoted = [f"${name}$" for name in names]
    return _joined(quoted) if quoted else "events"


def _joined(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
