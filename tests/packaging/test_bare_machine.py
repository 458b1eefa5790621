"""A machine that lacks a program is told so in one sentence that says what to do."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The variables of a machine that has make and a shell, and nothing else."""
    if shutil.which("make") is None:
        pytest.skip("make is not installed, so that a bare machine was not tried: install make")
    for name in ("env", "id", "make", "sh"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    return {"PATH": str(tmp_path)}


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("need-python", r"Python 3\.10 or newer with venv is needed .*\n"),
        ("need-node", r"Node 20 or newer with npm is needed .*\n"),
    ],
)
def test_without_python_or_node_make_says_so(
    target: str, sentence: str, bare: dict[str, str]
) -> None:
    done = subprocess.run(
        ["make", "--silent", "PYTHON=no-python", target],
        cwd=ROOT, env=bare, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode != 0
    assert re.fullmatch(sentence, done.stdout)


def test_without_chromium_the_browser_tests_ask_for_it(bare: dict[str, str]) -> None:
    done = subprocess.run(
        ["tools/need_chromium.sh"], cwd=ROOT, env=bare, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert re.fullmatch(r"The browser tests need Chromium: .*\n", done.stderr)
