"""Answers to export, and what has to be true of any LaTeX that is made from answers."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.exporting.formats import FORMATS
from jupyterlab_galactica.answer.verdicts import CheckReport, MoleculeCheck

from ..examples import FULL, HOLDS, answered

ASKED = replace(
    FULL,
    question="Is $\\sin 2x = 2\\sin x$ at 50% & so_on?",
    provenance={
        "model": "demo",
        "fingerprint": "ab" * 32,
        "precision": "bf16",
        "seed": 7,
        "temperature": 0.0,
        "top_p": 1.0,
        "new_tokens": 400,
        "task": "ask",
        "template": None,
        "prompt": "Question: Is it?\n\nAnswer:",
        "prompt_sha256": "cd" * 32,
        "versions": {"torch": "2.13.0", "jupyterlab-galactica": "0.1.0"},
        "of_another_kind": [1, "two"],
    },
)

WATER = answered(
    "Water: [START_SMILES]O[END_SMILES], and $\\cos^2 x + \\sin^2 x = 1$.",
    CheckReport(
        equations=(replace(HOLDS, latex=r"\cos^2 x + \sin^2 x = 1"),),
        molecules=(
            MoleculeCheck(
                smiles="O", status="valid", reason="RDKit reads it.", formula="H2O",
                molar_mass=18.015, canonical="O", inchikey="XLYOFNOQVPJJNP-UHFFFAOYSA-N",
                svg='<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"'
                ' viewBox="0 0 10 10" role="img" aria-label="H2O">'
                '<g fill="currentColor"></g></svg>',
            ),
        ),
    ),
    question="What is water?",
    provenance={"model": "demo"},
)  # fmt: skip


def exported(name: str, *answers: Answer) -> Mapping[str, str]:
    """The texts of an export by the names of their files."""
    return FORMATS[Path(name).suffix](answers, name)


_DRAWN_APART = re.compile(
    r"\\begin\{(verbatim|tabular|align\*?|aligned|p?matrix|cases|array|gather\*?)\}.*?\\end\{\1\}"
    r"|\\\(.*?\\\)|\\\[.*?\\\]|\\(?:cite|href|bibliography)\{[^{}]*\}",
    re.DOTALL,
)


def assert_well_formed(tex: str) -> None:
    """Braces and environments are balanced, and special characters are escaped."""
    preamble, body = tex.split("\\begin{document}", 1)
    assert preamble.startswith("% Compile with")
    body, end = body.rsplit("\\end{document}", 1)
    assert end == "\n"
    body = re.sub(r"\\begin\{verbatim\}.*?\\end\{verbatim\}", "", body, flags=re.DOTALL)
    opened: list[str] = []
    for mark in re.finditer(r"\\begin\{(\w+\*?)\}|\\end\{(\w+\*?)\}|\\.|[{}]", body, re.DOTALL):
        begins, ends = mark.groups()
        if begins or mark.group() == "{":
            opened.append(begins or "{")
        elif ends or mark.group() == "}":
            assert opened.pop() == (ends or "{")
    assert opened == []
    words = re.sub(r"\\[^A-Za-z]", "", _DRAWN_APART.sub("", body))
    assert re.search(r"[&%$#_^]", words) is None


def compiled(folder: Path, texts: Mapping[str, str]) -> str:
    """What pdfLaTeX, with BibTeX where works are cited, says of the files of an export."""
    if shutil.which("pdflatex") is None or shutil.which("bibtex") is None:
        pytest.skip(
            "LaTeX is not installed, so that the export compiles was not tested: install pdflatex "
            "and bibtex (on Debian and Ubuntu texlive-latex-base, lmodern)"
        )
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    (stem,) = (Path(name).stem for name in texts if name.endswith(".tex"))
    cites = len(texts) > 1
    commands: Sequence[Sequence[str]] = (
        _LATEX, *([["bibtex"], _LATEX] if cites else []), _LATEX,
    )  # fmt: skip
    for command in commands:
        done = subprocess.run(
            [*command, stem], cwd=folder, capture_output=True, encoding="utf-8", errors="replace"
        )
        assert done.returncode == 0, done.stdout[-3000:]
    return done.stdout


_LATEX = ("pdflatex", "-halt-on-error", "-interaction=nonstopmode")
