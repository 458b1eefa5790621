"""A verdict counts where this user's machine came to it; any other is what the notebook says."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import jupyterlab_galactica.sealing as sealing
from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.serialize import answer_from_json
from jupyterlab_galactica.assistant import check_again
from jupyterlab_galactica.sealing import is_sealed, key_file, own_or_said, sealed

from .answer.examples import FULL


def as_a_browser_writes(data: Any) -> Any:
    """JSON after JavaScript: of a double without a fraction the point is gone."""
    if isinstance(data, dict):
        return {key: as_a_browser_writes(value) for key, value in reversed(data.items())}
    if isinstance(data, list):
        return [as_a_browser_writes(value) for value in data]
    return int(data) if isinstance(data, float) and data.is_integer() else data


def test_what_was_checked_here_is_known_again_after_a_notebook_was_saved() -> None:
    data = as_a_browser_writes(json.loads(json.dumps(sealed(FULL).to_json())))
    assert is_sealed(data)
    assert own_or_said(answer_from_json(data)).checks == FULL.checks


def forged(**changes: Any) -> dict[str, Any]:
    return {**json.loads(json.dumps(sealed(FULL).to_json())), **changes}


HOLDS = {**FULL.to_json()["equations"][0], "verdict": "holds", "latex": "1 = 2"}


@pytest.mark.parametrize(
    "data",
    [
        forged(seal=""), forged(seal="0" * 64), forged(seal="é"), forged(seal=None),
        forged(equations=[HOLDS]), forged(text="1 = 2"), forged(question="?"), forged(blocks=[]),
        forged(citations=[]), forged(molecules=[]), forged(code=[]), forged(problems=["none"]),
        forged(tail="✓ holds"), {}, [], "seal", None, {"seal": "x", "blocks": 7},
    ],
)  # fmt: skip
def test_nothing_else_is_taken_for_checked_here(data: Any) -> None:
    assert not is_sealed(data)


def test_verdicts_that_another_made_are_said_by_the_notebook_in_every_form() -> None:
    said = own_or_said(answer_from_json(forged(seal="")))
    assert {check.verdict for check in said.equations} == {"said"}
    assert {citation.status for citation in said.citations} == {"unchecked"}
    assert {check.status for check in (*said.molecules, *said.code)} == {"unchecked"}
    for form in (said.to_html(), said.to_markdown(), said.to_text(), said.to_latex()):
        assert "said by the notebook" in form
        assert "✓" not in form
        assert " holds" not in form.replace("“holds”", "")
    assert own_or_said(said).equations == said.equations


def test_another_key_is_another_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = forged()
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    assert not is_sealed(data)
    assert stat.S_IMODE(key_file().stat().st_mode) == 0o600


def test_a_key_that_was_cut_off_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    key_file().parent.mkdir()
    key_file().write_bytes(b"half")
    assert is_sealed(sealed(FULL).to_json())
    assert len(key_file().read_bytes()) == 32


def test_without_a_place_for_the_key_verdicts_count_in_this_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "file"))
    data = sealed(FULL).to_json()
    assert is_sealed(data)
    sealing._key_in.cache_clear()  # as in another process
    assert not is_sealed(data)


def test_checked_again_the_text_gets_verdicts_of_its_own() -> None:
    text = r"Then \(1 = 2\)."
    claimed = replace(FULL, question="q", text=text, provenance={"model": "m"})
    again = check_again(claimed, references=[])
    assert [check.verdict for check in again.equations] == ["refuted"]
    assert again.citations == ()
    assert again.provenance == {"model": "m"}
    assert is_sealed(again.to_json())


def test_an_answer_without_a_seal_is_still_read() -> None:
    data = Answer(question="q", text="t").to_json()
    del data["seal"]
    assert answer_from_json(data).seal == ""
