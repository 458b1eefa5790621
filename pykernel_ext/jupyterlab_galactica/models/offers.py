"""The models that can be named, with what a user needs to choose one on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..config import load_config
from ..errors import InputError, ModelError
from . import hub
from .allowed import check_allowed
from .catalog import BUNDLED, Local, ModelRow, known_models
from .config_file import read_config
from .estimate import KNOWN_CONFIGS, estimate
from .families import family_of
from .machine import Machine, this_machine
from .packaged import PACKAGED, check_installed
from .plan import fit, plan_load, possible
from .precision import Precision


@dataclass(frozen=True, slots=True)
class Need:
    """The most bytes of memory that a model takes in a precision, and whether they are free."""

    precision: Precision
    bytes: int
    fits: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """`download` are about the bytes to download, in 16 bits, as these models are published; 0
    where nothing is. `suits` is what the precision "auto" would be, "" where nothing fits; the
    `remark` then says what would. `refusal` says why it cannot be loaded at all, "" where it can.
    """

    name: str
    note: str
    licence: str
    parameters: int | None
    local: Local
    download: int
    needs: tuple[Need, ...]
    suits: str
    remark: str
    refusal: str


def offers(machine: Machine | None = None) -> list[Offer]:
    """All known models, those that are refused too. Asks nobody outside."""
    machine = machine or this_machine()
    return [_offer(row, machine) for row in known_models()]


def _offer(row: ModelRow, machine: Machine) -> Offer:
    config = _config_of(row)
    suits, remark = _suiting(row.name, config, machine) if config else ("", "")
    comes_from_hub = row.name not in (*BUNDLED, *PACKAGED) and row.local != "complete"
    return Offer(
        name=row.name,
        note=row.note,
        licence=_licence(row),
        parameters=row.parameters,
        local=row.local,
        download=estimate(config, "bf16").weights if config and comes_from_hub else 0,
        needs=tuple(_need(config, name, machine) for name in possible(machine)) if config else (),
        suits=suits,
        remark=remark,
        refusal=_refusal(row),
    )


def _config_of(row: ModelRow) -> Mapping[str, Any]:
    """Of a model whose shape can be reckoned with; empty of any other."""
    if not row.memory:
        return {}
    if row.name in PACKAGED:
        return PACKAGED[row.name].config
    return KNOWN_CONFIGS.get(row.name) or read_config(Path(row.folder or ""))


def _need(config: Mapping[str, Any], precision: Precision, machine: Machine) -> Need:
    plan = fit(config, precision, machine, "memory")
    return Need(
        precision, (plan.estimate if plan else estimate(config, precision)).peak, bool(plan)
    )


def _suiting(name: str, config: Mapping[str, Any], machine: Machine) -> tuple[str, str]:
    try:
        return plan_load(name, config, None, machine, load_config().offload).precision, ""
    except (InputError, ModelError) as error:
        return "", str(error)


def _licence(row: ModelRow) -> str:
    return "BSD-3-Clause" if row.name in BUNDLED else family_of(row.name).licence


def _refusal(row: ModelRow) -> str:
    try:
        check_allowed(row.name)
        check_installed(row.name)
        if row.is_diff:
            raise ModelError(
                f"{row.name} is published as a weight diff, which is no model without its base; "
                f"load {row.name}+BASE, where BASE is a folder with LLaMA."
            )
        if row.local != "complete" and row.name not in BUNDLED:
            hub.check_may_download(row.name)
    except (InputError, ModelError) as error:
        return str(error)
    return ""
