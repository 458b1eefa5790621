"""Indefinite integrals are compared by differentiating both sides."""

from __future__ import annotations

from ..tree import (
    Add,
    Deriv,
    Div,
    Expr,
    Integral,
    Mul,
    Neg,
    Num,
    Sym,
    add,
    free_symbols,
    functions,
    mul,
    walk,
)
from ..vocabulary.letters import integration_constants


class IncomparableError(Exception):
    """The integrals cannot be compared; the message says why."""


def has_indefinite(node: Expr) -> bool:
    return bool(integration_variables(node))


def integration_variables(*sides: Expr) -> set[Sym]:
    """The variables of the indefinite integrals."""
    return {
        part.var
        for side in sides
        for part in walk(side)
        if isinstance(part, Integral) and part.lower is None
    }


def differentiated(left: Expr, right: Expr, earlier: Sym | None = None) -> tuple[Expr, Expr]:
    """Both sides differentiated by the variable of integration. Raises IncomparableError.

    `earlier` is the variable of an integral in an earlier step of the same chain.
    """
    variables = integration_variables(left, right) or ({earlier} if earlier else set())
    if len(variables) > 1:
        raise IncomparableError("A change of variables, which the text around it must explain")
    (variable,) = variables
    if integration_constants(frozenset((variable.name,))):
        raise IncomparableError("The variable of integration looks like a constant")
    sides = _derivative(left, variable), _derivative(right, variable)
    for side, other in ((left, right), (right, left)):
        # Only one side has the integral: the other must be a function of its variable.
        named = functions(side) or any(isinstance(part, Sym) for part in walk(side))
        if named and variable.name not in free_symbols(side) and has_indefinite(other):
            raise IncomparableError("Gives an integral a name, or says what it depends on")
    return sides


def _derivative(node: Expr, variable: Sym) -> Expr:
    if not has_indefinite(node):
        if variable.name not in free_symbols(node):
            return Num("0")
        return _of_plain(node, variable)
    match node:
        case Integral(body, var, None, _) if var == variable:
            if has_indefinite(body):
                raise IncomparableError("An integral inside an integral")
            return body
        case Neg(arg):
            return Neg(_derivative(arg, variable))
        case Add(terms):
            return add(*(_derivative(term, variable) for term in terms))
        case Mul(factors):
            constants = [f for f in factors if not has_indefinite(f)]
            integrals = [f for f in factors if has_indefinite(f)]
            if len(integrals) == 1 and _constant(constants, variable):
                return mul(*constants, _derivative(integrals[0], variable))
        case Div(num, den) if not has_indefinite(den) and _constant([den], variable):
            return Div(_derivative(num, variable), den)
    raise IncomparableError("The integral stands inside another expression")


def _constant(parts: list[Expr], variable: Sym) -> bool:
    return all(variable.name not in free_symbols(part) for part in parts)


def _of_plain(node: Expr, variable: Sym) -> Expr:
    """The derivative of an expression, constants of integration left out."""
    if isinstance(node, Add):
        terms = [term for term in node.terms if variable.name in free_symbols(term)]
        node = add(*terms)
    return Deriv(node, variable, 1, partial=True)
