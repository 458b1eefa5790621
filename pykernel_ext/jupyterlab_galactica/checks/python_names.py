"""Names in parsed Python: those nothing defines, and those it leaves behind. Worker process only.

The scopes are pyflakes' reading of them; its other opinions on the code are left alone.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Any

from pyflakes import messages
from pyflakes.checker import Builtin, Checker

_NOTEBOOK_NAMES = frozenset({"get_ipython", "display", "In", "Out", "exit", "quit"})
_HISTORY = re.compile(r"_{1,3}|_i{1,3}|_i?\d+|_[iod]h")

# What Python refuses after parsing; it would need a compilation to say so itself.
_REFUSED = (
    messages.BreakOutsideLoop,
    messages.ContinueOutsideLoop,
    messages.DefaultExceptNotLast,
    messages.ReturnOutsideFunction,
    messages.TwoStarredExpressions,
    messages.YieldOutsideFunction,
)


@dataclass(frozen=True, slots=True)
class Names:
    """Names `used` but not defined before, with lines, and those `defined` for what follows.

    `star` is the `from … import *` that may define any of them. `refused` are lines with what
    Python would not accept there.
    """

    used: tuple[tuple[str, int], ...]
    defined: frozenset[str]
    star: str
    refused: tuple[tuple[str, int], ...]


def names_in(tree: ast.Module) -> Names:
    """The names of a notebook cell. `tree` is changed. Raises RecursionError."""
    checker = Checker(_Awaited().visit(tree), builtins=_NOTEBOOK_NAMES, withDoctest=False)
    used: dict[str, int] = {}
    refused = []
    star = ""
    loops = _loops(tree)
    for message in sorted(checker.messages, key=lambda message: (message.lineno, message.col)):
        if isinstance(message, (messages.UndefinedName, messages.UndefinedLocal)):
            name = message.message_args[0]
            line = message.lineno
            if not any(loop.first <= line <= loop.last and name in loop.binds for loop in loops):
                used.setdefault(name, line)
        elif isinstance(message, messages.ImportStarUsage):
            name, modules = message.message_args
            used.setdefault(name, message.lineno)
            star = star or f"from {modules.split(', ')[0]} import *"
        elif isinstance(message, messages.ImportStarUsed):
            star = star or f"from {message.message_args[0]} import *"
        elif isinstance(message, _REFUSED):
            refused.append((message.message % message.message_args, message.lineno))
    return Names(
        used=tuple(item for item in used.items() if not _HISTORY.fullmatch(item[0])),
        defined=_left_behind(checker),
        star=star,
        refused=tuple(refused),
    )


@dataclass(frozen=True, slots=True)
class _Loop:
    """The lines of a loop and the names its body binds, for its next round."""

    first: int
    last: int
    binds: frozenset[str]


def _loops(tree: ast.Module) -> list[_Loop]:
    return [
        _Loop(
            node.lineno,
            node.end_lineno or node.lineno,
            frozenset(
                name.id
                for part in node.body
                for name in ast.walk(part)
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
            ),
        )
        for node in ast.walk(tree)
        if isinstance(node, (ast.For, ast.AsyncFor, ast.While))
    ]


def _left_behind(checker: Any) -> frozenset[str]:
    module = checker.deadScopes[-1]
    return frozenset(name for name, binding in module.items() if not isinstance(binding, Builtin))


class _Awaited(ast.NodeTransformer):
    """Notebooks allow `await` outside of functions; there it stands for its value."""

    def visit_Await(self, node: ast.Await) -> ast.AST:
        return self.visit(node.value)  # type: ignore[no-any-return]

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return node
