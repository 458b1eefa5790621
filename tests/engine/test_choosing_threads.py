"""Torch's second thread stays asleep between two steps: awake, it looks for work on a core that the
next step needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from jupyterlab_galactica.engine import beams, sampling
from jupyterlab_galactica.engine.interface import BeamSearch, Sampling
from jupyterlab_galactica.errors import ModelError

NOTHING = torch.tensor([], dtype=torch.long)


@pytest.fixture(autouse=True)
def two_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many torch had at each choice."""
    found: list[int] = []
    for module in (sampling, beams):
        monkeypatch.setattr(
            module, "require_number", lambda logit: found.append(torch.get_num_threads())
        )
    return found


@pytest.mark.parametrize("temperature", [0.0, 0.7])
def test_a_token_is_chosen_by_one_thread(threads: list[int], temperature: float) -> None:
    choose = sampling.token_chooser(Sampling(temperature=temperature, seed=0))
    choose(torch.rand(50_000), NOTHING)
    assert threads == [1]
    assert torch.get_num_threads() == 2


def test_so_are_the_tokens_of_beams(threads: list[int]) -> None:
    search = BeamSearch(max_tokens=2, width=3)
    steps = beams.search_beams(torch.rand(1, 500), _Rows(), search, ends=(), banned=NOTHING)
    assert len(list(steps)) > 1
    assert set(threads) == {1}
    assert torch.get_num_threads() == 2


def test_others_find_as_many_as_before_after_a_failure() -> None:
    choose = sampling.token_chooser(Sampling())
    with pytest.raises(ModelError, match="not a number"):
        choose(torch.full((50,), torch.nan), NOTHING)
    assert torch.get_num_threads() == 2


class _Rows:
    rows = 1

    def reorder(self, rows: list[int]) -> None:
        self.rows = len(rows)

    def put(self, tokens: list[int]) -> None:
        pass

    def take(self) -> torch.Tensor:
        return torch.rand(self.rows, 500)
