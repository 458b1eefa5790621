"""What keeps a formula from being typeset, as far as it can be told without doing it."""

from __future__ import annotations

import re

from .reaching import reaches_out

_ESCAPED = re.compile(r"\\[^A-Za-z]")
_BOX = re.compile(r"\\(?:text|textrm|textit|textbf|texttt|mbox|hbox)\s*\{[^{}]*\}")
_STRUCTURE = re.compile(
    r"\\begin\s*\{([^{}]*)\}|\\end\s*\{([^{}]*)\}|\\(left|right)(?![A-Za-z])|[{}&]"
)
_SCRIPT = r"\s*(?:[^\s\\{}^_&]|\\[A-Za-z]+|\{[^{}]*\})\s*"
_TWO_SCRIPTS = re.compile(rf"\^{_SCRIPT}(?:_{_SCRIPT})?\^|_{_SCRIPT}(?:\^{_SCRIPT})?_")


def percent_escaped(latex: str) -> str:
    """A formula whose `%` is a per cent sign: as a comment it would hide what follows."""
    return re.sub(r"(\\.)|%", lambda found: found[1] or r"\%", latex, flags=re.DOTALL)


def fault(latex: str) -> str:
    """Why a formula is not given to MathJax or LaTeX, in words; "" where nothing speaks against."""
    if reaches_out(latex):
        return "it would change more than itself"
    bare = _BOX.sub("x", _ESCAPED.sub(" ", latex))
    if "#" in bare:
        return "# means nothing in a formula"
    if _TWO_SCRIPTS.search(bare):
        return "of two scripts side by side it is unclear what they belong to"
    return _structural_fault(bare)


def _structural_fault(bare: str) -> str:
    opened: list[str] = []
    for mark in _STRUCTURE.finditer(bare):
        begins, ends, delimiter = mark.groups()
        if begins is not None:
            opened.append(rf"\begin{{{begins}}}")
        elif mark.group() == "{" or delimiter == "left":
            opened.append(mark.group())
        elif mark.group() == "&":
            if not any(name.startswith(r"\begin") for name in opened):
                return "& stands outside of any rows"
        else:
            expected = {"}": "{", r"\right": r"\left"}.get(mark.group(), rf"\begin{{{ends}}}")
            if not opened or opened.pop() != expected:
                return f"{mark.group()} closes nothing"
    return f"{opened[-1]} is not closed" if opened else ""
