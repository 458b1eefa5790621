"""What is known of a molecule, a sequence and a code block once it was checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..answer.verdicts import ValidationStatus

SequenceKind = Literal["dna", "rna", "protein"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoleculeCheck:
    """A molecule given as SMILES; `molecule` is the id of its marker.

    `position` is the character of the SMILES, from 1, that `reason` speaks of. `formula` is in Hill
    order with its charge, `molar_mass` in g/mol with natural isotopes where none is named;
    `canonical` is RDKit's SMILES. `svg` is a drawing in the colour of the text around it, as markup
    that may stand in a page: made of paths only, "" where the molecule is too large to draw.
    """

    smiles: str
    status: ValidationStatus
    reason: str
    position: int | None = None
    formula: str = ""
    molar_mass: float | None = None
    canonical: str = ""
    inchikey: str = ""
    svg: str = ""
    molecule: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceCheck:
    """A sequence of nucleotides or amino acids; `start` is its offset in the text.

    `position` is the letter, from 1 and without blanks, that `reason` speaks of. `length` counts
    residues. `molar_mass` is the average one in Da, None where a letter stands for several
    residues. `gc` is the fraction of G and C, None of a protein.
    """

    kind: SequenceKind
    status: ValidationStatus
    reason: str
    length: int
    position: int | None = None
    molar_mass: float | None = None
    gc: float | None = None
    start: int = 0


@dataclass(frozen=True, slots=True)
class UndefinedName:
    """A name used in a code block where nothing defines or imports it; lines count from 1."""

    name: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCheck:
    """A code block; `code` is the id of the block. It is never run.

    `line` is the line of the block, from 1, that `reason` speaks of. A block that uses `undefined`
    names is invalid: it would stop there with a NameError.
    """

    language: str
    status: ValidationStatus
    reason: str
    line: int | None = None
    undefined: tuple[UndefinedName, ...] = ()
    code: int = 0
