"""Work on the items of a sequence by a few threads, a little ahead of who takes the results."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

_MOST_WORKERS = 4
"""As many tensors are read at once: more would only take memory."""


def map_ahead(work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """`work` of each item, in order; what it raises is raised here, and ends the work.

    torch's threads are divided among the workers: each goes on at its own pace, where one
    operation after the other, each by all threads, would wait for the slowest every time.
    """
    import torch

    threads = torch.get_num_threads()
    workers = min(_MOST_WORKERS, threads)
    pool = ThreadPoolExecutor(
        workers, "galactica-read", lambda: torch.set_num_threads(max(1, threads // workers))
    )
    results: deque[Future[R]] = deque()
    try:
        for item in items:
            results.append(pool.submit(work, item))
            if len(results) > workers:
                yield results.popleft().result()
        while results:
            yield results.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
        torch.set_num_threads(threads)  # the workers' choice is the default of new threads
