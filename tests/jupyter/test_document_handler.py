"""The server's check of a document as it stands in an editor."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from .test_server_extension import events, server

__all__ = ["server"]

URL = "galactica/api/document"


def check(server: httpx.Client, body: Any) -> list[dict[str, Any]]:
    with server.stream("POST", URL, json=body) as response:
        assert response.status_code == 200, response.read()
        return list(events(response))


def verdicts(seen: list[dict[str, Any]]) -> list[str]:
    return [
        check["verdict"]
        for event in seen
        if event["type"] == "equations"
        for check in event["equations"]
    ]


def test_a_notebook_that_was_never_saved_is_checked(server: httpx.Client) -> None:
    cells = [{"cell_type": "markdown", "source": text} for text in ("$1 = 2$", "$2 = 2$")]
    content = json.dumps({"cells": cells})
    seen = check(server, {"path": "new/untitled.ipynb", "content": content})
    assert verdicts(seen) == ["refuted", "holds"]
    assert [row["place"]["cell"] for row in seen[0]["formulas"]] == [1, 2]
    assert seen[-1] == {
        "type": "done",
        "coverage": "2 equations in 2 formulas, 2 judged.",
        "problems": [],
    }


def test_one_cell_of_a_notebook_is_judged(server: httpx.Client) -> None:
    cells = [{"cell_type": "markdown", "source": text} for text in ("$1 = 2$", "$2 = 2$")]
    content = json.dumps({"cells": cells})
    assert verdicts(check(server, {"path": "a.ipynb", "content": content, "cell": 2})) == ["holds"]


def test_a_text_in_no_file_is_checked(server: httpx.Client) -> None:
    assert verdicts(check(server, {"content": "It is known that $1 = 2$."})) == ["refuted"]


def test_a_latex_file_is_read_as_latex(server: httpx.Client) -> None:
    content = "\\newcommand{\\half}{\\frac12}\n\\begin{equation}\\half = 0.5\\end{equation}"
    assert verdicts(check(server, {"path": "paper.tex", "content": content})) == ["holds"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"path": "../out.md", "content": "$1=2$"}, "not in the folder"),
        ({"path": "/etc/passwd", "content": "$1=2$"}, "not in the folder"),
        ({"path": "a\0b.md", "content": "$1=2$"}, "not in the folder"),
        ({"path": "a.md"}, '"content"'),
        ({"path": 3, "content": ""}, '"path"'),
        ([], '"content"'),
        ({"path": "a.ipynb", "content": "no notebook"}, "not a notebook"),
        ({"content": "", "cell": "1"}, '"cell"'),
        ({"content": "x" * 5_000_000}, "request_mb"),
    ],
)
def test_what_cannot_be_checked_is_answered_by_a_sentence(
    server: httpx.Client, body: Any, said: str
) -> None:
    answer = server.post(URL, json=body)
    assert answer.status_code in (400, 413)
    assert said in answer.json()["message"]


def test_a_check_that_nobody_waits_for_ends(server: httpx.Client) -> None:
    content = "\n\n".join(f"${n}^2 = {n * n + 1}$" for n in range(2000))
    with server.stream("POST", URL, json={"content": content}) as response:
        assert next(events(response))["type"] == "formulas"
    assert verdicts(check(server, {"content": "$1 = 2$"})) == ["refuted"]


def test_nobody_is_answered_without_the_token(server: httpx.Client) -> None:
    answer = httpx.post(f"{server.base_url}{URL}", json={"content": "$1 = 2$"}, trust_env=False)
    assert answer.status_code == 403
