"""`jupyter galactica check`: the works that papers and notes cite, in their own bibliographies."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BIB = "@book{snow, ids={oldsnow}, author={Lee, Ann}, title={Snow}, year=2001}\n"


@pytest.fixture
def check(environment: dict[str, str], tmp_path: Path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "refs.bib").write_text(BIB)

    def run(name: str, text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        command = [sys.executable, "-m", "jupyterlab_galactica.jupyter.cli", "check", name]
        return subprocess.run(
            [*command, *arguments], env=environment, cwd=tmp_path, capture_output=True, text=True
        )

    return run


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.tex", "\\documentclass{article}\nAs \\cite{snow,ice}.\n\\bibliography{refs}\n"),
        (
            "a.tex",
            "\\documentclass{article}\n\\addbibresource[a=b]{refs.bib}\n\\cites{snow}{ice}\n",
        ),
        ("part/a.tex", "\\section{A}\nAs \\cite{snow,ice}.\n\\addbibresource{../refs.bib}\n"),
        ("part/a.tex", "\\section{A}\nAs \\cite{oldsnow,ice}.\n\\bibliography{refs}\n"),
        ("a.md", "---\nbibliography: refs.bib\n---\nAs [@snow] and @ice.\n"),
        ("a.qmd", "---\nbibliography: [refs.bib]\n---\nAs [@snow] and @ice.\n"),
        ("a.md", "As {cite}`snow,ice`.\n\n```{bibliography} refs.bib\n```\n"),
    ],
)
def test_the_bibliography_that_a_document_names_is_read(check, name: str, text: str) -> None:
    result = check(name, text)
    assert "2 works are cited: 1 found, 1 not found." in result.stdout
    line = next(at for at, each in enumerate(text.splitlines(), 1) if "ice" in each)
    (missing,) = (each for each in result.stdout.splitlines() if "no entry ice" in each)
    assert missing.startswith(f"{name}:{line}:")
    assert result.returncode == 0


def test_a_book_names_the_bibliography_of_its_chapters(check, tmp_path: Path) -> None:
    (tmp_path / "_quarto.yml").write_text("project: {type: book}\nbibliography: refs.bib\n")
    assert "1 found, 1 not found" in check("part/a.qmd", "As [@snow; @ice] say.\n").stdout


def test_a_missing_work_fails_a_strict_check(check) -> None:
    text = "---\nbibliography: refs.bib\n---\nAs [@ice] says.\n"
    assert check("a.md", text).returncode == 0
    assert check("a.md", text, "--strict").returncode == 1
    assert check("a.md", text.replace("ice", "snow"), "--strict").returncode == 0


def test_json_tells_every_place_where_a_work_is_cited(check) -> None:
    text = "As [@ice] says.\n\nAnd [@snow], and again [@ice].\n"
    rows = json.loads(check("a.md", text, "--references", "refs.bib", "--json").stdout)["citations"]
    places = {row["text"]: [(at["line"], at["column"]) for at in row["places"]] for row in rows}
    assert places == {"ice": [(1, 5), (3, 25)], "snow": [(3, 6)]}


def test_a_text_that_lists_its_works_itself_is_held_against_its_list(check) -> None:
    text = (
        "\\documentclass{article}\nAs \\cite{snow} and \\cite{ice}.\n"
        "\\begin{thebibliography}{9}\\bibitem{snow} Lee, Snow.\\end{thebibliography}\n"
    )
    result = check("a.tex", text)
    assert "1 work is cited: 1 not found." in result.stdout
    assert "The text's own list of works has no entry ice." in result.stdout
    text = "---\nreferences:\n- id: snow\n  title: Snow\n---\nAs [@snow] and [@ice].\n"
    assert "1 work is cited: 1 not found." in check("a.md", text).stdout


def test_a_bibliography_that_is_not_there_is_named(check) -> None:
    result = check("a.tex", "\\documentclass{article}\n\\cite{snow}\n\\bibliography{gone}\n")
    assert "names the bibliography gone, which is not in" in result.stderr


def test_nothing_outside_of_the_project_is_read(check, tmp_path: Path) -> None:
    outside = tmp_path.parent / "outside.bib"
    outside.write_text(BIB)
    result = check("a.md", "---\nbibliography: ../outside.bib\n---\nAs [@snow].\n")
    assert "1 work is cited: 1 unchecked." in result.stdout


def test_names_that_are_no_keys_are_left_where_there_is_no_bibliography(check) -> None:
    assert "cited" not in check("a.md", "Thanks to @lee and @roe.\n").stdout
