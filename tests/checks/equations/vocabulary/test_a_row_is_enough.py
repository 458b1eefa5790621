"""A function that the program has not is added by one row: a newcomer's edit, in a process anew."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import jupyterlab_galactica

ROWS = r"""
    Function("versin", spellings=("versin",), means=r"1 - \cos u", slips=("coversin",)),
    Function("coversin", spellings=("coversin",), means=r"1 - \sin u"),
    Function("wreath", infix=r"\wr", marks=("of factors",)),
"""

BEGINNING = r"""
import math

from jupyterlab_galactica.checks.equations.check import check_formula
from jupyterlab_galactica.checks.equations.numbers.doubles import State, compiled
from jupyterlab_galactica.checks.equations.numbers.evaluator import Evaluator
from jupyterlab_galactica.checks.equations.reading.parse import parse_expression
from jupyterlab_galactica.checks.equations.tree import Call, Sym
from jupyterlab_galactica.checks.equations.vocabulary.multiprecision import mp
from jupyterlab_galactica.checks.equations.writing.latex import to_latex
from jupyterlab_galactica.checks.equations.writing.sympy_form import relation_from_data

call = Call("versin", (Sym("x"),))


def judged(latex):
    return [finding for finding in check_formula(latex) if finding.final][-1]
"""


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with three rows more than it has."""
    folder = tmp_path_factory.mktemp("edited")
    source = Path(jupyterlab_galactica.__file__).parent
    package = shutil.copytree(
        source,
        folder / source.name,
        ignore=shutil.ignore_patterns("labextension", "demo", "__p*__"),
    )
    file = package / "checks" / "equations" / "vocabulary" / "elementary.py"
    before, end, after = file.read_text(encoding="utf-8").rpartition(")  # fmt: skip")
    file.write_text(before + ROWS.lstrip("\n") + end + after, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "statement",
    [
        r'assert parse_expression(r"\operatorname{versin} x") == call',
        r'assert parse_expression(r"\versin(x)") == call',
        r"assert parse_expression(to_latex(call)) == call",
        r"""
product = Call("wreath", (Sym("G"), Sym("H")))
assert parse_expression(r"G \wr H") == product
assert to_latex(product) == r"G \wr H"
""",
        r'assert math.isclose(compiled(call)(State({"x": 0.7})), 1 - math.cos(0.7))',
        r'assert Evaluator({"x": mp.mpf(2)}, math.inf).value(call) == 1 - mp.cos(2)',
        r"""
found = judged(r"\frac{d}{dx} \operatorname{versin} x = \sin x").check
assert found.verdict == "holds", found
""",
        r"""
found = judged(r"\operatorname{versin} x = 2 \sin^2 \frac{x}{2}").check
assert (found.verdict, found.evidence) == ("holds", "symbolic"), found
""",
        r"""
import sympy

form = relation_from_data(judged(r"\operatorname{versin} x = y").tree)
assert form.lhs == 1 - sympy.cos(sympy.Symbol("x")), form
""",
        r"""
found = judged(r"1 - \sin x = \operatorname{versin} x").check
assert found.verdict == "refuted", found
assert found.repair == r"1 - \sin\left(x\right) = \operatorname{coversin}\left(x\right)", found
""",
    ],
)
def test_a_row_of_three_columns_makes_a_function_known_everywhere(
    edited: Path, statement: str
) -> None:
    path = os.pathsep.join([str(edited), os.environ.get("PYTHONPATH", "")])
    ended = subprocess.run(
        [sys.executable, "-c", BEGINNING + statement],
        env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
