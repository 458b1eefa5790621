"""Equations that hang, exhaust or take over a careless checker, alone and among others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import jupyterlab_galactica as jg
from jupyterlab_galactica.checks import worker
from jupyterlab_galactica.checks.pool import EquationPool

CYRILLIC_A = "\N{CYRILLIC SMALL LETTER A}"

COSTLY = [
    r"9^{9^{9^9}} = 1",
    r"2^{2^{2^{2^{2^{2}}}}} = 2^{2^{2^{2^{2^{3}}}}}",
    r"(10^9)! = (10^9 + 1)!",
    r"((9!)!)! = 1",
    r"\binom{10^8}{10^7} = \binom{10^8}{10^7 + 1}",
    r"(x+y+z+w)^{60} = (x+y+z+w)^{61}",
    r"x^{x^{x^{x^{x^{x}}}}} = 2",
    r"\sum_{n=1}^{10^{12}} \frac{1}{n^n} = 1",
    r"\sum_{i=1}^{999} \sum_{j=1}^{999} \sum_{k=1}^{999} \sin(ijk) = 0",
    r"\int_0^1 \int_0^1 \int_0^1 \int_0^1 \sin(wxyz)^{xyzw} dx dy dz dw = 1",
    r"\prod_{n=1}^{\infty} n^n = 1",
    r"\frac{d^{500}}{dx^{500}} e^{x^2} = 1",
    r"\lim_{x \to \infty} x^{x^x} = 1",
    r"1.5^{1000000.5} = 1e999999999",
    "(" * 3000 + "x" + ")" * 3000 + " = 1",
    "-" * 3000 + "x = 1",
    "x" + "^x" * 3000 + " = 1",
    "+".join(["x"] * 3000) + " = 1",
    "+".join(f"x_{{{n}}}" for n in range(3000)) + " = 1",
    "=".join(f"x^{{{n}}}" for n in range(3000)),
    r"\frac{1}{" * 500 + "x" + "}" * 500 + " = 1",
    r"\sqrt{" * 500 + "x" + "}" * 500 + " = x",
    r"\begin{pmatrix}" + r"1 & 2 \\" * 2000 + r"\end{pmatrix} = 1",
    "9" * 100_000 + " = 1",
    "x" * 1_000_000 + " = 1",
    r"\frac{a}{b} + " * 60_000 + "1 = 2",
]

STRANGE = [
    "{" * 50 + "= 1",
    "}" * 50 + "= 1",
    r"\left( x \right] = x + 1",
    "\x00x = \x00x + 1",
    "x\N{RIGHT-TO-LEFT OVERRIDE} = 1 + x",
    f"{CYRILLIC_A} + a = 2a",
    "x \N{FULLWIDTH EQUALS SIGN} y = x + 1 + y",
    "\N{MATHEMATICAL BOLD SMALL X} = x",
    "\ud800 = 1",
    r"\newcommand{\a}{\a\a} \a = 1",
    r"\def\x{\x} \x = \x + 1",
    r"\csname input\endcsname{/etc/passwd} = 1",
    r"\input{/etc/passwd} = 1",
]


@pytest.fixture(scope="module")
def pool() -> Iterator[EquationPool]:
    pool = EquationPool(workers=1)
    yield pool
    pool.close()


@pytest.mark.parametrize("latex", COSTLY + STRANGE, ids=lambda latex: ascii(latex[:40]))
def test_it_gets_a_reason_and_never_a_pass(latex: str, pool: EquationPool) -> None:
    checks = pool.submit(latex).result(timeout=30)
    assert checks
    assert all(check.reason for check in checks)
    assert all(check.verdict != "holds" for check in checks)


def test_a_payload_is_not_run(pool: EquationPool, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    touch = f"__import__('pathlib').Path('{canary}').touch()"
    for latex in (
        rf"\text{{{touch}}} = 1",
        rf"\operatorname{{{touch}}}(x) = x",
        rf"\mathrm{{{touch}}} + x = x + 1",
        rf"x_{{\text{{{touch}}}}} + 1 = x_{{\text{{{touch}}}}}",
        rf"x_{{\text{{'); {touch} #}}}} + 1 = 2",
        rf"{touch} = 1",
        rf"\mathbf{{{touch}}} = \vec{{{touch}}}",
    ):
        for check in pool.submit(latex).result(timeout=30):
            str(check.sympy)
    assert not canary.exists()


def test_a_costly_equation_leaves_those_around_it_unaffected() -> None:
    sums = [f"{number} + 1 = {number + 1}" for number in range(14)]
    text = "\n\n".join(
        f"Let ${latex}$. We see that ${plain}$."
        for latex, plain in zip(COSTLY[:14], sums, strict=True)
    )
    checks = jg.check(text, references=[], lookup="off").equations
    assert [check.verdict for check in checks if check.latex in sums] == ["holds"] * 14


def test_macros_that_call_themselves_end() -> None:
    text = r"""
\newcommand{\a}{\b\b}\newcommand{\b}{\c\c}\newcommand{\c}{\a\a}
\newcommand{\one}{1}
We have $\a = 1$ and $\one + \one = 2$.
"""
    report = jg.check(text, references=[], lookup="off")
    assert [check.verdict for check in report.equations][1] == "holds"
    assert report.equations[0].verdict in ("unparsed", "unsupported")


def test_a_worker_may_not_take_more_than_its_memory(pool: EquationPool) -> None:
    assert pool.submit("1 + 1 = 2").result(timeout=30)
    (client,) = pool._running
    assert client._process is not None
    limits = Path(f"/proc/{client._process.pid}/limits")
    if not limits.exists():
        pytest.skip("needs /proc to see the limits of a process")
    (line,) = [row for row in limits.read_text().splitlines() if row.startswith("Max address")]
    assert line.split()[-2] == str(worker.MEMORY)
