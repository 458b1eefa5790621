"""Which programs a piece of shell script calls."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""(?P<comment>(?<!\S)\#[^\n]*)
      | (?P<redirection>\d*[<>]+&?\s*[^\s;&|()]*)
      | (?P<end>[;&|()\n]+)
      | (?P<word>(?:[^\s'"\\;&|()<>]|\\.|'[^']*'|"(?:\\.|[^"\\])*")+)""",
    re.VERBOSE | re.DOTALL,
)
_INSIDE_WORD = re.compile(r"\$\(([^()]*)\)|`([^`]*)`")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_BEFORE_COMMANDS = {"if", "then", "else", "elif", "while", "until", "do", "!", "{", "}"}
_NO_PROGRAMS = {
    "$", ".", ":", "[", "alias", "break", "case", "cd", "continue", "done", "echo", "esac", "eval",
    "exit", "export", "false", "fi", "for", "getopts", "hash", "in", "local", "printf", "pwd",
    "read", "readonly", "return", "set", "shift", "source", "test", "times", "trap", "true", "type",
    "ulimit", "umask", "unset", "wait",
}  # fmt: skip
_CALLING_THE_NEXT_WORD = {"env", "nice", "nohup", "npx", "sudo", "time", "xargs"}
_BUILTINS_CALLING = {"command", "exec"}


def programs(script: str) -> Iterator[str]:
    """The first words of its commands, as they are written; builtins are left out."""
    at_command = True
    for token in _TOKEN.finditer(script.replace("\\\n", " ")):
        if token.lastgroup == "end":
            at_command = True
        elif token.lastgroup == "word":
            for inside in _INSIDE_WORD.finditer(token.group()):
                yield from programs(inside[1] or inside[2] or "")
            word = token.group().strip("\"'")
            if at_command and not _ASSIGNMENT.match(word):
                at_command = (
                    word in _BEFORE_COMMANDS | _CALLING_THE_NEXT_WORD | _BUILTINS_CALLING
                    or word.startswith("-")  # an option of `sudo`, `env` and their like
                )
                if word in _CALLING_THE_NEXT_WORD or not (at_command or word in _NO_PROGRAMS):
                    yield word


def interpreter(script: str) -> str | None:
    """What the first line says the script is run by; None where it says nothing."""
    if not script.startswith("#!"):
        return None
    words = script[2:].split("\n", 1)[0].split()
    called = [word.rsplit("/", 1)[-1] for word in words]
    return called[1] if called[0] == "env" else called[0]
