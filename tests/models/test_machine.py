from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from jupyterlab_galactica.models.machine import Machine, free_memory, with_model_dropped

MIB = 2**20

pytestmark = pytest.mark.skipif(
    not hasattr(psutil, "RLIMIT_AS"), reason="control groups are Linux's"
)


def _own_groups(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own"
    path.write_text(text)
    return path


def _version_2(group: Path, limit: str, used: int, files: int) -> None:
    group.mkdir(parents=True, exist_ok=True)
    (group / "memory.max").write_text(f"{limit}\n")
    (group / "memory.current").write_text(f"{used}\n")
    (group / "memory.stat").write_text(f"anon 5\nfile {files}\nshmem {MIB}\n")


def test_a_containers_limit_counts_and_pages_of_files_are_free(tmp_path: Path) -> None:
    _version_2(tmp_path, str(100 * MIB), 70 * MIB, 21 * MIB)
    assert free_memory(tmp_path, _own_groups(tmp_path, "0::/\n")) == 50 * MIB


def test_the_limit_of_any_group_above_counts(tmp_path: Path) -> None:
    _version_2(tmp_path, "max", 0, MIB)
    _version_2(tmp_path / "slice", str(40 * MIB), 10 * MIB, MIB)
    _version_2(tmp_path / "slice/job", "max", 10 * MIB, MIB)
    assert free_memory(tmp_path, _own_groups(tmp_path, "0::/slice/job\n")) == 30 * MIB


def test_version_1_is_understood(tmp_path: Path) -> None:
    group = tmp_path / "memory/job"
    group.mkdir(parents=True)
    (group / "memory.limit_in_bytes").write_text(str(100 * MIB))
    (group / "memory.usage_in_bytes").write_text(str(80 * MIB))
    (group / "memory.stat").write_text(f"cache 1\ntotal_cache {30 * MIB}\ntotal_shmem 0\n")
    own = _own_groups(tmp_path, "9:name=systemd:/\n4:memory:/job\n0::/\n")
    assert free_memory(tmp_path, own) == 50 * MIB


def test_without_a_limit_the_systems_memory_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _version_2(tmp_path, "max", 0, 0)
    available = psutil.virtual_memory()._replace(available=123 * MIB)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: available)
    for own in ("0::/\n", "4:memory:/\n", "no such lines", ""):
        assert free_memory(tmp_path, _own_groups(tmp_path, own.replace("no such", "a:b:"))) == (
            123 * MIB
        )
    assert free_memory(tmp_path, tmp_path / "missing") == 123 * MIB


def test_a_model_that_goes_gives_back_no_more_than_the_process_holds() -> None:
    machine = Machine(memory=10 * MIB)
    assert with_model_dropped(machine, MIB).memory == 11 * MIB
    assert with_model_dropped(machine, 2**60).memory < 2**50
