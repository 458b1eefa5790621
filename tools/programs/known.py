"""The programs that the sources use and the environment does not bring, and why that is so.

A call of any other is an error of `make programs` and of the tests: bring the program through
pyproject.toml or package.json, or give it a row here and name it in README.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Program:
    """Programs that come together. `named` is the word that README has for them."""

    names: tuple[str, ...]
    named: str
    why: str
    without: str


NEEDED = (
    Program(
        ("make",),
        named="make",
        why="runs the targets",
        without="nothing here runs; `pip install jupyterlab-galactica` needs none of it",
    ),
    Program(
        ("python3",),
        named="Python",
        why="makes the environment, .venv",
        without="make stops with the sentence of need-python",
    ),
    Program(
        ("node", "npm", "npx"),
        named="Node",
        why="builds, checks and tests the JupyterLab extension",
        without="make stops with the sentence of need-node",
    ),
    Program(
        (
            "bash", "dirname", "env", "expand", "find", "grep", "id", "mkdir", "rm", "sed", "sh",
            "touch",
        ),
        named="Linux or macOS",
        why="every Unix has them",
        without="the shell names the one that it misses",
    ),
)  # fmt: skip

OPTIONAL = (
    Program(
        ("chromium", "google-chrome", "chromium-browser"),
        named="Chromium",
        why="the browser that the browser tests drive; one of them is enough, or Playwright's own",
        without="tools/need_chromium.sh installs it where it may, else asks for it in a sentence",
    ),
    Program(
        ("apt-get", "sudo"),
        named="apt-get",
        why="install Chromium where it is not there",
        without="tools/need_chromium.sh asks for Chromium in a sentence",
    ),
    Program(
        ("pdflatex", "bibtex"),
        named="LaTeX",
        why="compile the LaTeX of exports",
        without="the tests that compile are skipped, and say what to install",
    ),
    Program(
        ("nvidia-smi",),
        named="nvidia-smi",
        why="a sign of an NVIDIA GPU; never run",
        without="the GPU is looked for by its device file only",
    ),
)

BROUGHT = (
    Program(
        ("pandoc",),
        named="pypandoc-binary",
        why="makes LaTeX of notebooks for nbconvert, and reads exported Markdown",
        without="it comes with the extra dev, and only the tests put it on the PATH",
    ),
)
"""What a package brings without a command of its own; `named` is the package."""

UNREADABLE: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("benchmarks/equation_figures/naive.py", "NaiveChecker._start"): (),
    ("benchmarks/peers/running.py", "Running._convert"): (),
    ("benchmarks/peers/running.py", "Running._start"): (),
    ("benchmarks/peers/vllm.py", "load"): (),
    ("benchmarks/targets.py", "timed"): (),
    ("tests/answer/exporting/documents.py", "compiled"): ("pdflatex", "bibtex"),
    ("tests/hub/test_hub.py", "engine"): (),
    ("tests/hub/test_hub.py", "users"): (),
    ("tests/matrix/environments.py", "made"): ("python3",),
    ("tests/matrix/environments.py", "pip"): (),
    ("tests/matrix/environments.py", "versions"): (),
    ("tests/matrix/pythons.py", "pythons"): ("python3",),
    ("tests/matrix/pythons.py", "runs"): ("python3",),
    ("tests/matrix/pythons.py", "tried"): (),
    (
        "tests/models/test_recover.py",
        "test_a_recovery_killed_at_any_step_ends_with_the_same_files",
    ): (),
    ("tests/packaging/test_wheel.py", "test_it_installs_and_works_without_node.run"): (),
    ("tests/vllm/conftest.py", "Vllm.start"): (),
    ("tools/audit.py", "of_python"): (),
    ("tools/outside_programs.py", "_place"): (),
    ("tools/release.py", "main"): (),
    ("tools/vllm_environment.py", "main"): (),
}
"""Calls that only running them would tell of, by file and place: what they run, the Python and the
commands of an environment left out."""
