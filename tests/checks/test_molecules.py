"""SMILES are read as a chemist would: drawn, weighed, or refused with the reason and the place."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jupyterlab_galactica.answer.blocks import Molecule
from jupyterlab_galactica.answer.verdicts import MoleculeCheck
from jupyterlab_galactica.checks import molecules, worker_client
from jupyterlab_galactica.checks.drawing import MAX_DRAWING, redrawn
from jupyterlab_galactica.checks.hill import hill_formula
from jupyterlab_galactica.checks.molecules import (
    MAX_SMILES,
    NEEDS_RDKIT,
    check_molecules,
    submit_molecule,
)
from jupyterlab_galactica.checks.smiles_syntax import ELEMENTS, atom_positions, find_problem
from jupyterlab_galactica.checks.worker_pool import WorkerPool

needs_rdkit = pytest.mark.skipif(find_spec("rdkit") is None, reason="needs the extra `chem`: rdkit")

PENICILLIN_G = "CC1([C@@H](N2[C@H](S1)[C@@H](C2=O)NC(=O)Cc3ccccc3)C(=O)O)C"
FERROCENE = "[CH-]1C=CC=C1.[CH-]1C=CC=C1.[Fe+2]"


def check(smiles: str) -> MoleculeCheck:
    return submit_molecule(smiles).result(timeout=90)


@needs_rdkit
@pytest.mark.parametrize(
    ("smiles", "formula", "molar_mass", "inchikey"),
    [
        ("O", "H2O", 18.015, "XLYOFNOQVPJJNP-UHFFFAOYSA-N"),
        ("CN1C=NC2=C1C(=O)N(C(=O)N2C)C", "C8H10N4O2", 194.19, "RYYVLZVUVIJVGH-UHFFFAOYSA-N"),
        ("CC(=O)Oc1ccccc1C(=O)O", "C9H8O4", 180.16, "BSYNRYMUTXBXSQ-UHFFFAOYSA-N"),
        (PENICILLIN_G, "C16H18N2O4S", 334.40, "JGSARLDLIJGVTE-MBNYWOFBSA-N"),
        (FERROCENE, "C10H10Fe", 186.04, "KTWOOEGAPBSYNW-UHFFFAOYSA-N"),
        ("[Na+].[Cl-]", "ClNa", 58.44, "FAPWRFPIFSIZLT-UHFFFAOYSA-M"),
        ("OCC1OC(O)C(O)C(O)C1O", "C6H12O6", 180.16, "WQZGKKKJIJFFOK-UHFFFAOYSA-N"),
        ("[2H]O[2H]", "D2O", 20.03, "XLYOFNOQVPJJNP-ZSJDYOACSA-N"),
        ("[13CH4]", "[13C]H4", 17.04, "VNWKTOKETHGBQD-OUBTZVSYSA-N"),
        ("[O-]S(=O)(=O)[O-]", "O4S-2", 96.06, "QAOWNCQODCNURD-UHFFFAOYSA-L"),
        ("[CH3]", "CH3", 15.035, "WCYWZMWISLQXQU-UHFFFAOYSA-N"),
    ],
)  # fmt: skip
def test_formula_mass_and_key_are_those_in_the_handbooks(
    smiles: str, formula: str, molar_mass: float, inchikey: str
) -> None:
    found = check(smiles)
    assert (found.status, found.formula, found.inchikey) == ("valid", formula, inchikey)
    assert found.molar_mass == pytest.approx(molar_mass, abs=0.01)


@needs_rdkit
def test_two_spellings_of_a_molecule_have_one_canonical_form() -> None:
    assert check("OCC").canonical == check("C(O)C").canonical == "CCO"
    assert check("F/C=C/F").canonical != check(r"F/C=C\F").canonical


@needs_rdkit
@pytest.mark.parametrize(
    ("smiles", "position", "reason"),
    [
        ("CC(C)(C)(C)C", 2, "The carbon at character 2 has 5 bonds, more than the 4 it can have."),
        ("CN(C)(C)C", 2, "The nitrogen at character 2 has 4 bonds, more than the 3 it can have."),
        ("C[CH2+5]", 2, "more than it can have with charge +5"),
        ("C1CC", 2, "Ring 1 opened at character 2 is never closed."),
        ("C%12CC", 2, "Ring 12 opened"),
        ("CC(C", 3, "The branch opened at character 3 is never closed."),
        ("CC)C", 3, "The `)` at character 3 closes no branch."),
        ("C[nH", 2, "The bracket opened at character 2 is never closed."),
        ("Cxx", 2, "The sign `x` at character 2 has no meaning in SMILES."),
        ("NaCl", 1, "The element `Na` at character 1 must stand in brackets: [Na]."),
        ("CH4", 2, "The hydrogen at character 2 belongs in its atom's bracket"),
        ("C[Qz]", 2, "The bracket's `Qz` at character 2 is no element."),
        ("C==C", 3, "The bond `=` at character 3 has no atom before it."),
        ("C=", 2, "The bond at character 2 has no atom after it."),
        ("C1=C1", 5, "joins two atoms that are bonded already"),
        ("CC C", 3, "The blank at character 3"),
        ("C..C", 3, "The dot at character 3 separates nothing."),
        ("Cc", 2, "The carbon at character 2 is written as aromatic but is in no ring."),
        ("n1cccc1", 1, "a ring nitrogen may lack its hydrogen, as in [nH]"),
        ("C\x00C", 2, "The sign U+0000 at character 2 has no meaning in SMILES."),
        ("CÖ", 2, "The sign `Ö` at character 2"),
        ("C\nC", 2, "The blank at character 2"),
        ("CCО", 3, "The sign `О` at character 3"),  # a Cyrillic O
    ],
)
def test_a_mistake_is_named_in_a_chemists_words_with_its_place(
    smiles: str, position: int, reason: str
) -> None:
    found = check(smiles)
    assert (found.status, found.position) == ("invalid", position)
    assert reason in found.reason
    assert not found.svg
    assert not found.formula


@needs_rdkit
@pytest.mark.parametrize(
    ("smiles", "remark"),
    [
        ("[Na+].[Cl-]", "2 separate parts"),
        ("[NH4+]", "charge +1"),
        ("[CH3]", "1 unpaired electron"),
        ("[O][O]", "2 unpaired electrons"),
    ],
)
def test_what_a_chemist_would_note_is_said(smiles: str, remark: str) -> None:
    assert remark in check(smiles).reason


@needs_rdkit
def test_an_open_place_leaves_the_mass_open() -> None:
    found = check("*c1ccccc1")
    assert (found.status, found.formula, found.molar_mass) == ("valid", "C6H5*", None)
    assert "no molar mass" in found.reason


def test_an_empty_marker_is_invalid() -> None:
    assert check("").status == check("  \n").status == "invalid"


@pytest.mark.parametrize(
    ("smiles", "reason"),
    [
        ("CC>>CO", "It is a reaction, and only molecules are checked."),
        ("CC>[Pd]>CO", "It is a reaction, and only molecules are checked."),
        ("C" * 100_000, f"It is longer than {MAX_SMILES:,} characters."),
    ],
)
def test_what_is_not_checked_says_so(smiles: str, reason: str) -> None:
    found = check(smiles)
    assert (found.status, found.reason) == ("unchecked", reason)


def test_without_rdkit_a_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(molecules, "find_spec", lambda name: None)
    found = check("CCO")
    assert (found.status, found.reason) == ("unchecked", NEEDS_RDKIT)
    assert 'pip install "jupyterlab-galactica[chem]"' in found.reason


def test_the_caller_never_imports_rdkit() -> None:
    script = (
        "import sys; from jupyterlab_galactica.checks.molecules import submit_molecule as s;"
        "s('CCO').result(); print(sorted({'rdkit', 'numpy', 'sympy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=90, check=True
    )
    assert done.stdout.strip() == "[]"
    assert not done.stderr


@needs_rdkit
def test_molecules_of_a_text_keep_their_ids_and_order() -> None:
    nodes = [
        Molecule(index, smiles, False, 0, 0) for index, smiles in enumerate(["CCO", "C1", "CCO"])
    ]
    found = list(check_molecules(nodes))
    assert [(c.molecule, c.smiles, c.status) for c in found] == [
        (0, "CCO", "valid"),
        (1, "C1", "invalid"),
        (2, "CCO", "valid"),
    ]


@needs_rdkit
@pytest.mark.parametrize(
    "smiles",
    [
        "C" * MAX_SMILES,
        "C(" * 1600 + "C" + ")" * 1600,
        "C1CCCCC1" * 500,
        "[" * MAX_SMILES,
        "(" * MAX_SMILES,
        "C%(12345)C",
        "[999999999999999999C]",
        "[C+99999999999]",
        "[CH999999999]",
        "[C:99999999999999999]",
        "<script>alert(1)</script>",
        "C[<b>]",
        "'\"&<>",
        "CCO |$R1$|",
        "$(rm -rf /)",
    ],
)
def test_hostile_smiles_get_an_answer_and_nothing_of_them_is_drawn(smiles: str) -> None:
    found = check(smiles)
    assert found.reason
    assert len(found.svg) <= MAX_DRAWING
    assert "script" not in found.svg


@pytest.fixture
def pool() -> Iterator[WorkerPool[str, MoleculeCheck]]:
    pool = molecules._pool()
    yield pool
    pool.close()


@needs_rdkit
def test_a_worker_that_hangs_or_dies_costs_one_molecule(
    pool: WorkerPool[str, MoleculeCheck], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_client, "is_stopped", lambda pid: False)  # as one that goes round
    assert pool.ask("CCO").result(timeout=90).status == "valid"
    (worker,) = pool._running
    assert worker._process is not None
    os.kill(worker._process.pid, signal.SIGSTOP)  # a worker that will never answer
    worker.check_seconds = 0.3
    late = pool.ask("CCN").result(timeout=90)
    assert (late.status, late.reason) == ("unchecked", "Not read within 0.3 seconds.")
    worker.check_seconds = 30
    assert pool.ask("CCN").result(timeout=90).status == "valid"
    os.kill(worker._process.pid, signal.SIGKILL)
    assert pool.ask("CCC").result(timeout=90).status == "valid"


ALLOWED = re.compile(
    r'<svg xmlns="http://www\.w3\.org/2000/svg" width="\d+" height="\d+" viewBox="-2 -2 \d+ \d+"'
    r' role="img" aria-label="Structure of [A-Za-z0-9+*\[\]-]+">'
    r'(?:<path fill="none" stroke="currentColor" stroke-width="\d\.\d" d="[MLQCZ0-9., -]*"/>)*'
    r'<g fill="currentColor">(?:<path d="[MLQCZ0-9., -]*"/>)*</g></svg>'
)


@needs_rdkit
@pytest.mark.parametrize(
    "smiles", ["CCO", PENICILLIN_G, FERROCENE, "*CC[CH2]", "N->[Cu+2]", "[13CH3:7]C", "[H][H]"]
)
def test_a_drawing_is_paths_in_the_colour_of_the_text(smiles: str) -> None:
    drawing = check(smiles).svg
    assert ALLOWED.fullmatch(drawing)
    assert drawing.count("<path") > 1
    assert len(drawing) < 8_000


@needs_rdkit
def test_a_molecule_is_drawn_the_same_way_each_time(pool: WorkerPool[str, MoleculeCheck]) -> None:
    assert pool.ask(PENICILLIN_G).result(timeout=90).svg == check(PENICILLIN_G).svg


@needs_rdkit
def test_a_large_molecule_is_weighed_but_not_drawn() -> None:
    found = check("C" * 500)
    assert (found.formula, found.svg) == ("C500H1002", "")


def test_a_drawing_takes_nothing_from_its_source_but_outlines() -> None:
    source = """<svg viewBox='0 0 10 20'><script>alert(1)</script>
    <path d='M 1.0,2.0 L 3.0,4.0' style='fill:none;stroke:#000000;stroke-width:2.0px' onload='x'/>
    <path d='M 1,1"/><script>' style='stroke-width:2.0px' />
    <path d='javascript:alert(1)' fill='#000000'/>
    <text>name</text><image href='http://example.org/'/></svg>"""
    drawing = redrawn(source, "Structure of C2H6")
    assert ALLOWED.fullmatch(drawing)
    assert drawing.count("<path") == 1
    assert 'd="M1.0,2.0L3.0,4.0"' in drawing


def test_a_drawing_is_not_named_by_markup() -> None:
    with pytest.raises(ValueError, match="formula"):
        redrawn("<svg viewBox='0 0 10 20'></svg>", '"><script>')


def test_no_drawing_is_made_of_something_else() -> None:
    assert redrawn("<html></html>", "Structure") == ""


@pytest.mark.parametrize(
    ("counts", "charge", "formula"),
    [
        ({("C", 0): 2, ("H", 0): 6, ("O", 0): 1}, 0, "C2H6O"),
        ({("H", 0): 4, ("N", 0): 1, ("Cl", 0): 1}, 0, "ClH4N"),
        ({("C", 0): 1, ("Cl", 0): 2, ("H", 0): 1, ("Br", 0): 1}, 0, "CHBrCl2"),
        ({("O", 0): 4, ("S", 0): 1}, -2, "O4S-2"),
        ({("Na", 0): 1}, 1, "Na+"),
        ({("C", 0): 1, ("C", 13): 1, ("H", 0): 5, ("H", 2): 1, ("H", 3): 1}, 0, "C[13C]H5DT"),
    ],
)
def test_formulas_stand_in_hill_order(
    counts: dict[tuple[str, int], int], charge: int, formula: str
) -> None:
    assert hill_formula(counts, charge) == formula


@given(st.text(alphabet="CNOcn()[]=#12%.@+-HBrl/\\ x\x00é", max_size=40))
@example("W")
@example("%")
@example("[")
def test_any_text_is_explained_within_its_bounds(smiles: str) -> None:
    problem = find_problem(smiles)
    if problem is not None:
        assert 1 <= problem.position <= max(len(smiles), 1)
        assert problem.reason.endswith(".")


@pytest.mark.parametrize("smiles", [PENICILLIN_G, FERROCENE, "C%12CC%12", "F/C=C/F", "N->[Cu+2]"])
def test_nothing_is_found_wrong_with_a_right_spelling(smiles: str) -> None:
    assert find_problem(smiles) is None


def test_atoms_are_counted_by_their_place_in_the_text() -> None:
    assert atom_positions("C[13CH2](Cl)=O") == [1, 2, 10, 14]
    assert len(ELEMENTS) == 118
