"""What the Jupyter server's configuration decides for all, told to its kernels and the worker."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from traitlets import Dict, List, Unicode
from traitlets.config import Configurable

from ..config import load_config
from ..policy import SECTION, VARIABLE, read_section, sections_in

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp


class Galactica(Configurable):
    """`c.Galactica` in `jupyter_server_config.py`, or `--Galactica.…` on the command line."""

    allowed_models = List(
        Unicode(),
        help="The models that may be used: names, hub ids or full paths of folders, in which * "
        "stands for anything. Empty: all.",
    ).tag(config=True)
    enforced = Dict(
        help="Settings (those of `%galactica config`) that users cannot change, with their values."
    ).tag(config=True)
    ceilings = Dict(
        help="Settings that are numbers, with the most that users may set them to."
    ).tag(config=True)


def administer(server: ServerApp) -> None:
    """Have what the server's configuration decides hold in it, and in all that it starts.

    What the server's own environment says comes first. Raises InputError for what cannot be used.
    """
    said = Galactica(parent=server)
    section: dict[str, object] = {
        "enforced": dict(said.enforced),
        "ceilings": dict(said.ceilings),
    }
    if said.allowed_models:
        section["allowed_models"] = list(said.allowed_models)
    if said.enforced or said.ceilings or said.allowed_models:
        read_section(section, SECTION)
        before = os.environ.get(VARIABLE, "[]")
        sections_in(before)
        os.environ[VARIABLE] = json.dumps([*json.loads(before), section])
    load_config()
