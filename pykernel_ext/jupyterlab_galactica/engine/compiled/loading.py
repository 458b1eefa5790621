"""From an outline to a `CompiledEngine`: the compiler works while the weights are read."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Thread
from typing import TYPE_CHECKING

import numpy as np

from ...models.checkpoint import Checkpoint
from ...models.decoder_shape import Shape, shape_of
from ...models.threads import usable_cores
from ..pulse import beat
from ..token_loop import eos_token_ids
from . import kept
from .decoder import Decoder
from .engine import CompiledEngine
from .quantize import Format
from .weights import Weights, blank_weights, fill_weights, outlined_weights

if TYPE_CHECKING:
    from ...models.outline import Outline

_log = logging.getLogger(__name__)

_LOOK_S = 0.5
_ONE_THREAD_VALUES = 16 * 2**20
"""Of weights: fewer lie in a core's cache, and a second one would be waited for longer."""


class CompilerError(Exception):
    """numba is there but does not work on this machine."""


def load_compiled(
    outlined: Outline,
    checkpoint: Checkpoint,
    form: Format,
    name: str,
    masked: Sequence[int],
    stamp: str,
    windows: int,
    report: Callable[[float], None],
) -> CompiledEngine:
    """The engine of a model that `shape_of` knows, whose files have this stamp.

    Cells for so many full windows are set aside; they take memory once they are used.
    Raises ModelError; CompilerError beforehand or after the weights were read.
    """
    config = outlined.model.config
    shape = shape_of(config.to_dict())
    if shape is None:
        raise CompilerError(f"its shape ({config.model_type}) is not one it knows")
    compiler = ThreadPoolExecutor(1, "galactica-compile")
    try:
        ready = compiler.submit(compile_step, form)
        weights = _weights(outlined, checkpoint, shape, form, stamp, report)
        while not wait([ready], _LOOK_S).done:
            beat()  # the compiler takes long once, and makes no steps
            report(1.0)
        ready.result()
    finally:
        compiler.shutdown(wait=False)  # who stops the loading does not wait for the compiler
    threads = usable_cores() if _values(shape) > _ONE_THREAD_VALUES else 1
    eos = eos_token_ids(outlined.model.generation_config.eos_token_id, config.eos_token_id)
    return CompiledEngine(
        Decoder(shape, weights, windows * shape.window, threads), name, eos, masked
    )


def _weights(
    outlined: Outline,
    checkpoint: Checkpoint,
    shape: Shape,
    form: Format,
    stamp: str,
    report: Callable[[float], None],
) -> Weights:
    """Those that were kept, or else read and quantized, and kept while the model is used."""
    place = kept.place_of(stamp, form)
    blank = outlined_weights(outlined, shape, form)
    found = kept.mapped(place, blank)
    if found is not None:
        report(1.0)
        return found
    fill_weights(blank, outlined, checkpoint, shape, report)
    Thread(target=kept.keep, args=(place, blank), name="galactica-keep", daemon=True).start()
    return blank


def compile_step(form: Format) -> None:
    """Have the step compiled, or read from where it is kept. Raises CompilerError."""
    from . import cache

    try:
        _try_step(form)
    except Exception as error:  # noqa: BLE001 - LLVM's and numba's errors have no common base
        _log.info("What was kept of compiled code is forgotten: %s", error)
        cache.forget()
        try:
            _try_step(form)
        except Exception as again:
            raise CompilerError(f"numba failed ({type(again).__name__})") from again


def _try_step(form: Format) -> None:
    """The types of all arguments decide what is compiled: a small model has the same."""
    shape = Shape(
        layers=1, width=64, inner=64, heads=1, key_heads=1, head_width=64, vocabulary=8, window=4,
        activation=0, epsilon=1e-5, rotary=False, rms=False, gated=False, tied=True,
    )  # fmt: skip
    decoder = Decoder(shape, blank_weights(shape, form), shape.window, 1)
    decoder.step([1], [0], [0], np.zeros((1, shape.window), np.int32))


def _values(shape: Shape) -> int:
    products = shape.projected + shape.heads * shape.head_width + 3 * shape.inner
    return shape.width * (shape.layers * products + shape.vocabulary)
