"""Units and their powers as text."""

from __future__ import annotations

from ..tree import Div, Expr, Mul, Neg, Num, Pow, Unit


def unit_text(factors: tuple[Expr, ...]) -> str | None:
    """Units and their powers as `kg m^2/s`; None where anything else is among the factors."""
    parts: list[str] = []
    for factor in factors:
        match factor:
            case Unit(name):
                parts.append(name)
            case Pow(Unit(name), Num(power)):
                parts.append(f"{name}^{power}")
            case Pow(Unit(name), Neg(Num(power))):
                parts.append(f"{name}^-{power}")
            case Div(num, den):
                above, below = unit_text(_factors(num)), unit_text(_factors(den))
                if above is None or below is None or len(factors) > 1:
                    return None
                parts.append(f"{above}/({below})" if " " in below else f"{above}/{below}")
            case _:
                return None
    return " ".join(parts) if parts else None


def _factors(node: Expr) -> tuple[Expr, ...]:
    return node.factors if isinstance(node, Mul) else (node,)
