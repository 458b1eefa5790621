"""Bibliography files and folders of them, in whatever format: BibTeX, BibLaTeX, CSL, RIS.

A Zotero export is one of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from ...config import load_config
from ...limits import MB
from ..documents.encoding import decode
from .bibtex import read_bibtex
from .csl import read_csl
from .csl_yaml import read_csl_yaml
from .entry import Entry, Reading
from .folding import squash
from .ris import read_ris

_Reader = Callable[[str, str], Reading]
_READERS: dict[str, _Reader] = {
    ".bib": read_bibtex,
    ".bibtex": read_bibtex,
    ".biblatex": read_bibtex,
    ".json": read_csl,
    ".ris": read_ris,
    ".yaml": read_csl_yaml,
    ".yml": read_csl_yaml,
}
_OTHERS = {".nbib": "PubMed", ".enw": "EndNote", ".ciw": "Web of Science"}
_SHARED = frozenset({".json", ".yaml", ".yml"})  # what other programs keep their data in, too
_PASSED_OVER = frozenset({"node_modules", "__pycache__"})


def read_bibliography(paths: Iterable[Path]) -> Reading:
    """The entries of files and folders, in order, and a sentence for whatever is wrong with them.

    A copy of an entry (same key and title) is passed over. Nothing is raised for contents.
    """
    entries: list[Entry] = []
    first_of: dict[str, Entry] = {}
    problems: list[str] = []
    files, missing = find_files(paths)
    problems += missing
    for file in files:
        reading = _read_file(file)
        problems += reading.problems
        for entry in reading.entries:
            first = first_of.setdefault(entry.key, entry)
            if first is entry:
                entries.append(entry)
            elif squash(first.title) != squash(entry.title):
                entries.append(entry)
                problems.append(
                    f"{entry.file}, line {entry.line}: the key {entry.key} already names another "
                    f"work in {first.file}, line {first.line}; rename one of them."
                )
    return Reading(tuple(entries), tuple(problems))


def find_files(paths: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The bibliography files meant by files and folders, each once; and a sentence for each gone.

    A folder is searched to its bottom, in alphabetical order, hidden folders passed over.
    """
    files: dict[Path, None] = {}
    problems = []
    for path in paths:
        found = _in_folder(path) if path.is_dir() else [path] if path.is_file() else []
        if not path.exists():
            problems.append(f"{path} is gone; restore it, or name the bibliography again.")
        elif not found:
            problems.append(f"{path} holds no bibliography (.bib, .json or .yaml of CSL, .ris).")
        files.update(dict.fromkeys(found))
    return tuple(files), tuple(problems)


def _in_folder(folder: Path) -> list[Path]:
    return [
        file
        for file in sorted(folder.rglob("*"))
        if file.suffix.lower() in _READERS
        and not any(
            part.startswith(".") or part in _PASSED_OVER
            for part in file.relative_to(folder).parts[:-1]
        )
        and file.is_file()
        and (file.suffix.lower() not in _SHARED or _is_csl(file))
    ]


def _is_csl(file: Path) -> bool:
    """Whether a file met in a folder is a list of works, not some program's."""
    try:
        with file.open(encoding="utf-8-sig", errors="replace") as opened:
            start = opened.read(4096).lstrip()
    except OSError:
        return False
    if file.suffix.lower() == ".json":
        return start.startswith(("[", "{")) and '"id"' in start and '"type"' in start
    return start.startswith(("references:", "---\nreferences:", "- id:"))


def _read_file(file: Path) -> Reading:
    largest = load_config().bibliography_mb
    try:
        if file.stat().st_size > largest * MB:
            said = f"{file} is over the {largest:g} MB of the setting bibliography_mb; split it."
            return Reading(problems=(said,))
        raw = file.read_bytes()
    except OSError as error:
        return Reading(problems=(f"{file} cannot be read ({error.strerror}); mend or drop it.",))
    suffix = file.suffix.lower()
    if suffix in _OTHERS:
        said = f"{file} is an export for {_OTHERS[suffix]}; export it as BibTeX or RIS instead."
        return Reading(problems=(said,))
    decoded = decode(raw)
    text = decoded.text.replace("\x00", "")
    reader = _READERS.get(suffix) or _reader_by_content(text)
    if reader is None:
        return Reading(problems=(f"{file} is neither BibTeX, CSL nor RIS; drop it.",))
    reading = reader(text, str(file))
    notes = () if decoded.stray_line is None else (_not_utf8(file, decoded.stray_line),)
    return Reading(reading.entries, (*notes, *reading.problems))


def _not_utf8(file: Path, line: int) -> str:
    said = "here is no UTF-8, and Windows-1252 was taken; save it as UTF-8."
    return f"{file}, line {line}: {said}"


def _reader_by_content(text: str) -> _Reader | None:
    start = text.lstrip()
    if start.startswith(("[", "{")):
        return read_csl
    if start.startswith("TY  -"):
        return read_ris
    return read_bibtex if "@" in start else None
