from __future__ import annotations

from pathlib import Path

from jupyterlab_galactica.models.pair_name import split_pair


def test_a_pair_is_split_at_its_plus(tmp_path: Path) -> None:
    assert split_pair("allenai/tulu-7b+huggyllama/llama-7b") == (
        "allenai/tulu-7b",
        "huggyllama/llama-7b",
    )
    (tmp_path / "c++" / "diff").mkdir(parents=True)
    diff = str(tmp_path / "c++" / "diff")
    assert split_pair(f"{diff}+huggyllama/llama-7b") == (diff, "huggyllama/llama-7b")
    assert split_pair("no-such-diff + no-such-base") == ("no-such-diff", "no-such-base")


def test_what_is_no_pair_is_not_split(tmp_path: Path) -> None:
    (tmp_path / "a+b").mkdir()
    for name in ("demo", "facebook/galactica-1.3b", str(tmp_path / "a+b"), "+", "a+", "+a"):
        assert split_pair(name) is None
