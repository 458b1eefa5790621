"""The ways to read a citation, likeliest first."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.checks.matching.cited import CitedWork, readings


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (" Optics, Hecht ", CitedWork("Optics", ("Hecht",))),
        ("Optics, Hecht, 1974", CitedWork("Optics", ("Hecht",), 1974)),
        ("Optics, Hecht (1974).", CitedWork("Optics", ("Hecht",), 1974)),
        ("Optics, Hecht et al., 1974a", CitedWork("Optics", ("Hecht",), 1974)),
        ("Optics (Born and Wolf, 1959)", CitedWork("Optics", ("Born", "Wolf"), 1959)),
        ("Optics, M. Born & E. Wolf", CitedWork("Optics", ("Born", "Wolf"))),
        ("Optics, et al.", CitedWork("Optics")),
        ("1984", CitedWork("1984")),
        ("Optics", CitedWork("Optics")),
        ("", CitedWork("")),
    ],
)
def test_the_likeliest_reading(text: str, first: CitedWork) -> None:
    assert readings(text)[0] == first


def test_every_comma_may_end_the_title() -> None:
    assert readings("Guns, Germs, and Steel, Diamond") == (
        CitedWork("Guns, Germs, and Steel", ("Diamond",)),
        CitedWork("Guns, Germs", ("Steel", "Diamond")),
        CitedWork("Guns", ("Germs", "Steel", "Diamond")),
        CitedWork("Guns, Germs, and Steel, Diamond"),
    )


def test_a_year_in_the_middle_belongs_to_the_title() -> None:
    assert readings("Solar Flares of 2003 Revisited, Sun")[0].title == (
        "Solar Flares of 2003 Revisited"
    )
