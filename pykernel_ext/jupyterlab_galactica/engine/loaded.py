"""From a model's name to a `LoadedModel`, in two steps.

`prepare` does all that can fail before memory is taken; `load` takes it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..config import load_config
from ..errors import ModelError
from ..models.catalog import find_local_model, find_model
from ..models.checkpoint import Checkpoint, FolderCheckpoint, fingerprint
from ..models.config_file import read_config
from ..models.detect import check_family, family_for
from ..models.diffs import RecoveredCheckpoint, is_weight_diff
from ..models.families import Family
from ..models.hub import fetch_small
from ..models.machine import Machine
from ..models.pair_name import split_pair
from ..models.plan import LoadPlan, plan_load
from ..models.precision import Precision, dtype_of
from ..models.stamp import stamp
from ..models.tokenizer import Tokenizer
from .completion import LoadedModel
from .interface import Engine, Progress
from .pulse import beat_at_each_layer

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from ..models.outline import Outline

Report = Callable[[Progress], None]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model whose files are here, were checked, and have a place: all but its weights.

    `stamp` is that of its files before they were read; `automatic` where nobody asked for the
    plan's precision.
    """

    name: str
    folder: Path
    family: Family
    tokenizer: Tokenizer
    plan: LoadPlan
    checkpoint: Checkpoint
    outline: Outline
    stamp: str
    automatic: bool


def prepare(name: str, wanted: Precision | None, machine: Machine, report: Report) -> Candidate:
    """Find or download the model a user calls `name`, check its files and plan its place.

    `name` may be a pair `DIFF+BASE`, which is put together while it is read. `wanted` None takes
    the best precision that fits `machine`. `report` may raise to end the work. Raises ModelError
    or InputError.
    """
    from ..models.outline import outline

    pair = split_pair(name)
    main = pair[0] if pair else name
    if find_local_model(main) is None:  # what does not fit need not be downloaded
        _plan(name, read_config(fetch_small(main)), wanted, machine)
    folder = _find(main, report)
    base = _find(pair[1], report) if pair else None
    if base is None and is_weight_diff(folder):
        raise ModelError(
            f"{name} is a weight diff, which is no model without its base; load both as "
            f"{name}+BASE, or write the model with `jupyter galactica recover --base BASE --diff "
            f"{folder} --out OUT`."
        )
    read_from = stamp([folder] if base is None else [folder, base])
    family = family_for(name)
    check_family(family, folder)
    config = read_config(folder)
    tokenizer = Tokenizer.from_folder(folder)
    if tokenizer.size > config.get("vocab_size", tokenizer.size):
        raise ModelError(
            f"The tokenizer in {folder} has {tokenizer.size} tokens but the model "
            f"{config['vocab_size']}; use the tokenizer.json that belongs to the model."
        )
    plan = _plan(name, config, wanted, machine)
    checkpoint: Checkpoint = (
        FolderCheckpoint(folder)
        if base is None
        else RecoveredCheckpoint(base, folder, dtype_of(plan.precision))
    )
    outlined = outline(checkpoint, folder, plan.precision)
    return Candidate(
        name,
        folder,
        family,
        tokenizer,
        plan,
        checkpoint,
        outlined,
        stamp=read_from,
        automatic=wanted is None,
    )


def load(candidate: Candidate, report: Report) -> LoadedModel:
    """Read the weights; `report` hears of it, and may raise to end the work. Raises ModelError."""
    plan = candidate.plan
    label = f"{label_of(candidate.name)}, {plan.cost}"

    def report_fraction(fraction: float) -> None:
        report(Progress("loading", label, fraction))

    report_fraction(0.0)
    runner = _compiled(candidate, report_fraction) if plan.compiled else None
    if runner is None:
        runner = _by_transformers(candidate, report_fraction)
    return LoadedModel(
        candidate.name,
        candidate.folder,
        runner.engine,
        candidate.tokenizer,
        family=candidate.family.name,
        precision=plan.precision,
        placement=str(plan.placement),
        bytes=runner.bytes,
        fingerprint=fingerprint(candidate.checkpoint),
        stamp=candidate.stamp,
        automatic=candidate.automatic,
        backend=runner.backend,
    )


@dataclass(frozen=True, slots=True)
class _Runner:
    """An engine, what it is in words, and the bytes of its weights."""

    engine: Engine
    backend: str
    bytes: int


def _compiled(candidate: Candidate, report: Callable[[float], None]) -> _Runner | None:
    """The engine compiled for this CPU; None where the compiler fails and another engine can do.

    Raises ModelError where none can.
    """
    from .compiled.loading import CompilerError, load_compiled

    plan = candidate.plan
    form: Literal["int8", "int4"] = "int8" if plan.precision == "int8" else "int4"
    try:
        engine = load_compiled(
            candidate.outline, candidate.checkpoint, form, candidate.name,
            _masked(candidate), candidate.stamp, plan.windows, report,
        )  # fmt: skip
    except (CompilerError, ImportError) as error:
        if form == "int4":
            raise ModelError(
                f"{label_of(candidate.name)} cannot be loaded in int4 ({error}); choose int8 or "
                "bf16."
            ) from error
        _log.warning("Tokens are made by transformers, which is slower: %s.", error)
        return None
    return _Runner(engine, "compiled for this processor", engine.bytes)


def _by_transformers(candidate: Candidate, report: Callable[[float], None]) -> _Runner:
    from ..models.loading import fill
    from .transformers_engine import TransformersEngine

    plan = candidate.plan
    beat_at_each_layer(candidate.outline.model)  # the first pass reads all weights from disk
    model = fill(candidate.outline, candidate.checkpoint, plan.precision, plan.placement, report)
    _read_one_token(model)
    return _Runner(
        TransformersEngine(model, candidate.name, _masked(candidate)),
        "transformers",
        sum(parameter.nbytes for parameter in model.parameters()),
    )


def _masked(candidate: Candidate) -> range:
    """Rows behind the family's vocabulary, which a tuning script added."""
    return range(
        candidate.family.vocabulary,
        int(candidate.outline.model.get_input_embeddings().weight.shape[0]),
    )


def _read_one_token(model: PreTrainedModel) -> None:
    """Let damaged weights that stay mapped show now, before another model is given up for them.

    The first answer does not pay for it: it finds the pages in memory.
    """
    import torch

    with torch.inference_mode():
        model(input_ids=torch.zeros((1, 1), dtype=torch.long, device=model.device))


def label_of(name: str) -> str:
    """What a user is shown of a model's name: folders without what they lie in."""
    return "+".join(
        Path(part).name if Path(part).is_absolute() else part
        for part in (split_pair(name) or (name,))
    )


def _find(name: str, report: Report) -> Path:
    return find_model(
        name, lambda fraction: report(Progress("downloading", label_of(name), fraction))
    )


def _plan(
    name: str, config: dict[str, Any], wanted: Precision | None, machine: Machine
) -> LoadPlan:
    return plan_load(label_of(name), config, wanted, machine, load_config().offload)
