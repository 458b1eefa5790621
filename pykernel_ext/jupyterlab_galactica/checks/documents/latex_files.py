"""The files of a LaTeX project: what is included, within the project and each but once."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ...config import load_config
from ...errors import InputError
from ...limits import MB
from ..projects import project_folder
from .encoding import decoded

_MOST = 1000
_CANDIDATES = 60
_LEVELS = 4
_ROOT = re.compile(
    r"^%\s*!\s*TEX\s+root\s*=\s*(\S.*?)\s*$|\\documentclass\[([^\]\n]+)\]\{subfiles\}",
    re.IGNORECASE | re.MULTILINE,
)
_INCLUDES = re.compile(r"\\(?:input|include|subfile|subfileinclude|import|subimport)\b([^\n%]*)")


def _largest() -> int:
    """Bytes of a document, and of all that it includes; what is larger is not read."""
    return int(load_config().document_mb * MB)


class ProjectFiles:
    """Finds and reads the files that a LaTeX file names; each is given once.

    `root` is the document that the file is a part of, from whose folder names are looked up.
    """

    def __init__(self, path: Path, root: Path | None = None) -> None:
        self.folder = (root or path).resolve().parent
        self._shown_from = path.resolve().parent
        self._boundary = project_folder(self.folder).resolve()
        self._given: set[Path] = {path.resolve(), (root or path).resolve()}
        self.unread: dict[str, str] = {}
        self._room = _largest()

    def find(self, name: str, folders: Iterable[Path], suffixes: Iterable[str]) -> Path | None:
        """The file of this name, in the first folder that has it; None where there is none.

        One outside the project is not found, and that is noted; nor is one that was given before.
        """
        outside = False
        above = itertools.takewhile(
            lambda folder: folder.is_relative_to(self._boundary), self.folder.parents
        )  # where TeX is run in the project's own folder
        for folder in (*folders, *itertools.islice(above, _LEVELS)):
            for suffix in suffixes:
                try:
                    path = (folder / f"{name}{suffix}").resolve()
                    is_file = path.is_file()
                except (OSError, ValueError, RuntimeError):
                    continue
                if not is_file:
                    continue
                if not path.is_relative_to(self._boundary):
                    outside = True
                    continue
                return path
        if outside:
            self.unread.setdefault(name, "outside the project")
        return None

    def text(self, path: Path, name: str) -> str | None:
        """The text of a file that was not given before."""
        if path in self._given:
            return None
        if len(self._given) > _MOST:
            self.unread.setdefault(name, f"more than {_MOST} files")
            return None
        self._given.add(path)
        try:
            size = path.stat().st_size
            if size > self._room:
                self.unread.setdefault(name, "too large")
                return None
            self._room -= size
            return decoded(path.read_bytes(), name)
        except (OSError, InputError):
            self.unread.setdefault(name, "not readable")
            return None

    def shown(self, path: Path) -> str:
        """A file's name as seen from the folder of the file that was asked for."""
        return Path(os.path.relpath(path, self._shown_from)).as_posix()


def root_of(path: Path, text: str) -> Path | None:
    """The document that a chapter belongs to: as it says, or the one nearby that includes it."""
    path = path.resolve()
    boundary = project_folder(path.parent).resolve()
    if said := _ROOT.search(text[:4000]):
        root = (path.parent / (said[1] or said[2])).resolve()
        for candidate in (root, root.with_name(root.name + ".tex")):
            if candidate.is_file() and candidate.is_relative_to(boundary) and candidate != path:
                return candidate
    roots = list(_roots(path, boundary))
    name = re.compile(rf"(?<![\w-]){re.escape(path.stem)}(?![\w-])")
    for root, content in roots:
        if any(name.search(line) for line in _INCLUDES.findall(content)):
            return root
    return roots[0][0] if len(roots) == 1 and _INCLUDES.search(roots[0][1]) else None


def _roots(path: Path, boundary: Path) -> Iterator[tuple[Path, str]]:
    """Whole documents in the folder of a chapter and in those above it, within the project."""
    largest = _largest()
    for folder in (path.parent, *path.parent.parents)[:_LEVELS]:
        if not folder.is_relative_to(boundary):
            return
        for file in sorted(folder.glob("*.tex"))[:_CANDIDATES]:
            if file.resolve() == path or not file.is_file() or file.stat().st_size > largest:
                continue
            try:
                content = decoded(file.read_bytes(), file.name)
            except (OSError, InputError):
                continue
            if r"\documentclass" in content and r"\begin{document}" in content:
                yield file, content
