from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from jupyterlab_galactica.answer.verdicts import CheckReport

from ..examples import FOUND, NOT_FOUND, answered
from ..test_injection import PLACES, VECTORS, assert_only_draws
from .documents import ASKED, WATER, assert_well_formed, compiled, exported


def test_a_conversation_compiles_with_its_bibliography(tmp_path: Path) -> None:
    texts = exported("talk.tex", ASKED, WATER, ASKED)
    log = compiled(tmp_path, texts)
    assert "undefined" not in log
    assert (tmp_path / "talk.pdf").stat().st_size > 10_000


def test_questions_verdicts_molecules_and_provenance_stand_in_the_document() -> None:
    tex = exported("talk.tex", ASKED, WATER)["talk.tex"]
    assert_well_formed(tex)
    assert r"at 50\% \& so\_on?" in tex
    assert "(refuted)" in tex
    assert r"At \(x = 1\) the left side is \(0.909\), the right side \(1.683\)." in tex
    assert "18.02 g/mol" in tex
    assert "XLYOFNOQVPJJNP-UHFFFAOYSA-N" in tex
    assert "<svg" not in tex
    assert r"SHA-256 of the prompt & cdcdcdcdcdcdcdcdcdcd\allowbreak{}" in tex
    assert r"precision & bf16 \\" in tex
    assert r"of another kind & 1, 'two' \\" in tex


def test_a_work_that_was_found_is_cited_by_its_key_and_any_other_by_one_nobody_has() -> None:
    texts = exported("talk.tex", ASKED)
    assert set(re.findall(r"\\cite\{([^}]*)\}", texts["talk.tex"])) == {
        "vaswani2017attention",
        "galactica-2",
    }
    assert r"\bibliography{talk}" in texts["talk.tex"]
    assert (
        "@misc{galactica-2,\n  author = {{Nobody}},\n  title = {{On Nothing}},\n"
        in (texts["talk.bib"])
    )
    assert "note = {not verified: not found." in texts["talk.bib"]


def test_a_work_cited_in_two_answers_has_one_entry() -> None:
    works = exported("talk.tex", ASKED, ASKED)["talk.bib"]
    assert works.count("@") == 2


def test_two_works_with_one_key_get_two() -> None:
    other = replace(FOUND, key="VASWANI2017attention", entry={
        "reference_line": "Another.",
        "bibtex": "@misc{VASWANI2017attention,\n  title = {{Another}},\n}",
    })  # fmt: skip
    answers = [
        answered("[START_REF] A, B[END_REF]", CheckReport(citations=(work,)))
        for work in (FOUND, other)
    ]
    texts = exported("talk.tex", *answers)
    keys = re.findall(r"@misc\{(.*),", texts["talk.bib"])
    assert keys == ["vaswani2017attention", "VASWANI2017attention-2"]
    assert re.findall(r"\\cite\{(.*?)\}", texts["talk.tex"]) == keys


def test_a_mismatch_never_has_the_key_of_the_work_that_it_resembles() -> None:
    wrong = replace(NOT_FOUND, status="mismatch", key="real2020", number=1, refs=(0,))
    answer = answered("[START_REF] A, B[END_REF]", CheckReport(citations=(wrong,)))
    texts = exported("talk.tex", answer)
    assert "real2020" not in texts["talk.tex"] + texts["talk.bib"]


def test_without_citations_there_is_no_bibliography() -> None:
    texts = exported("talk.tex", WATER)
    assert list(texts) == ["talk.tex"]
    assert r"\bibliography" not in texts["talk.tex"]


def test_the_bibliography_has_a_name_that_bibtex_can_read(tmp_path: Path) -> None:
    texts = exported("my talk, 2nd.tex", ASKED)
    assert list(texts) == ["my talk, 2nd.tex", "my-talk--2nd.bib"]
    assert r"\bibliography{my-talk--2nd}" in texts["my talk, 2nd.tex"]


@pytest.mark.parametrize(
    "bibtex",
    [
        "@preamble{\"\\input{/etc/passwd}\"}",
        "@misc{a,\n  title = {\\input{/etc/passwd}},\n}",
        "@misc{a,\n  title = {x}},\n}\n@misc{b,\n  title = {y},\n}",
        "@misc{a,\n  title = {50% of it},\n}",
        "",
    ],
)  # fmt: skip
def test_an_entry_that_is_not_of_our_own_making_is_written_anew(bibtex: str) -> None:
    found = replace(FOUND, entry={"reference_line": "A. Vaswani, 2017.", "bibtex": bibtex})
    answer = answered("[START_REF] A, B[END_REF]", CheckReport(citations=(found,)))
    works = exported("talk.tex", answer)["talk.bib"]
    assert works == "@misc{vaswani2017attention,\n  title = {{A. Vaswani, 2017.}},\n}\n"


UNICODE = "Greek α ≤ β, “é” 中文 שלום x² H₂O 𝑥 ✓ \u202e and $α^β + \\hat{ψ}^² = \\text{é}$."


def test_letters_of_other_scripts_compile_and_none_is_lost(tmp_path: Path) -> None:
    texts = exported("talk.tex", answered(UNICODE, question=UNICODE))
    assert r"{中}{4E2D}" in texts["talk.tex"]
    assert r"{03B1}{\ensuremath{\alpha}}" in texts["talk.tex"]
    compiled(tmp_path, texts)


DEEP = "\n".join("  " * depth + "- # x" for depth in range(9)) + "\n\n" + "> " * 9 + "# deep"


@pytest.mark.parametrize(
    "text", [DEEP, "a\\\nb", "- \n- x", "# $x$\n## `y_z`\n", "| a |\n|-|\n|*|"]
)
def test_what_latex_has_limits_for_compiles(text: str, tmp_path: Path) -> None:
    texts = exported("talk.tex", answered(text, question=text))
    assert_well_formed(texts["talk.tex"])
    compiled(tmp_path, texts)


def test_hostile_text_in_every_place_compiles_and_reads_no_file(tmp_path: Path) -> None:
    answers = [
        place(vector)
        for number, place in enumerate(PLACES.values())
        for vector in VECTORS[number % 20 :: 20]
    ]
    texts = exported("talk.tex", *answers)
    _, body = texts["talk.tex"].split("\\begin{document}")
    assert_only_draws(body)
    compiled(tmp_path, texts)
