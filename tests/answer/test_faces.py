from __future__ import annotations

from typing import get_args

import pytest

from jupyterlab_galactica.answer.faces import (
    CITATION_STATUSES,
    VALIDATION_STATUSES,
    VERDICTS,
    Face,
    Tone,
    worst,
)
from jupyterlab_galactica.answer.labels import tally
from jupyterlab_galactica.answer.verdicts import (
    CitationStatus,
    EquationCheck,
    ValidationStatus,
    Verdict,
)


def check_of(verdict: Verdict) -> EquationCheck:
    return EquationCheck(latex="a = b", kind="equation", verdict=verdict, reason="")


@pytest.mark.parametrize(
    ("faces", "names"),
    [
        (VERDICTS, get_args(Verdict)),
        (CITATION_STATUSES, get_args(CitationStatus)),
        (VALIDATION_STATUSES, get_args(ValidationStatus)),
    ],
    ids=["verdicts", "citations", "validations"],
)
def test_everything_has_a_face(faces: dict[str, Face], names: tuple[str, ...]) -> None:
    assert faces.keys() == set(names)
    for face in faces.values():
        assert face.word
        assert face.tone in get_args(Tone)


def test_each_verdict_is_told_from_the_others() -> None:
    assert len({str(face) for face in VERDICTS.values()}) == len(VERDICTS)
    for face in VERDICTS.values():
        assert face.glyph
        assert face.plural


@pytest.mark.parametrize("verdict", ["unparsed", "unsupported", "timeout", "conditional"])
def test_what_was_not_checked_never_passes_for_what_holds(verdict: Verdict) -> None:
    assert worst([check_of("holds"), check_of(verdict)]).verdict == verdict


def test_one_refuted_equation_is_what_a_reader_must_see_first() -> None:
    assert worst([check_of("timeout"), check_of("refuted")]).verdict == "refuted"


def test_the_tally_counts_what_is_accused_first() -> None:
    verdicts: tuple[Verdict, ...] = ("holds", "doubtful", "refuted", "holds", "unparsed", "law")
    assert tally(map(check_of, verdicts)) == "1 refuted, 1 doubtful, 2 hold, 1 law, 1 not parsed"
