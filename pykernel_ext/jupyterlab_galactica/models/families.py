"""The model families this package serves, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """How a family is prompted when the user names neither task nor template.

    Exactly one of `task` and `template` is set. `context_window` is in tokens.
    """

    name: str
    task: str | None
    template: str | None
    licence: str
    note: str
    context_window: int = 2048


GALACTICA = Family(
    "galactica",
    task="ask",
    template=None,
    licence="CC BY-NC 4.0 (non-commercial use only)",
    note="trained on 106 billion tokens of science; it hallucinates, so check what it says",
)
GALPACA = Family(
    "galpaca",
    task=None,
    template="galpaca",
    licence="CC BY-NC 4.0 and the OpenAI terms of use (non-commercial use only)",
    note="Galactica tuned on Alpaca's 52,000 instructions",
)
EVOL_INSTRUCT = Family(
    "evol-instruct",
    task=None,
    template="alpaca",
    licence="CC BY-NC 4.0 and the OpenAI terms of use (non-commercial use only)",
    note="Galactica tuned on 70,000 evolved instructions",
)
TULU = Family(
    "tulu",
    task=None,
    template="tulu",
    licence="AI2 ImpACT medium-risk licence and LLaMA's licence",
    note="LLaMA tuned on seven instruction sets",
)
CODE_ALPACA = Family(
    "code-alpaca",
    task=None,
    template="tulu",
    licence="AI2 ImpACT medium-risk licence and LLaMA's licence",
    note="LLaMA tuned on Code Alpaca",
)

FAMILIES = {
    family.name: family for family in (GALACTICA, GALPACA, EVOL_INSTRUCT, TULU, CODE_ALPACA)
}


def family_of(model: str) -> Family:
    """The family a model's name speaks of; Galactica where it speaks of none."""
    name = model.lower()
    for family, words in (
        (GALPACA, ("galpaca",)),
        (EVOL_INSTRUCT, ("evol-instruct", "evol_instruct")),
        (CODE_ALPACA, ("code-alpaca", "code_alpaca")),
        (TULU, ("tulu",)),
    ):
        if any(word in name for word in words):
            return family
    return GALACTICA
