"""`jupyter galactica check` on papers, notes and notebooks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from jupyterlab_galactica.jupyter.cli import main

NOTES = r"""# Notes

We know that $\sin^2 x + \cos^2 x = 1$.

It follows that
$$\sin 2x = 2 \sin x .$$
"""


@pytest.fixture
def check(environment: dict[str, str], tmp_path: Path):
    (tmp_path / "notes.md").write_text(NOTES)

    def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "jupyterlab_galactica.jupyter.cli", "check", *arguments]
        return subprocess.run(
            command, env=environment, cwd=tmp_path, input=stdin, capture_output=True, text=True
        )

    return run


def test_each_equation_stands_with_its_place_its_verdict_and_the_reason(check) -> None:
    result = check("notes.md")
    assert result.returncode == 1
    first, second = (line for line in result.stdout.splitlines() if line.startswith("notes.md:"))
    assert first.startswith("notes.md:3:15")
    assert "✓ holds" in first
    assert second.startswith("notes.md:6:3")
    assert "✗ refuted" in second
    assert "the right side" in result.stdout
    *_, coverage, summary = result.stdout.splitlines()
    assert coverage == "Coverage of notes.md: 2 equations in 2 formulas, 2 judged."
    assert summary == "2 equations: 1 refuted, 1 holds."


def test_several_files_are_checked_at_once(check, tmp_path: Path) -> None:
    (tmp_path / "paper.tex").write_text("\\documentclass{article}\n% $1=2$\nWe have $1+1=2$.\n")
    result = check("paper.tex", "notes.md", "--json")
    assert result.returncode == 1
    rows = json.loads(result.stdout)["equations"]
    assert [(row["file"], row["line"], row["column"], row["cell"]) for row in rows] == [
        ("paper.tex", 3, 10, None), ("notes.md", 3, 15, None), ("notes.md", 6, 3, None),
    ]  # fmt: skip


def test_only_the_refuted_are_shown_if_asked_for(check) -> None:
    result = check("notes.md", "--verdict", "refuted")
    assert "notes.md:6:3" in result.stdout
    assert "notes.md:3:15" not in result.stdout
    assert "1 holds" in result.stdout, "the summary is of all"
    rows = json.loads(check("notes.md", "--json", "--verdict", "holds").stdout)["equations"]
    assert [row["verdict"] for row in rows] == ["holds"]


def test_one_unusable_file_among_others_is_named(check) -> None:
    result = check("notes.md", "missing.md")
    assert result.returncode == 2
    assert "missing.md" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_text_without_equations_is_fine(check) -> None:
    result = check("-", stdin="Nothing here.")
    assert (result.returncode, result.stdout) == (0, "No equation was found.\n")


def test_checking_imports_no_model_and_no_mathematics(environment: dict[str, str]) -> None:
    script = (
        "import sys, jupyterlab_galactica.jupyter.cli as cli\n"
        "try: cli.main(['check', '-'])\n"
        "except SystemExit: pass\n"
        "heavy = {'torch', 'transformers', 'sympy', 'mpmath', 'numpy', 'IPython', 'jupyter_server',"
        " 'jupyterlab', 'rdkit', 'httpx', 'pint'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, input="It is $1+1=2$.",
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_hook_for_pre_commit_names_a_command_that_is_there() -> None:
    import yaml

    from jupyterlab_galactica.jupyter import cli

    root = Path(__file__).parents[2]
    (hook,) = yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text())
    program, *arguments = hook["entry"].split()
    assert program == "jupyter-galactica"
    options = cli._parser().parse_args([*arguments, "paper.tex", "notes.md"])
    assert options.files == ["paper.tex", "notes.md"]
    assert options.verdict == ["refuted"]
    for name in ("a.md", "a.qmd", "a.Rmd", "a.tex", "a.Rnw", "a.rst", "a.ipynb"):
        assert re.search(hook["files"], name)
    assert not re.search(hook["files"], "a.py")


def test_units_of_symbols_are_given_for_a_paper(check, tmp_path: Path) -> None:
    (tmp_path / "paper.tex").write_text("The energy is $E = m c^3$ and $E = m c^2$.\n")
    units = ("--units", "E=J", "--units", "m=kg", "--units", "c=m/s")
    first, second = json.loads(check("paper.tex", *units, "--json").stdout)["equations"]
    assert first["dimensions"] == "inconsistent"
    assert "$M L^{2} T^{-2}$ (J)" in first["dimension_reason"]
    assert second["dimensions"] == "consistent"
    assert second["law"] == "Mass-energy equivalence"
    refused = check("paper.tex", "--units", "E=foo")
    assert refused.returncode == 2
    assert "foo" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_the_report_says_what_was_not_judged_and_not_read(check, tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_text(
        "\\documentclass{article}\n\\newcommand{\\two}{2}\n\\begin{document}\n"
        "\\input{part} \\input{gone}\n$\\strange x = \\strange y$, $\\odd = \\strange$\n"
        "\\end{document}\n"
    )
    (tmp_path / "part.tex").write_text("In a part\n$\\two + 2 = 5$ and $x$\n")
    result = check("main.tex")
    assert "part.tex:2:2" in result.stdout
    assert result.stdout.splitlines()[-2] == (
        "Coverage of main.tex: 3 equations in 4 formulas, 1 judged, 2 not (2 unparsed). "
        "Unknown macros: \\strange 1, \\odd 1. Not read: gone: not found."
    )
    report = json.loads(check("main.tex", "--json").stdout)
    assert report["coverage"] == [{
        "file": "main.tex",
        "formulas": 4,
        "equations": 3,
        "judged": 1,
        "not_judged": {"unparsed": 2},
        "unknown_macros": {"\\strange": 1, "\\odd": 1},
        "unread": ["gone: not found"],
    }]  # fmt: skip
    first = report["equations"][0]
    assert (first["file"], first["line"], first["column"]) == ("part.tex", 2, 2)


def test_a_notebook_whose_text_nests_without_end_is_not_refuted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cell = {"cell_type": "markdown", "metadata": {}, "source": "*" * 3000 + "a" + "*" * 3000}
    notebook = tmp_path / "deep.ipynb"
    notebook.write_text(json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5}))
    with pytest.raises(SystemExit) as ended:
        main(["check", str(notebook)])
    assert ended.value.code == 0


def test_a_fault_of_ours_is_no_refutation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("jupyterlab_galactica.jupyter.check_command.read_document", fail)
    with pytest.raises(SystemExit) as ended:
        main(["check", str(tmp_path / "paper.tex")])
    assert ended.value.code == 2
