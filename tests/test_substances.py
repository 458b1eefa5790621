"""Molecules, sequences and code are checked while an answer streams, and in any text."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest

import jupyterlab_galactica as jg
from jupyterlab_galactica import assistant
from jupyterlab_galactica.answer.events import (
    BlockClosed,
    CodeChecked,
    Event,
    Finished,
    MoleculeChecked,
    SequenceChecked,
    TextAdded,
)
from jupyterlab_galactica.answer.report import report_to_text
from jupyterlab_galactica.checks import molecules
from jupyterlab_galactica.checks.molecules import NEEDS_RDKIT
from jupyterlab_galactica.engine.interface import Chunk, Completed

needs_rdkit = pytest.mark.skipif(find_spec("rdkit") is None, reason="needs the extra `chem`: rdkit")

TEXT = """Ethanol is [START_I_SMILES]CCO[END_I_SMILES], no molecule
is [START_SMILES]C1CC[END_SMILES].

[START_AMINO]MKVLAA[END_AMINO]

[START_DNA]ACGTXA[END_DNA]

```python
import math
radius = 2
```

```python
area = math.pi * radius ** 2
print(areal)
```

```python
def f(:
```
"""


class Scripted:
    def complete(self, request: Any) -> Iterator[Any]:
        for at in range(0, len(TEXT), 16):
            yield Chunk(TEXT[at : at + 16])
        yield Completed(finish_reason="stop", prompt_tokens=1, completion_tokens=9, model="demo")

    def search(self, request: Any) -> Any:
        raise AssertionError("nothing is searched")


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    monkeypatch.setattr(assistant, "_completer", lambda question: Scripted())
    return list(jg.stream("What is ethanol?", model="demo"))


def finished(events: list[Event]) -> Any:
    last = events[-1]
    assert isinstance(last, Finished)
    return last.answer


@needs_rdkit
def test_molecules_of_an_answer_are_drawn_weighed_or_refused(events: list[Event]) -> None:
    ethanol, nothing = finished(events).molecules
    assert (ethanol.status, ethanol.formula, ethanol.canonical) == ("valid", "C2H6O", "CCO")
    assert ethanol.molar_mass == pytest.approx(46.07, abs=0.01)
    assert "<path" in ethanol.svg
    assert nothing.status == "invalid"
    assert nothing.reason == "Ring 1 opened at character 2 is never closed."


def test_sequences_of_an_answer_are_measured_or_refused(events: list[Event]) -> None:
    protein, dna = finished(events).sequences
    assert (protein.kind, protein.status, protein.length) == ("protein", "valid", 6)
    assert (dna.kind, dna.status, dna.position) == ("dna", "invalid", 5)


def test_code_blocks_know_what_the_ones_before_them_defined(events: list[Event]) -> None:
    first, second, third = finished(events).code
    assert first.status == "valid"
    assert [(use.name, use.line) for use in second.undefined] == [("areal", 2)]
    assert (third.status, third.line) == ("invalid", 1)


def test_each_check_comes_after_its_block_and_before_the_end(events: list[Event]) -> None:
    kinds = [type(event) for event in events]
    for kind, number in ((MoleculeChecked, 2), (SequenceChecked, 2), (CodeChecked, 3)):
        places = [place for place, found in enumerate(kinds) if found is kind]
        assert len(places) == number
        assert places[0] > kinds.index(BlockClosed)
    # A sequence is read at once: its check is told before the text behind its block.
    last_text = max(place for place, kind in enumerate(kinds) if kind is TextAdded)
    assert kinds.index(SequenceChecked) < last_text


def test_a_text_is_checked_like_an_answer(events: list[Event]) -> None:
    report, answer = jg.check(TEXT), finished(events)
    assert report.molecules == answer.molecules
    assert report.sequences == answer.sequences
    assert report.code == answer.code


def test_without_rdkit_one_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(molecules, "find_spec", lambda name: None)
    report = jg.check(TEXT)
    assert [check.status for check in report.molecules] == ["unchecked", "unchecked"]
    assert report.problems == (NEEDS_RDKIT,)


@needs_rdkit
def test_a_terminal_lists_what_was_found() -> None:
    lines = report_to_text(jg.check(TEXT)).splitlines()
    assert "CCO   C₂H₆O, 46.07 g/mol" in lines
    assert any(line.startswith("C1CC   ✗ invalid: Ring 1 opened") for line in lines)
    assert any(line.startswith("sequence 1   protein, 6 amino acids, ") for line in lines)
    assert any(line.startswith("code block 2 (python)   ✗ line 2: ") for line in lines)
