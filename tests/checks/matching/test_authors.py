"""When a cited name is that of a person in the bibliography."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.checks.bibliography.entry import Name
from jupyterlab_galactica.checks.matching.authors import is_named


@pytest.mark.parametrize(
    ("cited", "name"),
    [
        ("MÜLLER", Name("Müller", "Max")),
        ("Mueller", Name("Müller", "Max")),
        ("Müller", Name("Mueller", "Max")),
        ("Orsted", Name("Ørsted", "Hans")),
        ("Beethoven", Name("Beethoven", "Ludwig", "van")),
        ("van Beethoven", Name("Beethoven", "Ludwig", "van")),
        ("Ludwig van Beethoven", Name("Beethoven", "Ludwig", "van")),
        ("Marquez", Name("García Márquez", "Gabriel")),
        ("García", Name("García Márquez", "Gabriel")),
        ("Boix", Name("Boix-Adserà", "Enric")),
        ("O'Brien", Name("O’Brien", "Ann")),
        ("Johanson", Name("Johansson", "Eva")),
        ("ATLAS Collaboration", Name("The ATLAS Collaboration")),
        ("张伟", Name("伟", "张")),
    ],
)
def test_the_same_person(cited: str, name: Name) -> None:
    assert is_named(cited, name)


@pytest.mark.parametrize(
    ("cited", "name"),
    [
        ("Li", Name("Liu", "Wei")),
        ("Chan", Name("Chen", "Wei")),
        ("Wei", Name("Chen", "Wei")),
        ("Hansen", Name("Petersen", "Jan")),
        ("", Name("Chen", "Wei")),
        ("?", Name("Chen", "Wei")),
        ("CMS Collaboration", Name("The ATLAS Collaboration")),
    ],
)
def test_another_person(cited: str, name: Name) -> None:
    assert not is_named(cited, name)
