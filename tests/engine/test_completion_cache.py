"""The file that completions are kept in, whatever happens to it."""

from __future__ import annotations

import logging
import os
import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyterlab_galactica.engine.completion_cache import CompletionCache


@pytest.fixture
def cache(tmp_path: Path) -> CompletionCache:
    return CompletionCache(tmp_path / "answers" / "answers.sqlite")


def test_what_was_put_last_is_found(cache: CompletionCache) -> None:
    assert cache.get("a") is None
    cache.put("a", b"first")
    cache.put("a", b"\0second")
    cache.put("b", b"other")
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (b"\0second", b"other", None)


def test_looking_for_something_makes_no_file(cache: CompletionCache) -> None:
    assert cache.get("a") is None
    assert cache.size == 0
    assert not cache.file.parent.exists()


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_nobody_else_may_read_it(cache: CompletionCache) -> None:
    cache.file.parent.mkdir(mode=0o777)
    cache.put("a", b"private")
    assert stat.S_IMODE(cache.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(cache.file.parent.stat().st_mode) == 0o700


def test_the_oldest_go_where_it_grows_too_large(tmp_path: Path) -> None:
    cache = CompletionCache(tmp_path / "small.sqlite", limit=100_000)
    for number in range(60):
        cache.put(str(number), bytes(5_000))
    assert cache.get("0") is None
    assert cache.get("59") == bytes(5_000)
    assert cache.size <= 110_000
    kept = [number for number in range(60) if cache.get(str(number))]
    assert kept == list(range(kept[0], 60))
    assert len(kept) >= 10


def test_clearing_forgets_everything(cache: CompletionCache) -> None:
    cache.put("a", b"secret")
    cache.clear()
    cache.clear()
    assert cache.get("a") is None
    assert b"secret" not in b"".join(path.read_bytes() for path in cache.file.parent.iterdir())


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(place=st.floats(0, 1), wrong=st.binary(min_size=1, max_size=300), cut=st.booleans())
def test_a_damaged_file_is_begun_anew_and_gives_nothing_that_was_not_put(
    cache: CompletionCache,
    caplog: pytest.LogCaptureFixture,
    place: float,
    wrong: bytes,
    cut: bool,
) -> None:
    cache.clear()
    for number in range(8):
        cache.put(str(number), bytes([number]) * 3_000)
    content = bytearray(cache.file.read_bytes())
    start = int(place * (len(content) - 1))
    end = len(content) if cut else start + len(wrong)
    content[start:end] = b"" if cut else wrong
    cache.file.write_bytes(content)
    caplog.clear()
    for number in range(8):
        assert cache.get(str(number)) in (None, bytes([number]) * 3_000)
    cache.put("new", b"whole")
    assert cache.get("new") == b"whole"
    assert all("damaged" in record.message for record in caplog.records)


def test_a_locked_file_is_as_good_as_none(
    cache: CompletionCache, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jupyterlab_galactica.engine.completion_cache._WAIT_S", 0.01)
    cache.put("a", b"kept")
    other = sqlite3.connect(cache.file)
    other.execute("BEGIN EXCLUSIVE")
    with caplog.at_level(logging.WARNING):
        assert cache.get("a") is None
        cache.put("b", b"lost")
    other.close()
    assert "cannot be used" in caplog.text
    assert cache.get("a") == b"kept"


def test_a_folder_that_cannot_be_made_is_as_good_as_none(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    cache = CompletionCache(tmp_path / "file" / "answers.sqlite")
    cache.put("a", b"lost")
    assert cache.get("a") is None
    assert "cannot be used" in caplog.text


def test_many_write_at_once(cache: CompletionCache) -> None:
    def write(writer: int) -> None:
        for number in range(10):
            CompletionCache(cache.file).put(f"{writer}.{number}", bytes([writer]))

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for writer in range(4):
        assert [cache.get(f"{writer}.{number}") for number in range(10)] == [bytes([writer])] * 10
