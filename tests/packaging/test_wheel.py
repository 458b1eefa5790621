"""What `pip install` gives a user who has no Node."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.wheel, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_extension_and_the_model_are_in_the_wheel_once(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert sum(name.endswith("jupyterlab-galactica/package.json") for name in names) == 1
    assert sum(name.endswith("labextension/package.json") for name in names) == 0
    assert sum(name.endswith("model.safetensors") for name in names) == 1
    assert any(name.endswith("answer.schema.json") for name in names)


def test_it_installs_and_works_without_node(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    folder = environment / ("Scripts" if os.name == "nt" else "bin")
    clean = {"PATH": str(folder), "HOME": str(tmp_path)} | {
        name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))
    }
    python = str(folder / "python")

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        result = subprocess.run(command, env=clean, capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        return result

    constraints = str(ROOT / "constraints.txt")
    run(python, "-m", "pip", "install", "--quiet", "-c", constraints, str(wheel))
    jupyter = str(folder / "jupyter")
    listed = run(jupyter, "labextension", "list")
    assert re.search(r"jupyterlab-galactica .*enabled.*OK", listed.stdout + listed.stderr)
    listed = run(jupyter, "server", "extension", "list")
    assert "jupyterlab_galactica" in listed.stdout + listed.stderr
    answer = json.loads(run(jupyter, "galactica", "ask", "What is entropy?", "--json").stdout)
    run(jupyter, "galactica", "stop")
    assert answer["text"]
