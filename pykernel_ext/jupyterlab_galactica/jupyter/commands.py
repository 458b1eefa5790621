"""`%galactica COMMAND …`: what looks after the model, each command a function of its words."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from ..errors import InputError
from .options import parser as question_options

if TYPE_CHECKING:
    from ..answer.events import StateChanged


_DETECTED = "auto"
"""Where a user has named no family, or takes the name back."""


@dataclass(slots=True)
class Session:
    """What one notebook has chosen. `model` is asked by default; None means the configured one."""

    model: str | None = None


@dataclass(frozen=True, slots=True)
class Command:
    run: Callable[[Session, str], None]
    note: str


def run_command(session: Session, line: str) -> None:
    """Run what stands behind `%galactica`. Raises GalacticaError."""
    name, _, words = line.strip().partition(" ")
    if name and name not in COMMANDS:
        raise InputError(f"%galactica knows no {name!r}; choose one of {', '.join(COMMANDS)}.")
    COMMANDS[name or "help"].run(session, words.strip())


def _status(session: Session, words: str) -> None:
    from ..engine.connection import status

    found = status()
    server, model = found.pop("server"), found.pop("server_model")
    if server is not None:
        others = "; nothing else is connected to" if found["offline"] else ""
        _show(f"Questions go to the server at {server}, for {session.model or model}{others}.")
        _show("The model's process on this machine is not asked:")
    rows = [f"{name}: {value}" for name, value in found.items() if value is not None]
    _show("\n".join(rows))


def _load(session: Session, words: str) -> None:
    from ..assistant import load
    from ..config import load_config
    from .listing import first_load_notice

    options = _Options(prog="%galactica load", add_help=False)
    options.add_argument("model", metavar="MODEL")
    options.add_argument("--precision", metavar="P")
    options.add_argument("--family", metavar="F")
    chosen = options.parse_args(_split(words))
    with _of_family(chosen.model, chosen.family):
        for state in load(chosen.model, precision=chosen.precision):
            _show_state(state)
    _clear_state()
    session.model = chosen.model
    if load_config().base_url:
        _show(f"%%galactica asks {state.detail} from now on; nothing is loaded on this machine.")
    else:
        _show(f"{state.detail} is loaded; %%galactica asks it from now on.")
    if notice := first_load_notice(chosen.model):
        _show(notice)


@contextmanager
def _of_family(model: str, family: str | None) -> Iterator[None]:
    """Take the model to be of this family from now on; what fails is not remembered."""
    from ..models.catalog import qualified_name
    from ..models.families import FAMILIES
    from ..models.remembered import family_override, remember_family

    if family is None:
        yield
        return
    if family not in (_DETECTED, *FAMILIES):
        raise InputError(
            f"There is no family {family!r}; choose {_DETECTED} or one of {', '.join(FAMILIES)}."
        )
    name = qualified_name(model)
    before = family_override(name)
    remember_family(name, family)
    try:
        yield
    except BaseException:
        remember_family(name, before or _DETECTED)
        raise


def _unload(_: Session, words: str) -> None:
    from ..assistant import unload

    freed = unload()
    _show(f"{freed} is unloaded." if freed else "No model is loaded.")


def _models(session: Session, words: str) -> None:
    from ..models.allowed import known_allowed
    from .listing import models_table

    _show(models_table(known_allowed()))


def _tasks(_: Session, words: str) -> None:
    from .listing import tasks_table

    _show(tasks_table())


def _card(session: Session, words: str) -> None:
    from IPython.display import display

    from ..config import load_config
    from ..models.cards import card_of

    card = card_of(words or session.model or load_config().model)
    display({"text/markdown": card, "text/plain": card}, raw=True)


def _cite(session: Session, words: str) -> None:
    from IPython.display import display

    from ..answer.events import CitationsChecked
    from ..answer.suggestions import Suggestions
    from ..assistant import cite_events

    if not words:
        raise InputError("Write the text that wants a reference: %galactica cite TEXT")
    with closing(cite_events(words, model=session.model)) as events:
        for event in events:
            if isinstance(event, CitationsChecked):
                _clear_state()
                display(Suggestions(event.citations))
            else:
                _show_state(event)


def _refs(_: Session, words: str) -> None:
    from pathlib import Path

    from ..checks.bibliography.remembered import remember_bibliographies, remembered_bibliographies
    from .listing import bibliographies_text

    options = _Options(prog="%galactica refs", add_help=False)
    options.add_argument("files", nargs="*", type=lambda name: Path(name).expanduser())
    options.add_argument("--forget", action="store_true")
    chosen = options.parse_args(_split(words))
    here = Path()
    if chosen.files or chosen.forget:
        remember_bibliographies(here, chosen.files)
    _show(bibliographies_text(here, remembered_bibliographies(here)))


def _units(_: Session, words: str) -> None:
    from pathlib import Path

    from ..checks import units
    from .listing import units_text

    here = Path()
    match _split(words):
        case ["off"]:
            units.forget_all_units(here)
        case ["off", *symbols]:
            units.forget_units(here, symbols)
        case declarations:
            units.remember_units(here, units.read_declarations(declarations))
    _show(units_text(here, units.remembered_units(here)))


def _config(_: Session, words: str) -> None:
    from dataclasses import asdict

    from ..config import load_config, own_config
    from ..setting_values import lookup_services
    from .chosen import choose
    from .listing import lookup_notice

    values: dict[str, str] = {}
    for setting in _split(words):
        name, equals, value = setting.partition("=")
        if not equals:
            raise InputError(f"Write NAME=VALUE, not {setting!r}.")
        values[name] = value
    before = own_config().lookup
    lookup = choose(values).lookup
    rows = asdict(load_config()).items()
    _show("\n".join(f"{name}={value}" for name, value in rows if name in (values or {name})))
    if lookup != before:
        _show(lookup_notice(lookup_services(lookup)))


def _cache(_: Session, words: str) -> None:
    from ..config import load_config
    from ..engine.compiled import kept
    from ..engine.completion_cache import user_cache

    cache = user_cache()
    if words == "clear":
        cache.clear()
        kept.forget()
    elif words:
        raise InputError(f"Write %galactica cache or %galactica cache clear, not {words!r}.")
    state = load_config().cache
    _show(f"The answer cache is {state}; it takes {cache.size / 1e6:.1f} MB in {cache.file}.")
    _show(f"Quantized weights of models take {kept.size() / 1e6:.1f} MB in {kept.folder()}.")


def _export(_: Session, words: str) -> None:
    from IPython import get_ipython

    from .export_command import export_remembered

    shell = get_ipython()
    _show(export_remembered(_split(words), shell.user_ns if shell else {}))


def _help(_: Session, words: str) -> None:
    commands = "\n".join(f"  %galactica {name:8} {row.note}" for name, row in COMMANDS.items())
    _show(f"{question_options().format_help()}\n{{{{name}}}} in the text is replaced by the value "
          f"of that variable.\n\nCommands:\n{commands}")  # fmt: skip


COMMANDS: Mapping[str, Command] = {
    "status": Command(_status, "what the model's process is doing"),
    "load": Command(_load, "load MODEL [--precision P] [--family F], ask it from now on"),
    "unload": Command(_unload, "free the memory the model takes"),
    "models": Command(_models, "the models, their sizes, and which are on this machine"),
    "card": Command(_card, "a model's card and licence: card [MODEL]"),
    "tasks": Command(_tasks, "the tasks and templates a question can be put in"),
    "cite": Command(_cite, "references that TEXT could cite, looked up, with BibTeX to copy"),
    "refs": Command(_refs, "bibliographies of this project: refs FILE…, refs, refs --forget"),
    "export": Command(_export, "answers to a document: export FILE [NAME...] [--force]"),
    "cache": Command(
        _cache, "what the caches of answers and weights hold; cache clear empties them"
    ),
    "units": Command(_units, 'units of symbols here: units E="V/m", units, units off [E]'),
    "config": Command(_config, "show the lasting settings, or change them: config model=NAME"),
    "help": Command(_help, "this list"),
}


class _Options(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise InputError(f"{self.prog}: {message}. %galactica help lists the commands.")


def _split(words: str) -> list[str]:
    try:
        return shlex.split(words)
    except ValueError as error:
        raise InputError(f"%galactica: {str(error).lower()}; close the quote.") from error


def _show_state(state: StateChanged) -> None:
    """One line, written over as the work goes on."""
    _show(f"\r{state!s:<100.100}", end="")


def _clear_state() -> None:
    _show("\r" + " " * 100 + "\r", end="")


def _show(text: str, end: str = "\n") -> None:
    print(text, end=end)  # noqa: T201 - what a magic shows
