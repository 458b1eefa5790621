"""Schemathesis holds `/openapi.json` to what is answered, and finds nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from conftest import Server

HERE = Path(__file__).parent
EXAMPLES = os.environ.get("EXAMPLES", "30")
SEED = os.environ.get("SEED", "1")


def test_schemathesis_finds_nothing(server: Server, tmp_path: Path) -> None:
    found = subprocess.run(
        [
            sys.executable,
            *("-m", "schemathesis.cli"),
            *("--config-file", HERE / "schemathesis.toml"),
            *("run", f"{server.url}/openapi.json", "--checks", "all", "--no-color"),
            *("--max-examples", EXAMPLES, "--seed", SEED),
            *("--request-timeout", "100"),  # a chat without max_tokens writes until it is full
            *("--header", f"Authorization: Bearer {server.token}"),
        ],
        env=os.environ | {"SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stdout[-6000:] + found.stderr[-2000:]
