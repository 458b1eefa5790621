"""The options of `%%galactica`, and `{{name}}` in its text."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Mapping
from typing import Any, NoReturn

from ..errors import InputError
from ..models.templates import TASKS, TEMPLATES

FORMATS = ("answer", "markdown", "html", "text", "latex", "json")

_NAME = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise InputError(f"%%galactica: {message}. %galactica help lists the options.")


def parser() -> argparse.ArgumentParser:
    options = _Parser(prog="%%galactica", add_help=False, allow_abbrev=False)
    add = options.add_argument
    add("model", nargs="?", metavar="MODEL", help="a bundled name, a hub id or a folder")
    add("--task", choices=TASKS, help="a raw prompt format of Galactica's")
    add("--template", choices=TEMPLATES, help="an instruction template")
    add("-n", type=int, metavar="N", help="new tokens at most")
    add("--temperature", type=float, metavar="X", help="0 is greedy")
    add("--top-p", type=float, metavar="X", help="sample from the likeliest share X")
    add("--seed", type=int, metavar="N", help="same seed, same text")
    add("--tries", type=int, default=1, metavar="N", help="ask until nothing is accused")
    add("-o", dest="out", metavar="NAME", help="put the Answer in this variable")
    add("-f", dest="format", choices=FORMATS, default="answer", help="what the cell shows")
    add("--no-check", dest="check", action="store_false", help="leave equations unchecked")
    add("--raw", action="store_true", help="send the text as it is")
    add("--dry-run", action="store_true", help="show the prompt and its tokens, send nothing")
    add(
        "--cache",
        action=argparse.BooleanOptionalAction,
        help="answer from the answer cache what was asked before and can be repeated",
    )
    add("--base-url", metavar="URL", help="ask this server, such as vLLM, instead")
    add("--in-kernel", action="store_true", help="load the model in this process")
    return options


def parse_line(line: str) -> argparse.Namespace:
    """The options of a cell's first line. Raises InputError for anything unknown."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise InputError(f"%%galactica: {str(error).lower()}; close the quote.") from error
    options = parser().parse_args(words)
    if options.out is not None and not options.out.isidentifier():
        raise InputError(f"-o takes the name of a variable, not {options.out!r}.")
    return options


def interpolate(text: str, namespace: Mapping[str, Any]) -> str:
    """Replace `{{name}}` by the variable's value; LaTeX and single braces stay as they are.

    Raises InputError for a name that is not defined.
    """

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name not in namespace:
            raise InputError(
                f"The text asks for {{{{{name}}}}}, but there is no variable {name}: define it, "
                "or put a space between the braces if they are LaTeX."
            )
        return str(namespace[name])

    return _NAME.sub(value, text)
