"""Molecules: SMILES read by RDKit in a process that can be killed, drawn, and weighed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from importlib.util import find_spec

from ..answer.blocks import Molecule
from ..answer.verdicts import NEEDS_RDKIT, MoleculeCheck
from .drawing import redrawn
from .worker_client import UnansweredError, WorkerClient
from .worker_pool import Errand, WorkerPool, shared

MAX_SMILES = 5000
"""Characters of the longest SMILES that is read."""

_REACTION = re.compile(r"[^<>]*(?<!-)>[^<>]*>[^<>]*")


def check_molecules(molecules: Iterable[Molecule]) -> Iterator[MoleculeCheck]:
    """The checks of the molecules of a text, in its order."""
    waiting = [submit_molecule(node.smiles, molecule=node.id) for node in molecules]
    for future in waiting:
        yield future.result()


def obstacles(checks: Iterable[MoleculeCheck]) -> tuple[str, ...]:
    """Why none of the molecules could be checked, once for all of them."""
    return (NEEDS_RDKIT,) if any(check.reason == NEEDS_RDKIT for check in checks) else ()


def submit_molecule(smiles: str, *, molecule: int = 0) -> Future[MoleculeCheck]:
    """The check of a SMILES; `molecule` is the id of its marker. Needs the extra `chem`.

    Without it, and of reactions and texts longer than MAX_SMILES, the check says `unchecked`.
    """
    placed: Future[MoleculeCheck] = Future()
    placed.set_running_or_notify_cancel()
    known = _known_without_rdkit(smiles)
    if known is not None:
        placed.set_result(replace(known, molecule=molecule))
    else:
        shared(_pool).ask(smiles.strip()).add_done_callback(
            lambda done: placed.set_result(replace(done.result(), smiles=smiles, molecule=molecule))
        )
    return placed


def _known_without_rdkit(smiles: str) -> MoleculeCheck | None:
    text = smiles.strip()
    if not text:
        return MoleculeCheck(smiles=smiles, status="invalid", reason="There is no SMILES in it.")
    if len(text) > MAX_SMILES:
        return _unread(smiles, f"It is longer than {MAX_SMILES:,} characters.")
    if _REACTION.fullmatch(text):
        return _unread(smiles, "It is a reaction, and only molecules are checked.")
    if find_spec("rdkit") is None:
        return _unread(smiles, NEEDS_RDKIT)
    return None


def _ask(worker: WorkerClient, smiles: str) -> MoleculeCheck:
    try:
        fields = worker.ask({"smiles": smiles})
    except UnansweredError as error:
        return _unread(smiles, str(error))
    drawing = fields.pop("svg", "")
    check = MoleculeCheck(smiles=smiles, **fields)
    return replace(check, svg=redrawn(drawing, f"Structure of {check.formula}"))


def _unread(smiles: str, reason: str) -> MoleculeCheck:
    return MoleculeCheck(smiles=smiles, status="unchecked", reason=reason)


def _pool() -> WorkerPool[str, MoleculeCheck]:
    errand = Errand("molecule_reading", _ask, _unread, lambda check: check.status == "unchecked")
    return WorkerPool(errand)
