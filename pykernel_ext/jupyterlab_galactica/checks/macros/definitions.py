r"""Macros that a text defines for itself: `\newcommand{\R}{\mathbb{R}}`.

Found here as text; nothing is put in (see `expansion`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from .groups import bracketed, group, skip_space


@dataclass(frozen=True, slots=True)
class Macro:
    r"""`\name` with `#1`, `#2`, … in its body standing for its arguments.

    `arguments` are letters as in `\NewDocumentCommand`: `m` one that must be there, `o` one in
    `[…]` that need not, `O{…}` with what else it is, `s` a star, `d()` one in such brackets, `g`
    in braces that need not be there; and `b`, ours: any bracket with what it holds. A `final` body
    is not looked at for macros again, as that of `\let`.
    """

    name: str
    arguments: str
    body: str
    final: bool = False


@dataclass(frozen=True, slots=True)
class Environment:
    r"""`\newenvironment{name}{begin}{end}`"""

    name: str
    arguments: str
    begin: str
    end: str


Definition = Macro | Environment
_Known = Mapping[str, Macro]
_Read = tuple[Definition, int] | None

_NAME = re.compile(r"\{\s*(\\(?:[A-Za-z@]+|[^A-Za-z\s{}]))\s*\}|(\\(?:[A-Za-z@]+|[^A-Za-z\s{}]))")
_PARAMETERS = re.compile(r"(?:#[1-9])*")
_SIGN = re.compile(r"\s*=?\s*(\\(?:[A-Za-z@]+|.)|[^\s\\{}#])")
_SPECIFICATION = re.compile(
    r"[\s+!]*(?:>\{[^{}]*\})*[\s+!]*"
    r"(?:[msogb]|t\S|[OG]\s*\{[^{}]*\}|[dr]\S\S|[DR]\S\S\s*\{[^{}]*\}|u\{[^{}]*\})"
)
_MOST = 2000


def find_macros(text: str, known: Mapping[str, Macro] | None = None) -> Iterator[Macro]:
    r"""The macros that a text defines, in its order; `known` are those that `\let` may take."""
    macros = dict(known or {})
    for found, _, _ in definitions(text, macros):
        if isinstance(found, Macro):
            macros[found.name] = found
            yield found


def definitions(text: str, known: _Known) -> Iterator[tuple[Definition, int, int]]:
    """The definitions in a text, each with where it begins and ends."""
    if "\\" not in text:
        return
    at = count = 0
    while count < _MOST and (match := _DEFINES.search(text, at)):
        at = match.end()
        if read := _read(match, text, known):
            found, at = read
            count += 1
            yield found, match.start(), at


def definition_at(text: str, at: int, known: _Known) -> _Read:
    """The definition that begins at a place, and where it ends; None where none is understood."""
    match = _DEFINES.match(text, at)
    return _read(match, text, known) if match else None


def _read(match: re.Match[str], text: str, known: _Known) -> _Read:
    return _READERS[match[1]](text, skip_space(text, match.end()), known)


def _name(text: str, at: int) -> tuple[str, int] | None:
    match = _NAME.match(text, at)
    return (match[1] or match[2], skip_space(text, match.end())) if match else None


def _counted(text: str, at: int) -> tuple[str, int]:
    """`[2][x]` as arguments: their number, and what the first is where it is not there."""
    inner = bracketed(text, at, "[", "]")
    if inner is None or not text[slice(*inner)].strip().isdigit():
        return "", at
    count = min(int(text[slice(*inner)]), 9)
    at = skip_space(text, inner[1] + 1)
    if default := bracketed(text, at, "[", "]"):
        optional = "O{" + text[slice(*default)] + "}"
        return optional + "m" * (count - 1), skip_space(text, default[1] + 1)
    return "m" * count, at


def _body(text: str, at: int) -> tuple[str, int] | None:
    at = skip_space(text, at)
    inner = group(text, at)
    return (text[slice(*inner)], inner[1] + 1) if inner else None


def _command(text: str, at: int, _: _Known) -> _Read:
    named = _name(text, at)
    if named is None:
        return None
    arguments, at = _counted(text, named[1])
    if body := _body(text, at):
        return Macro(named[0], arguments, body[0]), body[1]
    if sign := _SIGN.match(text, at):  # \newcommand\x\alpha
        return Macro(named[0], arguments, sign[1]), sign.end()
    return None


def _def(text: str, at: int, _: _Known) -> _Read:
    named = _name(text, at)
    if named is None:
        return None
    parameters = _PARAMETERS.match(text, named[1])
    assert parameters is not None
    body = _body(text, parameters.end())
    arguments = "m" * (len(parameters.group()) // 2)
    return (Macro(named[0], arguments, body[0]), body[1]) if body else None


def _let(text: str, at: int, known: _Known) -> _Read:
    named = _name(text, at)
    sign = _SIGN.match(text, named[1]) if named else None
    if named is None or sign is None:
        return None
    meant = known.get(sign[1])
    macro = Macro(named[0], "", sign[1], final=True)
    return (replace(meant, name=named[0]) if meant else macro), sign.end()


def _operator(text: str, at: int, _: _Known) -> _Read:
    named = _name(text, at)
    body = _body(text, named[1]) if named else None
    if named is None or body is None:
        return None
    return Macro(named[0], "", rf"\operatorname{{{body[0]}}}", final="\\" not in body[0]), body[1]


def _paired(text: str, at: int, _: _Known) -> _Read:
    named = _name(text, at)
    left = _body(text, named[1]) if named else None
    right = _body(text, left[1]) if left else None
    if named is None or left is None or right is None:
        return None
    return Macro(named[0], "som", rf"\left{left[0]} #3\right{right[0]} "), right[1]


def _paired_with_body(text: str, at: int, _: _Known) -> _Read:
    r"""`\DeclarePairedDelimiterX{\cmd}[2]{<}{>}{#1\delimsize\vert #2}`"""
    named = _name(text, at)
    if named is None:
        return None
    arguments, at = _counted(text, named[1])
    left = _body(text, at)
    right = _body(text, left[1]) if left else None
    body = _body(text, right[1]) if right else None
    if left is None or right is None or body is None:
        return None
    # A star and a size come first, so the arguments of the body are two further.
    inner = re.sub("#([1-7])", lambda m: f"#{int(m[1]) + 2}", body[0]).replace(r"\delimsize", "")
    text = rf"\left{left[0]} {inner}\right{right[0]} "
    return Macro(named[0], "so" + arguments, text), body[1]


def _document_command(text: str, at: int, _: _Known) -> _Read:
    named = _name(text, at)
    arguments = _body(text, named[1]) if named else None
    body = _body(text, arguments[1]) if arguments else None
    if named is None or arguments is None or body is None:
        return None
    left = _SPECIFICATION.sub("", arguments[0]).strip()
    return (Macro(named[0], arguments[0], body[0]), body[1]) if not left else None


def _environment(text: str, at: int, _: _Known) -> _Read:
    name = _body(text, at)
    if name is None:
        return None
    arguments, at = _counted(text, skip_space(text, name[1]))
    return _environment_bodies(text, at, name[0].strip(), arguments)


def _document_environment(text: str, at: int, _: _Known) -> _Read:
    name = _body(text, at)
    arguments = _body(text, name[1]) if name else None
    if name is None or arguments is None:
        return None
    return _environment_bodies(text, arguments[1], name[0].strip(), arguments[0])


def _environment_bodies(text: str, at: int, name: str, arguments: str) -> _Read:
    begin = _body(text, at)
    end = _body(text, begin[1]) if begin else None
    if begin is None or end is None:
        return None
    return Environment(name, arguments, begin[0], end[0]), end[1]


_READERS: Mapping[str, Callable[[str, int, _Known], _Read]] = {
    **dict.fromkeys(
        ("newcommand", "renewcommand", "providecommand", "providenewcommand", "renewnewcommand",
         "DeclareRobustCommand", "newrobustcmd", "renewrobustcmd", "providerobustcmd"),
        _command,
    ),
    **dict.fromkeys(("def", "gdef", "edef", "xdef"), _def),
    "let": _let,
    **dict.fromkeys(("DeclareMathOperator",), _operator),
    "DeclarePairedDelimiter": _paired,
    "DeclarePairedDelimiterX": _paired_with_body,
    **dict.fromkeys(
        [f"{verb}DocumentCommand" for verb in ("New", "Renew", "Provide", "Declare")]
        + [f"{verb}ExpandableDocumentCommand" for verb in ("New", "Renew", "Provide", "Declare")],
        _document_command,
    ),
    **dict.fromkeys(("newenvironment", "renewenvironment"), _environment),
    **dict.fromkeys(
        [f"{verb}DocumentEnvironment" for verb in ("New", "Renew", "Provide", "Declare")],
        _document_environment,
    ),
}  # fmt: skip
"""How each command that defines something is read."""

_DEFINES = re.compile(rf"\\({'|'.join(sorted(_READERS, key=len, reverse=True))})(?![A-Za-z])\*?")
