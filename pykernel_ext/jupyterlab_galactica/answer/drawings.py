"""Which drawings of molecules may stand in a page: those of our own form, and nothing else.

A check can come from a notebook that somebody else wrote, and SVG can carry scripts.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST = 60_000  # characters

_PATH = r'd="[MLQCZ0-9.,\s-]*"/>'
_DRAWING = re.compile(
    r'<svg xmlns="http://www\.w3\.org/2000/svg" width="\d{1,5}" height="\d{1,5}"'
    r' viewBox="-?\d{1,5} -?\d{1,5} \d{1,5} \d{1,5}" role="img"'
    r' aria-label="[A-Za-z0-9 +*\[\]-]*">'
    rf'(?:<path fill="none" stroke="currentColor" stroke-width="\d{{1,2}}\.\d" {_PATH})*'
    rf'<g fill="currentColor">(?:<path {_PATH})*</g></svg>',
    re.ASCII,
)


@lru_cache(maxsize=128)
def harmless_drawing(svg: str) -> str:
    """The markup of a drawing as `MoleculeCheck` has it; "" for any other text."""
    return svg if len(svg) <= _LONGEST and _DRAWING.fullmatch(svg) else ""
