"""Every law of the catalogue under its name, as it is and with one error in it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import jupyterlab_galactica as jg
from jupyterlab_galactica.checks.equations.algebra.equation_form import normal_form
from jupyterlab_galactica.checks.equations.algebra.form_shapes import negative
from jupyterlab_galactica.checks.equations.algebra.polynomials import NoFormError
from jupyterlab_galactica.checks.equations.algebra.radicals import Normal
from jupyterlab_galactica.checks.equations.evidence.laws.catalogue import Law, known_laws
from jupyterlab_galactica.checks.equations.reading.find import find_statements
from jupyterlab_galactica.checks.equations.reading.parse import parse_relation
from jupyterlab_galactica.checks.equations.reading.tokens import ParseError

from .plants import Edit, edits
from .rows import ACCUSED, UNREAD

SLIPS = ("sign", "factor", "exponent")


@dataclass(frozen=True, slots=True)
class LawScore:
    """How many laws are accused, and how many laws with an error are accused or called holds."""

    laws: int
    laws_accused: int
    changed: int
    changed_accused: int
    changed_held: int


def print_laws(step: int, show: str | None = None) -> LawScore:
    """Judge the laws in the words of a textbook; `laws:missed` and `laws:accused` are shown."""
    laws = known_laws()[::step]
    verdicts = [_verdict(law, law.latex) for law in laws]
    accused = [law for law, verdict in zip(laws, verdicts, strict=True) if verdict in ACCUSED]
    rng = random.Random(0)
    changed = [(law, edit) for law in laws for edit in _one_of_each(law, rng)]
    outcomes = [_verdict(law, edit.apply(law.latex)) for law, edit in changed]
    caught = sum(outcome in ACCUSED for outcome in outcomes)
    print(f"\nlaw catalogue: {len(laws)} laws, {dict(Counter(verdicts))}")
    for slip in SLIPS:
        of_it = [o for (_, edit), o in zip(changed, outcomes, strict=True) if edit.slip == slip]
        print(f"  a {slip} changed: {len(of_it)}, {dict(Counter(of_it).most_common())}")
    if show == "laws:accused":
        for law in accused:
            print(f"    {law.name}: {law.latex}")
    if show == "laws:missed":
        for (law, edit), outcome in zip(changed, outcomes, strict=True):
            if outcome not in ACCUSED:
                print(f"    {outcome:11} {edit.slip:8} {law.name}: {edit.apply(law.latex)}")
    return LawScore(len(laws), len(accused), len(changed), caught, outcomes.count("holds"))


def _one_of_each(law: Law, rng: random.Random) -> Sequence[Edit]:
    """A sign, a factor and an exponent changed, where that is no other convention of the law."""
    conventions = _forms()[law.name] - {_form(law.latex)}
    found = [edit for edit in edits(law.latex) if _form(edit.apply(law.latex)) not in conventions]
    by_slip = ([edit for edit in found if edit.slip == slip] for slip in SLIPS)
    return [rng.choice(choices) for choices in by_slip if choices]


@cache
def _forms() -> Mapping[str, frozenset[Normal | None]]:
    """The forms that the catalogue has for each name: another sign, the other direction."""
    names = {law.name for law in known_laws()}
    return {
        name: frozenset(_form(law.latex) for law in known_laws() if law.name == name) - {None}
        for name in names
    }


def _form(latex: str) -> Normal | None:
    (statement,) = find_statements(latex)
    try:
        relation, _ = parse_relation(statement.left, statement.op, statement.right)
        form = normal_form(relation)
    except (ParseError, NoFormError):
        return None
    return min(form, negative(form), key=lambda each: sorted(map(repr, each)))


def _verdict(law: Law, latex: str) -> str:
    """The worst verdict of the equation, in a sentence with its name and what its letters mean."""
    letters = "; ".join(f"${name}$ is the {what}" for name, what in law.meanings.items())
    name = law.name[0].lower() + law.name[1:] if law.name.split()[0].islower() else law.name
    text = f"{name}:\n\n$$\n{latex}\n$$\n\nwhere {letters}.\n"
    checks = [
        check
        for check in jg.check(text, references=[], lookup="off").equations
        if text.index("$$") < check.start < text.rindex("$$")
    ]
    order = (*ACCUSED, *UNREAD, "definition", "conditional", "law", "holds")
    return min((check.verdict for check in checks), key=order.index, default="not found")
