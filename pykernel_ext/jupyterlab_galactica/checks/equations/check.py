"""One formula in, verdicts on its equations out. Worker process only; callers use `checks.pool`."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from itertools import combinations
from typing import Any

from ...answer.verdicts import EquationCheck
from ..surroundings import Surroundings
from .algebra.definitions import in_sympy
from .algebra.integrals import integration_variables
from .claims.circumstances import Circumstances, circumstances_of, members
from .claims.claim import Claim
from .claims.context import (
    Context,
    carried_side,
    context_of,
    has_decimal_commas,
    in_known_commands,
    value_of,
)
from .claims.said_notation import refuse_said
from .claims.stance import signed
from .evidence.congruence import congruent
from .evidence.physics import Physics, evidence_in, physics_of
from .evidence.proofs import with_proof, with_solutions
from .numbers.budget import now, soon
from .reading.cursor import LOOSELY
from .reading.definienda import loose_reading, names_what_it_defines
from .reading.find import Statement, find_statements
from .reading.known_letters import WEAK_READING
from .reading.parse import parse_expression, parse_relation, parse_tokens
from .reading.tokens import ParseError, UnsupportedError
from .tree import Call, Const, Expr, Relation, Sym, is_constant, to_data, walk
from .verdict import (
    InText,
    Judged,
    Judgement,
    decide,
    is_better,
    judge,
    judge_in_text,
    named,
    only_neutral,
    unfinished,
    wants_other_reading,
    with_physics,
)
from .vocabulary.signs import LOOSE
from .writing.latex import relation_to_latex

_MAX_READINGS = 6
"""Readings beside the usual one; more ambiguities than that are rare."""

_READING_SECONDS = 0.8
"""All other readings together."""

_FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a mistake in the checker shows up as."""

_STRENGTHENED = ("holds", "conditional")
"""Verdicts that a proof or solutions may make stronger."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A check and the tree it rests on, as data; `final` is False while a proof is being sought."""

    check: EquationCheck
    tree: Any
    count: int  # equations in the formula
    final: bool


def check_formula(
    latex: str, *, skip: int = 0, surroundings: Surroundings | None = None
) -> Iterator[Finding]:
    """Findings on the equations of a formula, in order; a verdict may come again as a proof.

    `latex` is without delimiters. `skip` leaves out as many equations at the start.
    """
    began = time.perf_counter()
    try:
        macros = surroundings.macros if surroundings else ()
        stated = find_statements(
            latex, macros, carried_side(surroundings, latex),
            decimal_comma=has_decimal_commas(surroundings, latex),
        )  # fmt: skip
        statements = [s for s in stated if s.op not in LOOSE or _compares(s)]
    except ParseError as error:
        yield Finding(_unread(latex, error, 0, len(latex), began), None, 1, True)
        return
    count = len(statements)
    context = context_of(surroundings).writing(latex)
    evidence = evidence_in(surroundings)
    variables: set[Sym] = set()
    for index, statement in enumerate(statements):
        start, end = statement.start, _closed(latex, statement.start, statement.end)
        source = latex[start:end]
        began = time.perf_counter() if index else began  # the first pays for the context
        try:
            if index < skip:
                relation, met = _read(statement, context.kinds)
            else:
                antiderivative_in = next(iter(variables)) if len(variables) == 1 else None
                relation, judged, circumstances, met = _judge_statement(
                    statement, antiderivative_in, context
                )
        except (ParseError, *_FAULTS) as fault:
            if index >= skip:
                unread = _unread(source, _understood(fault), start, statement.end, began)
                if names_what_it_defines(statement, fault):
                    unread = replace(unread, **_fields_of(named(unread.reason, context)))
                yield Finding(unread, None, count, True)
            continue
        if (doubt := loose_reading(met)) is not None:
            if index >= skip:
                found = InText(only_neutral(judged.judgement, doubt), context.stance.claim)
                yield Finding(
                    _checked(source, found, relation, start, end, began), None, count, True
                )
            continue
        variables |= integration_variables(relation.left, relation.right)
        before = context
        if not statement.enumerated:
            quoted = in_known_commands(source, relation, macros)
            context = context.after(relation, quoted)
        if index < skip:
            continue
        here = replace(before, stance=signed(before.stance, statement.sign))
        physics = physics_of(relation, evidence)
        found = with_physics(judge_in_text(relation, judged.judgement, here), physics)
        check = EquationCheck(
            latex=source,
            **_fields_of(found.judgement),
            claim=found.claim,
            assumptions=circumstances.assumptions + found.assumptions,
            **_fields_of(physics),
            reading=relation_to_latex(relation),
            seconds=time.perf_counter() - began,
            start=start,
            end=end,
        )
        data = to_data(in_sympy(relation))
        if found.judgement is judged.judgement and judged.judgement.verdict in _STRENGTHENED:
            yield Finding(check, data, count, False)
            strengthened = _strengthened(relation, judged, circumstances)
            seconds = time.perf_counter() - began
            check = replace(check, **_fields_of(strengthened), seconds=seconds)
        yield Finding(check, data, count, True)


def _checked(
    source: str, found: InText, relation: Relation, start: int, end: int, began: float
) -> EquationCheck:
    """A check of what is no ground for anything else in the text."""
    return EquationCheck(
        latex=source,
        **_fields_of(found.judgement),
        claim=found.claim,
        reading=relation_to_latex(relation),
        seconds=time.perf_counter() - began,
        start=start,
        end=end,
    )


def _understood(fault: Exception) -> ParseError:
    """Why an equation is not judged; a fault of ours costs the others of its formula nothing."""
    if isinstance(fault, ParseError):
        return fault
    return UnsupportedError(f"the checker failed on it ({type(fault).__name__})", -1)


def _compares(statement: Statement) -> bool:
    """Whether a loose relation stands between expressions: `X \\sim p` need not."""
    try:
        _read(statement)
    except ParseError:
        return False
    return True


def _closed(latex: str, start: int, end: int) -> int:
    """The end of an equation, moved over the brace that closes a `\\boxed{` opened in it."""
    missing = latex.count("{", start, end) - latex.count("}", start, end)
    while missing > 0 and latex[end : end + 1] == "}":
        end, missing = end + 1, missing - 1
    return end


def _fields_of(part: Judgement | Physics) -> dict[str, Any]:
    """Its fields, which are fields of a check by the same names; a repair is the judgement's."""
    names = {field.name for field in fields(part)}
    if isinstance(part, Physics):
        names.remove("repair")
    return {name: getattr(part, name) for name in names}


def _strengthened(relation: Relation, judged: Judged, circumstances: Circumstances) -> Judgement:
    """The same judgement with a proof, or with the solutions of an equation to solve."""
    judgement, evidence = judged.judgement, judged.evidence
    if evidence is None:
        return judgement
    if judgement.verdict == "holds":
        better = with_proof(relation, evidence, circumstances)
    elif judgement.kind == "equation":
        better = with_solutions(relation, evidence)
    else:
        return judgement
    return judgement if better is evidence else decide(judged.claim, better)


def _unread(source: str, error: ParseError, begin: int, end: int, began: float) -> EquationCheck:
    reason = error.reason[0].upper() + error.reason[1:]
    where = f" (at character {error.place - begin + 1})" if begin <= error.place < end else ""
    return EquationCheck(
        latex=source,
        kind="unknown",
        verdict="unsupported" if isinstance(error, UnsupportedError) else "unparsed",
        reason=f"{reason}{where}.",
        seconds=time.perf_counter() - began,
        start=begin,
        end=end,
    )


def _judge_statement(
    statement: Statement, antiderivative_in: Sym | None, context: Context
) -> tuple[Relation, Judged, Circumstances, set[str]]:
    """The most favourable reading: an ambiguous equation is refuted only if every reading is."""
    context = context.among((*statement.left, *statement.right)).where(members(statement))
    refuse_said(statement, context.words)
    relation, met = _read(statement, context.kinds)
    circumstances = replace(
        circumstances_of(statement, relation, context), antiderivative_in=antiderivative_in
    )
    if (modulus := _modulus(statement, relation, context)) is not None:
        judged = Judged(decide(Claim(), congruent(relation, modulus)))
        plain = judge(relation, circumstances) if relation.op == "=" else judged
        if plain.judgement.verdict == "holds":
            return relation, plain, circumstances, met  # equal, and so congruent
        return relation, judged, circumstances, met
    best = relation, judge(relation, circumstances)
    end = soon(_READING_SECONDS)
    for flipped in _flips(met) if wants_other_reading(best[1].judgement) else ():
        if now() > end:
            best = best[0], replace(best[1], judgement=unfinished(best[1].judgement))
            break
        try:
            other, _ = _read(statement, context.kinds, flipped)
        except ParseError:
            continue
        found = judge(other, circumstances)
        if is_better(found.judgement, best[1].judgement, weak=WEAK_READING in flipped):
            best = other, found
        if found.judgement.verdict == "holds":
            break
    return *best, circumstances, met


def _modulus(statement: Statement, relation: Relation, context: Context) -> Expr | None:
    """What both sides are compared by: as written, or as the text says of classes and integers."""
    if statement.modulus:
        return parse_tokens(statement.modulus)[0]
    parts = [part for part in walk(relation) if isinstance(part, Call) and part.name == "class"]
    if not parts and not (statement.op == r"\equiv" and is_constant(relation)):
        return None
    if not context.modulus:
        return None if parts else Const("dots")
    try:
        said = parse_expression(context.modulus)
    except ParseError:
        return Const("dots")
    values = (value_of(known.relation) for known in reversed(context.knowns))
    given = (value for name, value in filter(None, values) if said == Sym(name))
    return next(given, said)


def _read(
    statement: Statement, kinds: Mapping[str, str] | None = None, flipped: Iterable[str] = ()
) -> tuple[Relation, set[str]]:
    """The relation, with letters of the kinds that the text says, and the ambiguities met."""
    return parse_relation(statement.left, statement.op, statement.right, flipped, kinds)


def _flips(met: set[str]) -> list[tuple[str, ...]]:
    names = sorted(name for name in met if not name.startswith(LOOSELY))
    flips = [flip for length in (1, 2) for flip in combinations(names, length)]
    return flips[:_MAX_READINGS]
