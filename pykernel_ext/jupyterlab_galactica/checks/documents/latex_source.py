r"""LaTeX as one text: files put in their place, comments and code left out, shorthands written out.

What remains is what is typeset, still as LaTeX. Definitions are taken out and kept, from the
header, included files and local packages; a macro that opens or closes a formula (`\be`) is
replaced by what it stands for, as whoever looks for formulas could not see them otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..macros import (
    Environment,
    Expansion,
    Macro,
    MacroError,
    definition_at,
    expand,
    package_macros,
)
from ..macros.expansion import expand_call
from ..macros.groups import argument, bracketed, skip_space
from .document import Patchwork, Piece, Source
from .environments import ENVIRONMENTS, VERBATIM
from .latex_files import ProjectFiles

_MARK = re.compile(
    r"(?P<blank>^[ \t]*%[^\n]*(?:\n|\Z))|(?P<comment>%[^\n]*)"
    rf"|\\begin\s*\{{(?P<verbatim>{VERBATIM})(?P<star>\*?)\}}"
    r"|(?P<chunk>^<<[^\n]*>>=[ \t]*\n)"
    r"|\\(?:verb|Verb|lstinline)(?![A-Za-z])\*?(?:\[[^\]\n]*\])?(?P<mark>[^\w\s*{])"
    r"|(?P<begin>\\begin\s*\{(?P<name>[A-Za-z@:]{1,40}\*?)\})"
    r"|(?P<end>\\end\s*\{(?P<ended>[A-Za-z@:]{1,40}\*?)\})"
    r"|(?P<command>\\(?:[A-Za-z@]+|.))",
    re.MULTILINE | re.DOTALL,
)
_CHUNK_END = re.compile(r"^@[^\n]*\n?", re.MULTILINE)
_IF = re.compile(r"\\(?:(?P<if>if[A-Za-z@]*)|(?P<fi>fi))(?![A-Za-z@])")
_INPUT_NAME = re.compile(r"\s*([^\s{}\\%]+)")
_MAKES_MATH = re.compile(
    r"\$|\\[()\[\]]|\\(?:begin|end)\s*\{("
    + "|".join(re.escape(name) for name in ENVIRONMENTS)
    + r")\}"
)
_COMMAND = re.compile(r"\\(?:[A-Za-z@]+|.)")
_INPUTS = {r"\input", r"\include", r"\subfile", r"\subfileinclude", r"\InputIfFileExists",
           r"\@input", r"\includestandalone"}  # fmt: skip
_IMPORTS = {r"\import", r"\subimport", r"\includefrom", r"\subincludefrom", r"\inputfrom",
            r"\subinputfrom"}  # fmt: skip
_PACKAGES = {r"\usepackage": ".sty", r"\RequirePackage": ".sty", r"\documentclass": ".cls",
             r"\LoadClass": ".cls", r"\LoadClassWithOptions": ".cls"}  # fmt: skip
_ADDRESSES = {r"\url", r"\href", r"\path", r"\nolinkurl", r"\includegraphics"}
_IN_HEADER = {r"\title", r"\addbibresource", r"\bibliography", r"\subtitle"}
"""Commands of a header that are typeset or tell where cited works are."""
_DEEPEST = 30


class LatexSource:
    """Reads a LaTeX text into pieces; `files` finds those that it includes."""

    def __init__(self, files: ProjectFiles | None) -> None:
        self.macros: dict[str, Macro] = {}
        self.pieces: list[Piece] = []
        self.unread: dict[str, str] = {} if files is None else files.unread
        self._files = files
        self._environments: dict[str, Environment] = {}
        self._makes_math: dict[str, Macro] = {}
        self._in_header = False
        self._depth = 0

    def read(self, source: Source, folder: Path | None, *, header_only: bool = False) -> Patchwork:
        """The text of a file and of all that it includes."""
        self._read(source, folder, header_only)
        return Patchwork(self.pieces)

    def inherit(self, header: LatexSource) -> None:
        """Take over what the header of another document defines."""
        self.macros.update(header.macros)
        self._environments.update(header._environments)
        self._makes_math.update(header._makes_math)

    def _read(self, source: Source, folder: Path | None, header_only: bool = False) -> None:
        text = source.text
        has_header = r"\begin{document}" in text and r"\documentclass" in text
        self._in_header = self._in_header or has_header
        at = done = 0
        while mark := _MARK.search(text, at):
            at = mark.end()
            if mark["begin"] and mark["name"] == "document":
                if header_only:
                    return
                self._in_header = False
                done = at
                continue
            if mark["end"] and mark["ended"] == "document":
                self._copy(source, done, mark.start())
                return
            if mark["command"] == r"\endinput":
                self._copy(source, done, mark.start())
                return
            end = self._special_end(mark, source, folder, done)
            if end is not None:
                at = done = max(end, mark.end())
        self._copy(source, done, len(text))

    def _special_end(
        self, mark: re.Match[str], source: Source, folder: Path | None, done: int
    ) -> int | None:
        """Where the text goes on behind what is not copied as it stands; None where all is."""
        text = source.text
        start, end = mark.span()
        if mark["blank"] or mark["comment"]:
            self._copy(source, done, start)
            return end
        if mark["verbatim"]:
            self._copy(source, done, start)
            closing = rf"\end{{{mark['verbatim']}{mark['star']}}}"
            stop = text.find(closing, end)
            return len(text) if stop < 0 else stop + len(closing)
        if mark["chunk"]:
            self._copy(source, done, start)
            stop_mark = _CHUNK_END.search(text, end)
            return stop_mark.end() if stop_mark else len(text)
        if mark["mark"]:
            self._copy(source, done, start)
            line_end = text.find("\n", end)
            line_end = len(text) if line_end < 0 else line_end
            stop = text.find(mark["mark"], end, line_end)
            return line_end if stop < 0 else stop + 1
        if name := mark["name"] or mark["ended"]:
            return self._environment(name, mark, source, done)
        return self._command(mark["command"], source, folder, start, end, done)

    def _environment(self, name: str, mark: re.Match[str], source: Source, done: int) -> int | None:
        environment = self._environments.get(name)
        if environment is None:
            return None
        self._copy(source, done, mark.start())
        begins = bool(mark["begin"])
        macro = Macro(
            mark.group(),
            environment.arguments if begins else "",
            environment.begin if begins else environment.end,
        )
        return self._call(macro, source, mark.start(), mark.end())

    def _command(
        self, name: str, source: Source, folder: Path | None, start: int, end: int, done: int
    ) -> int | None:
        text = source.text
        if found := definition_at(text, start, self.macros):
            self._copy(source, done, start)
            self._define(found[0])
            return found[1]
        if name == r"\iffalse":
            self._copy(source, done, start)
            return _end_of_condition(text, end)
        if name in self._makes_math and not self._in_header:
            self._copy(source, done, start)
            return self._call(self._makes_math[name], source, start, end)
        if name in _INPUTS or name in _IMPORTS:
            named = self._named_file(name, text, end)
            if named is None:
                return None
            self._copy(source, done, start)
            self._include(*named[:2], folder)
            return named[2]
        if name in _PACKAGES:
            self._copy(source, done, start)
            return self._packages(name, text, end, folder)
        if name in _ADDRESSES and (inner := argument(text, _past_options(text, end))):
            self._copy(source, done, start)
            return inner[2]
        if self._in_header and name in _IN_HEADER and (inner := argument(text, end)):
            self._in_header = False
            self._copy(source, start, inner[2])
            self._in_header = True
            return inner[2]
        return None

    def _copy(self, source: Source, begin: int, end: int) -> None:
        if not self._in_header and begin < end:
            self.pieces.append(Piece(source.text[begin:end], source, begin))

    def _define(self, definition: Macro | Environment) -> None:
        if isinstance(definition, Macro):
            self.macros[definition.name] = definition
            if self._has_math(definition.body):
                self._makes_math[definition.name] = definition
            else:
                self._makes_math.pop(definition.name, None)
        elif self._has_math(definition.begin) or self._has_math(definition.end):
            self._environments[definition.name] = definition

    def _has_math(self, body: str) -> bool:
        return bool(_MAKES_MATH.search(body)) or any(
            name in self._makes_math for name in _COMMAND.findall(body)
        )

    def _call(self, macro: Macro, source: Source, start: int, end: int) -> int:
        """Puts in what a macro stands for; where it cannot be put in, it stays as it is."""
        try:
            body, after = expand_call(source.text, end, macro, self._makes_math)
        except MacroError:
            self._copy(source, start, end)
            return end
        if not self._in_header:
            self.pieces += _pieces(body, source, start, end)
        return after

    def _named_file(self, command: str, text: str, at: int) -> tuple[str, str, int] | None:
        """The folder and the name that a command to include has, and where the text goes on."""
        at = _past_options(text, at)
        if command in _IMPORTS:
            first = argument(text, at)
            second = argument(text, first[2]) if first else None
            if first is None or second is None:
                return None
            return text[slice(*first[:2])].strip(), text[slice(*second[:2])].strip(), second[2]
        if text[(here := skip_space(text, at)) : here + 1] == "{":
            inner = argument(text, at)
            return ("", text[slice(*inner[:2])].strip(), inner[2]) if inner else None
        bare = _INPUT_NAME.match(text, at)
        return ("", bare[1], bare.end()) if bare and command == r"\input" else None

    def _include(self, subfolder: str, name: str, folder: Path | None) -> None:
        name = name.strip('"')
        if "\\" in name or "\\" in subfolder:
            try:
                name = expand(name, self.macros).text
                subfolder = expand(subfolder, self.macros).text
            except MacroError:
                pass
        shown = f"{subfolder.rstrip('/')}/{name}" if subfolder else name
        if "#" in shown:
            return
        if self._files is None or folder is None:
            self.unread.setdefault(shown, "the text is not in a file of its own")
            return
        folders = [self._files.folder / subfolder, folder / subfolder]
        path = self._files.find(name, folders, (".tex", ""))
        if path is None:
            self.unread.setdefault(shown, "not found")
            return
        if self._depth >= _DEEPEST:
            self.unread.setdefault(shown, "too many files in files")
            return
        content = self._files.text(path, shown)
        if content is None:
            return
        header = self._in_header
        self._depth += 1
        self._read(Source(content, self._files.shown(path)), path.parent)
        self._depth -= 1
        self._in_header = header

    def _packages(self, command: str, text: str, at: int, folder: Path | None) -> int | None:
        at = _past_options(text, at)
        inner = argument(text, at)
        if inner is None:
            return None
        for name in text[slice(*inner[:2])].split(","):
            self._package(name.strip(), _PACKAGES[command], folder)
        return inner[2]

    def _package(self, name: str, suffix: str, folder: Path | None) -> None:
        path = None
        if self._files is not None and folder is not None and name and "\\" not in name:
            path = self._files.find(name, (self._files.folder, folder), (suffix,))
        if path is None:
            self.macros.update(package_macros(name))
            return
        assert self._files is not None
        content = self._files.text(path, f"{name}{suffix}")
        if content is not None:
            header, self._in_header = self._in_header, True
            self._read(Source(content, self._files.shown(path)), path.parent)
            self._in_header = header


def _past_options(text: str, at: int) -> int:
    here = skip_space(text, at)
    if text[here : here + 1] == "*":
        here = skip_space(text, here + 1)
    inner = bracketed(text, here, "[", "]")
    return inner[1] + 1 if inner else at


def _end_of_condition(text: str, at: int) -> int:
    depth = 1
    for mark in _IF.finditer(text, at):
        depth += 1 if mark["if"] else -1
        if depth == 0:
            return mark.end()
    return len(text)


def _pieces(body: Expansion, source: Source, call: int, after: int) -> Iterator[Piece]:
    """What a macro came to as pieces: its arguments are copied, its own text stands at the call."""
    text, starts, ends = body.text, body.starts, body.ends

    def is_copied(at: int) -> bool:
        return starts[at] >= after and source.text[starts[at] : ends[at]] == text[at]

    begin = 0
    for at in range(1, len(text) + 1):
        copied = is_copied(begin)
        same = at < len(text) and is_copied(at) == copied
        if same and (not copied or starts[at] == starts[at - 1] + 1):
            continue
        yield Piece(text[begin:at], source, starts[begin] if copied else call, copied)
        begin = at
