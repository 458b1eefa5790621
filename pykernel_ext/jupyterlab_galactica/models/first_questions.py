"""Questions to begin with: those that a model of a family is likely to answer well."""

from __future__ import annotations

from .catalog import BUNDLED
from .detect import known_family
from .families import GALACTICA

_DEMO = (
    "What is the double angle formula for sine?",
    "State Newton's second law of motion.",
    "What is the Arrhenius equation?",
    "State Bayes' theorem with a medical test example.",
    "How do I find a root with Newton's method in Python?",
)
"""Topics of the demonstration's corpus, each in one of its wordings."""

_GALACTICA = (
    "What is the Heisenberg uncertainty principle?",
    "What is the Navier-Stokes equation?",
    "What is the partition function in statistical mechanics?",
    "What is the difference between mitosis and meiosis?",
    "What is the Black-Scholes equation?",
)
"""Encyclopaedic, as what it was trained on; it follows no instructions."""

_INSTRUCTED = (
    "State the quadratic formula and derive it.",
    "Derive the kinetic energy of a particle from Newton's second law.",
    "Explain how PCR works, step by step.",
    "Write a Python function that integrates f from a to b by Simpson's rule.",
    "Why does ice float on water?",
)


def first_questions(model: str) -> tuple[str, ...]:
    """Five questions that this model can answer, by what it is and how it was tuned."""
    if model in BUNDLED:
        return _DEMO
    return _GALACTICA if known_family(model) in (None, GALACTICA) else _INSTRUCTED
