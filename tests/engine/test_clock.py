"""The times of a completion."""

import pytest

from jupyterlab_galactica.engine.clock import Clock


@pytest.mark.parametrize("tokens", [0, 1])
def test_no_speed_is_told_of_an_answer_without_a_second_token(tokens: int) -> None:
    clock = Clock()
    clock.tick()
    while (times := clock.times(2)).tokens_per_s is None:  # until the clock moves
        clock.tick()
    assert times.tokens_per_s > 0
    assert clock.times(tokens).tokens_per_s is None
