"""What texts assume of random quantities, often without saying so again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...claims.said_chance import Chance
from ...numbers.chance.spaces import Assumed
from ...vocabulary.multiprecision import UndeterminedError
from .trying import Trial


@dataclass(frozen=True, slots=True)
class Escape:
    """What a text may have assumed: the words for it, and how a reason says it."""

    said: tuple[str, ...]
    words: str
    assumed: Assumed


ESCAPES = (
    Escape(("independent",), "independent {names}", Assumed(independent=True)),
    Escape(("disjoint",), "disjoint {names}", Assumed(layout="disjoint")),
    Escape(("partition",), "a partition {names}", Assumed(layout="partition")),
    Escape(("nested",), "{names}, one inside the other", Assumed(layout="nested")),
    Escape(("nested",), "{names}, one inside the other", Assumed(layout="nested in turn")),
    Escape(("mean zero",), "{names} of mean 0", Assumed(law="mean zero")),
    Escape(("positive",), "positive {names}", Assumed(law="positive")),
    Escape(("whole",), "{names} with the values 0, 1, 2, …", Assumed(law="whole")),
    Escape(("indicator",), "{names} with the values 0 and 1", Assumed(law="indicator")),
    Escape(("symmetric",), "symmetric {names}", Assumed(law="symmetric")),
    Escape(("identical",), "independent and identically distributed {names}",
            Assumed(independent=True, law="identical")),
    Escape(("independent", "mean zero"), "independent {names} of mean 0",
            Assumed(independent=True, law="mean zero")),
    Escape(("normal", "mean zero"), "normal {names} of mean 0",
           Assumed(independent=True, law="standard normal")),
    Escape(("normal",), "normal {names}", Assumed(independent=True, law="normal")),
    Escape(("exponential",), "exponential {names}", Assumed(independent=True, law="exponential")),
    Escape(("uniform",), "{names} uniform from 0", Assumed(independent=True, law="uniform")),
    Escape(("Poisson",), "{names} with a Poisson distribution",
            Assumed(independent=True, law="Poisson")),
)  # fmt: skip
NARROW = Escape((), "nearly constant {names}", Assumed(law="constant"))
"""What an average of powers or of another function is often approximated by."""

ACCUSED = (("independent",), ("disjoint",), ("partition",))
"""What a text that needs it says; the rest is often known from the problem."""


def said_of(trial: Trial, chance: Chance) -> Iterator[Escape]:
    """What the text says of them; that several are independent it must say beside their law."""
    free = "independent" in chance.near or len(trial.roles.random) == 1
    for escape in ESCAPES if not chance.denied else ():
        if chance.near.issuperset(escape.said) and (free or not escape.assumed.independent):
            yield escape


def true_under(trial: Trial, escape: Escape) -> bool:
    """Whether both sides agree where that is assumed."""
    if escape.assumed.layout and len(trial.roles.events) < 2:
        return False
    if escape.assumed.law and not trial.roles.variables:
        return False
    if escape.assumed == Assumed(independent=True) and len(trial.roles.random) < 2:
        return False
    try:
        return trial.compare(escape.assumed)[0] == "true"
    except UndeterminedError:
        return False
