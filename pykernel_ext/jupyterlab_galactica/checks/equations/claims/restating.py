"""Words between two formulas that say no more than that the second comes of the first.

"Simplifying, we get" does; "for small angles this simplifies to" says something else as well.
"""

from __future__ import annotations

import re
from typing import Literal

Restated = Literal["", "worked", "rewritten"]
"""Whether both sides were worked on, or what stands there was only written in another way."""

_WORD = re.compile(r"[^\W\d_]+")
_REWRITES = re.compile(
    r"(?:simplif|expand|rewrit|factor|combin|collect|distribut|evaluat|comput|calculat|cancel"
    r"|rearrang|reduc)[a-z]*|becomes?"
)
_WORKS = re.compile(r"(?:multipl|divid|add|subtract|squar|isolat)[a-z]*")
_LINKS = re.compile(
    r"an?|again|all|also|and|as|be|both|by|can|denominator|each|equation|everything|expression"
    r"|finally|first|following|form|fractions?|from|further|gets?|gives?|giving|hand|have|here|i"
    r"|into|is|its?|last|left|let|like|line|more|next|now|numerator|obtain|of|on|once|our|out"
    r"|result|right|s|sides?|so|step|terms|that|the|then|this|through|to|together|us|we|which|with"
    r"|write|yields?"
)


def restated(between: str) -> Restated:
    """How the next formula comes of the one before, where the words behind it say only that."""
    words = [word.lower() for word in _WORD.findall(between)]
    rewrites = [bool(_REWRITES.fullmatch(word)) for word in words]
    works = [bool(_WORKS.fullmatch(word)) for word in words]
    links = [bool(_LINKS.fullmatch(word)) for word in words]
    if not all(map(any, zip(rewrites, works, links, strict=True))):
        return ""
    return "worked" if any(works) else "rewritten" if any(rewrites) else ""
