"""What is made of evidence: the same values speak against one claim and not against another."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from jupyterlab_galactica.answer.verdicts import Counterexample
from jupyterlab_galactica.checks.equations import verdict
from jupyterlab_galactica.checks.equations.claims.claim import Claim
from jupyterlab_galactica.checks.equations.claims.form import Form
from jupyterlab_galactica.checks.equations.evidence.evidence import Evidence
from jupyterlab_galactica.checks.equations.verdict import Judgement, decide, is_better, unfinished

EXAMPLE = Counterexample({"x": "2"}, "4", "8")
DIFFERING = Evidence(
    finding="false", reason="Both sides differ.", points=9, counterexample=EXAMPLE, repair="x = x"
)


def refuted(repair: str | None = None) -> Judgement:
    return Judgement("identity", "refuted", "Both sides differ.", repair=repair)


def test_agreement_holds_and_a_proof_says_so() -> None:
    seen = Evidence(finding="true", reason="Both sides agree at 9 points.", points=9)
    judged = decide(Claim(), seen)
    assert (judged.verdict, judged.evidence, judged.points) == ("holds", "numeric", 9)
    assert decide(Claim(), Evidence(finding="true", proved=True)).evidence == "symbolic"


def test_agreement_at_too_few_points_is_not_checked() -> None:
    assert decide(Claim(), Evidence(finding="true", thin=True)).verdict == "unsupported"


def test_what_claims_to_be_an_identity_is_refuted_with_what_a_reader_may_check() -> None:
    judged = decide(Claim("identity"), DIFFERING)
    assert judged.verdict == "refuted"
    assert (judged.counterexample, judged.repair, judged.points) == (EXAMPLE, "x = x", 9)


@pytest.mark.parametrize(
    ("form", "verdict"),
    [("law", "conditional"), ("definition", "definition"), ("property", "definition")],
)
def test_laws_and_definitions_are_not_refuted_by_other_values(form: Form, verdict: str) -> None:
    assert decide(Claim(form), DIFFERING).verdict == verdict


def test_a_question_is_refuted_only_where_a_slip_tells_that_an_identity_was_meant() -> None:
    assert decide(Claim("question"), DIFFERING).verdict == "conditional"
    telling = Evidence(finding="false", reason="…", telling=True)
    assert decide(Claim("question"), telling).verdict == "refuted"


@pytest.mark.parametrize("form", ["identity", "question"])
def test_what_was_not_understood_beside_it_excuses(form: Form) -> None:
    judged = decide(Claim(form, vague=True), DIFFERING)
    assert judged.verdict == "conditional"
    assert judged.repair is None


def test_few_points_refute_nothing() -> None:
    few = Evidence(finding="false", reason="They differ, but that is little.", thin=True)
    assert decide(Claim("identity"), few).verdict == "unsupported"
    assert decide(Claim("question"), few).verdict == "conditional"


def test_what_cannot_be_told_is_never_shown_as_a_pass() -> None:
    assert decide(Claim(), Evidence(finding="open")).verdict == "unsupported"
    assert decide(Claim(), Evidence(finding="late")).verdict == "timeout"
    assert decide(Claim("law"), Evidence(finding="none")).verdict == "conditional"


def test_what_contradicts_the_text_is_doubtful_and_never_refuted() -> None:
    contrary = replace(DIFFERING, finding="contrary")
    for form in ("identity", "question", "law"):
        assert decide(Claim(form), contrary).verdict == "doubtful"


def test_solutions_make_a_question_of_what_is_true_for_some_values() -> None:
    judged = decide(Claim("question"), Evidence(finding="false", solutions="x = 2"))
    assert (judged.verdict, judged.solutions) == ("conditional", "x = 2")


def test_a_reading_that_holds_is_best() -> None:
    holds = Judgement("identity", "holds", "…")
    assert is_better(holds, refuted(), weak=True)
    assert is_better(holds, Judgement("equation", "conditional", "…"), weak=False)


def test_another_reading_excuses_but_not_what_is_a_slip_away_as_usually_read() -> None:
    other = Judgement("law", "definition", "…")
    assert is_better(other, refuted(), weak=False)
    assert not is_better(other, refuted(repair="x = x"), weak=False)
    assert is_better(other, refuted(repair="x = x"), weak=True)
    assert not is_better(refuted(), other, weak=True)


def test_readings_left_untried_are_no_ground_to_refute() -> None:
    assert unfinished(refuted()).verdict == "timeout"
    assert unfinished(Judgement("law", "definition", "…")).verdict == "definition"


def test_only_this_file_says_holds_or_refuted() -> None:
    """Others may ask what a verdict is; none may make one."""
    home = Path(verdict.__file__)
    makers = {
        file.name
        for file in home.parent.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and any(
            isinstance(given, ast.Constant) and given.value in ("holds", "refuted", "doubtful")
            for given in (*call.args, *(keyword.value for keyword in call.keywords))
        )
    }
    assert makers == {home.name}
