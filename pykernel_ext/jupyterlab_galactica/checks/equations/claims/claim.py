"""What an equation claims, as far as a verdict on it depends on that."""

from __future__ import annotations

from dataclasses import dataclass

from ....answer import verdicts
from .form import Form

CLAIMED: tuple[verdicts.Claim, ...] = ("asserted", "derived")
"""What the words beside an equation must make of it, that it can be refuted."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The claim that the `form` of an equation makes.

    `vague`: something beside it was not understood, or it follows from that. Then it may be shown
    to hold, and is never accused.
    """

    form: Form = "identity"
    vague: bool = False

    @property
    def may_be_refuted(self) -> bool:
        """Whether values that speak against it matter: laws have other values elsewhere."""
        return self.form in ("identity", "question") and not self.vague
