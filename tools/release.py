"""Build what a release consists of into dist/: sdist, wheel, bills of materials, and the audit.

Fails where a vulnerability is known. Where the services that know them are not reached, the audit
says "not audited", and so does the last line here.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import audit
from release_parts import NAME, bundled, javascript_bom, pinned

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"
LABEXTENSION = ROOT / "pykernel_ext/jupyterlab_galactica/labextension"


def main(tools: Path) -> None:
    """`tools` is the environment that has cyclonedx-py and pip-audit."""
    shutil.rmtree(DIST, ignore_errors=True)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(DIST)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    released = version(NAME)

    needed = DIST / f"{NAME}-{released}.requirements.txt"
    lines = [f"{name}=={pin}\n" for name, pin in pinned().items()]
    needed.write_text("".join(lines), "utf-8")
    python_bom = DIST / f"{NAME}-{released}.python.cdx.json"
    command = [str(tools / "bin/cyclonedx-py"), "requirements", str(needed)]
    command += ["--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible"]
    subprocess.run([*command, "-o", str(python_bom)], check=True)

    packages = bundled(LABEXTENSION)
    bom = json.dumps(javascript_bom(packages, released), indent=2)
    (DIST / f"{NAME}-{released}.javascript.cdx.json").write_text(bom + "\n", "utf-8")

    names = [package["name"] for package in packages]
    audits = (
        audit.of_python(needed, tools / "bin/pip-audit"),
        audit.of_javascript(names, ROOT),
    )
    told = "".join(f"{found}\n" for found in audits)
    (DIST / f"{NAME}-{released}.audit.txt").write_text(told, "utf-8")
    for file in sorted(DIST.iterdir()):
        print(f"{file.stat().st_size / 1e6:8.2f} MB  {file.name}")
    print(told, end="")
    if any(found.vulnerable for found in audits):
        sys.exit("A known vulnerability is in what is released: see above.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
