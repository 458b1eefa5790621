r"""One error put into an equation: a sign, a factor, an exponent, a function or a digit exchanged.

Nothing is changed in a subscript, in words or in the name of a command. What would leave the
equation true is not offered either: a sign in a power of -1, a sign beside π, an exponent of 0 or
1, a factor of 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Slip = Literal["sign", "factor", "exponent", "function", "digit"]

_WORDS = (
    "text|textrm|textit|textbf|mbox|mathrm|mathbf|mathit|mathcal|operatorname|ensuremath|begin|end"
    "|label|tag|ref|eqref|cite|color|vspace|hspace|SI|si|num|phantom|unit|substack"
)
_LEFT_ALONE = re.compile(
    rf"\\(?:{_WORDS})\*?\s*(?:\[[^\]]*\])?\s*\{{[^{{}}]*\}}"
    r"|\\(?:sum|prod|int|lim|bigcup)\s*(?:_\s*(?:\{[^{}]*\}|\\?\w))?(?:\s*\^\s*(?:\{[^{}]*\}|\\?\w))?"
    r"|_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\?\w+)"
    r"|\(\s*-\s*1\s*\)\s*\}?\s*\^\s*(?:\{[^{}]*\}|\w)"
    r"|(?<![a-zA-Z\\])(?:d|\\partial|\\mathrm\{d\})\s*\^\s*(?:\{[^{}]*\}|\w)"
    r"|(?:(?<![a-zA-Z\\])d|\\partial\s)\s*\\?\w+\s*\^\s*(?:\{[^{}]*\}|\w)"
    r"|\\nabla\s*\^\s*\w|\\sqrt\s*\[[^\]]*\]|\\\\\s*\[[^\]]*\]|10\s*\^\s*(?:\{[^{}]*\}|\w)"
)
_COMMAND = re.compile(r"\\[a-zA-Z]+")
_POWER = re.compile(r"(?<=[\w})\]])\s*\^\s*(?:\{\s*(?P<braced>\d)\s*\}|(?P<bare>\d))(?!\d)")
_SIGN = re.compile(r"(?<=[\w})\]|!])\s*(?P<sign>[+-])\s*(?=[\w\\({\[|])")
_LEADING = re.compile(r"(?:=|\\approx|\^\s*\{)[\s&]*(?P<sign>-)(?=\s*[\w\\({\[|])")
_NUMBER = re.compile(r"(?<![\d.,^])(?<!\\frac)(?<!\\dfrac)(?<!\\tfrac)\d+(?:\.\d+)?(?![\d.]*,?\d)")
_RELATION = re.compile(r"=|\\approx(?![a-z])")
_UNSURE = re.compile(
    r"\\pm|\\mp|\\equiv|\\sim|\\to(?![a-z])|\\propto|\\leq?|\\geq?|\\in(?![a-z])|<|>"
)
_ZERO = re.compile(r"(?<![\d.])0(?![\d.])")
_TIMES_ZERO = re.compile(rf"(?:\\times|\\cdot|\(|\{{)\s*{_ZERO.pattern}")
_BLANK = " \t\n&.,;"
_EXCHANGED = {
    r"\sin": r"\cos", r"\cos": r"\sin", r"\tan": r"\cot", r"\cot": r"\tan", r"\sinh": r"\cosh",
    r"\cosh": r"\sinh", r"\ln": r"\exp", r"\log": r"\exp", r"\exp": r"\ln",
    r"\arcsin": r"\arccos", r"\arccos": r"\arcsin", r"\max": r"\min", r"\min": r"\max",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `after` in the place of the characters from `start` to `end`."""

    slip: Slip
    start: int
    end: int
    after: str

    def apply(self, text: str, offset: int = 0) -> str:
        return text[: offset + self.start] + self.after + text[offset + self.end :]


def edits(latex: str) -> list[Edit]:
    """Errors that somebody could make in an equation; none where the relation says less than =."""
    masked = _LEFT_ALONE.sub(lambda match: " " * len(match.group()), latex)
    if _UNSURE.search(masked) or not _RELATION.search(masked) or _TIMES_ZERO.search(masked):
        return []
    found = [*_signs(masked), *_factors(masked), *_powers(masked), *_functions(latex, masked)]
    return [*found, *_digits(masked), *_of_a_side(latex, masked)]


def _signs(masked: str) -> Iterator[Edit]:
    for match in _SIGN.finditer(masked):
        around = masked[max(0, match.start() - 12) : match.end() + 12]
        term = re.split(r"[-+=&]", masked[match.end() :], maxsplit=1)[0]
        if r"\pi" not in around and not _ZERO.search(term):
            other = "-" if match["sign"] == "+" else "+"
            yield Edit("sign", match.start("sign"), match.end("sign"), other)
    for match in _LEADING.finditer(masked):
        yield Edit("sign", match.start("sign"), match.end("sign"), "")


def _factors(masked: str) -> Iterator[Edit]:
    powers = [match.span() for match in _POWER.finditer(masked)]
    for match in _NUMBER.finditer(masked):
        number = match.group()
        small = number.isdigit() and 0 < int(number) < 100
        if small and not any(start <= match.start() < end for start, end in powers):
            yield Edit("factor", match.start(), match.end(), str(2 * int(number)))


def _of_a_side(latex: str, masked: str) -> Iterator[Edit]:
    """A factor, a sign or a power more on the right side, where it is not 0."""
    relation = next(_RELATION.finditer(masked))
    left, right = latex[: relation.start()], latex[relation.end() :]
    if "0" in (left.strip(_BLANK), right.strip(_BLANK)) or _RELATION.search(right):
        return
    at = relation.end() + len(right) - len(right.lstrip(_BLANK))
    if re.match(r"\\[a-zA-Z]+|[a-zA-Z(]", latex[at:]):
        yield Edit("factor", at, at, "2 ")
        if not _SIGN.search(right):
            yield Edit("sign", at, at, "-")
    end = len(latex.rstrip(_BLANK))
    if re.search(
        r"(?:^|[^a-zA-Z\\_\s]|(?<!\\)\b[a-zA-Z])\s*(?<![a-zA-Z\\_])[a-zA-Z]$", masked[:end]
    ):
        yield Edit("exponent", end, end, "^2")


def _powers(masked: str) -> Iterator[Edit]:
    for match in _POWER.finditer(masked):
        base = masked[: match.start()].rstrip()[-1:]
        group = "braced" if match["braced"] else "bare"
        if base not in "01" and match[group] not in "01":
            other = "3" if match[group] == "2" else "2"
            yield Edit("exponent", match.start(group), match.end(group), other)


def _functions(latex: str, masked: str) -> Iterator[Edit]:
    for match in _COMMAND.finditer(masked):
        with_index = latex[match.end() :].lstrip().startswith("_")
        if (other := _EXCHANGED.get(match.group())) is not None and not with_index:
            yield Edit("function", match.start(), match.end(), other)


def _digits(masked: str) -> Iterator[Edit]:
    """The first digit of a number of several, so that no rounding hides it."""
    for match in _NUMBER.finditer(masked):
        significant = match.group().replace(".", "").lstrip("0")
        if len(significant) >= 2:
            at = match.start() + re.search("[1-9]", match.group()).start()  # type: ignore[union-attr]
            yield Edit("digit", at, at + 1, str(int(masked[at]) % 9 + 1))
