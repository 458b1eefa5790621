"""Sequences: letters of DNA, RNA and proteins validated, counted and weighed, in linear time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from itertools import islice
from string import ascii_lowercase, ascii_uppercase

from ..answer.blocks import Sequence
from ..answer.verdicts import SequenceCheck, SequenceKind
from .residues import (
    AMBIGUOUS_AMINO_ACIDS,
    AMBIGUOUS_NUCLEOTIDES,
    AMINO_ACIDS,
    DNA,
    METAPHOSPHATE,
    RNA,
    WATER,
)

_MAX_NAMED = 3
_CAPITALS = str.maketrans(ascii_lowercase, ascii_uppercase)


def check_sequences(sequences: Iterable[Sequence]) -> Iterator[SequenceCheck]:
    """The checks of the sequences of a text, in its order."""
    for node in sequences:
        check = check_protein if node.alphabet == "amino" else check_nucleotides
        yield replace(check(node.letters), start=node.start)


def check_nucleotides(text: str) -> SequenceCheck:
    """DNA, or RNA where it has U: a single strand from 5' to 3' with hydroxyl ends.

    Blanks and case mean nothing. The ambiguity letters of IUPAC are allowed; `gc` is the share of
    G, C and S (either) among the letters that say whether they are G or C.
    """
    letters = _letters(text)
    counts = Counter(letters)
    kind: SequenceKind = "rna" if "U" in counts else "dna"
    masses = RNA if kind == "rna" else DNA
    fault = _mixture(letters) or _fault(
        letters, "a nucleotide", masses.keys() | AMBIGUOUS_NUCLEOTIDES
    )
    if fault is not None:
        return _invalid(kind, letters, fault)
    strong, weak = (sum(counts[letter] for letter in group) for group in ("GCS", "ATUW"))
    gc = strong / (strong + weak) if strong + weak else None
    return replace(_valid(kind, letters, masses, lacking=METAPHOSPHATE), gc=gc)


def check_protein(text: str) -> SequenceCheck:
    """A chain of amino acids from its amino end, unmodified and without bridges.

    Blanks and case mean nothing. The 20 letters of the code, U and O are weighed; B, Z, X and J
    are allowed. A `*` may end the chain, as translation writes it.
    """
    letters = _letters(text).removesuffix("*")
    fault = _early_stop(letters) or _fault(
        letters, "an amino acid", AMINO_ACIDS.keys() | AMBIGUOUS_AMINO_ACIDS
    )
    if fault is not None:
        return _invalid("protein", letters, fault)
    return _valid("protein", letters, AMINO_ACIDS)


@dataclass(frozen=True, slots=True)
class _Fault:
    reason: str
    position: int | None = None


def _letters(text: str) -> str:
    return "".join(text.split()).translate(_CAPITALS)  # upper() makes known letters of others


def _mixture(letters: str) -> _Fault | None:
    places = [letters.find(letter) + 1 for letter in "TU"]
    if not all(places):
        return None
    return _Fault(f"It has both T (letter {places[0]}) and U (letter {places[1]}).", max(places))


def _early_stop(letters: str) -> _Fault | None:
    position = letters.find("*") + 1
    if not position:
        return None
    return _Fault(f"A stop (*) at letter {position} ends the chain before its end.", position)


def _fault(letters: str, what: str, known: Set[str]) -> _Fault | None:
    """Letters that are not `known`, the first few by name."""
    if not letters:
        return _Fault("There is no sequence in it.")
    foreign = re.compile(f"[^{re.escape(''.join(sorted(known)))}]")
    first = list(islice(foreign.finditer(letters), _MAX_NAMED))
    if not first:
        return None
    named = ", ".join(f"{_shown(match.group())} at letter {match.start() + 1}" for match in first)
    count = sum(1 for _ in foreign.finditer(letters))
    more = f", and {count - len(first):,} more" if count > len(first) else ""
    return _Fault(f"Not {what}: {named}{more}.", first[0].start() + 1)


def _shown(letter: str) -> str:
    return f"`{letter}`" if letter.isprintable() else f"U+{ord(letter):04X}"


def _invalid(kind: SequenceKind, letters: str, fault: _Fault) -> SequenceCheck:
    return SequenceCheck(
        kind=kind, status="invalid", reason=fault.reason, length=len(letters),
        position=fault.position,
    )  # fmt: skip


def _valid(
    kind: SequenceKind, letters: str, masses: Mapping[str, float], lacking: float = 0
) -> SequenceCheck:
    """It weighs as much as its residues and one water, without what is `lacking`."""
    counts = Counter(letters)
    mass, reason = None, "All letters are known."
    if counts.keys() <= masses.keys():
        mass = sum(masses[letter] * count for letter, count in counts.items()) + WATER - lacking
    else:
        reason = "All letters are known; some stand for several residues, so it has no molar mass."
    return SequenceCheck(
        kind=kind, status="valid", reason=reason, length=len(letters), molar_mass=mass
    )
