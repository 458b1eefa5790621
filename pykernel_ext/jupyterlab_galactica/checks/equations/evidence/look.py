"""Evidence on one relation, by what kind of relation it is."""

from __future__ import annotations

import math

from ..algebra.rational import exact
from ..claims.circumstances import Circumstances
from ..claims.claim import Claim
from ..claims.form import introduces_one, names_one
from ..claims.ordered import conjugates, in_both_orders, is_of_operators
from ..tree import Const, Relation
from ..tree.kinds import is_linear
from ..vocabulary.multiprecision import TooLargeError, UndeterminedError
from ..vocabulary.signs import LOOSE
from .equation import equation
from .evidence import Evidence, Found, for_some, relates, undecided
from .expansions import expansion
from .inequality import inequality
from .linear.relation import linear_relation
from .loose import loose
from .probability import probability

_PI_ROUNDED = 0.3
"""How far from π what is meant for it may be."""

_CONDITION = Claim(), for_some("True of some things that do not commute: a condition.", "equation")


def look(relation: Relation, circumstances: Circumstances) -> Found:
    """What a relation without open signs claims, and how true that is. Does not raise."""
    try:
        return _look(relation, circumstances)
    except TooLargeError as error:
        return Claim(), undecided(f"Not evaluated: {error}.")
    except TimeoutError:
        reason = "Evaluating it takes too long."
        return Claim(), Evidence(finding="late", reason=reason, kind="unknown")
    except UndeterminedError as error:
        if introduces_one(relation) or names_one(relation):
            return Claim("definition"), Evidence(finding="none")
        return Claim(), undecided(f"Not checked: {error}.")
    except RecursionError:
        return Claim(), undecided("The equation is nested too deeply.")


def _look(relation: Relation, circumstances: Circumstances) -> Found:
    if relation.op not in LOOSE and is_linear(relation):
        return linear_relation(relation, circumstances)
    if (random := probability(relation, circumstances)) is not None:
        return random
    if relation.op in ("=", ":=") and _gives_pi(relation):
        return Claim("definition"), Evidence(finding="none")
    if relation.op in ("=", r"\equiv") and conjugates(relation):
        return _CONDITION
    found = _look_at_numbers(relation, circumstances)
    if relation.op in ("=", r"\equiv") and in_both_orders(relation):
        says_it = found[1].finding != "true" or is_of_operators(relation)
        return _CONDITION if says_it else found
    return found


def _gives_pi(relation: Relation) -> bool:
    r"""`\pi = 0.4`: nobody says it of the number, so it is another letter."""
    for side, other in ((relation.left, relation.right), (relation.right, relation.left)):
        if side == Const("pi") and (value := exact(other)) is not None:
            return abs(float(value) - math.pi) > _PI_ROUNDED
    return False


def _look_at_numbers(relation: Relation, circumstances: Circumstances) -> Found:
    open_ended = expansion(relation, circumstances.vague)
    if open_ended is not None:
        return open_ended
    if relation.op in (r"\ne", "<", ">", r"\le", r"\ge"):
        return inequality(relation, circumstances)
    if relation.op == r"\approx" or relation.op in LOOSE:
        return loose(relation, circumstances.vague)
    if relation.op not in ("=", ":=", r"\equiv"):
        return relates("Says what something is or where it lies.", "unknown")
    return equation(relation, circumstances)
