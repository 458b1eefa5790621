r"""Whether a formula is typeset: of known commands and environments only, within bounds.

`labext/src/answer/typesetting.ts` judges alike, by the same list, since a notebook's JSON comes
from anywhere. A list of what is forbidden would never end: commands define others, name themselves
by characters (`\^^64ef`), link, style, and draw over what stands beside them.
"""

from __future__ import annotations

import re

from .latex_commands import (
    ENVIRONMENTS,
    LIST,
    NEGATIVE_SPACES,
    ONE_ARGUMENT,
    ONLY_PAGE,
    PAGE_MARKS,
    SYMBOLS,
    TEXT_BOXES,
    TWO_ARGUMENTS,
    WITH_COLUMNS,
    WITH_NUMBER,
)

LONGEST: int = LIST["longest"]
_DEEPEST: int = LIST["deepest"]
_MOST_NEGATIVE_SPACES: int = LIST["most_negative_spaces"]

_COMMANDS = SYMBOLS | ONE_ARGUMENT | TWO_ARGUMENTS | TEXT_BOXES | ONLY_PAGE
_MARKS = PAGE_MARKS | frozenset(" \n\t\r")

_LENGTH = r"\d{0,2}(?:\.\d{0,3})?\s*(?:pt|px|pc|em|ex|mu|mm|cm|in)(?![A-Za-z])"
_ARGUMENTS = {
    **dict.fromkeys(WITH_COLUMNS, re.compile(r"\s*(?:\[[tcb]\])?\s*\{[lcr|\s]{1,60}\}")),
    **dict.fromkeys(WITH_NUMBER, re.compile(r"\s*(?:\[[tcb]\])?\s*\{\d{1,2}\}")),
}
_TOKEN = re.compile(
    rf"""\\(?:
      (?P<measured>(?:hspace\*?|mspace)\s*\{{\s*{_LENGTH}\s*\}}|(?:hskip|m?kern|mskip)\s*{_LENGTH}
        |\\\*?\s*\[\s*{_LENGTH}\s*\])
      |(?P<row>\\\*?\s*\[)
      |(?P<edge>begin|end)\s*\{{(?P<environment>[^{{}}]*)\}}
      |(?P<name>[A-Za-z]+|.|$))|(?P<brace>[{{}}])""",
    re.VERBOSE | re.DOTALL,
)

_ESCAPED = re.compile(r"\\[^A-Za-z]")
_BOX = re.compile(r"\\(?:text|textrm|textit|textbf|texttt|mbox|hbox)\s*\{[^{}]*\}")
_STRUCTURE = re.compile(
    r"\\begin\s*\{([^{}]*)\}|\\end\s*\{([^{}]*)\}|\\(left|right)(?![A-Za-z])|[{}&]"
)
_SCRIPT = r"\s*(?:[^\s\\{}^_&]|\\[A-Za-z]+|\{[^{}]*\})\s*"
_TWO_SCRIPTS = re.compile(rf"\^\^|\^{_SCRIPT}(?:_{_SCRIPT})?\^|_{_SCRIPT}(?:\^{_SCRIPT})?_")
_LABEL = re.compile(r"\\label\s*\{[^{}]*\}")


def page_source(latex: str) -> str:
    """A formula as MathJax gets it.

    Without labels, which all formulas of a page share; a `%` is a per cent sign: as a comment it
    would hide what follows.
    """
    unlabelled = _LABEL.sub(" ", latex)  # a blank, lest two commands become one
    return re.sub(r"(\\.)|%", lambda found: found[1] or r"\%", unlabelled, flags=re.DOTALL)


def fault(latex: str) -> str:
    """Why a formula is not typeset, in words; "" where nothing speaks against."""
    if len(latex) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    if "^^" in latex:  # to TeX this begins a character by its number
        return "of two scripts side by side it is unclear what they belong to"
    if reason := _unknown(latex):
        return reason
    bare = _BOX.sub("x", _ESCAPED.sub(" ", latex))
    if "#" in bare:
        return "# means nothing in a formula"
    if _TWO_SCRIPTS.search(bare):
        return "of two scripts side by side it is unclear what they belong to"
    return _structural_fault(bare)


def _unknown(latex: str) -> str:
    """What of it is not on the list."""
    negative_spaces = depth = 0
    for token in _TOKEN.finditer(latex):
        name, environment = token["name"], token["environment"]
        if token["brace"]:
            depth += 1 if token["brace"] == "{" else -1
        elif token["row"]:
            return "the space below a row is no small length"
        elif environment is not None:
            if environment not in ENVIRONMENTS:
                return f"{environment} is no environment it knows"
            argument = _ARGUMENTS.get(environment)
            if argument and token["edge"] == "begin" and not argument.match(latex, token.end()):
                return f"the columns of {environment} are not told as it knows them"
        elif name is not None:
            # In a box of text they stand for a formula; elsewhere this one would end.
            delimits = name in ("(", ")") and depth > 0
            if not (delimits or name in _COMMANDS or name in _MARKS):
                return rf"\{name} is no command it knows"
            negative_spaces += name in NEGATIVE_SPACES
    if negative_spaces > _MOST_NEGATIVE_SPACES:
        return "so many negative spaces draw over other things"
    return ""


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
        if len(opened) > _DEEPEST:
            return f"it is nested deeper than {_DEEPEST} levels"
    return f"it breaks off before {opened[-1]} is closed" if opened else ""
