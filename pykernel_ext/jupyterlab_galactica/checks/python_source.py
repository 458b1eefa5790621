"""What notebooks and sessions add to Python, taken out of a block line for line.

Prompts (`>>>`, `In [1]:`) with the output between them, and IPython's own lines: `%magic`,
`!command`, `name?`. Nothing here parses or runs the code.
"""

from __future__ import annotations

import re
import textwrap

PYTHON_CELLS = frozenset({"capture", "memit", "mprun", "prun", "time", "timeit"})
"""Cell magics whose body is Python of this kernel; any other hands the cell to something else."""

_PROMPT = re.compile(r"\s*(?:>>>|\.\.\.|In \[\d*\]:|\.{3,}:)(?: |$)")
_FIRST_PROMPT = re.compile(r"\s*(?:>>>|In \[\d*\]:)(?: |$)")
_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_COMMAND = re.compile(r"(\s*)(?:[%!?].*|[\w.]+\?{1,2}\s*)")
_ASSIGNMENT = re.compile(r"(\s*[\w, .\[\]'\"]+=)\s*[%!].*")
_NAMESPACE = re.compile(r"\s*%(?:load|macro|pylab|recall|rerun|run)\b")


def plain_lines(code: str) -> list[str]:
    """The lines of a block without prompts, output and common indentation; none is left out."""
    lines = textwrap.dedent(code.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    first = next((line for line in lines if line.strip()), "")
    if not _FIRST_PROMPT.match(first):
        return lines
    prompts = (_PROMPT.match(line) for line in lines)
    return [
        line[prompt.end() :] if prompt else "" for line, prompt in zip(lines, prompts, strict=True)
    ]


def cell_magic(lines: list[str]) -> tuple[int, str] | None:
    """Index of the line and name of the magic that takes the whole cell, as in `%%time`."""
    for index, line in enumerate(lines):
        if line.strip():
            match = _CELL_MAGIC.match(line)
            return (index, match[1]) if match else None
    return None


def without_command(lines: list[str], index: int) -> list[str] | None:
    """The lines without the IPython line at `index`, which goes on after a backslash.

    None where it is none. A variable that takes a command's output is still assigned.
    """
    line = lines[index]
    if match := _COMMAND.fullmatch(line):
        plain = f"{match[1]}pass"
    elif match := _ASSIGNMENT.fullmatch(line):
        plain = f"{match[1]} None"
    else:
        return None
    end = index + 1
    while lines[end - 1].endswith("\\") and end < len(lines):
        end += 1
    return [*lines[:index], plain, *[""] * (end - index - 1), *lines[end:]]


def defines_anything(line: str) -> bool:
    """Whether an IPython line may put names into the notebook that it does not mention."""
    return _NAMESPACE.match(line) is not None


def words(text: str) -> frozenset[str]:
    """What may be names in a text that is not parsed."""
    return frozenset(re.findall(r"[^\W\d]\w*", text))
