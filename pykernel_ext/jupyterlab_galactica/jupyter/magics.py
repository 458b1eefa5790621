"""`%%galactica` and `%galactica` for IPython."""

from __future__ import annotations

from typing import Any

from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand

from ..errors import GalacticaError
from .commands import Session, run_command
from .options import interpolate, parse_line


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
    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self._session = Session()

    @no_var_expand
    @line_cell_magic
    def galactica(self, line: str, cell: str | None = None) -> None:
        """`%%galactica` asks the cell's text; `%galactica COMMAND` looks after the model."""
        try:
            if cell is None:
                run_command(self._session, line)
            else:
                self._ask(interpolate(cell, self._namespace), parse_line(line))
        except GalacticaError as error:
            raise MagicError(str(error)) from None

    @property
    def _namespace(self) -> dict[str, Any]:
        assert self.shell is not None
        namespace: dict[str, Any] = self.shell.user_ns
        return namespace

    def _ask(self, prompt: str, options: Any) -> None:
        from ..assistant import budget, stream
        from .display import Display, NotebookDisplay, TerminalDisplay
        from .export_command import remember
        from .listing import budget_text

        formatted = {
            "model": options.model or self._session.model,
            "task": options.task,
            "template": options.template,
            "raw": options.raw,
            "n": options.n,
        }
        if options.dry_run:
            print(budget_text(budget(prompt, **formatted)))  # noqa: T201 - what a magic shows
            return
        events = stream(
            prompt,
            **formatted,
            temperature=options.temperature,
            top_p=options.top_p,
            seed=options.seed,
            tries=options.tries,
            check=options.check,
            base_url=options.base_url,
            in_kernel=options.in_kernel,
            cache=options.cache,
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
            remember(events.answer)
            if options.out:
                self._namespace[options.out] = events.answer
        if events.answer.error:
            raise MagicError(events.answer.error)
