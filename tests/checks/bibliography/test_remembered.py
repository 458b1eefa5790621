"""A project's bibliographies are named once."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyterlab_galactica.checks.bibliography.remembered import (
    remember_bibliographies,
    remembered_bibliographies,
)
from jupyterlab_galactica.checks.projects import project_folder
from jupyterlab_galactica.errors import InputError


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    return tmp_path / "jupyter"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    project = tmp_path / "paper"
    (project / ".git").mkdir(parents=True)
    (project / "notebooks").mkdir()
    (project / "refs.bib").touch()
    return project


def test_every_notebook_of_a_project_shares_its_bibliographies(project: Path) -> None:
    remember_bibliographies(project / "notebooks", [project / "refs.bib"])
    assert project_folder(project / "notebooks") == project
    assert remembered_bibliographies(project) == (project / "refs.bib",)
    assert remembered_bibliographies(project / "notebooks") == (project / "refs.bib",)


def test_other_folders_know_nothing_of_them(project: Path, tmp_path: Path) -> None:
    remember_bibliographies(project, [project / "refs.bib"])
    (tmp_path / "elsewhere").mkdir()
    assert project_folder(tmp_path / "elsewhere") == tmp_path / "elsewhere"
    assert remembered_bibliographies(tmp_path / "elsewhere") == ()


def test_naming_others_replaces_them_and_naming_none_forgets(project: Path) -> None:
    remember_bibliographies(project, [project / "refs.bib"])
    remember_bibliographies(project, [project / "notebooks"])
    assert remembered_bibliographies(project) == (project / "notebooks",)
    remember_bibliographies(project, [])
    assert remembered_bibliographies(project) == ()


def test_nothing_is_written_into_the_project(project: Path) -> None:
    before = sorted(project.rglob("*"))
    remember_bibliographies(project, [project / "refs.bib"])
    assert sorted(project.rglob("*")) == before


def test_relative_paths_are_kept_as_what_they_meant(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    remember_bibliographies(Path(), [Path("refs.bib")])
    monkeypatch.chdir(project / "notebooks")
    assert remembered_bibliographies(Path()) == (project / "refs.bib",)


def test_a_path_that_does_not_exist_is_refused(project: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.bib"):
        remember_bibliographies(project, [project / "nowhere.bib"])


def test_a_broken_list_says_what_to_do(project: Path, data_folder: Path) -> None:
    (data_folder / "galactica").mkdir(parents=True)
    (data_folder / "galactica" / "bibliographies.json").write_text("{broken")
    with pytest.raises(InputError, match="mend or delete"):
        remembered_bibliographies(project)
