r"""Macros that a text defines for itself, found as text and put in as text.

`definitions` finds them (`\newcommand`, `\def`, `\NewDocumentCommand`, …), `packages` are those of
known packages, written as a text would define them, and `expansion` puts them in.
"""

from .definitions import Environment, Macro, definition_at, definitions, find_macros
from .expansion import Expansion, MacroError, expand
from .packages import common_macros, package_macros

__all__ = [
    "Environment",
    "Expansion",
    "Macro",
    "MacroError",
    "common_macros",
    "definition_at",
    "definitions",
    "expand",
    "find_macros",
    "package_macros",
]
