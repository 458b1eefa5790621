"""Random trees such as the parser makes: hypothesis strategies for each kind of node."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from jupyterlab_galactica.checks.equations.tree import (
    Add,
    Apply,
    Call,
    Const,
    Deriv,
    Div,
    Expr,
    Integral,
    Limit,
    Mul,
    Neg,
    Num,
    PlusMinus,
    Pow,
    Prod,
    Relation,
    Root,
    Sum,
    Sym,
    add,
    children,
    mul,
    rebuild,
)

NAMES = ("x", "y", "a", "b", "t", r"\alpha", r"\omega", "v_{0}", "x_{1}")
COUNTERS = ("n", "k", "m")
FUNCTIONS_OF_ONE = ("sin", "cos", "tan", "sinh", "cosh", "exp", "ln", "atan", "asin", "sec", "erf",
                    "gamma", "abs", "floor", "ceil", "factorial")  # fmt: skip

symbols = st.sampled_from(NAMES).map(Sym)
counters = st.sampled_from(COUNTERS).map(Sym)
integers = st.integers(0, 99).map(lambda n: Num(str(n)))
decimals = st.decimals("0.01", "99.99", places=2).map(lambda d: Num(str(d)))
numbers = st.one_of(integers, decimals)
constants = st.sampled_from([Const("pi"), Const("e"), Const("i")])
leaves = st.one_of(symbols, numbers, constants)


def _several(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[list[Expr]]:
    return st.lists(parts, min_size=2, max_size=4)


def sums(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    signed = st.one_of(parts, parts.map(negative))
    return _several(signed).map(lambda terms: add(*terms))


def products(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return _several(parts).map(lambda factors: mul(*factors))


def negative(node: Expr) -> Expr:
    return Neg(node)


def powers(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    # `\\sin^{-1}` is another function.
    return st.builds(Pow, parts, parts.filter(lambda exponent: exponent != Neg(Num("1"))))


def calls(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    one = st.builds(lambda name, arg: Call(name, (arg,)), st.sampled_from(FUNCTIONS_OF_ONE), parts)
    two = st.builds(lambda a, b: Call("binom", (a, b)), parts, parts)
    logarithm = st.builds(lambda base, arg: Call("log_base", (base, arg)), integers, parts)
    unknown = st.builds(
        lambda name, arg, primes: Apply(name, (arg,), primes),
        st.sampled_from(["f", "g", r"\phi"]), parts, st.integers(0, 2),
    )  # fmt: skip
    return st.one_of(one, two, logarithm, unknown)


def derivatives(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.builds(
        Deriv, parts, st.sampled_from("xyt").map(Sym), st.integers(1, 3), st.booleans()
    )


def integrals(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    variables = st.sampled_from("xyt").map(Sym)
    definite = st.builds(Integral, parts, variables, leaves, leaves)
    indefinite = st.builds(lambda body, var: Integral(body, var, None, None), parts, variables)
    return st.one_of(definite, indefinite)


def running(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """Sums and products with a running index."""
    ends = st.one_of(integers, counters, st.just(Const("infinity")))
    return st.one_of(
        st.builds(Sum, parts, counters, integers, ends),
        st.builds(Prod, parts, counters, integers, ends),
    )


def limits(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    points = st.one_of(integers, symbols, st.just(Const("infinity")))
    return st.builds(Limit, parts, st.sampled_from("xyt").map(Sym), points, st.integers(-1, 1))


def algebra(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """Sums, products, quotients, powers and roots."""
    return st.one_of(
        sums(parts), products(parts), powers(parts), parts.map(negative),
        st.builds(Div, parts, parts),
        st.builds(Root, parts, st.one_of(st.just(Num("2")), integers, symbols)),
    )  # fmt: skip


def expressions(max_leaves: int = 12) -> st.SearchStrategy[Expr]:
    """Any expression of algebra and calculus."""

    def larger(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        return st.one_of(
            algebra(parts), calls(parts), derivatives(parts), integrals(parts), running(parts),
            limits(parts), _several(parts).map(lambda terms: _plus_minus(*terms)),
        )  # fmt: skip

    return st.recursive(leaves, larger, max_leaves=max_leaves)


def _plus_minus(first: Expr, second: Expr, *_: Expr) -> Expr:
    return add(first, PlusMinus(1, second))


def elementary(max_leaves: int = 8) -> st.SearchStrategy[Expr]:
    """Real expressions that a pocket calculator has."""

    def larger(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        functions = st.sampled_from(["sin", "cos", "exp", "ln", "abs", "atan"])
        return st.one_of(
            sums(parts), products(parts), st.builds(Div, parts, parts),
            st.builds(Pow, parts, st.integers(2, 4).map(lambda n: Num(str(n)))),
            st.builds(lambda arg: Root(arg, Num("2")), parts),
            st.builds(lambda name, arg: Call(name, (arg,)), functions, parts),
        )  # fmt: skip

    plain = st.one_of(st.sampled_from(["x", "y", "a", "t"]).map(Sym),
                      st.integers(1, 9).map(lambda n: Num(str(n))))  # fmt: skip
    return st.recursive(plain, larger, max_leaves=max_leaves)


relations = st.builds(
    Relation, st.sampled_from(["=", "<", r"\le", r"\ne", r"\approx"]), expressions(), expressions()
)


def rewritten(node: Expr, rng: random.Random) -> Expr:
    """An expression equal to an elementary one wherever both have a real value."""
    parts = tuple(rewritten(part, rng) for part in children(node))
    node = rebuild(node, parts) if parts else node
    if rng.random() < 0.5:
        return node
    match node:
        case Add(terms):
            return add(*rng.sample(terms, len(terms)))
        case Mul((first, Add(terms), *rest)):
            return add(*(mul(first, term, *rest) for term in terms))
        case Mul(factors):
            return mul(*rng.sample(factors, len(factors)))
        case Div(num, den):
            return mul(num, Pow(den, Neg(Num("1"))))
        case Pow(base, Num("2")):
            return mul(base, base)
        case Root(arg, Num("2")):
            return Pow(arg, Div(Num("1"), Num("2")))
        case Call("sin" | "atan" as name, (arg,)):
            return Neg(Call(name, (Neg(arg),)))
        case Call("cos" | "abs" as name, (arg,)):
            return Call(name, (Neg(arg),))
        case Call("exp", (arg,)):
            return Div(Num("1"), Call("exp", (Neg(arg),)))
        case Sym():
            return Div(add(node, node), Num("2"))
    return node
