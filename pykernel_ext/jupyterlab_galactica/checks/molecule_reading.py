"""A SMILES read by RDKit. Worker process only: RDKit is C++ that is given hostile text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from rdkit import Chem, rdBase
from rdkit.Chem import rdMolDescriptors
from rdkit.Chem.Draw import rdMolDraw2D

from .hill import hill_formula
from .smiles_syntax import Problem, atom_positions, find_problem

MAX_DRAWN = 120
"""Heavy atoms of the largest molecule that is drawn, and that gets an InChIKey."""

_BOND_LENGTH = 22.0  # pixels

rdBase.DisableLog("rdApp.*")


def answer(*, smiles: str) -> Iterator[dict[str, Any]]:
    """One reply: fields of the check, the drawing as RDKit makes it."""
    options = Chem.SmilesParserParams()
    options.allowCXSMILES = False
    options.parseName = False
    molecule = _parsed(smiles, options)
    if molecule is None:
        yield _refused(smiles, options)
    else:
        yield _described(molecule)


def _parsed(smiles: str, options: Any) -> Any:
    """RDKit's molecule, or None. It would stop at the first foreign character and pass the rest."""
    readable = smiles.isascii() and smiles.isprintable()
    return Chem.MolFromSmiles(smiles, options) if readable else None


def _refused(smiles: str, options: Any) -> dict[str, Any]:
    options.sanitize = False
    options.removeHs = False
    molecule = _parsed(smiles, options)
    if molecule is None:
        problem = find_problem(smiles)
    else:
        problem = _chemical_problem(molecule, atom_positions(smiles))
    if problem is None:
        return {"status": "invalid", "reason": "RDKit cannot read it as a molecule."}
    return {"status": "invalid", "reason": problem.reason, "position": problem.position}


def _chemical_problem(molecule: Any, positions: list[int]) -> Problem | None:
    """The first thing that chemistry does not allow in a well-spelt SMILES."""
    for problem in Chem.DetectChemistryProblems(molecule):
        kind = problem.GetType()
        if kind == "KekulizeException":
            return _aromatic_problem(molecule, sorted(problem.GetAtomIndices()), positions)
        if kind in ("AtomValenceException", "AtomKekulizeException"):
            index = problem.GetAtomIdx()
            atom, position = molecule.GetAtomWithIdx(index), positions[index]
            name = _name(atom)
            if kind == "AtomKekulizeException":
                reason = (
                    f"The {name} at character {position} is written as aromatic but is in no ring."
                )
            else:
                reason = _valence_reason(atom, name, position, problem.Message())
            return Problem(position, reason)
    return None


def _aromatic_problem(molecule: Any, atoms: list[int], positions: list[int]) -> Problem:
    first, last = positions[atoms[0]], positions[atoms[-1]]
    nitrogen = any(molecule.GetAtomWithIdx(index).GetAtomicNum() == 7 for index in atoms)
    hint = "; a ring nitrogen may lack its hydrogen, as in [nH]" if nitrogen else ""
    reason = (
        f"The aromatic atoms at characters {first} to {last} cannot be given alternating double"
        f" bonds{hint}."
    )
    return Problem(first, reason)


def _valence_reason(atom: Any, name: str, position: int, message: str) -> str:
    count = re.search(r", (\d+), is greater", message)
    bonds = f"{count[1]} bonds" if count else "too many bonds"
    charge = atom.GetFormalCharge()
    if charge:
        most = f"it can have with charge {charge:+d}"
    else:
        allowed = max(Chem.GetPeriodicTable().GetValenceList(atom.GetAtomicNum()))
        most = f"the {allowed} it can have" if allowed > 0 else "it can have"
    return f"The {name} at character {position} has {bonds}, more than {most}."


def _name(atom: Any) -> str:
    return str(Chem.GetPeriodicTable().GetElementName(atom.GetAtomicNum())).lower()


def _described(molecule: Any) -> dict[str, Any]:
    placeholders = sum(atom.GetAtomicNum() == 0 for atom in molecule.GetAtoms())
    small = molecule.GetNumHeavyAtoms() <= MAX_DRAWN
    return {
        "status": "valid",
        "reason": _remark(molecule, placeholders),
        "formula": _formula(molecule),
        "molar_mass": None if placeholders else _molar_mass(molecule),
        "canonical": Chem.MolToSmiles(molecule),
        "inchikey": Chem.MolToInchiKey(molecule) if small and not placeholders else "",
        "svg": _drawn(molecule) if small else "",
    }


def _remark(molecule: Any, placeholders: int) -> str:
    """What a chemist would note about it besides its formula and mass."""
    remarks = []
    parts = len(Chem.GetMolFrags(molecule))
    electrons = sum(atom.GetNumRadicalElectrons() for atom in molecule.GetAtoms())
    charge = Chem.GetFormalCharge(molecule)
    if parts > 1:
        remarks.append(f"{parts} separate parts")
    if charge:
        remarks.append(f"charge {charge:+d}")
    if electrons:
        remarks.append(f"{electrons} unpaired electron{'s' if electrons > 1 else ''}")
    if placeholders:
        remarks.append("an open place (*), so no molar mass")
    return f"RDKit reads it as a molecule{': ' if remarks else ''}{', '.join(remarks)}."


def _formula(molecule: Any) -> str:
    counts: Counter[tuple[str, int]] = Counter()
    for atom in molecule.GetAtoms():
        counts[atom.GetSymbol(), atom.GetIsotope()] += 1
        counts["H", 0] += atom.GetTotalNumHs()
    return hill_formula(+counts, Chem.GetFormalCharge(molecule))


def _molar_mass(molecule: Any) -> float:
    return float(next(iter(rdMolDescriptors.Properties(["amw"]).ComputeProperties(molecule))))


def _drawn(molecule: Any) -> str:
    canvas = rdMolDraw2D.MolDraw2DSVG(-1, -1)
    options = canvas.drawOptions()
    options.useBWAtomPalette()
    options.clearBackground = False
    options.fixedBondLength = _BOND_LENGTH
    options.padding = 0.04
    rdMolDraw2D.PrepareAndDrawMolecule(canvas, molecule)
    canvas.FinishDrawing()
    return str(canvas.GetDrawingText())
