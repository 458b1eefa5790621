"""How long a step of a check may take: in CPU time, so that a busy machine changes no verdict."""

from __future__ import annotations

import time

now = time.process_time
"""Seconds that this process has computed for."""


def soon(seconds: float) -> float:
    """The time by which something that starts now must end."""
    return now() + seconds
