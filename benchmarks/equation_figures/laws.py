"""The law catalogue: each law as it stands, and with one sign, factor or exponent changed.

A changed law is to be pointed out as a slip, or its dimensions as inconsistent; the law itself,
with its sides exchanged, on one side, or doubled, never. Each stands alone, with its symbols
stated ("where $F$ is the force and …"), and with its name before it ("By Ohm's law, …").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.checks.equations.algebra.equation_form import EQUALITIES, normal_form
from jupyterlab_galactica.checks.equations.algebra.form_shapes import mapped, negative
from jupyterlab_galactica.checks.equations.algebra.polynomials import NoFormError
from jupyterlab_galactica.checks.equations.algebra.radicals import Normal
from jupyterlab_galactica.checks.equations.algebra.rational import exact
from jupyterlab_galactica.checks.equations.evidence.laws.catalogue import (
    Law,
    known_laws,
    relation_of,
)
from jupyterlab_galactica.checks.equations.evidence.laws.match import one_glyph
from jupyterlab_galactica.checks.equations.evidence.physics import evidence_in, physics_of
from jupyterlab_galactica.checks.equations.reading.find import find_statements
from jupyterlab_galactica.checks.equations.reading.parse import parse_relation
from jupyterlab_galactica.checks.equations.reading.tokens import ParseError
from jupyterlab_galactica.checks.equations.tree import (
    Add,
    Call,
    Const,
    Expr,
    Mul,
    Neg,
    Num,
    Pow,
    Relation,
    Sym,
    children,
    rebuild,
)
from jupyterlab_galactica.checks.equations.writing.latex import relation_to_latex
from jupyterlab_galactica.checks.gathering import gathered

WAYS = ("alone", "symbols stated", "named")


@dataclass
class LawScore:
    """Counts by the way in which a law stands."""

    changed: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    laws: Counter[str] = field(default_factory=Counter)
    accused: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = []
        for way in WAYS:
            share = self.caught[way] / max(1, self.changed[way])
            lines.append(
                f"laws, {way:15} {self.caught[way]:5} of {self.changed[way]:5} changed ones "
                f"doubted ({share:.1%}); {self.accused[way]} of {self.laws[way]} right ones"
            )
        return "\n".join(lines)


def measure_laws(step: int = 1) -> LawScore:
    """Counts over every law, or every `step`-th."""
    score = LawScore()
    laws = [law for law in known_laws() if relation_of(law).op in EQUALITIES]
    forms = {form for law in laws for form in _forms(relation_of(law))}
    for law in laws[::step]:
        for kind, latex in _written(law):
            for way in WAYS:
                score.laws[way] += 1
                note = _doubt(latex, law, way)
                if note:
                    score.accused[way] += 1
                    score.alarms.append(f"{way}: {kind} {law.name}: {latex}   {note}")
        for kind, relation in _changed_relations(relation_of(law)):
            if _forms(relation) & forms:
                continue  # another law, or the same
            latex = relation_to_latex(relation)
            for way in WAYS:
                score.changed[way] += 1
                if _doubt(latex, law, way):
                    score.caught[way] += 1
                else:
                    score.missed.append(f"{way}: {kind} {law.name}: {law.latex}   {latex}")
    return score


def _forms(relation: Relation) -> set[Normal]:
    try:
        form = mapped(normal_form(relation), one_glyph)
    except NoFormError:
        return set()
    return {form, negative(form)}


def _doubt(latex: str, law: Law, way: str) -> str:
    (_, around), *_ = gathered(lex(_text(latex, law, way))).formulas
    try:
        (statement, *_) = find_statements(latex)
        relation, _ = parse_relation(statement.left, statement.op, statement.right)
    except (ParseError, ValueError):
        return ""
    found = physics_of(relation, evidence_in(around))
    return found.law_note or (found.dimension_reason if found.dimensions == "inconsistent" else "")


def _text(latex: str, law: Law, way: str) -> str:
    shown = rf"\[{latex}\]"
    if way == "symbols stated":
        told = [f"${name}$ is the {what}" for name, what in law.meanings.items()]
        return f"It is\n\n{shown}\n\nwhere {', '.join(told)}."
    return f"By {law.name},\n{shown}" if way == "named" else shown


def _written(law: Law) -> Iterator[tuple[str, str]]:
    """The law in ways that say the same."""
    relation = relation_of(law)
    yield "itself", law.latex
    yield (
        "exchanged",
        relation_to_latex(replace(relation, left=relation.right, right=relation.left)),
    )
    left, right = relation.left, relation.right
    yield "on one side", relation_to_latex(Relation("=", Add((left, Neg(right))), Num("0")))
    yield "doubled", relation_to_latex(Relation("=", Mul((Num("2"), left)), Mul((Num("2"), right))))


def _changed_relations(law: Relation) -> Iterator[tuple[str, Relation]]:
    for right in (False, True):
        for kind, changed in _changed(law.right if right else law.left):
            yield kind, replace(law, **{"right" if right else "left": changed})
    if law.right != Num("0"):
        yield "sign", replace(law, right=_negative(law.right))
        yield "factor", replace(law, right=Mul((Num("2"), law.right)))


def _changed(node: Expr) -> Iterator[tuple[str, Expr]]:
    match node:
        case Num(digits) if Fraction(digits) != 0:
            yield "factor", Num(str(2 * int(digits)) if digits.isdigit() else "7")
        case Const("pi"):
            yield "factor", Num("1")
        case Sym():
            yield "exponent", Pow(node, Num("2"))
        case Add(terms):
            for index, term in enumerate(terms):
                yield "sign", Add((*terms[:index], _negative(term), *terms[index + 1 :]))
        case Pow(base, exp):
            power = exact(exp)
            if power is None:
                yield "sign", Pow(base, _negative(exp))
            elif power.denominator == 1:
                yield "exponent", Pow(base, Num(str(abs(power) + 1)))
                if abs(power) == 2:
                    yield "exponent", base
            yield from (("exponent" if kind == "" else kind, Pow(part, exp))
                        for kind, part in _changed(base) if not isinstance(base, Sym))  # fmt: skip
            if power is None:
                yield from ((kind, Pow(base, part)) for kind, part in _changed(exp))
            return
        case Call("exp", (arg,)):
            yield "sign", Call("exp", (_negative(arg),))
    parts = children(node)
    for index, part in enumerate(parts):
        for kind, changed in _changed(part):
            yield kind, rebuild(node, (*parts[:index], changed, *parts[index + 1 :]))


def _negative(node: Expr) -> Expr:
    return node.arg if isinstance(node, Neg) else Neg(node)
