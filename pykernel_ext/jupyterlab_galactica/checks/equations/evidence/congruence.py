r"""Congruences such as `7 \equiv 1 \pmod 6`, by exact integers."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from ....answer.verdicts import Counterexample
from ..algebra.rational import exact
from ..tree import Add, Call, Expr, Mul, Neg, Pow, Relation, Sym, free_symbols
from .evidence import Evidence, for_some, undecided

_MOST_CASES = 2000
"""Residues that are tried: all of two symbols modulo 44."""

_LARGEST = 10**12
"""The largest modulus that powers are taken by."""


class _NoResidueError(Exception):
    """Not an integer, or nothing is known of it."""


def congruent(relation: Relation, modulus: Expr) -> Evidence:
    """Whether both sides leave the same remainder, for all residues of the symbols."""
    divisor = exact(modulus)
    if divisor is None or divisor.denominator != 1 or not 0 < divisor <= _LARGEST:
        if exact(relation.left) is not None and exact(relation.left) == exact(relation.right):
            return Evidence(finding="true", reason="Both sides are the same.", proved=True)
        return for_some("A congruence by a number that is not given.", "equation")
    n = int(divisor)
    names = sorted(free_symbols(relation))
    if n ** len(names) > _MOST_CASES:
        return for_some("A congruence with too many cases to try.", "equation")
    true = 0
    example: Counterexample | None = None
    try:
        for residues in product(range(n), repeat=len(names)):
            values = dict(zip(names, residues, strict=True))
            left, right = _residue(relation.left, values, n), _residue(relation.right, values, n)
            true += left == right
            if left != right and example is None:
                shown = {name: str(value) for name, value in values.items()}
                example = Counterexample(shown, rf"{left} \pmod{{{n}}}", rf"{right} \pmod{{{n}}}")
    except _NoResidueError:
        return undecided("A congruence between what may be no integers.")
    if example is None:
        return Evidence(
            finding="true", reason=f"Both sides leave the same remainder by ${n}$.", proved=True
        )
    if names:
        reason = f"True for {true} of the {n ** len(names)} residues." if true else "Never true."
        return for_some(reason, "equation", example)
    reason = f"The sides leave different remainders by ${n}$."
    return Evidence(finding="false", reason=reason, points=1, counterexample=example)


def _residue(node: Expr, values: Mapping[str, int], n: int) -> int:
    match node:
        case Sym(name):
            return values[name]
        case Neg(arg):
            return -_residue(arg, values, n) % n
        case Add(terms):
            return sum(_residue(term, values, n) for term in terms) % n
        case Mul(factors):
            result = 1
            for factor in factors:
                result = result * _residue(factor, values, n) % n
            return result
        case Pow(base, exp):
            power = exact(exp)
            if power is None or power.denominator != 1:
                raise _NoResidueError
            try:
                return pow(_residue(base, values, n), int(power), n)
            except ValueError:
                raise _NoResidueError from None  # no inverse
        case Call("class", (number,)):
            return _residue(number, values, n)
    value = exact(node)
    if value is None or value.denominator != 1:
        raise _NoResidueError
    return int(value) % n
