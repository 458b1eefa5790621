"""What a release is described by, and what its audit says where a service is not reached."""

from __future__ import annotations

import json
from pathlib import Path

import audit
from release_parts import javascript_bom, pinned

CSS = {"name": "css-loader", "versionInfo": "7.1.5", "licenseId": "MIT"}
SCOPED = {"name": "@jupyter/ydoc", "versionInfo": "3.0.0", "licenseId": ""}


def test_the_packages_named_are_those_that_a_user_gets() -> None:
    packages = pinned()
    assert {"sympy", "mpmath", "torch", "rdkit", "jupyter-server"} <= packages.keys()
    assert not {"pytest", "mypy", "import-linter", "jupyterlab-galactica"} & packages.keys()
    assert "+" not in "".join(packages.values())


def test_each_npm_package_in_the_extension_is_in_the_bill_of_materials() -> None:
    bom = json.loads(json.dumps(javascript_bom([CSS, SCOPED], "1.2.3")))
    assert bom["bomFormat"] == "CycloneDX"
    assert bom["metadata"]["component"]["purl"] == "pkg:npm/jupyterlab-galactica@1.2.3"
    css, scoped = bom["components"]
    assert css["licenses"] == [{"expression": "MIT"}]
    assert scoped["purl"] == "pkg:npm/%40jupyter/ydoc@3.0.0"
    assert "licenses" not in scoped


def test_packages_that_the_service_did_not_know_are_not_called_clean() -> None:
    skipped = {"name": "sympy", "skip_reason": "Dependency not found on PyPI"}
    said = str(audit.read_pip_audit({"dependencies": [skipped]}))
    assert said == "Python: not audited (the service knows none of the packages)"
    known = {"name": "idna", "version": "3.20", "vulns": []}
    said = str(audit.read_pip_audit({"dependencies": [skipped, known]}))
    assert said == "Python: 1 package(s) without a known vulnerability; not audited: sympy"


def test_a_known_vulnerability_is_named() -> None:
    bad = {"name": "idna", "version": "3.0", "vulns": [{"id": "CVE-2024-3651"}]}
    found = audit.read_pip_audit({"dependencies": [bad]})
    assert found.vulnerable == ("idna 3.0",)
    assert "VULNERABLE: idna 3.0" in str(found)


def test_npm_counts_what_is_in_the_extension() -> None:
    report = {"vulnerabilities": {"jest": {}, "css-loader": {}}}
    found = audit.read_npm_audit(report, ("css-loader", "style-loader"))
    assert (found.vulnerable, found.clean) == (("css-loader",), 1)


def test_a_service_that_is_not_reached_is_said(tmp_path: Path) -> None:
    program = tmp_path / "pip-audit"
    program.write_text("#!/bin/sh\necho 'Failed to resolve the service' >&2\nexit 1\n")
    program.chmod(0o755)
    said = str(audit.of_python(tmp_path / "requirements.txt", program))
    assert said == "Python: not audited (Failed to resolve the service)"
    said = str(audit.read_npm_audit({"message": "405 Method Not Allowed"}, ("css-loader",)))
    assert said == "JavaScript: not audited (405 Method Not Allowed)"
