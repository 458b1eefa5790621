from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from jupyterlab_galactica.models.ahead import map_ahead


def test_results_come_in_order_and_torch_keeps_its_threads() -> None:
    import torch

    before = torch.get_num_threads()
    assert list(map_ahead(lambda n: n * n, range(50))) == [n * n for n in range(50)]
    assert torch.get_num_threads() == before


def test_no_more_is_done_ahead_than_a_few_items() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    results = map_ahead(lambda n: n, items())
    assert next(results) == 0
    assert len(taken) <= 10
    results.close()  # type: ignore[attr-defined]
    assert len(taken) <= 10


def test_a_failure_is_raised_and_no_thread_is_left() -> None:
    def fail(number: int) -> int:
        if number == 3:
            raise ValueError("the third")
        return number

    results = map_ahead(fail, range(100))
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="the third"):
        next(results)
    assert not [t for t in threading.enumerate() if t.name.startswith("galactica-read")]
