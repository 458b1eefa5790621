"""What a reader is told about an equation: one text for every form of output.

It is plain words with formulas in `$…$`; `wording` puts both into the form wanted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .compiling import compiles
from .faces import VERDICTS, worst
from .verdicts import EquationCheck
from .wording import in_dollars, in_unicode, on_one_line


def badge(checks: Iterable[EquationCheck]) -> str:
    """What a formula of one or more equations is marked with. Raises ValueError on none."""
    return str(VERDICTS[worst(checks).verdict])


def equation_details(check: EquationCheck) -> str:
    """The verdict, and the explanation where there is one."""
    verdict, told = str(VERDICTS[check.verdict]), explanation(check)
    return f"{verdict}: {told}" if told else verdict


def equation_shown(check: EquationCheck) -> str:
    """The equation as written, or as it was read where it could not be typeset on its own.

    It may be a piece of a larger formula, or have commands in it that only its text knows.
    """
    return check.latex if compiles(check.latex, False) else check.reading or check.latex


def explanation(check: EquationCheck) -> str:
    """The reason of a verdict, and what else is known that the reason does not say already."""
    return " ".join(
        part if part.endswith("?") else f"{part.removesuffix('.')}."
        for part in map(str.strip, _sentences(check))
        if part
    )


def formula_details(checks: Iterable[EquationCheck]) -> str:
    """What shows on hovering: a line for each equation, named where there are several."""
    checks = tuple(checks)
    lines = [in_unicode(equation_details(check)) for check in checks]
    if len(checks) == 1:
        return lines[0]
    return "\n".join(
        f"{on_one_line(equation_shown(check))}   {line}"
        for check, line in zip(checks, lines, strict=True)
    )


def _sentences(check: EquationCheck) -> Iterator[str]:
    yield check.reason
    if check.counterexample is not None:
        left, right = in_dollars(check.counterexample.left), in_dollars(check.counterexample.right)
        sides = f"left side is {left}, the right side {right}"
        if sides not in check.reason:
            at = ", ".join(
                in_dollars(f"{name} = {value}")
                for name, value in check.counterexample.values.items()
            )
            yield f"At {at} the {sides}" if at else f"The {sides}"
    if check.domain and check.domain not in check.reason:
        yield f"It holds where {in_dollars(check.domain)}"
    if check.solutions and check.solutions not in check.reason:
        yield f"Solutions: {in_dollars(check.solutions)}"
    if check.law and check.law not in check.reason:
        yield check.law_note or check.law
    if check.dimensions == "inconsistent" and check.dimension_reason not in check.reason:
        yield f"The dimensions do not agree: {check.dimension_reason}"
    if check.repair and "Did you mean" not in check.reason:
        yield f"Did you mean {in_dollars(check.repair)}?"
