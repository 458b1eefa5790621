"""Text from a model is data: nothing that reads it can run it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyterlab_galactica import checks

FOLDER = Path(checks.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))

EVALUATING = {"sympify", "parse_expr", "parse_latex", "eval", "exec", "compile", "lambdify", "S",
              "__import__", "execfile", "nsimplify", "autowrap", "ufuncify"}  # fmt: skip
UNPICKLING = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "code", "runpy"}
OPERATORS_ON_TEXT = {"system", "popen", "getoutput"}


def called(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(name) | ast.Attribute(attr=name):
                    yield name, node


def is_method_of_pattern(node: ast.Call) -> bool:
    """`re.compile`."""
    match node.func:
        case ast.Attribute(ast.Name("re"), "compile"):
            return True
    return False


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_module_that_judges_text_evaluates_and_unpickles_nothing(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for name, node in called(tree):
        forbidden = name in EVALUATING | OPERATORS_ON_TEXT and not is_method_of_pattern(node)
        assert not forbidden, f"{module.name}:{node.lineno} calls {name}"
    assert not UNPICKLING & set(imported(tree))
