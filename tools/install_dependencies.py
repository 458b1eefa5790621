"""Install what pyproject.toml asks for, at the tested versions, without building the package."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    from pip._vendor import tomli as tomllib


def main() -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "-c", "constraints.txt"]
    raise SystemExit(subprocess.call([*pip, *wanted]))


if __name__ == "__main__":
    main()
