"""`jupyter galactica mcp`: the tools of `mcp_tools` for any client that starts a process."""

from __future__ import annotations

import argparse
import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import GalacticaError, InputError
from . import mcp_tools

_READS_ONLY = {
    "readOnlyHint": True,
    "destructiveHint": False,
    "idempotentHint": True,
}
_INSTRUCTIONS = (
    "Checks mathematics and citations, on this machine and without a language model. Check what "
    "you write before you show it: what is refuted is false, what is doubtful probably so."
)


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--folder",
        type=Path,
        default=Path(),
        help="the working folder: no file outside of it is read (default: the current one)",
    )


def run(options: argparse.Namespace) -> int:
    """Serve on standard input and output until it is closed. Raises InputError."""
    try:
        os.chdir(options.folder)
    except OSError as error:
        raise InputError(f"{options.folder} is no folder that can be entered ({error}).") from error
    server(_sdk()).run(transport="stdio")
    return 0


class _Sdk:
    """What is used of the package mcp, whose versions 1 and 2 name it differently."""

    def __init__(self) -> None:
        try:
            from mcp.server.mcpserver import MCPServer as Server
            from mcp.server.mcpserver.exceptions import ToolError
        except ImportError:
            from mcp.server.fastmcp import FastMCP as Server
            from mcp.server.fastmcp.exceptions import ToolError
        from mcp.types import ToolAnnotations

        self.server = Server
        self.error = ToolError
        self.annotations = ToolAnnotations


def _sdk() -> _Sdk:
    try:
        return _Sdk()
    except ImportError as error:
        raise InputError(
            f"This command needs the package mcp ({error}); run "
            'pip install "jupyterlab-galactica[mcp]".'
        ) from error


def server(sdk: _Sdk) -> Any:
    """The server with all tools."""
    made = sdk.server("galactica", instructions=_INSTRUCTIONS)
    annotations = sdk.annotations.model_validate(_READS_ONLY)
    for name in mcp_tools.TOOLS:
        tool = getattr(mcp_tools, name.partition(":")[2])
        made.add_tool(_telling(tool, sdk.error), annotations=annotations)
    return made


def _telling(tool: Callable[..., Any], error_class: type[Exception]) -> Callable[..., Any]:
    """The tool, with errors that a user can meet told as their sentence."""

    @functools.wraps(tool)
    async def told(*arguments: Any, **named: Any) -> Any:
        try:
            return await tool(*arguments, **named)
        except GalacticaError as error:
            raise error_class(str(error)) from error

    return told
