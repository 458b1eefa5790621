"""What a row more costs is what it took."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.engine.compiled.pace import Pace


def test_a_row_more_costs_what_it_took_here() -> None:
    pace = Pace()
    for seconds in (2.0, 2.0, 2.1):
        pace.add(1, seconds)
        pace.add(4, 1.5 * seconds)
    assert pace.cost(1, 3) == pytest.approx(1.5)


def test_a_step_that_the_system_held_up_changes_nothing() -> None:
    pace = Pace()
    for seconds in (2.0, 2.0, 90.0, 2.0):
        pace.add(1, seconds)
        pace.add(2, 3.0)
    assert pace.cost(1, 1) == pytest.approx(1.5)


def test_it_follows_a_machine_that_becomes_slower() -> None:
    pace = Pace()
    for seconds in [1.0] * 20 + [4.0] * 7:
        pace.add(1, seconds)
    pace.add(2, 6.0)
    assert pace.cost(1, 1) == pytest.approx(1.5)


def test_before_it_is_measured_a_row_costs_less_than_a_step_and_less_in_company() -> None:
    pace = Pace()
    assert 1 < pace.cost(4, 3) < pace.cost(1, 3) < 4
