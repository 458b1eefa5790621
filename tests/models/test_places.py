from __future__ import annotations

from pathlib import Path

import pytest

from jupyterlab_galactica.errors import ModelError
from jupyterlab_galactica.models.catalog import find_model
from jupyterlab_galactica.models.detect import family_for
from jupyterlab_galactica.models.families import GALACTICA
from jupyterlab_galactica.models.places import folder_named


@pytest.mark.parametrize("name", ["n" * 300, "~nobody_of_this_name/x", "a\0b", "x/" * 3000])
def test_a_name_that_can_be_no_path_is_an_unknown_model(name: str) -> None:
    assert not folder_named(name).exists()
    assert family_for(name) == GALACTICA
    with pytest.raises(ModelError, match="There is no model"):
        find_model(name)


def test_a_folder_is_found_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert folder_named("~/model") == tmp_path / "model"
