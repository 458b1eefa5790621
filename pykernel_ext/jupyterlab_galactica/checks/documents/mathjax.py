"""Macros that a book's settings define for MathJax or KaTeX."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from ...errors import InputError
from ..macros import Macro, find_macros
from ..projects import project_folder
from .encoding import decoded

_FILES = ("_config.yml", "myst.yml", "_quarto.yml", "conf.py", "mkdocs.yml", "_config.toml")
_LEVELS = 6
_LARGEST = 200_000
_SECTION = re.compile(r"""["']?\b(?:macros|math)["']?\s*[:=]""", re.IGNORECASE)
_ENTRY = re.compile(
    r"""^[ \t,{]*(?P<q>["']?)\\{0,2}(?P<name>[A-Za-z]{1,30})(?P=q)\s*:\s*\[?\s*"""
    r"""(?:r?"(?P<double>(?:\\.|[^"\\\n]){1,400})"|r?'(?P<single>[^'\n]{1,400})'"""
    r"""|(?P<plain>\\[^\n]{1,400}))""",
    re.MULTILINE,
)
_SECTION_LENGTH = 20_000


def macros_of_header(header: str) -> Mapping[str, Macro]:
    """Those of a document's YAML header: TeX definitions, and a map of names to bodies."""
    found = {macro.name: macro for macro in find_macros(header)}
    return {**found, **_mapped(header)}


def configured_macros(path: Path) -> dict[str, Macro]:
    """Those of the settings in the folder of a file and in those above it, within the project."""
    folder = path.resolve().parent
    boundary = project_folder(folder).resolve()
    found: dict[str, Macro] = {}
    for at in (folder, *folder.parents)[:_LEVELS]:
        if not at.is_relative_to(boundary):
            break
        for name in _FILES:
            file = at / name
            try:
                if file.is_file() and file.stat().st_size <= _LARGEST:
                    found = {**_mapped(decoded(file.read_bytes(), name)), **found}
            except (OSError, InputError):
                continue
    return found


def _mapped(text: str) -> dict[str, Macro]:
    found: dict[str, Macro] = {}
    read = 0  # up to where; sections may stand within others
    for section in _SECTION.finditer(text):
        begin, read = max(section.end(), read), section.end() + _SECTION_LENGTH
        for entry in _ENTRY.finditer(text, begin, read):
            body = entry["single"] or entry["plain"] or entry["double"].replace("\\\\", "\\")
            if "\\" not in body and "#" not in body:
                continue
            if "\\\\" in body and entry["single"] is not None:
                body = body.replace("\\\\", "\\")  # as in Python
            count = max((int(n) for n in re.findall(r"#([1-9])", body)), default=0)
            name = "\\" + entry["name"]
            found.setdefault(name, Macro(name, "m" * count, body.strip()))
    return found
