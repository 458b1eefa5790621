"""Sequences of nucleotides and amino acids are validated, counted and weighed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_galactica.answer.blocks import Sequence
from jupyterlab_galactica.checks.residues import AMINO_ACIDS, DNA, METAPHOSPHATE, RNA, WATER
from jupyterlab_galactica.checks.sequences import (
    check_nucleotides,
    check_protein,
    check_sequences,
)

UBIQUITIN = "MQIFVKTLTGKTITLEVEPSDTIENVKAKIQDKEGIPPDQQRLIFAGKQLEDGRTLSDYNIQKESTLHLVLRLRGG"
LYSOZYME = (
    "KVFGRCELAAAMKRHGLDNYRGYSLGNWVCAAKFESNFNTQATNRNTDGSTDYGILQINSRWWCNDGRTPGSRNLCNIPCSALLSS"
    "DITASVNCAKKIVSDGNGMNAWVAWRNRCKGTDVQAWIRGCRL"
)
INSULIN_A = "GIVEQCCTSICSLYQLENYCN"
INSULIN_B = "FVNQHLCGSHLVEALYLVCGERGFFYTPKT"

# IUPAC standard atomic weights, abridged, and the compositions of residues within a chain.
ATOMS = {"C": 12.011, "H": 1.008, "N": 14.007, "O": 15.999, "P": 30.974, "S": 32.06, "Se": 78.971}
COMPOSITIONS = {
    "G": "C2 H3 N O", "A": "C3 H5 N O", "S": "C3 H5 N O2", "P": "C5 H7 N O", "V": "C5 H9 N O",
    "T": "C4 H7 N O2", "C": "C3 H5 N O S", "L": "C6 H11 N O", "I": "C6 H11 N O",
    "J": "C6 H11 N O", "N": "C4 H6 N2 O2", "D": "C4 H5 N O3", "Q": "C5 H8 N2 O2",
    "K": "C6 H12 N2 O", "E": "C5 H7 N O3", "M": "C5 H9 N O S", "H": "C6 H7 N3 O",
    "F": "C9 H9 N O", "R": "C6 H12 N4 O", "Y": "C9 H9 N O2", "W": "C11 H10 N2 O",
    "U": "C3 H5 N O Se", "O": "C12 H19 N3 O2",
}  # fmt: skip
NUCLEOTIDES = {
    "dA": "C10 H12 N5 O5 P", "dC": "C9 H12 N3 O6 P", "dG": "C10 H12 N5 O6 P",
    "dT": "C10 H13 N2 O7 P", "A": "C10 H12 N5 O6 P", "C": "C9 H12 N3 O7 P",
    "G": "C10 H12 N5 O7 P", "U": "C9 H11 N2 O8 P",
}  # fmt: skip


def mass_of(composition: str) -> float:
    total = 0.0
    for part in composition.split():
        element = part.rstrip("0123456789")
        total += ATOMS[element] * int(part[len(element) :] or 1)
    return total


def test_every_residue_weighs_what_its_atoms_weigh() -> None:
    assert COMPOSITIONS.keys() == AMINO_ACIDS.keys()
    for letter, composition in COMPOSITIONS.items():
        assert AMINO_ACIDS[letter] == pytest.approx(mass_of(composition), abs=0.02), letter
    for masses, prefix in ((DNA, "d"), (RNA, "")):
        for letter, mass in masses.items():
            composition = NUCLEOTIDES[prefix + letter]
            assert mass == pytest.approx(mass_of(composition), abs=0.01), letter
    assert pytest.approx(mass_of("H2 O"), abs=0.001) == WATER
    assert pytest.approx(mass_of("H O3 P"), abs=0.002) == METAPHOSPHATE


@pytest.mark.parametrize(
    ("letters", "length", "mass"),
    [
        (UBIQUITIN, 76, 8564.84),
        (INSULIN_A, 21, 2383.70),
        (INSULIN_B, 30, 3429.96),
        (LYSOZYME, 129, 14313.1),
        ("G", 1, 75.07),
    ],
)
def test_known_proteins_have_their_published_mass(letters: str, length: int, mass: float) -> None:
    found = check_protein(letters)
    assert (found.kind, found.status, found.length, found.gc) == ("protein", "valid", length, None)
    assert found.molar_mass == pytest.approx(mass, abs=0.06)


@pytest.mark.parametrize(
    ("letters", "kind", "mass", "gc"),
    [
        ("ACGT", "dna", 1173.8, 0.5),
        ("ACGU", "rna", 1223.8, 0.5),
        ("A", "dna", 251.24, 0.0),  # deoxyadenosine
        ("GGGC", "dna", 1214.8, 1.0),
    ],
)
def test_a_strand_is_weighed_with_hydroxyl_ends(
    letters: str, kind: str, mass: float, gc: float
) -> None:
    found = check_nucleotides(letters)
    assert (found.kind, found.status, found.gc) == (kind, "valid", gc)
    assert found.molar_mass == pytest.approx(mass, abs=0.05)


def test_ambiguous_letters_are_allowed_and_leave_the_mass_open() -> None:
    found = check_nucleotides("ACGTNNRY")
    assert (found.status, found.length, found.molar_mass, found.gc) == ("valid", 8, None, 0.5)
    protein = check_protein("MKXB")
    assert (protein.status, protein.molar_mass) == ("valid", None)
    assert "no molar mass" in found.reason
    assert "no molar mass" in protein.reason
    assert check_protein("MJ").molar_mass == check_protein("ML").molar_mass


def test_no_gc_is_given_where_no_letter_tells() -> None:
    assert check_nucleotides("NNN").gc is None


def test_blanks_lines_and_case_mean_nothing() -> None:
    assert check_nucleotides("acgt ACGT\n") == check_nucleotides("ACGTACGT")
    assert check_protein(" mqif\tVKTL ") == check_protein("MQIFVKTL")


@pytest.mark.parametrize(
    ("letters", "position", "reason"),
    [
        ("ACXJ1!", 3, "Not a nucleotide: `X` at letter 3, `J` at letter 4, `1` at letter 5,"
                      " and 1 more."),
        ("AC GTU", 5, "It has both T (letter 4) and U (letter 5)."),
        ("A\x00C", 2, "Not a nucleotide: U+0000 at letter 2."),
        ("", None, "There is no sequence in it."),
    ],
)  # fmt: skip
def test_wrong_nucleotides_are_named_with_their_place(
    letters: str, position: int | None, reason: str
) -> None:
    found = check_nucleotides(letters)
    assert (found.status, found.position, found.reason) == ("invalid", position, reason)
    assert found.molar_mass is None


@pytest.mark.parametrize(
    ("letters", "position", "reason"),
    [
        ("MK1V", 3, "Not an amino acid: `1` at letter 3."),
        ("M*KV", 2, "A stop (*) at letter 2 ends the chain before its end."),
        ("MKß", 3, "Not an amino acid: `ß` at letter 3."),
        ("*", None, "There is no sequence in it."),
    ],
)
def test_wrong_amino_acids_are_named_with_their_place(
    letters: str, position: int | None, reason: str
) -> None:
    found = check_protein(letters)
    assert (found.status, found.position, found.reason) == ("invalid", position, reason)


def test_a_stop_may_end_a_chain_and_is_no_residue() -> None:
    assert check_protein("MKV*") == check_protein("MKV")


def test_sequences_of_a_text_keep_their_place() -> None:
    nodes = [Sequence("dna", "ACGT", 5, 9), Sequence("amino", "ACGT", 20, 24)]
    assert [(c.kind, c.start) for c in check_sequences(nodes)] == [("dna", 5), ("protein", 20)]


@given(st.text(alphabet="ACGT", min_size=1), st.text(alphabet="ACGT", min_size=1))
def test_joining_two_strands_adds_their_masses_and_takes_a_bond(left: str, right: str) -> None:
    """A phosphate joins two hydroxyl ends and sets a water free."""
    joined = check_nucleotides(left + right).molar_mass
    parts = [check_nucleotides(part).molar_mass for part in (left, right)]
    assert joined is not None
    assert None not in parts
    assert joined == pytest.approx(sum(m or 0 for m in parts) - WATER + METAPHOSPHATE)


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    for found in (check_nucleotides(text), check_protein(text)):
        assert found.status in ("valid", "invalid")
        assert found.reason
        assert found.position is None or 1 <= found.position <= found.length
