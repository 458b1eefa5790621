r"""Which formulas LaTeX compiles.

Of what `typesetting.fault` lets through MathJax shows an error in the place of one formula; LaTeX
stops at it, and there is no document. In case of doubt a formula is refused: its source can still
be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from .labels import is_own_display
from .latex_commands import (
    BRACED_INSIDE,
    DELIMITERS,
    LATEX_MARKS,
    LIMIT_TAKERS,
    ONE_ARGUMENT,
    OPERATORS,
    SYMBOLS,
    TEXT_BOXES,
    TWO_ARGUMENTS,
)
from .typesetting import fault, page_source

WIDEST_MATRIX = 30

_CELL_END = "\0"  # where a cell ends, or a delimiter with its size stands, no argument can


def _any_of(names: frozenset[str]) -> str:
    return rf"(?:{'|'.join(sorted(names))})(?![A-Za-z])"


_OUTER = re.compile(r"^\\begin\{[a-z]+\*?\}(?:\{\d+\})?|\\end\{[a-z]+\*?\}$")
_INNERMOST = re.compile(
    r"\\begin\s*\{([A-Za-z]+)\}((?:(?!\\(?:begin|end)(?![A-Za-z])).)*)\\end\s*\{\1\}", re.DOTALL
)
_UNBRACED = re.compile(rf"([\^_]\s*)(\\{_any_of(OPERATORS)})|([\^_]\s*|\\[A-Za-z]+\s*)([^\0-\x7f])")
_LENGTH = r"-?(?:\d+\.?\d*|\.\d+)\s*(?:pt|em|ex|mm|cm|in)"
_DEEPEST = 20  # environments within one another
# Behind a row LaTeX takes a bracket for the space below it, or an asterisk.
_ROW_END = re.compile(rf"\\\\(?:\s*\[\s*{_LENGTH}\s*\]|(?!\s*[*\[]))")
_RULE = re.compile(r"\\hline(?![A-Za-z])")
_COLUMNS = re.compile(r"\s*\{([lcr|\s]*)\}")
_NUMBER = re.compile(r"\s*\{\d+\}")
_SPACE = re.compile(rf"\\hspace\*?\s*\{{\s*{_LENGTH}\s*\}}|\\mspace\s*\{{\s*-?\d+\s*mu\s*\}}")
_PLAIN_TEXT = r"\s*\{(?:[^{}\\_^$&#]|\\[ ,&%$_#{}])*\}"
_TEXT = re.compile(rf"\\({_any_of(TEXT_BOXES)}){_PLAIN_TEXT}")
_TAG = re.compile(rf"\\tag\*?{_PLAIN_TEXT}")
_BLANK_LINES = re.compile(r"\n\s*\n")
_UNDRAWN = re.compile(r"[\0-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_DELIMITER = rf"(?:[()\[\]|/.<>]|\\[{{}}|]|\\{_any_of(DELIMITERS)})"
_SIZED = re.compile(rf"\\(?:left|right|middle|[bB]igg?[lrm]?)(?![A-Za-z])\s*{_DELIMITER}")
_LIMITS = re.compile(rf"(\\{_any_of(LIMIT_TAKERS)})\s*\\(?:no)?limits(?![A-Za-z])")
_OPTION = re.compile(r"\s*\[[^\[\]{}]*\]")
# A box of text that was looked at gets a name of its own.
_NEEDING = ONE_ARGUMENT | TWO_ARGUMENTS | {f"plain{name}" for name in TEXT_BOXES}
_FIT_FOR_SCRIPTS = BRACED_INSIDE | {f"plain{name}" for name in TEXT_BOXES - {"mbox", "hbox"}}
_NEEDY = re.compile(rf"\\({_any_of(_NEEDING)})\*?|[\^_]")
# To a command, a command is an argument without what that one needs.
_ARGUMENT = re.compile(
    rf"\s*(?:([{{])|\\(?!{_any_of(_NEEDING)})[A-Za-z]+|\\[{{}}|%$#&_]|[!\"#-%(-Z`a-z|])"
)
_COMMAND = re.compile(r"\\([A-Za-z]+|.|$)", re.DOTALL)
_BARE_MARK = re.compile(r"(?<!\\)[&$]")
_INFIX = re.compile(r"\\(?:over|choose)(?![A-Za-z])")
_SCRIPT = r"\s*(?:[^\s\\{}]|\\[A-Za-z]+|\{[^{}]*\})\s*"
_TWO_SUPERSCRIPTS = re.compile(rf"\^{_SCRIPT}(?:_{_SCRIPT})?'|'\s*_{_SCRIPT}'")

_KNOWN = SYMBOLS | _NEEDING | LATEX_MARKS | frozenset(" \n")


def drawn_part(latex: str) -> str:
    """A formula without labels, blanks around it or lines of them, and what no font has.

    An argument is braced where LaTeX wants braces and MathJax does not: names of functions as
    scripts, and characters beyond ASCII, which are several bytes.
    """
    drawn = _BLANK_LINES.sub("\n", _UNDRAWN.sub("", page_source(latex)))
    return _UNBRACED.sub(r"\1\3{\2\4}", drawn).strip()


def compiles(latex: str, display: bool) -> bool:
    r"""Whether LaTeX takes a formula between `\(` and `\)`, or `\[` and `\]`, with no error."""
    if fault(latex):
        return False
    if is_own_display(latex):
        if not display:
            return False
        rows = _OUTER.sub("", latex)
        latex = _CELL_END.join(
            _TAG.sub("", row, count=1).replace("&", _CELL_END) for row in _rows(rows)
        )
    elif display:
        latex = _TAG.sub("", latex, count=1)
    latex = _TEXT.sub(r"\\plain\1{x}", _SPACE.sub(" ", latex))
    if r"\\" in _ROW_END.sub("", latex):
        return False
    if r"\middle" in latex and r"\left" not in latex:
        return False
    inner = _without_environments(latex)
    if not inner.strip() or _BARE_MARK.search(inner):
        return False
    bare = _LIMITS.sub(r"\1", _SIZED.sub(_CELL_END, inner))
    ends = _group_ends(bare)
    return (
        all(command[1] in _KNOWN for command in _COMMAND.finditer(bare))
        and all(_has_its_arguments(bare, needy, ends) for needy in _NEEDY.finditer(bare))
        and len(_INFIX.findall(bare)) <= 1
        and _TWO_SUPERSCRIPTS.search(bare) is None
    )


def _rows(content: str) -> list[str]:
    return _ROW_END.split(content)


def _cells(most: int) -> Callable[[str], str | None]:
    """What reads an environment of so many columns at most."""

    def read(content: str) -> str | None:
        rows = [row.replace(r"\&", " ") for row in _rows(content)]
        return None if any(row.count("&") >= most for row in rows) else _CELL_END.join(rows)

    return read


def _array(content: str) -> str | None:
    columns = _COLUMNS.match(content)
    if columns is None:
        return None
    rows = _RULE.sub(" ", content[columns.end() :])
    return _cells(len(re.findall("[lcr]", columns[1])))(rows)


def _alignedat(content: str) -> str | None:
    number = _NUMBER.match(content)
    return number and _cells(WIDEST_MATRIX)(content[number.end() :])


_ENVIRONMENTS: Mapping[str, Callable[[str], str | None]] = {
    **dict.fromkeys(
        ("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "aligned"),
        _cells(WIDEST_MATRIX),
    ),
    **dict.fromkeys(("cases", "split"), _cells(2)),
    "gathered": _cells(1),
    "array": _array,
    "alignedat": _alignedat,
}


def _without_environments(latex: str) -> str:
    """The formula with their cells in place of the environments that LaTeX takes."""

    def cells(found: re.Match[str]) -> str:
        read = _ENVIRONMENTS.get(found[1])
        inner = read(found[2]) if read else None
        return r"\refused" if inner is None else f"{{{inner.replace('&', _CELL_END)}}}"

    for _ in range(_DEEPEST):
        before, latex = latex, _INNERMOST.sub(cells, latex)
        if latex == before:
            return latex
    return r"\refused"


def _has_its_arguments(latex: str, needy: re.Match[str], ends: Mapping[int, int]) -> bool:
    place = needy.end()
    if needy[1] and (option := _OPTION.match(latex, place)):
        place = option.end()
    if needy[1] is None and (command := _NEEDY.match(latex, place)):
        return command[1] in _FIT_FOR_SCRIPTS
    for _ in range(2 if needy[1] in TWO_ARGUMENTS else 1):
        argument = _ARGUMENT.match(latex, place)
        if argument is None:
            return False
        place = ends.get(argument.start(1), len(latex)) if argument[1] else argument.end()
    return True


def _group_ends(latex: str) -> Mapping[int, int]:
    """The place behind each group by where it opens; braces are known to be balanced."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for brace in re.finditer(r"\\.|([{}])", latex, re.DOTALL):
        if brace[1] == "{":
            opened.append(brace.start())
        elif brace[1] and opened:
            ends[opened.pop()] = brace.end()
    return ends
