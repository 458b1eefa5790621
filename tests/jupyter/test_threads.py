from __future__ import annotations

import asyncio
import threading

import pytest

from jupyterlab_galactica.errors import BusyError
from jupyterlab_galactica.jupyter.threads import Threads


def test_so_many_at_once_and_then_again() -> None:
    async def use() -> None:
        threads = Threads("test", "{} are at it; wait.")
        go = threading.Event()
        waiting = [threads.start(go.wait, most=2) for _ in range(2)]
        with pytest.raises(BusyError, match="2 are at it"):
            threads.start(go.wait, most=2)
        go.set()
        assert await asyncio.gather(*waiting) == [True, True]
        assert await threads.start(lambda: "free", most=2) == "free"

    asyncio.run(use())


def test_what_the_work_raises_is_raised_where_it_is_awaited() -> None:
    async def use() -> None:
        with pytest.raises(ZeroDivisionError):
            await Threads("test", "").start(lambda: 1 / 0, most=1)

    asyncio.run(use())


def test_the_loop_ends_while_a_thread_hangs() -> None:
    go = threading.Event()

    async def use() -> None:
        Threads("test", "").start(go.wait, most=1)

    asyncio.run(use())
    go.set()
