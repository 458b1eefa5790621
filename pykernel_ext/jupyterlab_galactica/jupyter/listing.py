"""Models, tasks and budgets as text, for notebooks and terminals alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..models.catalog import ModelRow
    from ..question import Budget

_SHOWN = ("fp32", "bf16", "int8", "int4", "nf4")
_LOCAL = {"complete": "here", "partial": "partly here", "no": ""}


def models_table(rows: Iterable[ModelRow]) -> str:
    """A line for each model: parameters, GiB of weights in each precision, whether it is here.

    A size with a `*` does not fit into what this machine has free.
    """
    from ..models.machine import this_machine

    machine = this_machine()
    free = max(machine.memory, sum(machine.gpus))
    table = [("model", "parameters", *(f"{name} GiB" for name in _SHOWN), "")]
    for row in rows:
        sizes = (_size(row, name, free) for name in _SHOWN)
        notes = (_LOCAL[row.local], "weight diff: needs LLaMA" if row.is_diff else "")
        table.append((row.name, _parameters(row), *sizes, ", ".join(filter(None, notes))))
    return "\n".join(
        (*_aligned(table), f"* does not fit: {free / 2**30:.1f} GiB are free on this machine")
    )


def tasks_table() -> str:
    """Each task and template with what it is for and an example of what to write."""
    from ..models.templates import TASKS, TEMPLATES

    lines = []
    for option, formats in (("--task", TASKS), ("--template", TEMPLATES)):
        for name, row in formats.items():
            lines.append(f"{option} {name}".ljust(26) + row.note)
            lines += [" " * 26 + line for line in row.example.splitlines()]
    return "\n".join(lines)


def budget_text(budget: Budget) -> str:
    """Where the tokens of the window would go, and the prompt as it would be sent."""
    dropped = f", {budget.dropped_tokens} dropped" if budget.dropped_tokens else ""
    return (
        f"{budget.prompt_tokens} tokens of prompt{dropped} + {budget.new_tokens} new "
        f"of {budget.context_window}; {budget.room} left. The prompt as sent:\n{budget.prompt}"
    )


def first_load_notice(model: str) -> str:
    """What to know of a model just loaded: its family's licence and limits, the first time only.

    The bundled model says each time that it is a demonstration.
    """
    from ..demo import NOTICE
    from ..models.cards import licence_notice, notice_was_shown
    from ..models.catalog import BUNDLED
    from ..models.detect import known_family
    from ..models.remembered import licence_seen

    if model in BUNDLED:
        return NOTICE
    family = known_family(model)
    if family is None or licence_seen(family.name):
        return ""
    notice_was_shown(model, family)
    return licence_notice(model, family)


def bibliographies_text(start: Path, paths: Sequence[Path]) -> str:
    """A project's bibliographies, how many entries they have, and what is wrong with them."""
    from ..checks.bibliography.index import open_index
    from ..checks.projects import project_folder

    project = project_folder(start)
    if not paths:
        return f"No bibliography is remembered for {project}; name some: %galactica refs FILE"
    with closing(open_index(paths)) as index:
        count = f"{len(index)} entr{'y' if len(index) == 1 else 'ies'}"
        broken = f", {len(index.problems)} problems:" if len(index.problems) > 1 else ""
        title = f"{count} for {project}{broken or (', 1 problem:' if index.problems else '')}"
        return "\n".join((title, *(f"  {path}" for path in paths), *index.problems))


def units_text(start: Path, units: Mapping[str, str]) -> str:
    """The units declared for a project's symbols."""
    from ..checks.projects import project_folder

    project = project_folder(start)
    if not units:
        return f'No unit is declared for {project}; declare some: %galactica units E="V/m"'
    return "\n".join((f"Units for {project}:", *(f"  {s} in {u}" for s, u in units.items())))


def lookup_notice(services: Sequence[str]) -> str:
    """What is sent to whom from now on, where citations are looked up in these services."""
    from ..checks.lookup.online import services_named, what_is_sent

    if not services:
        return "Citations are looked up in no service: nothing is sent."
    example = what_is_sent("Attention Is All You Need, Vaswani", services_named(services))
    return (
        "From now on each citation's title, authors and year are sent to these services, and "
        "nothing else; a question for the first paper on transformers would be\n"
        f"{example}\n%galactica config lookup=off ends it."
    )


def _parameters(row: ModelRow) -> str:
    from ..models.catalog import count_text

    return "" if row.parameters is None else count_text(row.parameters)


def _size(row: ModelRow, precision: str, free: int) -> str:
    count = {str(name): size for name, size in row.memory.items()}.get(precision)
    if count is None:
        return ""
    return f"{count / 2**30:.2f}{'*' if count > free else ' '}"


def _aligned(table: Sequence[Sequence[str]]) -> Iterator[str]:
    """Names to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    last = len(widths) - 1
    for row in table:
        cells = (
            cell.ljust(width) if place in (0, last) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()
