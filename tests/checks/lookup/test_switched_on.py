"""The look-up as a checked text uses it, against a local server in place of the services."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import jupyterlab_galactica as jg
from jupyterlab_galactica.answer.verdicts import Citation
from jupyterlab_galactica.checks import sources
from jupyterlab_galactica.checks.lookup.crossref import CROSSREF
from jupyterlab_galactica.checks.lookup.online import SERVICES, OnlineLookup, services_named
from jupyterlab_galactica.setting_values import LOOKUP_SERVICES

from .conftest import Standin

TEXT = "A private remark. [START_REF] Attention Is All You Need, Vaswani[END_REF] More of it."
FOUND = {
    "DOI": "10.1/a",
    "title": ["Attention is all you need"],
    "author": [{"given": "Ashish", "family": "Vaswani"}],
    "issued": {"date-parts": [[2017]]},
    "updated-by": [{"DOI": "10.1/b", "type": "retraction"}],
}
Check = Callable[[str], Citation]


@pytest.fixture
def check(standin: Standin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))

    def checked(address: str) -> Citation:
        service = replace(CROSSREF, address=address)
        lookup = OnlineLookup([service], tmp_path / "kept")
        monkeypatch.setattr(sources, "online_lookup", lambda names: lookup)
        (citation,) = jg.check(TEXT, references=[], lookup="crossref").citations
        lookup.close()
        return citation

    return checked


def test_every_name_of_the_setting_is_a_service() -> None:
    assert services_named(LOOKUP_SERVICES) == SERVICES


def test_a_retracted_work_is_found_marked_and_can_be_cited(standin: Standin, check: Check) -> None:
    body = json.dumps({"message": {"items": [FOUND]}}).encode()
    citation = check(standin.answer("/works", body))
    assert (citation.status, citation.retracted) == ("found", True)
    assert "retracted" in citation.reason
    assert citation.to_latex() == r"\cite{vaswani2017attention}"
    ((_, query, _),) = standin.asked
    assert query == {
        "query.bibliographic": ["Attention Is All You Need Vaswani"],
        "rows": ["5"],
    }


def test_a_service_that_fails_leaves_the_citation_unchecked(standin: Standin, check: Check) -> None:
    citation = check(standin.answer("/works", b"", status=500))
    assert citation.status == "unchecked"
    assert citation.reason == "Crossref could not be asked: it answered with HTTP status 500."


def test_nothing_is_sent_while_the_look_up_is_off(standin: Standin, check: Check) -> None:
    standin.answer("/works", b"{}")
    (citation,) = jg.check(TEXT, references=[]).citations
    assert citation.status == "unchecked"
    assert standin.asked == []
