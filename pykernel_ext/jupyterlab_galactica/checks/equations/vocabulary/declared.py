"""What a user declares: the unit of a symbol."""

from __future__ import annotations

from collections.abc import Iterable

from .dimension import Dimension
from .names import canonical_name
from .units import UnknownUnitError, read_unit


def declared_dimensions(units: Iterable[tuple[str, str]]) -> dict[str, Dimension]:
    """Dimensions by canonical name; what is not understood is left out (`problem_with` tells)."""
    found: dict[str, Dimension] = {}
    for written, unit in units:
        name = canonical_name(written)
        try:
            if name is not None:
                found[name] = read_unit(unit).dimension
        except UnknownUnitError:
            continue
    return found


def problem_with(name: str, unit: str) -> str:
    """Why a declaration is not understood, as a sentence; "" where it is."""
    if canonical_name(name) is None:
        return f"{name!r} is no symbol; write one such as E, rho or v_0."
    try:
        read_unit(unit)
    except UnknownUnitError as error:
        return f"{name}: {error}"
    return ""
