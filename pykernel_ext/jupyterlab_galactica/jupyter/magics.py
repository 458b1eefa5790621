"""`%%galactica` and `%galactica` for IPython."""

from __future__ import annotations

from typing import Any

from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand

from ..errors import GalacticaError, InputError
from .options import interpolate, parse_line, parser

_SUBCOMMANDS = {
    "status": "what the model's process is doing",
    "load": "load MODEL and use it in this notebook from now on",
    "tasks": "the tasks and templates a question can be put in",
    "config": "show the lasting settings, or change them: config model=NAME",
    "help": "this list",
}


class MagicError(Exception):
    """Ends a cell with one sentence: IPython shows what `_render_traceback_` returns."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class Stopped(KeyboardInterrupt):
    """An interrupt that has been dealt with; still ends a run of all cells."""

    def _render_traceback_(self) -> list[str]:
        return ["Stopped; the text so far is kept."]


@magics_class
class GalacticaMagics(Magics):
    """`model` is this session's default, None for the configured one."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self.model: str | None = None

    @no_var_expand
    @line_cell_magic
    def galactica(self, line: str, cell: str | None = None) -> None:
        """`%%galactica` asks the cell's text; `%galactica COMMAND` looks after the model."""
        try:
            if cell is None:
                self._command(line)
            else:
                self._ask(interpolate(cell, self._namespace), parse_line(line))
        except GalacticaError as error:
            raise MagicError(str(error)) from None

    def _command(self, line: str) -> None:
        name, _, rest = line.strip().partition(" ")
        if name and name not in _SUBCOMMANDS:
            raise InputError(
                f"%galactica knows no {name!r}; choose one of {', '.join(_SUBCOMMANDS)}."
            )
        getattr(self, f"_{name or 'help'}")(rest.strip())

    @property
    def _namespace(self) -> dict[str, Any]:
        assert self.shell is not None
        namespace: dict[str, Any] = self.shell.user_ns
        return namespace

    def _ask(self, prompt: str, options: Any) -> None:
        from ..assistant import stream
        from .display import Display, NotebookDisplay, TerminalDisplay

        events = stream(
            prompt,
            model=options.model or self.model,
            task=options.task,
            template=options.template,
            raw=options.raw,
            n=options.n,
            temperature=options.temperature,
            top_p=options.top_p,
            seed=options.seed,
            tries=options.tries,
            check=options.check,
            in_kernel=options.in_kernel,
        )
        display: Display = (
            NotebookDisplay(events, options.format)
            if hasattr(self.shell, "kernel")
            else TerminalDisplay(events, options.format)
        )
        try:
            for event in events:
                display.show(event)
        except KeyboardInterrupt:
            raise Stopped from None
        finally:
            events.close()
            display.close()
            if options.out:
                self._namespace[options.out] = events.answer
        if events.answer.error:
            raise MagicError(events.answer.error)

    def _status(self, _: str) -> None:
        from ..engine.connection import status

        rows = [f"{name}: {value}" for name, value in status().items() if value is not None]
        self._print("\n".join(rows))

    def _load(self, model: str) -> None:
        from ..assistant import load
        from ..demo import NOTICE

        if not model:
            raise InputError("Name a model: %galactica load facebook/galactica-1.3b")
        for state in load(model):
            self._print(f"\r{state!s:<100.100}", end="")
        self.model = model
        self._print(f"\r{f'{model} is loaded; %%galactica asks it from now on.':<100}")
        if model == "demo":
            self._print(NOTICE)

    def _tasks(self, _: str) -> None:
        from ..models.templates import TASKS, TEMPLATES

        rows = [f"--task {name:10} {row.note}" for name, row in TASKS.items()]
        rows += [f"--template {name:6} {row.note}" for name, row in TEMPLATES.items()]
        self._print("\n".join(rows))

    def _config(self, settings: str) -> None:
        from dataclasses import asdict

        from ..config import load_config, save_config, with_setting

        config = load_config()
        for setting in settings.split():
            name, equals, value = setting.partition("=")
            if not equals:
                raise InputError(f"Write NAME=VALUE, not {setting!r}.")
            config = with_setting(config, name, value)
        if settings:
            save_config(config)
        self._print("\n".join(f"{name}={value}" for name, value in asdict(config).items()))

    def _help(self, _: str) -> None:
        commands = "\n".join(f"  %galactica {name:8} {note}" for name, note in _SUBCOMMANDS.items())
        self._print(f"{parser().format_help()}\n{{{{name}}}} in the text is replaced by the value "
                    f"of that variable.\n\nCommands:\n{commands}")  # fmt: skip

    @staticmethod
    def _print(text: str, end: str = "\n") -> None:
        print(text, end=end)  # noqa: T201 - what a magic shows
