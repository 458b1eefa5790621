"""The heartbeat of the thread that runs the model: when it last made a step.

A step is a token, a layer that is computed, a tensor that is loaded. A process runs one model in
one thread, so there is one heartbeat, and what makes a step need not know who listens.
"""

from __future__ import annotations

import time

_last_step = time.monotonic()


def beat() -> None:
    """A step was made."""
    global _last_step
    _last_step = time.monotonic()


def seconds_since_step() -> float:
    return time.monotonic() - _last_step
