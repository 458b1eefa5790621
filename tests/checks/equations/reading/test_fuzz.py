"""Whatever is written, the checker says what it makes of it and never what is not so."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from notation import ATOMS, TEMPLATES, formulas
from trees import elementary, expressions, relations, rewritten

from jupyterlab_galactica.checks.equations.reading.find import find_statements
from jupyterlab_galactica.checks.equations.reading.parse import parse_expression, parse_relation
from jupyterlab_galactica.checks.equations.reading.tokens import ParseError
from jupyterlab_galactica.checks.equations.tree import (
    NODE_TYPES,
    Call,
    Del,
    DerivOp,
    Expr,
    Num,
    PlusMinus,
    Pow,
    Relation,
    Root,
    add,
    from_data,
    to_data,
    walk,
)
from jupyterlab_galactica.checks.equations.writing.latex import relation_to_latex, to_latex
from jupyterlab_galactica.checks.pool import EquationPool


def examples(count: int) -> settings:
    """The same ones in every run; a pool's first answer takes seconds."""
    return settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


PIECES = [
    *"abcxyznkftdei0123456789+-*/=<>()[]{}|^_!,.;:'&%$#~ \\\t\n",
    r"\frac", r"\sqrt", r"\sin", r"\log", r"\left(", r"\right)", r"\left", r"\right", r"\int",
    r"\sum_{n=0}^{\infty}", r"\lim_{x\to 0}", r"\partial", r"\nabla", r"\vec{a}", r"\mathbf{A}",
    r"\cdot", r"\times", r"\pm", r"\le", r"\approx", r"\equiv", r"\implies", r"\text{for }",
    r"\begin{pmatrix}", r"\end{pmatrix}", r"\begin{cases}", r"\end{cases}", r"\begin{aligned}",
    r"\end{aligned}", r"\\", r"\operatorname{f}", r"\mathrm{d}", r"\hat{x}", r"\dots", r"\pi",
    r"\infty", r"\binom", r"\overline", r"\mathbb{R}", r"\in", r"\boxed{", r"\tag{1}", r"\dot{x}",
    "\N{GREEK SMALL LETTER ALPHA}", "\N{MINUS SIGN}", "\N{CYRILLIC SMALL LETTER A}", "\x00",
    "\N{SUPERSCRIPT TWO}", "\N{FULLWIDTH EQUALS SIGN}", "\N{RIGHT-TO-LEFT OVERRIDE}", "1e999",
]  # fmt: skip
soups = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


def statements(latex: str) -> list[Relation]:
    """What is read in a formula; what is not understood must be refused with a ParseError."""
    found: list[Relation] = []
    with suppress(ParseError):
        for part in find_statements(latex):
            with suppress(ParseError):
                found.append(parse_relation(part.left, part.op, part.right)[0])
    return found


@given(expressions())
@examples(300)
def test_what_was_understood_is_printed_so_that_it_is_read_the_same_way(tree: Expr) -> None:
    assert parse_expression(to_latex(tree)) == tree


@pytest.mark.parametrize("latex", [*ATOMS, *(template.format("x", "t") for template in TEMPLATES)])
def test_every_notation_is_read_the_same_way_when_printed(latex: str) -> None:
    for relation in statements(f"{latex} = {latex}"):
        assert statements(relation_to_latex(relation)) == [relation]


def test_every_kind_of_node_has_a_notation_here() -> None:
    kinds = {
        type(node)
        for latex in ATOMS
        for relation in statements(f"{latex} = {latex}")
        for side in (relation.left, relation.right)
        for node in walk(side)
    }
    elsewhere = {PlusMinus, Root, DerivOp, Del}  # in templates; operators without operands
    assert sorted(kind.__name__ for kind in set(NODE_TYPES) - kinds - elsewhere) == []


@given(relations)
@examples(100)
def test_a_tree_survives_being_sent_as_data(relation: Relation) -> None:
    assert from_data(to_data(relation)) == relation


@given(soups)
@examples(500)
def test_a_soup_of_tokens_is_read_or_refused(latex: str) -> None:
    statements(latex)


@given(st.text(max_size=80))
@examples(300)
def test_any_text_is_read_or_refused(text: str) -> None:
    statements(text)
    statements(f"{text} = {text}")


@pytest.fixture(scope="module")
def pool() -> Iterator[EquationPool]:
    pool = EquationPool(workers=1)
    yield pool
    pool.close()


def verdicts(pool: EquationPool, latex: str) -> list[str]:
    return [check.verdict for check in pool.submit(latex).result(timeout=30)]


@given(tree=elementary(), rng=st.randoms(use_true_random=False))
@examples(60)
def test_an_expression_is_never_refuted_to_equal_itself_rewritten(
    pool: EquationPool, tree: Expr, rng: random.Random
) -> None:
    latex = f"{to_latex(tree)} = {to_latex(rewritten(tree, rng))}"
    assert "refuted" not in verdicts(pool, latex)


@given(tree=elementary())
@example(tree=Call("exp", (Pow(Num("8"), Num("3")),)))  # beside it, 1 is beyond any fixed precision
@examples(60)
def test_an_expression_never_equals_itself_and_one(pool: EquationPool, tree: Expr) -> None:
    latex = f"{to_latex(tree)} = {to_latex(add(tree, Num('1')))}"
    assert "holds" not in verdicts(pool, latex)


@given(latex=st.one_of(formulas, soups.map("1 = ".__add__)))
@examples(150)
def test_the_checker_never_fails(pool: EquationPool, latex: str) -> None:
    for check in pool.submit(latex).result(timeout=30):
        assert check.reason
        assert "checker" not in check.reason.lower(), check.reason
        assert check.verdict != "timeout"
