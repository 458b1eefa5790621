"""Where compiled code is kept, and what happens where it cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.engine.compiled import cache, loading


def _double(number: int) -> int:
    return 2 * number


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "jupyterlab-galactica" / "compiled"


def test_code_is_kept_in_our_own_folder_and_found_again(home: Path) -> None:
    import numba

    before = numba.config.CACHE_DIR
    assert cache.jit_cached()(_double)(21) == 42
    assert list(home.rglob("*.nbc"))
    again = cache.jit_cached()(_double)
    assert again(21) == 42
    assert sum(again.stats.cache_hits.values()) == 1
    assert before == numba.config.CACHE_DIR


def test_where_no_folder_can_be_written_it_is_compiled_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert cache.jit_cached()(_double)(21) == 42


def test_code_of_another_processor_or_version_is_not_looked_at(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llvmlite import binding

    cache.jit_cached()(_double)(21)
    monkeypatch.setattr(binding, "get_host_cpu_name", lambda: "another")
    elsewhere = cache.jit_cached()(_double)
    assert elsewhere(21) == 42
    assert not elsewhere.stats.cache_hits
    assert len(list(home.iterdir())) == 2


def test_folders_of_many_versions_are_bounded(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in range(9):
        monkeypatch.setattr(cache, "_key", lambda: f"version-{version}")  # noqa: B023
        cache.jit_cached()(_double)
    assert len(list(home.iterdir())) == 4


def test_damaged_code_is_forgotten_and_compiled_anew(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.jit_cached()(_double)(21)
    for kept in home.rglob("*.nb?"):
        kept.write_bytes(b"cut short")
    damaged = cache.jit_cached()(_double)
    monkeypatch.setattr(loading, "_try_step", lambda form: damaged(21))
    loading.compile_step("int8")
    fresh: Any = cache.jit_cached()(_double)
    assert fresh(21) == 42


def test_a_compiler_that_keeps_failing_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(form: str) -> None:
        raise OSError("no LLVM here")

    monkeypatch.setattr(loading, "_try_step", fail)
    with pytest.raises(loading.CompilerError, match=r"numba failed \(OSError\)"):
        loading.compile_step("int8")
