"""A block of Python parsed, never compiled or run. Worker process only: hostile text may crash it.

Nesting can exhaust the stack of Python's own parser, so even parsing is done where it can be lost.
"""

from __future__ import annotations

import ast
import symtable
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from .python_names import names_in
from .python_source import (
    PYTHON_CELLS,
    cell_magic,
    defines_anything,
    plain_lines,
    without_command,
    words,
)

_MAX_COMMANDS = 100
PYTHON = f"Python {sys.version_info.major}.{sys.version_info.minor}"

warnings.simplefilter("ignore")  # of the code that is read


def answer(*, code: str) -> Iterator[dict[str, Any]]:
    """One reply: `used` names with lines, `known` names and `open_line` for what follows.

    Instead of these `error` and `line` where Python refuses the code, or `unread`, a reason.
    """
    lines = plain_lines(code)
    known: frozenset[str] = frozenset()
    magic = cell_magic(lines)
    if magic is not None:
        index, name = magic
        if name not in PYTHON_CELLS:
            yield {"unread": f"It is a cell for %%{name[:40]}, not for Python."}
            return
        known |= words(lines[index])
        lines[index] = ""
    try:
        yield _read(lines, known)
    except (RecursionError, MemoryError):
        yield {"unread": "It is nested too deeply to be read."}


def _read(lines: list[str], known: frozenset[str]) -> dict[str, Any]:
    open_line = ""
    commands = 0
    while True:
        source = "\n".join(lines)
        null = source.find("\0")
        if null >= 0:  # ValueError or SyntaxError, by the version of Python
            return _refusal("there is a null character", source.count("\n", 0, null) + 1)
        try:
            tree = ast.parse(source)
            symtable.symtable(source, "<code>", "exec")
            break
        except UnicodeEncodeError:
            return {"unread": "It has half of a surrogate pair, which no file can hold."}
        except SyntaxError as error:
            line = min(max(error.lineno or 1, 1), len(lines))
            plain = without_command(lines, line - 1)
            if plain is None:
                return _refusal(error.msg, line)
            if commands == _MAX_COMMANDS:
                return {"unread": f"It has more than {_MAX_COMMANDS} lines for IPython."}
            if defines_anything(lines[line - 1]):
                open_line = open_line or lines[line - 1].strip()[:80]
            known |= words(lines[line - 1])
            lines = plain
            commands += 1
    names = names_in(tree)
    if names.refused:
        return _refusal(*names.refused[0])
    return {
        "used": [(name, line) for name, line in names.used if name not in known],
        "known": sorted(names.defined | known),
        "open_line": names.star or open_line,
        "python": PYTHON,
    }


def _refusal(message: str, line: int) -> dict[str, Any]:
    stop = "" if message.endswith((".", "?")) else "."
    return {"error": f"{message[:1].upper()}{message[1:]}{stop}", "line": line}
