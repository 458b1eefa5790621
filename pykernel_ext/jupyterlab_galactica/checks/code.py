"""Code blocks: Python parsed and its names looked for, in a process that can be killed; never run.

A text is read as a notebook is: a block may use what the blocks before it define.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

from ..answer.blocks import Code
from ..answer.verdicts import CodeCheck, UndefinedName
from .python_source import words
from .worker_client import UnansweredError, WorkerClient
from .worker_pool import Errand, WorkerPool, shared

MAX_CODE = 100_000
"""Characters of the longest block that is read."""

_MAX_NAMED = 5
_PYTHON = frozenset(
    {"ipython", "ipython3", "py", "py3", "pycon", "python", "python3", "python-repl"}
)


@dataclass(frozen=True, slots=True)
class PythonReading:
    """A block as Python reads it, alone.

    `used` are names it does not define, each with its first line; `known` those it leaves behind,
    and `open_line` is a line of it that may define any name. `error` with `line` says what Python
    refuses; `unread` why it was not read at all.
    """

    used: tuple[UndefinedName, ...] = ()
    known: frozenset[str] = frozenset()
    open_line: str = ""
    error: str = ""
    line: int | None = None
    unread: str = ""
    python: str = ""


@dataclass(frozen=True, slots=True)
class Namespace:
    """What the code so far defines; after `open_line` any name may be defined."""

    names: frozenset[str] = frozenset()
    open_line: str = ""


def check_code(
    blocks: Iterable[Code], defined: frozenset[str] = frozenset()
) -> Iterator[CodeCheck]:
    """The checks of the code blocks of a text, in its order.

    `defined` are names known before, as of the notebook that the text stands in.
    """
    waiting = [(block, submit_code(block)) for block in blocks]
    namespace = Namespace(defined)
    for block, future in waiting:
        check, namespace = judge_code(block, future.result(), namespace)
        yield check


def submit_code(block: Code) -> Future[PythonReading]:
    """The block read on its own; one that is not Python, or too long, is done at once."""
    if (unread := _unreadable(block)) is None:
        return shared(_pool).ask(block.code)
    done: Future[PythonReading] = Future()
    done.set_result(_unread(block.code, unread))
    return done


def judge_code(
    block: Code, reading: PythonReading, before: Namespace
) -> tuple[CodeCheck, Namespace]:
    """The check of a block that follows `before`, and what is defined after it."""
    after = Namespace(before.names | reading.known, before.open_line or reading.open_line)
    check = partial(CodeCheck, language=block.language, code=block.id)
    if reading.unread:
        return check(status="unchecked", reason=reading.unread), after
    if reading.error:
        return check(status="invalid", reason=reading.error, line=reading.line), after
    undefined = tuple(use for use in reading.used if use.name not in before.names)
    if not undefined:
        reason = f"{reading.python} can read it; no name in it is undefined."
        return check(status="valid", reason=reason), after
    first, named = undefined[0].line, _named(undefined)
    if after.open_line:
        reason = f"After `{after.open_line}` it cannot be known whether anything defines {named}."
        return check(status="unchecked", reason=reason, line=first), after
    reason = f"Nothing defines or imports {named}."
    return check(status="invalid", reason=reason, line=first, undefined=undefined), after


def _named(undefined: tuple[UndefinedName, ...]) -> str:
    first, *others = undefined[:_MAX_NAMED]
    listed = ", ".join([f"`{first.name}`", *(f"`{use.name}` (line {use.line})" for use in others)])
    more = len(undefined) - _MAX_NAMED
    return f"{listed} and {more} more" if more > 0 else listed


def _unreadable(block: Code) -> str | None:
    """Why a block is not read; None where it is."""
    if not block.language:
        return "The block names no language."
    if block.language.lower() not in _PYTHON:
        return "Only Python is checked."
    if len(block.code) > MAX_CODE:
        return f"It is longer than {MAX_CODE:,} characters."
    return None


def _unread(code: str, reason: str) -> PythonReading:
    """What it names may be defined in it."""
    return PythonReading(unread=reason, known=words(code[:MAX_CODE]))


def _ask(worker: WorkerClient, code: str) -> PythonReading:
    try:
        reply = worker.ask({"code": code})
    except UnansweredError as error:
        return _unread(code, str(error))
    if "unread" in reply:
        return _unread(code, reply["unread"])
    if "error" in reply:
        return PythonReading(error=reply["error"], line=reply["line"], known=words(code))
    return PythonReading(
        used=tuple(UndefinedName(name, line) for name, line in reply["used"]),
        known=frozenset(reply["known"]),
        open_line=reply["open_line"],
        python=reply["python"],
    )


def _pool() -> WorkerPool[str, PythonReading]:
    errand = Errand("python_reading", _ask, _unread, passing=lambda reading: bool(reading.unread))
    return WorkerPool(errand)
