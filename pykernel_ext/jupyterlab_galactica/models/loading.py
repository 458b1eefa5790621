"""From a checkpoint to a transformers model in memory, ready to generate.

Tensor by tensor: a few are read and converted at a time, and what was read is given back, so that
there is never a second copy of the weights.
"""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ModelError
from .ahead import map_ahead
from .checkpoint import Checkpoint, FolderCheckpoint, TensorInfo
from .finite import check_first_logits, check_values
from .outline import Outline, outline
from .placement import Device, Placement, device_map, device_of, offload_folder
from .precision import QUANTIZED, Precision

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel

Report = Callable[[float], None]

_SCANNED_BYTES = 256 * 2**20
"""Mapped weights up to this size are looked through at once; it takes no time that is noticed."""

_BLOCK_BYTES = 4 * 2**20
_REPORTED_STEP = 0.005


def load_model(
    checkpoint: Checkpoint,
    config_folder: Path,
    precision: Precision,
    placement: Placement,
    report: Report,
) -> PreTrainedModel:
    """A causal language model in eval mode, its weights read from `checkpoint`.

    `config_folder` has its config.json. On a CPU, weights that are stored in `precision` stay
    mapped from their files. `report` gets the loaded fraction of the bytes, 0 to 1; an exception it
    raises ends the loading. Code from the folder is never run. Raises ModelError.
    """
    outlined = outline(checkpoint, config_folder, precision)
    return fill(outlined, checkpoint, precision, placement, report)


def fill(
    outlined: Outline,
    checkpoint: Checkpoint,
    precision: Precision,
    placement: Placement,
    report: Report,
) -> PreTrainedModel:
    """As `load_model`, with the outline made before: it becomes the model."""
    model = outlined.model
    with _memory_errors_explained():
        if precision in QUANTIZED and placement.on_gpus:
            return _quantized_on_gpus(outlined.folder, checkpoint, precision, placement)
        if precision == "int8":
            from .int8 import use_int8_layers

            use_int8_layers(model)
        if placement.single is None:
            _fill_devices(outlined, checkpoint, placement, report)
        else:
            device = _torch_device(placement.single)
            for name, tensor in _converted(outlined, checkpoint, lambda name: device, report):
                _put(model, name, tensor)
            for name, buffer in list(model.named_buffers()):
                _parent(model, name)._buffers[name.rpartition(".")[2]] = buffer.to(device)
    model.tie_weights()
    return model


def _quantized_on_gpus(
    folder: Path, checkpoint: Checkpoint, precision: Precision, placement: Placement
) -> PreTrainedModel:
    if not isinstance(checkpoint, FolderCheckpoint):
        raise ModelError(
            f"A base and a weight diff cannot be put together in {precision} on a GPU; make the "
            "model's folder with `jupyter galactica recover` first, or load the pair in bf16."
        )
    from .gpu_quantization import load_quantized

    return load_quantized(folder, precision, placement)


def _fill_devices(
    outlined: Outline, checkpoint: Checkpoint, placement: Placement, report: Report
) -> None:
    """Over several devices; what lies on disk is written to a folder that goes with the model."""
    from accelerate import dispatch_model
    from accelerate.utils import offload_weight, save_offload_index

    model = outlined.model
    devices = device_map(model, placement)
    on_disk = [
        parameter.nbytes
        for name, parameter in model.named_parameters()
        if device_of(name, devices) == "disk"
    ]
    folder = offload_folder(sum(on_disk)) if on_disk else None
    if folder is not None:
        weakref.finalize(model, shutil.rmtree, folder, ignore_errors=True)
    index: dict[str, Any] = {}

    def target(name: str) -> torch.device:
        device = device_of(name, devices)
        return _torch_device("cpu" if device == "disk" else device)

    for name, tensor in _converted(outlined, checkpoint, target, report):
        if device_of(name, devices) == "disk":
            offload_weight(tensor, name, folder, index)
        else:
            _put(model, name, tensor)
    if folder is not None:
        save_offload_index(index, folder)
    model.tie_weights()
    # Its skip_keys: the cache stays with the layer that fills it, and is not sent along.
    dispatch_model(model, devices, offload_dir=folder, skip_keys="past_key_values")


def _converted(
    outlined: Outline,
    checkpoint: Checkpoint,
    target: Callable[[str], torch.device],
    report: Report,
) -> Iterator[tuple[str, torch.Tensor]]:
    """Every parameter with its values, in its format and on its device, as they are read."""
    import torch

    parameters = dict(outlined.model.named_parameters())
    for name in outlined.filled_in:
        value = 0.0 if name.endswith(".bias") else 1.0
        parameter = parameters[name]
        yield name, torch.full(parameter.shape, value, dtype=parameter.dtype, device=target(name))
    infos = checkpoint.tensors
    total = sum(infos[key].bytes for key in outlined.sources.values())
    stays_mapped = {
        name
        for name, key in outlined.sources.items()
        if parameters[name].dtype == infos[key].dtype and target(name).type == "cpu"
    }
    unscanned = stays_mapped if total > _SCANNED_BYTES else set()

    def read(source: tuple[str, str]) -> list[tuple[str, torch.Tensor]]:
        name, key = source
        info, wanted = infos[key], parameters[name].dtype
        if wanted == torch.int8:
            return _quantized(checkpoint, key, info, name)
        stored = checkpoint.read(key)
        if name not in unscanned:
            check_values(stored, wanted, key, info.file)
        tensor = stored.to(target(name)).to(wanted)
        if name not in stays_mapped:
            checkpoint.release(stored)
        return [(name, tensor)]

    sources = outlined.sources.items()
    nothing_to_do = len(unscanned) == len(sources)
    done, told = 0, 0.0
    for (_, key), tensors in zip(
        sources, map(read, sources) if nothing_to_do else map_ahead(read, sources), strict=True
    ):
        yield from tensors
        done += infos[key].bytes
        if done / total >= told + _REPORTED_STEP:
            told = done / total
            report(told)
    if unscanned:
        check_first_logits(outlined.model, checkpoint)


def _quantized(
    checkpoint: Checkpoint, key: str, info: TensorInfo, name: str
) -> list[tuple[str, torch.Tensor]]:
    """A weight as int8 rows and their scales, made a block of rows at a time."""
    import torch

    from .int8 import quantize_rows

    rows, columns = info.shape
    weight = torch.empty(info.shape, dtype=torch.int8)
    scale = torch.empty(rows, dtype=torch.bfloat16)
    step = max(1, _BLOCK_BYTES // (4 * columns))
    for start in range(0, rows, step):
        block = checkpoint.read(key, start, min(rows, start + step))
        check_values(block, scale.dtype, key, info.file)
        weight[start : start + step], scale[start : start + step] = quantize_rows(block)
        checkpoint.release(block)
    return [(name, weight), (f"{name.removesuffix('weight')}scale", scale)]


def _put(model: PreTrainedModel, name: str, tensor: torch.Tensor) -> None:
    from torch.nn import Parameter

    parameter = Parameter(tensor, requires_grad=False)
    _parent(model, name)._parameters[name.rpartition(".")[2]] = parameter


def _parent(model: PreTrainedModel, name: str) -> Any:
    return model.get_submodule(name.rpartition(".")[0])


def _torch_device(device: Device) -> torch.device:
    import torch

    return torch.device("cuda", device) if isinstance(device, int) else torch.device(device)


@contextmanager
def _memory_errors_explained() -> Iterator[None]:
    import torch

    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise ModelError(
            "The memory ran out while the model was loaded; choose a smaller precision or model."
        ) from error
