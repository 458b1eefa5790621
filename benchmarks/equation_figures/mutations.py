r"""One number or sign changed in one asserted step of a solution.

The rule. A formula is a candidate if it stands in a step (not in the question), has an `=` outside
braces with something evaluated on a side of it (digits on the right, digits and an operator on one
side), and its sentence has no word that makes it a supposition, a case, a definition, a question
or an attempt. One candidate of a solution is drawn with a generator seeded by the solution's
number; in it, one number (not in a subscript, an exponent, a command's name or words) becomes the
next or the previous one, or one binary `+` or `-` outside subscripts and exponents becomes the
other sign.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+?)\$|\\\[(.+?)\\\]|\\\((.+?)\\\)", re.DOTALL)
_SENTENCE_END = re.compile(r"[.?!](?=\s)|\n\n")
_NOT_ASSERTED = re.compile(
    r"\b(let|suppose|assum\w*|if|when|whenever|where|given|set|setting|tr(?:y|ied|ying)|would|check"
    r"\w*|test\w*|define\w*|denote\w*|call|such that|find|solv\w*|want|need|must|should|could|guess"
    r"\w*|say|consider|for|case\w*|equation\w*|formula\w*|theorem|identity|rule|law|whether|what|"
    r"which|how|why|not|cannot|unless|wrong|mistake|instead|know|recall|example)\b",
    re.IGNORECASE,
)
_SKIPPED = re.compile(
    r"\\(?:text|mathrm|textbf|mathbf|operatorname|begin|end|label|tag)\s*\{[^{}]*\}"
    r"|[_^]\s*(?:\{[^{}]*\}|\\?\w)|\\[a-zA-Z]+"
)
_NUMBER = re.compile(r"(?<![\d.,])\d+(?:\.\d+)?(?![\d.]*,?\d)")
_BINARY = re.compile(r"(?<=[\w})\]])\s*([+-])\s*(?=[\w\\({\[])")


@dataclass(frozen=True, slots=True)
class Mutated:
    """The whole text with the change, and the offset of the change in it."""

    text: str
    place: int
    before: str
    after: str


def text_of(question: str, steps: Sequence[str]) -> str:
    return "\n\n".join((question, *steps))


def mutate(question: str, steps: Sequence[str], seed: int) -> Mutated | None:
    """One change by the rule above; None where the solution has no candidate."""
    rng = random.Random(seed)
    text = text_of(question, steps)
    candidates = [
        (begin, edits)
        for begin, formula in _asserted(text, len(question))
        if (edits := list(_edits(formula)))
    ]
    if not candidates:
        return None
    begin, edits = rng.choice(candidates)
    start, end, replacements = rng.choice(edits)
    after = rng.choice(replacements)
    at, to = begin + start, begin + end
    return Mutated(text[:at] + after + text[to:], at, text[at:to], after)


def _asserted(text: str, after: int) -> Iterator[tuple[int, str]]:
    """Place and content of the formulas that the solution asserts."""
    for match in _FORMULA.finditer(text, after):
        content = next(filter(None, match.groups()))
        bounds = [m.end() for m in _SENTENCE_END.finditer(text, 0, match.start())]
        sentence = text[bounds[-1] if bounds else 0 : match.start()]
        ending = _SENTENCE_END.search(text, match.end())
        sentence += text[match.end() : ending.start() if ending else len(text)]
        if _evaluated(content) and not _NOT_ASSERTED.search(_FORMULA.sub(" ", sentence)):
            yield match.start(match.lastindex or 0), content


def _evaluated(formula: str) -> bool:
    sides = _masked(formula).split("=")
    if len(sides) < 2 or any(mark in formula for mark in (r"\neq", r"\ne ", ":=", "?")):
        return False
    has_digits = [bool(re.search(r"\d", side)) for side in sides]
    operates = [bool(re.search(r"\d.*[-+*/^]|[-+*/^].*\d", side)) for side in formula.split("=")]
    operates += [any(c in formula for c in (r"\frac", r"\cdot", r"\times", r"\sqrt", r"\binom"))]
    return has_digits[-1] and any(operates)


def _edits(formula: str) -> Iterator[tuple[int, int, list[str]]]:
    masked = _masked(formula)
    if "=" not in masked:
        return
    for number in _NUMBER.finditer(masked):
        yield number.start(), number.end(), _neighbours(number.group())
    for sign in _BINARY.finditer(masked):
        yield sign.start(1), sign.end(1), ["-" if sign.group(1) == "+" else "+"]


def _masked(formula: str) -> str:
    """The formula with what must not be changed blanked out, at its length."""
    return _SKIPPED.sub(lambda match: " " * len(match.group()), formula)


def _neighbours(number: str) -> list[str]:
    """The number one unit of its last digit up, and down unless it is 0."""
    digits = number.replace(".", "")
    places = len(number.partition(".")[2])
    changed = []
    for other in (int(digits) + 1, int(digits) - 1):
        if other >= 0:
            text = str(other).rjust(places + 1, "0")
            changed.append(f"{text[:-places]}.{text[-places:]}" if places else text)
    return changed
