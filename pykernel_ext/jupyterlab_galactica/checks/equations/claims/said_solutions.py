"""Whether the words beside a function offer it as the solution of an equation given before."""

from __future__ import annotations

import re
from typing import Literal

_OFFERS = re.compile(
    r"(?i)\b(?:(?<!particular )(?<!homogeneous )(?<!complementary )solutions?"
    r"|solves|solved by|solving|satisfies|integrating|integrates)\b"
)
_OTHERWISE = re.compile(
    r"(?i)\b(?:try|trial|guess|ansatz|form|approximat\w+|assum\w+|suppos\w+|particular|not|no"
    r"|homogeneous|complementary|perturb\w+|first|linear(?:i[sz]\w+)?|small|large|steady|long"
    r"|asymptotic\w*|if|equilibrium|limit|near|initially|instead|numerical\w*)\b"
)
_EIGEN = re.compile(
    r"(?i)\beigen(?P<what>values?|vectors?)\b(?!\s*(?:of|for|to|decomposition)\s*\$)"
)
_SENTENCE_END = re.compile(r"[.!?][\"')*\]]*\s|\n\s*\n")


def offers_solution(before: str, after: str) -> bool:
    """Whether the sentence calls it the solution, and no other than the exact one."""
    sentences = _SENTENCE_END.split(before)
    sentence = sentences[-1]
    close = " ".join((*sentences[-2:], _SENTENCE_END.split(after + " ")[0]))
    return bool(_OFFERS.search(sentence)) and not _OTHERWISE.search(close)


def named_eigen(before: str) -> Literal["", "value", "vector"]:
    """What the sentence calls the next formula: an eigenvalue or eigenvector of what is given."""
    found = list(_EIGEN.finditer(_SENTENCE_END.split(before)[-1]))
    if not found or re.search(r"(?i)\b(?:not?|if|complex|shift|approximat)", before[-80:]):
        return ""
    return "value" if found[-1]["what"].lower().startswith("value") else "vector"
