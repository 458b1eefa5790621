"""Which programs a Python module calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import shell

_RUNNING = frozenset(
    f"{module}.{name}"
    for module, names in {
        "asyncio": "create_subprocess_exec create_subprocess_shell",
        "os": "execl execle execlp execlpe execv execve execvp execvpe popen posix_spawn "
        "posix_spawnp system startfile",
        "pexpect": "run spawn",
        "pty": "spawn",
        "shutil": "which",
        "subprocess": "Popen call check_call check_output getoutput getstatusoutput run",
    }.items()
    for name in names.split()
)
_BY_SHELL = {
    "asyncio.create_subprocess_shell", "os.popen", "os.system", "pexpect.run", "pexpect.spawn",
    "subprocess.getoutput", "subprocess.getstatusoutput",
}  # fmt: skip
_OWN_PYTHON = "sys.executable"
_THROUGH_LIBRARIES = {
    "nbconvert.get_exporter": "pandoc",
    "nbconvert.LatexExporter": "pandoc",
    "nbconvert.PDFExporter": "pandoc",
}


@dataclass(frozen=True)
class Call:
    """`program` is None where only running the `function` that it stands in would tell."""

    program: str | None
    function: str


def calls(source: str) -> Iterator[Call]:
    """The programs a module runs or looks for, but for the Python that runs it itself."""
    tree = ast.parse(source)
    names = dict(_imported(tree))
    for name in names.values():
        if name in _THROUGH_LIBRARIES:
            yield Call(_THROUGH_LIBRARIES[name], "")
    yield from _calls(tree, (tree,), names)


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.asname or alias.name, alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _calls(node: ast.AST, scopes: tuple[ast.AST, ...], names: Mapping[str, str]) -> Iterator[Call]:
    for child in ast.iter_child_nodes(node):
        inner = scopes
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = (*scopes, child)
        elif isinstance(child, ast.Call) and _name(child.func, names) in _RUNNING:
            function = ".".join(scope.name for scope in scopes[1:])  # type: ignore[attr-defined]
            for program in _programs_of(child, scopes, names):
                yield Call(program, function)
        yield from _calls(child, inner, names)


def _programs_of(
    call: ast.Call, scopes: tuple[ast.AST, ...], names: Mapping[str, str]
) -> Iterator[str | None]:
    given = [*call.args[:1], *(each.value for each in call.keywords if each.arg == "args")]
    by_shell = _name(call.func, names) in _BY_SHELL or any(
        each.arg == "shell" and ast.unparse(each.value) != "False" for each in call.keywords
    )
    for found in _texts(given[0], scopes) if given else (None,):
        if found is None or not by_shell:
            if found != _OWN_PYTHON:
                yield found
        else:
            yield from shell.programs(found)


def _texts(node: ast.expr, scopes: tuple[ast.AST, ...], depth: int = 0) -> Iterator[str | None]:
    """The first word of a command; its whole text where the command is one."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.List(elts=[first, *_]) | ast.Tuple(elts=[first, *_]):
            yield from _texts(first, scopes, depth)
        case ast.Starred(value=inner) | ast.BinOp(left=inner, op=ast.Add()):
            yield from _texts(inner, scopes, depth)
        case ast.Call(func=ast.Name(id="str"), args=[inner]):
            yield from _texts(inner, scopes, depth)
        case ast.IfExp(body=one, orelse=other):
            yield from _texts(one, scopes, depth)
            yield from _texts(other, scopes, depth)
        case ast.Attribute() if ast.unparse(node) == _OWN_PYTHON:
            yield _OWN_PYTHON
        case ast.Name() | ast.Attribute() if depth < 5:
            values = _assigned(ast.unparse(node), scopes)
            for value in values:
                yield from _texts(value, scopes, depth + 1)
            if not values:
                yield None
        case _:
            yield None


def _assigned(name: str, scopes: tuple[ast.AST, ...]) -> list[ast.expr]:
    """What the innermost scope that assigns a name assigns to it; nothing to a parameter."""
    for scope in reversed(scopes):
        if name in _parameters(scope):
            return []
        nodes = _nodes(scope, whole=name.startswith("self."))
        values = [value for node in nodes for value in _given(name, node)]
        if values:
            return values
    return []


def _given(name: str, node: ast.AST) -> Sequence[ast.expr]:
    """The values a statement gives a name: of an assignment, or of a loop over what is listed."""
    match node:
        case ast.Assign(targets=targets, value=value):
            return [value for target in targets if ast.unparse(target) == name]
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            return [value] if ast.unparse(target) == name else []
        case ast.For(target=target, iter=ast.List(elts=values) | ast.Tuple(elts=values)):
            return values if ast.unparse(target) == name else []
    return []


def _parameters(scope: ast.AST) -> set[str]:
    if not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
        return set()
    return {node.arg for node in ast.walk(scope.args) if isinstance(node, ast.arg)}


def _nodes(scope: ast.AST, *, whole: bool) -> Iterator[ast.AST]:
    """What is in a scope, or in the whole of it: in the functions inside, too."""
    for child in ast.iter_child_nodes(scope):
        yield child
        if whole or not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from _nodes(child, whole=whole)


def _name(function: ast.expr, names: Mapping[str, str]) -> str:
    """The dotted name of what is called, as its module has it."""
    first, *rest = ast.unparse(function).split(".")
    return ".".join([names.get(first, first), *rest])
