"""Another model in the place of the loaded one, which stays, or comes back, where that fails."""

from __future__ import annotations

import gc
import logging
import sys
from dataclasses import replace
from typing import Protocol

from ..config import load_config
from ..errors import GalacticaError
from ..models.machine import Machine, this_machine, with_model_dropped
from ..models.placement import Placement, choose_placement
from ..models.plan import LoadPlan
from ..models.precision import Precision, read_precision
from .completion import LoadedModel
from .interface import Progress
from .loaded import Candidate, Report, label_of, load, prepare

_log = logging.getLogger(__name__)


class Holder(Protocol):
    """Who keeps the one model of a process, and has the only lasting reference to it."""

    model: LoadedModel | None


def load_into(
    holder: Holder, name: str, precision: str | None, report: Report
) -> tuple[LoadedModel, bool]:
    """Load a model and give it to the holder: the model, and whether it was loaded just now.

    `precision` None keeps the model that is loaded under this name, and takes the configured one
    otherwise. Where memory has room for both, the new model is loaded beside the old one; where it
    has not, the old one is dropped first, and loaded again if the new one fails. Raises ModelError
    or InputError; whatever `report` raises ends the work in the same way.
    """
    held = holder.model
    if held is not None and held.name == name and precision is None:
        return held, False
    wanted = read_precision(load_config().precision if precision is None else precision)
    machine = this_machine()
    alone = with_model_dropped(machine, held.bytes) if held is not None else machine
    candidate = prepare(name, wanted, alone, report)
    if held is not None and (held.name, held.precision) == (name, candidate.plan.precision):
        return held, False
    beside = _beside(candidate.plan, machine)
    if held is None or beside is not None:
        if beside is not None:
            candidate = replace(candidate, plan=replace(candidate.plan, placement=beside))
        holder.model = load(candidate, report)
    else:
        del held
        holder.model = _load_instead(holder, candidate, report)
    return holder.model, True


def drop(holder: Holder) -> None:
    """Free the memory of the holder's model."""
    holder.model = None
    gc.collect()
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()


def _beside(plan: LoadPlan, machine: Machine) -> Placement | None:
    """Where the model can go while the loaded one stays, if that is as good a place."""
    found = choose_placement(plan.estimate, machine, "memory", gpus_only=plan.gpus_only)
    if found is None or found.single is None or plan.placement.single is None:
        return None
    return found if found.on_gpus == plan.placement.on_gpus else None


def _load_instead(holder: Holder, candidate: Candidate, report: Report) -> LoadedModel:
    assert holder.model is not None
    old, precision = holder.model.name, holder.model.precision
    report(
        Progress("loading", f"{label_of(candidate.name)}; {label_of(old)} makes room for it", 0.0)
    )
    drop(holder)
    try:
        return load(candidate, report)
    except BaseException as error:
        gc.collect()
        try:
            if isinstance(error, Exception):
                report(Progress("loading", f"{label_of(old)} again: the other model failed"))
        finally:
            _restore(holder, old, precision)
        raise


def _restore(holder: Holder, name: str, precision: Precision) -> None:
    try:
        candidate = prepare(name, precision, this_machine(), _unheard)
        holder.model = load(candidate, _unheard)
    except GalacticaError as error:
        _log.warning("%s could not be loaded again: %s", name, error)


def _unheard(progress: Progress) -> None:
    pass
