"""POST `<base_url>/galactica/api/document`: check a document as it stands in an editor.

Needs no model. What is found and judged is streamed as server-sent events, each a step of
`checks/steps.py` as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tornado import web
from tornado.iostream import StreamClosedError

from ..config import load_config
from ..errors import GalacticaError, InputError
from .handling import Handler
from .threads import Threads

if TYPE_CHECKING:
    from ..checks.steps import Step

_checking = Threads(
    "galactica-document",
    "{} documents are being checked, as many as the setting answers allows; wait.",
)


class DocumentHandler(Handler):
    """POST `{"path": …, "content": …}`; a closed connection stops the check.

    `path`, from the server's root, says the format, the project and where to look for what the
    document includes; the file need not be there. A text that is in no file leaves it out. The
    content is what is checked: text, or the JSON of a notebook, of which `cell` may name one to
    judge.
    """

    def initialize(self) -> None:
        self._is_open = True

    def on_connection_close(self) -> None:
        self._is_open = False

    @web.authenticated
    async def post(self) -> None:
        try:
            limits = load_config()
            begin = partial(_begin, self.body_within(limits), self._root())
            steps = await _checking.start(begin, limits.answers)
        except GalacticaError as error:
            self.fail(error)
            return
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("Cache-Control", "no-cache")
        self.set_header("X-Accel-Buffering", "no")
        with closing(steps):
            await self._send(steps, limits.answers)

    async def _send(self, steps: Generator[Step, None, None], most: int) -> None:
        from ..checks.steps import step_to_json

        try:
            async for step in _checking.each(steps, most):
                if not self._is_open:
                    return
                self._write(step_to_json(step))
                await self.flush()
        except GalacticaError as error:
            self._write({"type": "failed", "message": str(error)})
        except StreamClosedError:
            return

    def _write(self, event: dict[str, Any]) -> None:
        self.write(f"data: {json.dumps(event)}\n\n")

    def _root(self) -> Path:
        return Path(self.settings["server_root_dir"]).expanduser()


def _begin(body: Any, root: Path) -> Generator[Step, None, None]:
    """The steps of a check. Raises InputError for what cannot be read."""
    from ..checks.bibliography.own import own_bibliography
    from ..checks.bibliography.remembered import remembered_bibliographies
    from ..checks.documents import document_of, unsaved_document
    from ..checks.sources import Sources
    from ..checks.steps import check_steps
    from ..checks.units import remembered_units
    from ..config import services_to_ask

    content, name, cell = _read_body(body)
    path = _within(root, name)
    folder = path.parent if name else root
    document = unsaved_document(content, path) if name else document_of(content)
    own = own_bibliography(document.header + document.text, folder)
    references = (*own.files, *remembered_bibliographies(folder))
    sources = Sources(references, services_to_ask(None))
    return check_steps(document, sources, units=remembered_units(folder), own=own, cell=cell)


def _read_body(body: Any) -> tuple[str, str, int | None]:
    given = body if isinstance(body, dict) else {}
    content, path, cell = given.get("content"), given.get("path", ""), given.get("cell")
    if not isinstance(content, str) or not isinstance(path, str):
        raise InputError('Send a JSON object with texts named "content" and "path".')
    if cell is not None and not isinstance(cell, int):
        raise InputError('"cell" is the number of a cell, counted from 1.')
    return content, path, cell


def _within(root: Path, name: str) -> Path:
    """The path of a name from the root. Raises InputError for one that leaves it."""
    try:
        path = (root / name).resolve()
        inside = path.is_relative_to(root.resolve())
    except (OSError, ValueError, RuntimeError):
        inside = False
    if not inside:
        raise InputError(f"{name} is not in the folder of this Jupyter server.")
    return path
