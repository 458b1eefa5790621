"""Drive the extension in a real browser, once in each front end and kernel that it is meant for.

Names of rows of environments.json choose some of them. Fails where one of them fails, and where one
could not be installed: what was not tried is not known to work.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from environments import ROOT, NotInstalledError, made, pip, versions, wheel

HERE = Path(__file__).parent
ROWS: dict[str, list[str]] = json.loads((HERE / "environments.json").read_text("utf-8"))


def main() -> None:
    results = {name: tried(name) for name in sys.argv[1:] or ROWS}
    print("\n" + "\n".join(f"{name:12} {result}" for name, result in results.items()))
    if any(not result.startswith("works") for result in results.values()):
        sys.exit(1)


def tried(name: str) -> str:
    """What came of it, in a line that begins with "works" where all went well."""
    apart = ["--ignore-installed", *ROWS[name], "ipykernel", "ipywidgets"]
    try:
        environment = made(name, sys.executable, [apart], below=ROOT / ".venv")
        pip(environment, ["--no-deps", "--force-reinstall", str(wheel())])
    except NotInstalledError as error:
        return f"not tried: it could not be installed ({error})"
    found = versions(environment, "jupyterlab", "notebook", "ipykernel")
    print(f"\n{name}: {found}", flush=True)
    done = subprocess.run(
        ["npx", "playwright", "test"],
        cwd=HERE,
        env=settings(environment, ROOT / "build" / "matrix" / name),
    )
    return f"{'fails' if done.returncode else 'works'}  {found}"


def settings(environment: Path, place: Path) -> dict[str, str]:
    """Variables for a server that knows this environment and this place only."""
    shutil.rmtree(place, ignore_errors=True)
    for folder in ("notebooks", "runtime", "config", "data", "cache"):
        (place / folder).mkdir(parents=True)
    quiet = place / "settings" / "@jupyterlab" / "apputils-extension"
    quiet.mkdir(parents=True)
    asks_nothing = {"checkForUpdates": False, "fetchNews": "false"}
    (quiet / "notification.jupyterlab-settings").write_text(json.dumps(asks_nothing), "utf-8")
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JUPYTER", "GALACTICA", "PYTHON"))
    }
    return inherited | {
        "PATH": os.pathsep.join([str(environment / "bin"), os.environ["PATH"]]),
        "VIRTUAL_ENV": str(environment),
        "JUPYTER_RUNTIME_DIR": str(place / "runtime"),
        "JUPYTER_CONFIG_DIR": str(place / "config"),
        "JUPYTER_DATA_DIR": str(place / "data"),
        "XDG_CACHE_HOME": str(place / "cache"),
        "MATRIX_PLACE": str(place),
        "MATRIX_APP": "notebook" if place.name.startswith("notebook") else "lab",
    }


if __name__ == "__main__":
    main()
