from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ..models.weight_pairs import write_pair


@pytest.fixture
def galactica(environment: dict[str, str], tmp_path: Path):
    def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "jupyterlab_galactica.jupyter.cli", *arguments]
        return subprocess.run(
            command, env=environment, cwd=tmp_path, input=stdin, capture_output=True, text=True
        )

    return run


def test_ask_prints_the_answer_with_verdicts(galactica) -> None:
    result = galactica("ask", "What is the double angle formula for sine?")
    assert result.returncode == 0, result.stderr
    assert "holds" in result.stdout


def test_json_is_all_that_stands_on_stdout(galactica) -> None:
    result = galactica("ask", "What is the double angle formula for sine?", "--json")
    assert json.loads(result.stdout)["finish_reason"] == "stop"


def test_check_tells_by_its_exit_code_whether_something_is_refuted(galactica) -> None:
    assert galactica("check", "-", stdin=r"Fine: $\sin^2 x + \cos^2 x = 1$.").returncode == 0
    refuted = galactica("check", "-", stdin=r"Wrong: $\sin 2x = 2 \sin x$.")
    assert refuted.returncode == 1
    assert "refuted" in refuted.stdout
    assert galactica("check", "missing.md").returncode == 2


def test_check_reads_the_markdown_cells_of_a_notebook(galactica, tmp_path: Path) -> None:
    cells = [
        {"cell_type": "code", "source": ["print('$1 = 2$')"]},
        {"cell_type": "markdown", "source": ["Wrong: ", r"$(a+b)^2 = a^2 + b^2$"]},
    ]
    (tmp_path / "notes.ipynb").write_text(json.dumps({"nbformat": 4, "cells": cells}))
    result = galactica("check", "notes.ipynb", "--json")
    assert result.returncode == 1
    assert [row["verdict"] for row in json.loads(result.stdout)["equations"]] == ["refuted"]


def test_a_file_that_is_no_notebook_is_named(galactica, tmp_path: Path) -> None:
    (tmp_path / "broken.ipynb").write_text("{}")
    result = galactica("check", "broken.ipynb")
    assert result.returncode == 2
    assert "broken.ipynb" in result.stderr
    assert "Traceback" not in result.stderr


BIB = "@book{hecht, title = {Optics}, author = {Hecht, Eugene}, year = 2002}"
CITING = (
    r"By [START_REF] Optics, Hecht[END_REF], [START_REF] Optics, Newton[END_REF], \cite{lacking}."
)


def test_check_looks_citations_up_in_the_bibliographies_given(galactica, tmp_path: Path) -> None:
    (tmp_path / "my.bib").write_text(BIB)
    (tmp_path / "paper.md").write_text(CITING)
    shown = galactica("check", "--references", "my.bib", "paper.md")
    assert shown.returncode == 0, shown.stderr
    assert "[1] E. Hecht, Optics, 2002." in shown.stdout
    assert shown.stdout.count("not verified") == 2
    (tmp_path / "old.ris").write_text("TY  - BOOK\nTI  - No end")
    report = galactica(
        "check", "paper.md", "--references", "my.bib", "--references", "old.ris", "--json"
    )
    statuses = [row["status"] for row in json.loads(report.stdout)["citations"]]
    assert statuses == ["found", "mismatch", "not-found"]
    assert "old.ris" in report.stderr


def test_a_bibliography_that_is_not_there_is_named(galactica) -> None:
    result = galactica("check", "-", "--references", "gone.bib", stdin=CITING)
    assert result.returncode == 2
    assert "gone.bib" in result.stderr


def test_ask_looks_citations_up_in_the_bibliographies_given(galactica, tmp_path: Path) -> None:
    (tmp_path / "my.bib").write_text(BIB)
    result = galactica("ask", "What is Bayes' theorem?", "--references", "my.bib", "--json")
    statuses = {row["status"] for row in json.loads(result.stdout)["citations"]}
    assert statuses == {"not-found"}


def test_models_are_listed_as_a_table_and_as_json(galactica) -> None:
    assert "facebook/galactica-1.3b" in galactica("models").stdout
    rows = {row["name"]: row for row in json.loads(galactica("models", "--json").stdout)}
    assert rows["facebook/galactica-1.3b"]["parameters"] == 1_315_201_024
    assert rows["allenai/tulu-7b"]["is_diff"]


def test_a_model_is_recovered_from_base_and_diff(galactica, tmp_path: Path) -> None:
    write_pair(tmp_path)
    command = ("recover", "--base", "base", "--diff", "diff", "--out", "model")
    first = galactica(*command)
    assert first.returncode == 0, first.stderr
    assert "recovered and verified" in first.stdout
    assert "every checksum agrees" in galactica(*command).stdout
    answer = galactica("ask", "What is DNA?", "--model", str(tmp_path / "model"), "-n", "3")
    assert answer.returncode == 0, answer.stderr


def test_a_wrong_base_is_refused_with_exit_code_2(galactica, tmp_path: Path) -> None:
    write_pair(tmp_path)
    result = galactica("recover", "--base", "diff", "--diff", "base", "--out", "model")
    assert result.returncode == 2
    assert "exchange base and diff" in result.stderr
