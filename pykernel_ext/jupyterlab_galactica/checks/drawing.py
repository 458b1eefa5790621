"""A drawing of a molecule that may stand in a page of any colour: RDKit's SVG, made anew.

Only the paths of the picture go over, as outlines and numbers; everything is drawn in the colour of
the text around it, on no background.
"""

from __future__ import annotations

import re

_SIZE = re.compile(r"viewBox='0 0 (\d{1,4}) (\d{1,4})'")
_PATH = re.compile(r"<path ([^<>]*)/>")
_OUTLINE = re.compile(r"\bd='([MLQCZ0-9.,\s-]+)'")
_WIDTH = re.compile(r"stroke-width:(\d\.\d)px")
_FILLED = re.compile(r"\bfill(?:=|:)'?#000000")
_MARGIN = 2  # pixels; RDKit leaves no room for the thickness of the outermost bonds

MAX_DRAWING = 60_000
"""Characters of the longest drawing."""


def redrawn(svg: str, name: str) -> str:
    """The paths of RDKit's drawing as an SVG that says `name` to those who cannot see it.

    "" where it is not such a drawing, or too long to stand in a page. Raises ValueError where
    `name` has other signs than those of a formula.
    """
    if not re.fullmatch(r"[A-Za-z0-9 +*\[\]-]*", name):
        raise ValueError("the name of a drawing has the signs of a formula only")
    size = _SIZE.search(svg)
    if size is None:
        return ""
    lines: dict[str, list[str]] = {}
    areas: list[str] = []
    for attributes in _PATH.findall(svg):
        outline = _OUTLINE.search(attributes)
        if outline is None:
            continue
        path = _shortened(outline[1])
        thickness = _WIDTH.search(attributes)
        if _FILLED.search(attributes):
            areas.append(f'<path d="{path}"/>')
        if thickness is not None and float(thickness[1]) > 0:
            lines.setdefault(thickness[1], []).append(path)
    strokes = "".join(
        f'<path fill="none" stroke="currentColor" stroke-width="{thickness}" d="{"".join(paths)}"/>'
        for thickness, paths in lines.items()
    )
    width, height = (int(length) + 2 * _MARGIN for length in size.groups())
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="{-_MARGIN} {-_MARGIN} {width} {height}" role="img" aria-label="{name}">'
        f'{strokes}<g fill="currentColor">{"".join(areas)}</g></svg>'
    )
    return drawing if len(drawing) <= MAX_DRAWING else ""


def _shortened(outline: str) -> str:
    """The same path with the blanks taken out that mean nothing."""
    return re.sub(r"\s*([MLQCZ,])\s*", r"\1", " ".join(outline.split()))
