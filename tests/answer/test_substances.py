"""Molecules and sequences in every form of an answer: what they are, or what is wrong."""

from __future__ import annotations

import json

import pytest

from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.blocks import Sequence, nodes_in
from jupyterlab_galactica.answer.drawings import harmless_drawing
from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.answer.serialize import answer_from_json
from jupyterlab_galactica.answer.verdicts import (
    CheckReport,
    CodeCheck,
    MoleculeCheck,
    SequenceCheck,
    UndefinedName,
)

from .examples import answered

PATH = '<path d="M 1.0,2.0 L 3.0,4.0"/>'
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30" viewBox="0 0 40 30" role="img"'
    f' aria-label="Structure of CO3-2"><g fill="currentColor">{PATH}</g></svg>'
)
TEXT = "Carbonate [START_SMILES]C(=O)([O-])[O-][END_SMILES] and [START_DNA]ACGT[END_DNA].\n"

CARBONATE = MoleculeCheck(
    smiles="C(=O)([O-])[O-]",
    status="valid",
    reason="RDKit reads it.",
    formula="CO3-2",
    molar_mass=60.009,
    inchikey="BVKZGUZCCUSVTD-UHFFFAOYSA-L",
    svg=SVG,
)


def answer_with(molecule: MoleculeCheck, **fields: object) -> Answer:
    values = {"kind": "dna", "status": "valid", "reason": "Read.", "length": 4, **fields}
    (residues,) = nodes_in(lex(TEXT), Sequence)
    sequence = SequenceCheck(start=residues.start, **values)  # type: ignore[arg-type]
    return answered(TEXT, CheckReport(molecules=(molecule,), sequences=(sequence,)))


GOOD = answer_with(CARBONATE, molar_mass=12_345.6, gc=0.5)
BAD = answer_with(
    MoleculeCheck(smiles="C(", status="invalid", reason="A bracket is open."),
    status="invalid",
    reason="Letter 2, X, is no nucleotide.",
)


def test_a_drawn_molecule_stands_in_the_page_with_its_formula_and_molar_mass() -> None:
    page = GOOD.to_html()
    assert SVG in page
    assert "CO<sub>3</sub><sup>2−</sup>, 60.01 g/mol" in page
    assert "InChIKey: BVKZGUZCCUSVTD-UHFFFAOYSA-L" in page
    assert "DNA, 4 nucleotides, 12.35 kDa, GC 50.0 %" in page


def test_every_other_form_says_the_same() -> None:
    assert "CO₃²⁻, 60.01 g/mol" in GOOD.to_text()
    assert r"\(\mathrm{CO_{3}{}^{2-}}\), 60.01 g/mol" in GOOD.to_latex()
    assert r"$\mathrm{CO_{3}{}^{2-}}$, 60.01 g/mol" in GOOD.to_markdown()
    for form in (GOOD.to_text(), GOOD.to_markdown()):
        assert "DNA, 4 nucleotides, 12.35 kDa, GC 50.0 %" in form
    assert r"DNA, 4 nucleotides, 12.35 kDa, GC 50.0 \%" in GOOD.to_latex()


def test_what_is_invalid_says_why_in_every_form() -> None:
    for form in (BAD.to_html(), BAD.to_text(), BAD.to_markdown(), BAD.to_latex()):
        assert "A bracket is open" in form
        assert "Letter 2, X, is no nucleotide" in form


def test_an_answer_comes_back_from_its_json_with_all_that_was_checked() -> None:
    uses = (UndefinedName("np", 2),)
    code = CodeCheck(language="python", status="invalid", reason="r", line=2, undefined=uses)
    sequences = GOOD.sequences
    before = answered(TEXT, CheckReport(molecules=(CARBONATE,), sequences=sequences, code=(code,)))
    after = answer_from_json(json.loads(json.dumps(before.to_json())))
    assert after.checks == before.checks


def test_an_older_answer_without_sequences_is_still_read() -> None:
    data = GOOD.to_json()
    del data["sequences"]
    assert answer_from_json(data).sequences == ()


@pytest.mark.parametrize(
    "svg",
    [
        SVG.replace(PATH, "<script>alert(1)</script>"),
        SVG.replace("<svg ", '<svg onload="alert(1)" '),
        SVG.replace(PATH, '<a href="javascript:alert(1)"></a>'),
        SVG.replace(PATH, '<image href="https://example.org/seen.png"/>'),
        SVG.replace(PATH, "<style>*{display:none}</style>"),
        SVG.replace(PATH, '<path d="M0,0" fill="url(https://example.org)"/>'),
        SVG.replace(PATH, "<!-- comment -->"),
        SVG.replace("Structure", "<b>Structure"),
        f"{SVG}<script>alert(1)</script>",
        f"<!DOCTYPE svg>{SVG}",
        SVG.replace(PATH, PATH * 3000),
        "no markup",
    ],
)
def test_a_foreign_drawing_never_reaches_a_page(svg: str) -> None:
    assert harmless_drawing(SVG) == SVG
    assert harmless_drawing(svg) == ""
    page = answer_with(
        MoleculeCheck(smiles="C", status="valid", reason="Read.", formula="CH4", svg=svg)
    ).to_html()
    assert "<svg" not in page
    assert "CH<sub>4</sub>" in page
