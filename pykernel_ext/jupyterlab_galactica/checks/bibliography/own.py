"""The bibliographies that a document names, or that its book does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..projects import project_folder

_NAMED = re.compile(
    r"\\(?:bibliography|addbibresource|addglobalbib|addsectionbib)\s*(?:\[[^][]*\])?\s*\{([^{}]+)\}"
    r"|(?:\{bibliography\}|\.\. bibliography::)[ \t]+([^\s`:]+)"
)
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_BOOKS = ("_quarto.yml", "_bookdown.yml", "_config.yml", "myst.yml")
_NAMES = ("bibliography", "bibtex_bibfiles")
_LARGEST = 200_000  # characters of a front matter or a book's settings
_ENDINGS = ("", ".bib")


@dataclass(frozen=True, slots=True)
class OwnBibliography:
    """The files that are there, and the keys of works that the text itself describes.

    `problems` are sentences on files that are named and are not there.
    """

    files: tuple[Path, ...] = ()
    keys: frozenset[str] = frozenset()
    problems: tuple[str, ...] = ()


NAMES_NONE = OwnBibliography()


def own_bibliography(text: str, folder: Path, header: str = "") -> OwnBibliography:
    r"""What a text in `folder` names by `\bibliography`, `\addbibresource` or in its YAML.

    `header` is the YAML where that is no part of the text. Where nothing is named, what the
    settings of the text's book name. No file outside the project is read.
    """
    front = _FRONT_MATTER.match(header or text)
    settings = _settings(front[1]) if front else {}
    names = [*_in_text(header), *_in_text(text), *_in_settings(settings)]
    project = project_folder(folder)
    above = (folder.absolute(), *folder.absolute().parents)
    folders = [at for at in above if at.is_relative_to(project)]
    if not names:
        names = list(_in_books(folders))
    files, problems = [], []
    for name in dict.fromkeys(names):
        if file := _find(name, folders, project):
            files.append(file)
        else:
            problems.append(
                f"The text names the bibliography {name}, which is not in {folder.absolute()}."
            )
    return OwnBibliography(
        tuple(dict.fromkeys(files)), frozenset(_described(settings)), tuple(problems)
    )


def _described(settings: dict[str, object]) -> Iterator[str]:
    """The ids of the works that Pandoc's front matter lists itself."""
    listed = settings.get("references")
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            yield item["id"]


def _in_text(text: str) -> Iterator[str]:
    for match in _NAMED.finditer(text):
        yield from filter(None, map(str.strip, (match[1] or match[2]).split(",")))


def _in_settings(settings: dict[str, object]) -> Iterator[str]:
    for value in (settings.get(name) for name in _NAMES):
        yield from (each for each in (value if isinstance(value, list) else [value])
                    if isinstance(each, str))  # fmt: skip


def _in_books(folders: list[Path]) -> Iterator[str]:
    for file in (folder / name for folder in folders for name in _BOOKS):
        try:
            settings = _settings(file.read_text(encoding="utf-8")) if file.is_file() else {}
        except (OSError, UnicodeDecodeError):
            continue
        inner = (settings.get(name) for name in ("sphinx", "project", "format"))
        for level in (settings, *inner):
            if isinstance(level, dict):
                yield from _in_settings(level)


def _settings(text: str) -> dict[str, object]:
    """What YAML says at its top; nothing where it is broken."""
    import yaml

    if len(text) > _LARGEST:
        return {}
    try:
        loaded = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    return {str(k): v for k, v in loaded.items()} if isinstance(loaded, dict) else {}


def _find(name: str, folders: list[Path], project: Path) -> Path | None:
    """The file of that name, beside the document or in a folder above it, as in its main file."""
    for folder in folders:
        for ending in _ENDINGS:
            file = Path(f"{folder / name}{ending}")
            if file.is_file() and file.resolve().is_relative_to(project.resolve()):
                return file
    return None
