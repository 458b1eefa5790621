"""Formulas such as `C2H6O`, `[13C]O2` and `SO4-2` with their numbers raised and lowered."""

from __future__ import annotations

import re
from typing import Literal

Script = Literal["", "sup", "sub"]

_PART = re.compile(
    r"\[(?P<isotope>\d{1,3})(?P<nuclide>[A-Z][a-z]?)\]"
    r"|(?P<symbol>[A-Z][a-z]?|\*)|(?P<count>\d{1,9})|(?P<charge>[+-]\d{0,9})",
    re.ASCII,
)
_RAISED = str.maketrans("0123456789+−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def formula_parts(formula: str) -> list[tuple[Script, str]]:
    """The texts of a formula as `MoleculeCheck` has it; none where it is no formula."""
    parts: list[tuple[Script, str]] = []
    end = 0
    for found in _PART.finditer(formula):
        if found.start() != end:
            return []
        end = found.end()
        if found["isotope"]:
            parts += [("sup", found["isotope"]), ("", found["nuclide"])]
        elif found["count"]:
            parts.append(("sub", found["count"]))
        elif charge := found["charge"]:
            parts.append(("sup", charge[1:] + charge[0].replace("-", "−")))
        else:
            parts.append(("", found["symbol"]))
    return parts if end == len(formula) else []


def formula_to_unicode(formula: str) -> str:
    """`C₂H₆O`; "" where it is no formula."""
    tables = {"sup": _RAISED, "sub": _LOWERED}
    return "".join(
        text.translate(tables[script]) if script else text
        for script, text in formula_parts(formula)
    )


def formula_to_html(formula: str) -> str:
    """`C<sub>2</sub>H<sub>6</sub>O`; "" where it is no formula."""
    return "".join(
        f"<{script}>{text}</{script}>" if script else text
        for script, text in formula_parts(formula)
    )


def formula_to_latex(formula: str) -> str:
    r"""`\(\mathrm{C_{2}H_{6}O}\)` without its delimiters; "" where it is no formula."""
    signs = {"sup": "{}^", "sub": "_"}  # an isotope's number belongs to what follows
    inner = "".join(
        f"{signs[script]}{{{text}}}" if script else text for script, text in formula_parts(formula)
    )
    return rf"\mathrm{{{inner.replace('−', '-')}}}" if inner else ""
