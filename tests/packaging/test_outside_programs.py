"""Nobody needs a program that the environment does not bring and the README does not name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import outside_programs
from outside_programs import differences, outside_uses
from programs.known import BROUGHT, NEEDED, OPTIONAL
from programs.sources import Use

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def outside() -> list[Use]:
    return outside_uses(ROOT)


def test_every_program_is_brought_by_the_environment_or_known(outside: list[Use]) -> None:
    assert list(differences(outside)) == []


def test_try_it_names_what_a_user_must_have() -> None:
    try_it = README.split("\n## Try it\n")[1].split("\n## ")[0]
    assert [program.named for program in NEEDED if program.named not in try_it] == []


def test_the_readme_names_what_is_used_where_it_is_there() -> None:
    assert [program.named for program in OPTIONAL if program.named not in README] == []


def test_what_packages_bring_without_a_command_is_pinned_in_the_extra_dev() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    dev = project.split("\ndev = [\n")[1].split("\n]\n")[0]
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    for program in BROUGHT:
        assert f'"{program.named}"' in dev
        assert re.search(rf"(?m)^{program.named}==", constraints)


def test_continuous_integration_runs_the_readmes_command_and_needs_no_more_than_a_user(
    outside: list[Use],
) -> None:
    needed = {name for program in NEEDED for name in program.names}
    assert {use.program for use in outside if use.file == ".ci/run"} <= needed
    (command,) = re.findall(r"(?m)^make .*", (ROOT / ".ci" / "run").read_text(encoding="utf-8"))
    assert re.search(rf"(?m)^{command} +#", README)


def test_the_list_says_what_is_used_by_what_and_what_happens_without_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    outside_programs.main()
    row = capsys.readouterr().out.split("  pdflatex, bibtex: ")[1].split("\n  nvidia-smi")[0]
    assert "\n    here     " in row
    assert "\n    without  the tests that compile are skipped, and say what to install" in row
    assert "\n    targets  test test-python test-chaos test-hub\n" in row
    assert "\n    files    tests/answer/exporting/documents.py" in row
