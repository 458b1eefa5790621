"""The checks as tools of the Model Context Protocol, asked by a client of its own package."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.assistants, pytest.mark.timeout(180)]
mcp = pytest.importorskip("mcp", reason="make test-assistants has an environment with it")

TOOLS = {"check_equations", "check_citations", "check_document", "known_law"}
BIBLIOGRAPHY = "@book{hecht, title = {Optics}, author = {Hecht, Eugene}, year = {2016}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with a paper in it, and one outside of it."""
    (tmp_path / "outside.md").write_text("We know $1 = 2$.")
    made = tmp_path / "work"
    made.mkdir()
    (made / "paper.md").write_text("We know $1 = 2$.\n\nAnd $2 = 2$ [@nobody].")
    (made / "refs.bib").write_text(BIBLIOGRAPHY)
    (made / "way-out.md").symlink_to(tmp_path / "outside.md")
    return made


def asked(folder: Path, ask: Callable[[Any], Awaitable[Any]]) -> Any:
    """What `ask` gets of a session with our server, started as a client starts it."""

    async def session() -> Any:
        from mcp import ClientSession, StdioServerParameters
        from mcp.client.stdio import stdio_client

        command = shutil.which("jupyter-galactica", path=str(Path(sys.executable).parent))
        assert command is not None
        server = StdioServerParameters(
            command=command, args=["mcp", "--folder", str(folder)], env=dict(os.environ)
        )
        async with stdio_client(server) as (read, write), ClientSession(read, write) as client:
            await client.initialize()
            return await ask(client)

    return asyncio.run(session())


def call(folder: Path, tool: str, **arguments: Any) -> dict[str, Any]:
    """The structured result of a tool; a failure is given as `{"error": sentence}`."""

    async def ask(client: Any) -> Any:
        return await client.call_tool(tool, arguments)

    result = dumped(asked(folder, ask))
    if result["isError"]:
        return {"error": result["content"][0]["text"]}
    structured: dict[str, Any] = result["structuredContent"]
    assert json.loads(result["content"][0]["text"]) == structured
    return structured


def dumped(result: Any) -> dict[str, Any]:
    plain: dict[str, Any] = result.model_dump(mode="json", by_alias=True)
    return plain


def test_the_tools_are_described_typed_and_read_only(folder: Path) -> None:
    async def ask(client: Any) -> Any:
        return await client.list_tools()

    tools = {tool["name"]: tool for tool in dumped(asked(folder, ask))["tools"]}
    assert tools.keys() == TOOLS
    for tool in tools.values():
        assert len(tool["description"]) > 100
        assert tool["annotations"]["readOnlyHint"] is True
        assert tool["annotations"]["idempotentHint"] is True
        assert tool["inputSchema"]["required"]
        assert tool["outputSchema"]["properties"]


def test_check_equations_tells_the_worst_first(folder: Path) -> None:
    text = r"We know that $\sin^2 x + \cos^2 x = 1$ and $\sin 2x = 2 \sin x$."
    result = call(folder, "check_equations", text=text)
    assert result["summary"] == "2 equations: 1 refuted, 1 holds."
    wrong, right = result["equations"]
    assert (wrong["verdict"], wrong["place"]) == ("refuted", "1:45")
    assert "Did you mean" in wrong["reason"]
    assert right["verdict"] == "holds"


def test_check_equations_takes_units(folder: Path) -> None:
    text = "The field is $E = U d$."
    units = {"E": "V/m", "U": "V", "d": "m"}
    (found,) = call(folder, "check_equations", text=text, units=units)["equations"]
    assert "dimensions" in found["reason"].lower()


def test_check_citations_looks_works_up(folder: Path) -> None:
    result = call(
        folder, "check_citations", text=r"\cite{hecht} and [@nobody]", references=["refs.bib"]
    )
    missing, found = result["works"]
    assert (missing["cited_as"], missing["status"]) == ("nobody", "not-found")
    assert (found["key"], found["status"], found["title"]) == ("hecht", "found", "Optics")
    assert found["bibtex"].startswith("@book{hecht")


def test_check_document_says_where(folder: Path) -> None:
    result = call(folder, "check_document", path="paper.md")
    assert [row["place"] for row in result["equations"]] == ["1:10", "3:6"]
    assert [row["cited_as"] for row in result["works"]] == ["nobody"]
    assert result["coverage"] == "2 equations in 2 formulas, 2 judged."


@pytest.mark.parametrize("path", ["../outside.md", "/etc/passwd", "way-out.md", "none.md", "\0"])
def test_no_file_outside_the_working_folder_is_read(folder: Path, path: str) -> None:
    assert "give the path of a file there" in call(folder, "check_document", path=path)["error"]


def test_no_bibliography_outside_the_working_folder_is_read(folder: Path) -> None:
    result = call(folder, "check_citations", text=r"\cite{a}", references=["../outside.md"])
    assert "give the path of a file there" in result["error"]


def test_a_text_that_is_too_long_is_refused_in_a_sentence(folder: Path) -> None:
    result = call(folder, "check_equations", text="x" * 4_100_000)
    assert "request_mb" in result["error"]


def test_known_law_is_found_by_name_and_by_equation(folder: Path) -> None:
    (law,) = call(folder, "known_law", query="Ohms law")["laws"]
    assert law["equation"] == "V = I R"
    assert law["symbols"]["R"] == "resistance in ohm"
    slip = call(folder, "known_law", query="E = m c^3")
    assert slip["laws"][0]["name"] == "Mass-energy equivalence"
    assert "another exponent" in slip["note"]
    assert call(folder, "known_law", query="the law of bananas")["laws"] == []


def test_a_folder_that_is_not_there_is_told_in_a_sentence(folder: Path) -> None:
    command = [sys.executable, "-m", "jupyterlab_galactica.jupyter.cli", "mcp", "--folder", "no"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith("no is no folder that can be entered")


def test_jupyter_server_mcp_finds_the_tools_by_their_entry_point(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extension = pytest.importorskip("jupyter_server_mcp.extension")
    server_class = pytest.importorskip("jupyter_server_mcp.mcp_server").MCPServer
    monkeypatch.chdir(folder)
    app = extension.MCPExtensionApp()
    app.mcp_server_instance = server_class(name="test")
    found = app._discover_entrypoint_tools()
    app._register_tools(found, source="entrypoints")

    async def ask() -> Any:
        from fastmcp import Client

        async with Client(app.mcp_server_instance.mcp) as client:
            listed = await client.list_tools()
            return listed, await client.call_tool("check_document", {"path": "paper.md"})

    listed, result = asyncio.run(ask())
    assert {tool.name for tool in listed} >= TOOLS
    equations = result.structured_content["equations"]
    assert [row["verdict"] for row in equations] == ["refuted", "holds"]
