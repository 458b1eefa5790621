"""How notation is read: the tree, and the LaTeX it is shown as."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from jupyterlab_galactica.checks.equations.reading.find import find_statements
from jupyterlab_galactica.checks.equations.reading.parse import parse_expression, parse_relation
from jupyterlab_galactica.checks.equations.reading.tokens import ParseError
from jupyterlab_galactica.checks.equations.tree import (
    Apply,
    Call,
    Const,
    Deriv,
    Div,
    Expr,
    Integral,
    Limit,
    Neg,
    Num,
    PlusMinus,
    Pow,
    Prod,
    Root,
    Sum,
    Sym,
    add,
    from_data,
    mul,
    to_data,
)
from jupyterlab_galactica.checks.equations.writing.latex import to_latex


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"\sin 2x \cos y", r"\sin(2x)\cos(y)"),
        (r"\sin^2 x", r"(\sin x)^2"),
        (r"\sin^{-1} x", r"\arcsin x"),
        (r"n(n+1)", r"n \cdot (n+1)"),
        (r"\tfrac12 x", r"\frac{1}{2} x"),
        (r"\frac{d^2 y}{dx^2}", r"\frac{d^2}{dx^2} y"),
        (r"\frac{\mathrm{d} f(x)}{\mathrm{d} x}", r"\frac{d}{dx} f(x)"),
        (r"\int \frac{dx}{x}", r"\int \frac{1}{x} \, dx"),
        (r"\int dx\, x^2", r"\int x^2 \, dx"),
        (r"\left| x \right| y", r"|x| y"),
        (r"{n \choose k}", r"\binom{n}{k}"),
        (r"\mathrm{e}^{x}", r"e^x"),
        (r"x^{\prime}", r"x'"),
        (r"a \times b", r"a b"),
        (r"1{,}000", "1000"),
        (r"2 \ast x", "2x"),
        (r"z^\ast", "z^*"),
        (r"x_\ast", "x_*"),
        (r"7 \mod 3", r"7 \bmod 3"),
    ],
)
def test_notations_that_mean_the_same(one: str, other: str) -> None:
    assert parse_expression(one) == parse_expression(other)


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        (r"\ast", "convolution"),
        (r"\star", "star"),
        (r"\circ", "compose"),
        (r"\otimes", "tensor"),
        (r"\oplus", "direct_sum"),
    ],
)
def test_an_operation_of_that_name_is_no_product(sign: str, name: str) -> None:
    assert parse_expression(f"f {sign} g") == Call(name, (Sym("f"), Sym("g")))


@pytest.mark.parametrize(
    "latex",
    [
        "x^",
        "(x",
        "x)",
        r"\frac{1}",
        "2 3",
        r"\int x",
        r"\sin",
        "x^23",
        "a,b",
        "",
        r"x_{",
        "}{",
    ],
)
def test_what_is_not_understood_is_refused(latex: str) -> None:
    with pytest.raises(ParseError):
        parse_expression(latex)


def test_a_leftover_token_is_refused_with_its_place() -> None:
    with pytest.raises(ParseError) as caught:
        parse_expression(r"x + 1 ] y")
    assert caught.value.place == 6


@pytest.mark.parametrize(
    "latex", ["(" * 3000 + "x" + ")" * 3000, "+".join(["x"] * 3000), "{" * 9000, r"\sqrt{" * 500]
)
def test_giant_formulas_are_refused(latex: str) -> None:
    with pytest.raises(ParseError):
        parse_expression(latex)


symbols = st.sampled_from(["x", "y", "t", r"\alpha", "x_{1}", r"v_{\mathrm{max}}"]).map(Sym)
numbers = st.sampled_from(["0", "1", "2", "7", "12", "0.5", "3.25"]).map(Num)
leaves = st.one_of(symbols, numbers, st.sampled_from([Const("pi"), Const("e"), Const("i")]))
call_names = st.sampled_from(
    ["sin", "cos", "tan", "sec", "asin", "atan", "sinh", "exp", "ln", "abs", "floor", "ceil",
     "factorial", "erf", "percent", "re", "gamma", "acosh"]
)  # fmt: skip


def compound(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    index = st.sampled_from(["n", "k"]).map(Sym)
    infinity: Expr = Const("infinity")
    return st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: add(*parts)),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: mul(*parts)),
        inner.map(Neg),
        st.builds(Div, inner, inner),
        st.builds(Pow, inner, inner).filter(lambda p: not isinstance(p.base, Pow)),
        st.builds(Root, inner, st.sampled_from([Num("2"), Num("3"), Sym("n")])),
        st.builds(lambda name, arg: Call(name, (arg,)), call_names, inner),
        st.builds(lambda n, k: Call("binom", (n, k)), inner, inner),
        st.builds(lambda b, x: Call("log_base", (b, x)), inner, inner),
        st.builds(lambda arg, primes: Apply("f", (arg,), primes), inner, st.integers(0, 2)),
        st.builds(lambda a, b: Apply("g", (a, b)), inner, inner),
        st.builds(Deriv, inner, symbols, st.integers(1, 3), st.booleans()),
        st.builds(Integral, inner, symbols, st.none(), st.none()),
        st.builds(Integral, inner, symbols, inner, inner),
        st.builds(Sum, inner, index, inner, inner),
        st.builds(Prod, inner, index, inner, st.just(infinity)),
        st.builds(Limit, inner, index, inner, st.sampled_from([-1, 0, 1])),
        st.builds(lambda x, s, y: add(x, PlusMinus(s, y)), inner, st.sampled_from([1, -1]), inner),
    )


trees = st.recursive(leaves, compound, max_leaves=12)


@settings(max_examples=300, deadline=None)
@given(trees)
@example(mul(Call("percent", (Sym("x"),)), Sym("y")))
def test_printing_and_parsing_gives_the_same_tree(tree: Expr) -> None:
    assert parse_expression(to_latex(tree)) == tree


def test_relations_inside_an_environment_are_none_of_the_brackets_around_it() -> None:
    cases = r"\begin{cases} x & x > 0 \\ y & y > 0 \end{cases}"
    piecewise = parse_expression(cases)
    assert parse_expression(rf"({cases})") == piecewise
    assert parse_expression(rf"f({cases})") == Apply("f", (piecewise,))


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"\sqrt{(x}", "expected ), the expression ends"),
        (r"\frac{1}{x)}", ") is not understood here"),
        ("a_{1(0}", "a subscript that is not a name"),
        (r"\sqrt{x", "a brace is not closed"),
    ],
)
def test_a_bracket_without_a_partner_is_named(latex: str, reason: str) -> None:
    with pytest.raises(ParseError) as refusal:
        parse_expression(latex)
    assert refusal.value.reason == reason


@settings(max_examples=100, deadline=None)
@given(trees)
def test_a_tree_survives_as_json_data(tree: Expr) -> None:
    import json

    assert from_data(json.loads(json.dumps(to_data(tree)))) == tree


pieces = st.sampled_from(
    [*"xyzabdefin0123456789+-=<>^_{}()[]|!,.'&%/ ", r"\frac", r"\sqrt", r"\int", r"\sum", r"\lim",
     r"\to", r"\left", r"\right", r"\\", r"\begin{aligned}", r"\end{aligned}", r"\text{if}",
     r"\sin",
     r"\log", r"\partial", r"\mathrm", r"\pm", r"\boxed", r"\quad", "dx",
     r"\infty", "α", "∫", r"\{"]
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.lists(pieces, max_size=40).map("".join), st.text(max_size=60)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        statements = find_statements(text)
    except ParseError as error:
        event(error.reason)
        return
    for statement in statements:
        assert text[statement.start : statement.end].strip()
        with contextlib.suppress(ParseError):
            parse_relation(statement.left, statement.op, statement.right)
