"""Molecular formulas in Hill order: carbon, hydrogen, then the rest by the alphabet.

Without carbon all elements go by the alphabet (E. A. Hill, J. Am. Chem. Soc. 22 (1900) 478).
"""

from __future__ import annotations

from collections.abc import Mapping

_HYDROGENS = {2: "D", 3: "T"}


def hill_formula(counts: Mapping[tuple[str, int], int], charge: int = 0) -> str:
    """The formula of as many atoms of each element and isotope, as in `C2H5DO` or `ClO4-`.

    Isotope 0 is the natural mixture; others are written D, T and [13C]. The charge stands at the
    end, its number only where it is not 1.
    """
    carbon = any(element == "C" for element, _ in counts)
    first = ("C", "H") if carbon else ()

    def place(atom: tuple[str, int]) -> tuple[int, str, int]:
        element, isotope = atom
        return (first.index(element) if element in first else len(first), element, isotope)

    parts = []
    for element, isotope in sorted(counts, key=place):
        symbol = f"[{isotope}{element}]" if isotope else element
        if element == "H":
            symbol = _HYDROGENS.get(isotope, symbol)
        count = counts[element, isotope]
        parts.append(f"{symbol}{count if count > 1 else ''}")
    sign = f"{charge:+d}" if abs(charge) != 1 else f"{charge:+d}"[0]
    return "".join(parts) + (sign if charge else "")
