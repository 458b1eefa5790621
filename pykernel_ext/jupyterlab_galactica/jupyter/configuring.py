"""The lasting settings for JupyterLab's settings editor, which writes them through to here."""

from __future__ import annotations

import json
from typing import Any

from tornado import web

from ..config import load_config
from ..errors import GalacticaError, InputError
from .chosen import as_text, choose, settings_told
from .handling import Handler


class ConfigHandler(Handler):
    """GET tells of each setting; PATCH `{NAME: value}` stores choices, all or none."""

    @web.authenticated
    async def get(self) -> None:
        self._tell()

    @web.authenticated
    async def patch(self) -> None:
        try:
            choose(_read_choices(self.body_within(load_config())))
        except GalacticaError as error:
            self.fail(error)
        else:
            self._tell()

    def _tell(self) -> None:
        try:
            settings = settings_told()
        except GalacticaError as error:
            self.fail(error, 503)
        else:
            self.finish(json.dumps({"settings": settings}))


def _read_choices(body: Any) -> dict[str, str]:
    if not isinstance(body, dict):
        raise InputError("Send a JSON object of settings and their values.")
    return {name: as_text(name, value) for name, value in body.items()}
