"""What `make programs` finds in the sources: each way of calling a program."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from outside_programs import differences
from programs.sources import Use, uses


def found_in(folder: Path, files: Mapping[str, str]) -> list[Use]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return uses(folder)


def programs_in(folder: Path, files: Mapping[str, str]) -> set[str]:
    """The programs called in these files; "" for a call that cannot be read."""
    return {use.program for use in found_in(folder, files)}


def test_a_new_program_is_reported_with_its_place(tmp_path: Path) -> None:
    code = "import os\ndef record():\n    os.system('ffmpeg -i x')\n"
    said = "\n".join(differences(found_in(tmp_path, {"tests/test_video.py": code})))
    assert "tests/test_video.py (record) calls ffmpeg, which nothing brings: have" in said
    assert "Nothing calls pdflatex any more" in said


def test_a_call_that_cannot_be_read_is_reported_with_its_place(tmp_path: Path) -> None:
    code = "import os\nclass Film:\n  def play(self, player):\n    os.execvp(player, [player])\n"
    said = "\n".join(differences(found_in(tmp_path, {"tests/test_video.py": code})))
    assert "tests/test_video.py (Film.play) calls a program that reading does not tell" in said


@pytest.mark.parametrize(
    ("code", "programs"),
    [
        ("import subprocess\nsubprocess.run(['tmux', 'ls'])", {"tmux"}),
        ("from subprocess import Popen as start\nstart(args=('tmux', 'ls'))", {"tmux"}),
        ("import subprocess\nsubprocess.run('cd x && tmux ls', shell=True)", {"tmux"}),
        ("import shutil\nshutil.which('tmux')", {"tmux"}),
        ("import subprocess\ntool = ['tmux']\ndef f():\n subprocess.run([*tool, 'ls'])", {"tmux"}),
        ("import subprocess\nsubprocess.run(['vi' if x else 'ed', 'f'])", {"vi", "ed"}),
        ("import shutil\nfor tool in ('vi', 'ed'):\n    shutil.which(tool)", {"vi", "ed"}),
        ("import subprocess, sys\nsubprocess.run([sys.executable, '-c', ''])", set()),
        ("import subprocess\ntool = 'vi'\ndef f(tool):\n subprocess.run([tool])", {""}),
        ("from nbconvert import LatexExporter", {"pandoc"}),
        ("import re\nre.compile('a').match('b')", set()),
    ],
)
def test_calls_are_found_in_python(code: str, programs: set[str], tmp_path: Path) -> None:
    assert programs_in(tmp_path, {"tools/x.py": code}) == programs


@pytest.mark.parametrize(
    ("script", "programs"),
    [
        ("A=1 gcc x.c -o x | tee log", {"gcc", "tee"}),
        ("if command -v curl >/dev/null; then sudo -n apk add git; fi", {"curl", "sudo", "apk"}),
        ('echo "since $(date +%s)"  # and not: time', {"date"}),
        ("npx playwright test", {"npx", "playwright"}),
        ("[ -f a ] && { mv a \\\n b 2>&1; }", {"mv"}),
        ("x=1; cd here && exit", set()),
    ],
)
def test_calls_are_found_in_scripts(script: str, programs: set[str], tmp_path: Path) -> None:
    files = {".ci/run": f"#!/usr/bin/env ksh\n{script}\n"}
    assert programs_in(tmp_path, files) == {"ksh", *programs}


def test_calls_are_found_in_recipes(tmp_path: Path) -> None:
    makefile = "TIME ?= gtime\nall: $(shell fd .)\n\t@$(TIME) -v \\\n\t\t$@ || wc -l $$f\n"
    assert programs_in(tmp_path, {"Makefile": makefile}) == {"gtime", "fd", "wc"}


@pytest.mark.parametrize(
    ("name", "text", "programs"),
    [
        ("package.json", '{"scripts": {"build": "tsc --build && rsync a b"}}', {"tsc", "rsync"}),
        (
            "tests/ui/x.ts",
            "import { spawn } from 'node:child_process';\nspawn('xvfb-run', [tool]);",
            {"xvfb-run"},
        ),
        ("tests/ui/y.ts", "import { test } from '@jupyterlab/galata';", {"chromium"}),
        ("labext/src/z.ts", "/a/.exec('text');", set()),
        (
            "notebooks/x.ipynb",
            json.dumps({"cells": [{"cell_type": "code", "source": ["!dot -V\n", "x = 1"]}]}),
            {"dot"},
        ),
    ],
)
def test_calls_are_found_in_what_node_and_jupyter_run(
    name: str, text: str, programs: set[str], tmp_path: Path
) -> None:
    assert programs_in(tmp_path, {name: text}) == programs
