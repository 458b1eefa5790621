"""Where the atoms of a SMILES stand, and what is wrong with its spelling.

After the OpenSMILES specification (http://opensmiles.org/opensmiles.html). RDKit decides what is a
SMILES; this only explains, in a chemist's words, why one was refused. Linear in the length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

ELEMENTS = frozenset(
    re.findall(
        "[A-Z][a-z]?",
        "HHeLiBeBCNOFNeNaMgAlSiPSClArKCaScTiVCrMnFeCoNiCuZnGaGeAsSeBrKrRbSrYZrNbMoTcRuRhPdAgCdInSn"
        "SbTeIXeCsBaLaCePrNdPmSmEuGdTbDyHoErTmYbLuHfTaWReOsIrPtAuHgTlPbBiPoAtRnFrRaAcThPaUNpPuAmCm"
        "BkCfEsFmMdNoLrRfDbSgBhHsMtDsRgCnNhFlMcLvTsOg",
    )
)

_TOKEN = re.compile(
    r"(?P<bracket>\[[^\[\]]*\])"
    r"|(?P<atom>Cl|Br|[BCNOPSFIbcnops*])"
    r"|(?P<bond>->|<-|[-=#$:~/\\])"
    r"|(?P<ring>%\d\d|%\(\d{1,5}\)|\d)"
    r"|(?P<open>\()|(?P<close>\))|(?P<dot>\.)"
)
_BRACKET = re.compile(
    r"\[\d{0,3}(?P<symbol>[A-Z][a-z]?|[a-z]{1,2}|\*)"
    r"(?:@@?|@(?:TH|AL)[12]|@SP[123]|@(?:TB|OH)\d{1,2})?(?:H\d?)?"
    r"(?:\++|-+|[+-]\d{1,2})?(?::\d{1,4})?\]"
)
_WRITTEN = re.compile(r"\[\d*([A-Za-z*]*)")
_SYMBOLS = ELEMENTS | frozenset(["*", "b", "c", "n", "o", "p", "s", "se", "as", "te", "si"])


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, as a sentence that names the place; `position` counts characters from 1."""

    position: int
    reason: str


@dataclass(slots=True)
class _Reading:
    """The state after the tokens read so far; atoms are numbered from 0, -1 is none."""

    atoms: int = 0
    rings: dict[int, tuple[int, int]] = field(default_factory=dict)  # position, atom it opens at
    branches: list[tuple[int, int]] = field(default_factory=list)  # position, atom it hangs on
    bonded: set[tuple[int, int]] = field(default_factory=set)
    last: int = -1
    before: str = ""  # kind of the token before


def atom_positions(smiles: str) -> list[int]:
    """Positions, from 1, of the atoms of a well-spelt SMILES, in RDKit's order."""
    return [
        match.start() + 1 for match in _TOKEN.finditer(smiles) if match["bracket"] or match["atom"]
    ]


def find_problem(smiles: str) -> Problem | None:
    """The first mistake in the spelling; None where there is none that this can name."""
    reading = _Reading()
    place = 0
    while place < len(smiles):
        match = _TOKEN.match(smiles, place)
        if match is None:
            return _unknown(smiles, place)
        problem = _read(reading, match, place + 1)
        if problem is not None:
            return problem
        place = match.end()
    return _unfinished(reading, len(smiles))


def _read(reading: _Reading, match: re.Match[str], position: int) -> Problem | None:
    """Take in one token."""
    kind, token = match.lastgroup or "", match.group()
    dangling = reading.last < 0 or reading.before in ("bond", "dot")
    problem = None
    match kind:
        case "bracket" | "atom":
            if kind == "bracket":
                problem = _bracket_problem(token, position)
            if reading.before != "dot":
                reading.bonded.add((reading.last, reading.atoms))
            reading.last = reading.atoms
            reading.atoms += 1
        case "bond" if dangling:
            problem = _at(position, f"The bond `{token}`", "has no atom before it")
        case "ring":
            problem = _read_ring(reading, int(token.strip("%()")), position)
        case "open":
            if dangling or reading.before == "open":
                problem = _at(position, "The branch", "hangs on no atom")
            reading.branches.append((position, reading.last))
        case "close" if not reading.branches:
            problem = _at(position, "The `)`", "closes no branch")
        case "close":
            opened, reading.last = reading.branches.pop()
            if reading.before in ("open", "bond", "dot"):
                problem = _at(opened, "The branch", "is empty or ends in a bond")
        case "dot" if reading.before in ("", "bond", "dot", "open"):
            problem = _at(position, "The dot", "separates nothing")
    reading.before = kind
    return problem


def _read_ring(reading: _Reading, number: int, position: int) -> Problem | None:
    if reading.last < 0 or reading.before in ("open", "dot"):
        return _at(position, f"The ring number {number}", "follows no atom")
    opened = reading.rings.pop(number, None)
    if opened is None:
        reading.rings[number] = (position, reading.last)
        return None
    pair = (opened[1], reading.last)
    if opened[1] == reading.last:
        return _at(position, f"Ring {number} closed", "joins an atom to itself")
    if pair in reading.bonded:
        return _at(position, f"Ring {number} closed", "joins two atoms that are bonded already")
    reading.bonded.add(pair)
    return None


def _unfinished(reading: _Reading, length: int) -> Problem | None:
    if reading.branches:
        opened, _ = reading.branches[0]
        return _at(opened, "The branch opened", "is never closed")
    if reading.before in ("bond", "dot"):
        return _at(length, f"The {reading.before}", "has no atom after it")
    if reading.rings:
        number, (position, _) = next(iter(reading.rings.items()))
        return _at(position, f"Ring {number} opened", "is never closed")
    return None


def _unknown(smiles: str, place: int) -> Problem:
    """Why no token begins here."""
    position, sign = place + 1, smiles[place]
    pair = smiles[place : place + 2]
    if sign in _LONELY:
        return _at(position, *_LONELY[sign])
    if sign.isspace():
        return _at(position, "The blank", "does not belong in a SMILES")
    if sign == "H" and pair not in ELEMENTS:
        return _at(position, "The hydrogen", "belongs in its atom's bracket, as in [NH4+]")
    for first, symbol in ((place - 1, smiles[max(place - 1, 0) : place + 1]), (place, pair)):
        if len(symbol) == 2 and symbol in ELEMENTS:
            return _bare_element(first + 1, symbol)
    if sign in ELEMENTS:
        return _bare_element(position, sign)
    return _at(position, f"The sign {_shown(sign)}", "has no meaning in SMILES")


_LONELY = {
    "[": ("The bracket opened", "is never closed"),
    "]": ("The `]`", "closes no bracket"),
    "%": ("The `%`", "needs a ring number of two digits"),
}


def _bare_element(position: int, symbol: str) -> Problem:
    return _at(position, f"The element `{symbol}`", f"must stand in brackets: [{symbol}]")


def _bracket_problem(token: str, position: int) -> Problem | None:
    match = _BRACKET.fullmatch(token)
    if match and match["symbol"] in _SYMBOLS:
        return None
    written = _WRITTEN.match(token)
    symbol = match["symbol"] if match else written[1] if written else ""
    if not symbol:
        return _at(position, "The bracket", "holds no atom")
    if match or symbol.rstrip("H") not in _SYMBOLS:
        return _at(position, f"The bracket's `{symbol[:10]}`", "is no element")
    return _at(
        position,
        f"The bracket `{token[:20]}`",
        "is misspelt: the order is isotope, element, chirality, hydrogens, charge",
    )


def _shown(sign: str) -> str:
    return f"`{sign}`" if sign.isprintable() else f"U+{ord(sign):04X}"


def _at(position: int, what: str, trouble: str) -> Problem:
    return Problem(position, f"{what} at character {position} {trouble}.")
