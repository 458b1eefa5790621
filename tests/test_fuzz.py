"""A few of the inputs of `make fuzz`: nothing crashes, hangs, or shows an internal error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FUZZ = Path(__file__).parents[1] / "benchmarks" / "fuzz.py"


@pytest.mark.fuzz
@pytest.mark.timeout(600)
def test_inputs_that_nobody_would_write_are_read_or_refused() -> None:
    command = [sys.executable, str(FUZZ), "--count", "100", "--seed", "test"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "judge" in done.stdout
