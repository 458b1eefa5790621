"""Every call of a program in the sources: the Makefile, scripts, Python, TypeScript, notebooks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import makefile, python, shell

_FOLDERS = (".ci", "benchmarks", "labext", "notebooks", "pykernel_ext", "tests", "tools")
_BUILT = frozenset({"node_modules", "labextension", "lib", "__pycache__", ".ipynb_checkpoints"})
_JS_CALL = re.compile(
    r"\b(?:exec|execFile|execFileSync|execSync|fork|spawn|spawnSync)\(\s*(?:(['\"`])(.*?)\1)?"
)
_JS_INSERTED = re.compile(r"\$\{[^}]*\}")
_JS_SERVER = re.compile(r"\bcommand:\s*(['\"`])(.*?)\1")
_JS_BROWSER = re.compile(r"from '(?:@jupyterlab/galata|@playwright/test|playwright)")


@dataclass(frozen=True, order=True)
class Use:
    """`program` is "" where the call cannot be read; `place` is the function, rule or script."""

    program: str
    file: str
    place: str = ""


def uses(root: Path) -> list[Use]:
    """The programs the files below `root` call, each once for its place."""
    return sorted({use for path in _files(root) for use in _uses_in(path, root)})


def _files(root: Path) -> Iterator[Path]:
    yield from (path for path in sorted(root.iterdir()) if path.is_file())
    for folder in _FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and _BUILT.isdisjoint(path.relative_to(root).parts):
                yield path


def _uses_in(path: Path, root: Path) -> Iterator[Use]:
    read = _READERS.get(path.name) or _READERS.get(path.suffix)
    if read is None and not path.suffix and path.parent.name == ".ci":
        read = _in_shell
    if read is not None:
        file = path.relative_to(root).as_posix()
        for program, place in read(path.read_text(encoding="utf-8")):
            yield Use(program or "", file, place)


_Found = Iterator[tuple[str | None, str]]


def _in_makefile(text: str) -> _Found:
    for name, rule in makefile.read_rules(text).items():
        for program in shell.programs(rule.script):
            yield program, name


def _in_package(text: str) -> _Found:
    for name, script in json.loads(text).get("scripts", {}).items():
        for program in shell.programs(script):
            yield program, name


def _in_shell(text: str) -> _Found:
    yield shell.interpreter(text), ""
    for program in shell.programs(text):
        yield program, ""


def _in_python(text: str) -> _Found:
    for call in python.calls(text):
        yield call.program, call.function


def _in_notebook(text: str) -> _Found:
    for cell in json.loads(text)["cells"]:
        for line in cell["source"] if cell["cell_type"] == "code" else ():
            if line.startswith("!"):
                for program in shell.programs(line[1:]):
                    yield program, ""


def _in_javascript(text: str) -> _Found:
    if "child_process" in text:
        for call in _JS_CALL.finditer(text):
            yield call[2].split()[0] if call[2] else None, ""
    for server in _JS_SERVER.finditer(_JS_INSERTED.sub("", text)):
        for program in shell.programs(server[2]):
            yield program, ""
    if _JS_BROWSER.search(text):
        yield "chromium", ""


_READERS: dict[str, Callable[[str], _Found]] = {
    "Makefile": _in_makefile,
    "package.json": _in_package,
    ".sh": _in_shell,
    ".py": _in_python,
    ".ipynb": _in_notebook,
    ".ts": _in_javascript,
    ".tsx": _in_javascript,
    ".js": _in_javascript,
    ".mjs": _in_javascript,
}
