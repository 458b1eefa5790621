"""The words every rendering uses for molecules and sequences."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .faces import VALIDATION_STATUSES
from .verdicts import NEEDS_RDKIT, MoleculeCheck, SequenceCheck, SequenceKind

KIND_NAMES: Mapping[SequenceKind, str] = {"dna": "DNA", "rna": "RNA", "protein": "protein"}

_KILODALTON_FROM = 10_000  # Da


def molecule_facts(check: MoleculeCheck, formula: str, escape: Callable[[str], str]) -> str:
    """What is known of a molecule: formula and molar mass, or why it is not valid.

    `formula` is markup of the rendering already; the other words go through its `escape`.
    """
    if check.status == "invalid":
        return escape(_invalid(check))
    if check.status == "unchecked":
        # Without RDKit the reason is the same for all, and stands among the report's problems.
        told = "" if check.reason == NEEDS_RDKIT else f": {check.reason}"
        return escape(f"{VALIDATION_STATUSES['unchecked']}{told}")
    mass = "" if check.molar_mass is None else f"{check.molar_mass:,.2f} g/mol"
    return ", ".join(filter(None, (formula, mass)))


def molecule_details(check: MoleculeCheck) -> str:
    """What to show on hovering: what was found, and the key to look the molecule up by."""
    key = check.inchikey and f"InChIKey: {check.inchikey}"
    return "\n".join(filter(None, (check.reason, key)))


def sequence_facts(check: SequenceCheck) -> str:
    """What is known of a sequence: kind, length, mass, GC content; or why it is not valid."""
    if check.status == "invalid":
        return _invalid(check)
    if check.status == "unchecked":
        return f"{VALIDATION_STATUSES['unchecked']}: {check.reason}"
    noun = "amino acid" if check.kind == "protein" else "nucleotide"
    facts = (
        KIND_NAMES[check.kind],
        f"{check.length:,} {noun}{'' if check.length == 1 else 's'}",
        "" if check.molar_mass is None else _mass(check.molar_mass),
        "" if check.gc is None else f"GC {100 * check.gc:.1f} %",
    )
    return ", ".join(filter(None, facts))


def _invalid(check: MoleculeCheck | SequenceCheck) -> str:
    return f"{VALIDATION_STATUSES['invalid']}: {check.reason.removesuffix('.')}"


def _mass(dalton: float) -> str:
    if dalton < _KILODALTON_FROM:
        return f"{dalton:,.1f} Da"
    return f"{dalton / 1000:,.2f} kDa"
