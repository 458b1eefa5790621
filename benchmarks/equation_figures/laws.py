"""Every law of the catalogue under its name, as it is and with one error in it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import jupyterlab_galactica as jg
from jupyterlab_galactica.checks.equations.evidence.laws.catalogue import Law, known_laws

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
    found = edits(law.latex)
    by_slip = ([edit for edit in found if edit.slip == slip] for slip in SLIPS)
    return [rng.choice(choices) for choices in by_slip if choices]


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
