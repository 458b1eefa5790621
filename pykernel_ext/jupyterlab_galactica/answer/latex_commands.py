"""The commands and environments a formula may use, as `formulas.json` has them.

What LaTeX with amsmath and amssymb takes was found by compiling each. One that is not there makes
LaTeX stop, or does more than draw.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

LIST: dict[str, Any] = json.loads(Path(__file__).with_name("formulas.json").read_text("utf-8"))


def _names(*texts: str) -> frozenset[str]:
    return frozenset(" ".join(texts).split())


def _commands(group: str) -> frozenset[str]:
    return _names(*LIST["commands"][group])


def _environments(groups: Iterable[str]) -> frozenset[str]:
    return _names(*(line for group in groups for line in LIST["environments"][group]))


SYMBOLS = _commands("symbols")
ONE_ARGUMENT = _commands("one_argument")
TWO_ARGUMENTS = _commands("two_arguments")

# What stands in these is text, not mathematics.
TEXT_BOXES = _commands("text_boxes")

ONLY_PAGE = _commands("only_page")

WITH_COLUMNS, WITH_NUMBER = _environments(["columns"]), _environments(["number"])
ENVIRONMENTS = _environments(LIST["environments"])

NEGATIVE_SPACES = _names(LIST["negative_spaces"])

LATEX_MARKS = _names(LIST["marks"]["both"])
PAGE_MARKS = LATEX_MARKS | _names(LIST["marks"]["only_page"])

# Those that can be a script without braces around them.
BRACED_INSIDE = _names(
    """
    mathrm mathit mathbf mathsf mathtt mathcal mathfrak mathbb mathnormal frac
    """
)

LIMIT_TAKERS = _names(
    """
    sum prod coprod int iint iiint oint bigcup bigcap bigvee bigwedge bigoplus bigotimes bigsqcup
    biguplus bigodot lim limsup liminf max min sup inf det gcd Pr
    """
)

OPERATORS = LIMIT_TAKERS | _names(
    """
    sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth exp log ln lg dim ker deg arg
    hom iiiint idotsint injlim projlim varlimsup varliminf varinjlim varprojlim
    """
)

DELIMITERS = _names(
    """
    langle rangle lvert rvert lVert rVert vert Vert lfloor rfloor lceil rceil lbrace rbrace lbrack
    rbrack lgroup rgroup lmoustache rmoustache uparrow downarrow updownarrow Uparrow Downarrow
    backslash
    """
)
