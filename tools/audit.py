"""Known vulnerabilities of what a release needs, as pip-audit and npm tell them.

Both ask a service of their registry. Where it is not reached nothing is known, and so it is said:
pip-audit itself says "No known vulnerabilities found" of packages that it could not look up.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Audit:
    """What is known: names of packages by what was found of them, or why nothing is known."""

    kind: str
    vulnerable: tuple[str, ...] = ()
    clean: int = 0
    unknown: tuple[str, ...] = ()
    reason: str = ""

    def __str__(self) -> str:
        if self.reason or not (self.clean or self.vulnerable):
            why = self.reason or "the service knows none of the packages"
            return f"{self.kind}: not audited ({why})"
        words = [f"{self.clean} package(s) without a known vulnerability"]
        if self.vulnerable:
            words.append(f"VULNERABLE: {', '.join(self.vulnerable)}")
        if self.unknown:
            words.append(f"not audited: {', '.join(self.unknown)}")
        return f"{self.kind}: {'; '.join(words)}"


def of_python(requirements: Path, pip_audit: Path) -> Audit:
    """`requirements` names every package with its version."""
    command = [str(pip_audit), "-r", str(requirements), "--no-deps", "--disable-pip"]
    done = subprocess.run(
        [*command, "--format", "json", "--progress-spinner", "off"], capture_output=True, text=True
    )
    try:
        return read_pip_audit(json.loads(done.stdout))
    except (LookupError, ValueError):
        return Audit("Python", reason=_last_line(done.stderr))


def read_pip_audit(report: Any) -> Audit:
    looked_up = [package for package in report["dependencies"] if "skip_reason" not in package]
    vulnerable = [package for package in looked_up if package["vulns"]]
    return Audit(
        "Python",
        vulnerable=tuple(f"{package['name']} {package['version']}" for package in vulnerable),
        clean=len(looked_up) - len(vulnerable),
        unknown=tuple(
            package["name"] for package in report["dependencies"] if "skip_reason" in package
        ),
    )


def of_javascript(shipped: Iterable[str], root: Path) -> Audit:
    """Of all that package-lock.json has npm asks; what counts is what the extension brings."""
    command = ["npm", "audit", "--package-lock-only", "--json"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    try:
        return read_npm_audit(json.loads(done.stdout), tuple(shipped))
    except (LookupError, ValueError):
        return Audit("JavaScript", reason=_last_line(done.stderr))


def read_npm_audit(report: Any, shipped: tuple[str, ...]) -> Audit:
    if "vulnerabilities" not in report:
        return Audit("JavaScript", reason=str(report.get("message", "npm tells nothing")))
    vulnerable = tuple(name for name in shipped if name in report["vulnerabilities"])
    return Audit("JavaScript", vulnerable=vulnerable, clean=len(shipped) - len(vulnerable))


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip()[:200] if lines else "no answer"
