"""Whether the words beside a function offer it as the solution of an equation given before."""

from __future__ import annotations

import re

_OFFERS = re.compile(
    r"(?i)\b(?:(?<!particular )(?<!homogeneous )(?<!complementary )solutions?"
    r"|solves|solved by|solving|satisfies|integrating|integrates)\b"
)
_OTHERWISE = re.compile(
    r"(?i)\b(?:try|trial|guess|ansatz|form|approximat\w+|assum\w+|suppos\w+|particular|not|no"
    r"|homogeneous|complementary|perturb\w+|first|linear(?:i[sz]\w+)?|small|large|steady|long"
    r"|asymptotic\w*|if|equilibrium|limit|near|initially|instead|numerical\w*)\b"
)
_SENTENCE_END = re.compile(r"[.!?][\"')*\]]*\s|\n\s*\n")


def offers_solution(before: str, after: str) -> bool:
    """Whether the sentence calls it the solution, and no other than the exact one."""
    sentences = _SENTENCE_END.split(before)
    sentence = sentences[-1]
    close = " ".join((*sentences[-2:], _SENTENCE_END.split(after + " ")[0]))
    return bool(_OFFERS.search(sentence)) and not _OTHERWISE.search(close)
