from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from filelock import FileLock
from safetensors.torch import load_file

from jupyterlab_galactica.errors import InputError, ModelError
from jupyterlab_galactica.models import recover as recovering
from jupyterlab_galactica.models.catalog import find_local_model
from jupyterlab_galactica.models.manifest import MANIFEST
from jupyterlab_galactica.models.recover import Recovery, recover
from jupyterlab_galactica.models.tokenizer import Tokenizer

from .weight_pairs import (
    assert_same,
    change_config,
    change_weights,
    read_weights,
    whole_model_recovery,
    write_pair,
)

SHARD_BYTES = 50_000
LAYOUTS = ["safetensors", "bin", "safetensors-shards", "bin-shards"]
TYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Not to be changed."""
    return write_pair(tmp_path_factory.mktemp("pair"))


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith(".lock")
    }


def _in_shards(pair: tuple[Path, Path], out: Path, **options: object) -> Recovery:
    return recover(*pair, out, **{"shard_bytes": SHARD_BYTES, **options})


@pytest.mark.parametrize("diff_layout", LAYOUTS)
@pytest.mark.parametrize("base_layout", LAYOUTS)
def test_every_layout_gives_the_bits_of_a_whole_model_recovery(
    tmp_path: Path, base_layout: str, diff_layout: str
) -> None:
    base, diff = write_pair(tmp_path, base_layout=base_layout, diff_layout=diff_layout)
    recover(base, diff, tmp_path / "out", "bf16", shard_bytes=SHARD_BYTES)
    assert_same(read_weights(tmp_path / "out"), whole_model_recovery(base, diff, torch.bfloat16))


@pytest.mark.parametrize("more_rows", [0, 1])
@pytest.mark.parametrize("diff_dtype", TYPES.values())
@pytest.mark.parametrize("dtype", TYPES)
def test_every_format_gives_the_bits_of_a_whole_model_recovery(
    tmp_path: Path, dtype: str, diff_dtype: torch.dtype, more_rows: int
) -> None:
    base, diff = write_pair(tmp_path, diff_dtype=diff_dtype, more_rows=more_rows)
    recover(base, diff, tmp_path / "out", dtype)
    assert_same(read_weights(tmp_path / "out"), whole_model_recovery(base, diff, TYPES[dtype]))


def test_transformers_loads_the_result_and_generates(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    from transformers import AutoModelForCausalLM

    _in_shards(pair, tmp_path)
    model, info = AutoModelForCausalLM.from_pretrained(tmp_path, output_loading_info=True)
    assert not info["missing_keys"]
    assert not info["unexpected_keys"]
    assert model.dtype == torch.bfloat16
    rows = Tokenizer.from_folder(tmp_path).size
    assert model.get_input_embeddings().num_embeddings == model.config.vocab_size == rows
    written = model.generate(torch.tensor([[1, 5]]), max_new_tokens=3, min_new_tokens=3)
    assert written.shape == (1, 5)


def test_tables_that_old_files_stored_are_left_out(tmp_path: Path) -> None:
    base, diff = write_pair(tmp_path)
    key = "model.layers.0.self_attn.rotary_emb.inv_freq"
    for folder in (base, diff):
        change_weights(folder, lambda weights: weights.update({key: torch.ones(16)}))
    recover(base, diff, tmp_path / "out")
    assert key not in read_weights(tmp_path / "out")


def test_the_manifest_names_pair_format_and_each_shard(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    _in_shards(pair, tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    assert (manifest["base"]["name"], manifest["diff"]["name"]) == ("base", "diff")
    assert manifest["dtype"] == "bf16"
    shards = sorted(tmp_path.glob("*.safetensors"))
    assert len(shards) > 3
    assert manifest["shards"] == {
        path.name: {
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in shards
    }


def test_shards_are_no_larger_than_asked_and_the_index_finds_every_tensor(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    _in_shards(pair, tmp_path)
    index = json.loads((tmp_path / "model.safetensors.index.json").read_text())
    size = 0
    for path in tmp_path.glob("*.safetensors"):
        weights = load_file(path)
        assert {index["weight_map"][key] for key in weights} == {path.name}
        bytes_ = sum(value.nbytes for value in weights.values())
        assert bytes_ <= SHARD_BYTES or len(weights) == 1
        size += bytes_
    assert index["metadata"]["total_size"] == size


def test_progress_grows_to_one(pair: tuple[Path, Path], tmp_path: Path) -> None:
    fractions: list[float] = []
    _in_shards(pair, tmp_path, report=fractions.append)
    assert fractions == sorted(fractions)
    assert fractions[0] > 0
    assert fractions[-1] == 1


def test_torch_keeps_its_threads(pair: tuple[Path, Path], tmp_path: Path) -> None:
    threads = torch.get_num_threads()
    recover(*pair, tmp_path)
    assert torch.get_num_threads() == threads


def test_configuration_tokenizer_and_card_come_from_the_diff(tmp_path: Path) -> None:
    base, diff = write_pair(tmp_path)
    change_config(diff, pad_token_id=123, torch_dtype="float32", vocab_size=7)
    (diff / "README.md").write_text("Tulu")
    (diff / "generation_config.json").write_text('{"temperature": 0.5}')
    (base / "generation_config.json").write_text('{"temperature": 0.7}')
    out = recover(base, diff, tmp_path / "out", "fp16").folder
    config = json.loads((out / "config.json").read_text())
    rows = Tokenizer.from_folder(diff).size
    assert (config["pad_token_id"], config["vocab_size"]) == (123, rows)
    assert config["dtype"] == config["torch_dtype"] == "float16"
    assert (out / "tokenizer.json").read_bytes() == (diff / "tokenizer.json").read_bytes()
    assert json.loads((out / "generation_config.json").read_text()) == {"temperature": 0.5}
    assert (out / "README.md").read_text() == "Tulu"


def test_what_the_diff_lacks_comes_from_the_base_with_a_pad_token(tmp_path: Path) -> None:
    base, diff = write_pair(tmp_path)
    (diff / "config.json").unlink()
    (diff / "tokenizer.json").unlink()
    (base / "tokenizer.model").write_bytes(b"SentencePiece")
    (base / "tokenizer_config.json").write_text('{"added_tokens_decoder": {}}')
    out = recover(base, diff, tmp_path / "out").folder
    rows = Tokenizer.from_folder(base).size
    tokenizer = Tokenizer.from_folder(out)
    assert (tokenizer.pad, tokenizer.size) == (rows, rows + 1)
    config = json.loads((out / "config.json").read_text())
    assert (config["pad_token_id"], config["vocab_size"]) == (rows, rows + 1)
    assert (out / "tokenizer.model").read_bytes() == b"SentencePiece"
    assert json.loads((out / "added_tokens.json").read_text()) == {"<pad>": rows}
    assert json.loads((out / "special_tokens_map.json").read_text()) == {"pad_token": "<pad>"}
    settings = json.loads((out / "tokenizer_config.json").read_text())
    assert settings["pad_token"] == settings["added_tokens_decoder"][str(rows)]["content"]


# --- stopped and taken up ------------------------------------------------------------------------


def test_a_recovery_killed_at_any_step_ends_with_the_same_files(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    script = Path(__file__).with_name("killed_recoveries.py")
    command = [sys.executable, script, *pair, tmp_path, SHARD_BYTES]
    result = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    killed = int(result.stdout)
    assert killed > 30
    expected = _contents(tmp_path / "0")
    assert len(expected) > 8
    for number in range(1, killed + 1):
        assert _contents(tmp_path / str(number)) == expected


class _StopRecovery(BaseException):
    pass


def _stop_at(fraction_at_most: float) -> Callable[[float], None]:
    def report(fraction: float) -> None:
        if fraction >= fraction_at_most:
            raise _StopRecovery

    return report


def test_finished_shards_are_kept_and_the_folder_is_no_model_until_the_end(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    with pytest.raises(_StopRecovery):
        _in_shards(pair, tmp_path, report=_stop_at(0.6))
    finished = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.safetensors")}
    assert finished
    assert not list(tmp_path.glob("*.part"))
    with pytest.raises(ModelError):
        find_local_model(str(tmp_path))
    recovery = _in_shards(pair, tmp_path)
    assert {path: path.stat().st_mtime_ns for path in finished} == finished
    assert recovery.kept == sum(path.stat().st_size for path in finished)
    assert recovery.written > 0
    assert find_local_model(str(tmp_path)) == tmp_path


def test_a_complete_recovery_is_verified_and_nothing_written(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    first = _in_shards(pair, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    again = _in_shards(pair, tmp_path)
    assert (again.written, again.kept) == (0, first.written)
    after = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert after == before


def test_a_damaged_shard_is_written_again(pair: tuple[Path, Path], tmp_path: Path) -> None:
    _in_shards(pair, tmp_path)
    expected = _contents(tmp_path)
    one, other = sorted(tmp_path.glob("*.safetensors"))[:2]
    content = bytearray(one.read_bytes())
    content[-1] ^= 1
    one.write_bytes(content)
    other.write_bytes(other.read_bytes()[:-1])
    recovery = _in_shards(pair, tmp_path)
    assert recovery.written == len(expected[one.name]) + len(expected[other.name])
    assert _contents(tmp_path) == expected


def test_a_folder_of_another_recovery_is_refused(pair: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    recover(*pair, out, "bf16")
    before = _contents(out)
    with pytest.raises(InputError, match="another dtype"):
        recover(*pair, out, "fp16")
    base, diff = write_pair(tmp_path, intermediate_size=96)
    change_weights(diff, lambda weights: weights["lm_head.weight"][0].fill_(0.01))
    with pytest.raises(InputError, match="another diff"):
        recover(base, diff, out, "bf16")
    assert _contents(out) == before


def test_moving_or_resharding_the_pair_does_not_make_it_another(tmp_path: Path) -> None:
    one = write_pair(tmp_path / "one")
    other = write_pair(tmp_path / "other", base_layout="bin-shards")
    recover(*one, tmp_path / "out")
    assert recover(*other, tmp_path / "out").written == 0


# --- refusals ------------------------------------------------------------------------------------


def test_a_folder_with_other_files_is_left_alone(pair: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("important")
    with pytest.raises(InputError, match="holds other files"):
        recover(*pair, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_writing_over_base_or_diff_is_refused(pair: tuple[Path, Path]) -> None:
    for out in pair:
        with pytest.raises(InputError, match="name another folder"):
            recover(*pair, out)


def test_an_unknown_format_is_refused(pair: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="choose fp32, bf16, fp16"):
        recover(*pair, tmp_path, "int8")


def test_two_recoveries_into_one_folder_do_not_mix(pair: tuple[Path, Path], tmp_path: Path) -> None:
    recover(*pair, tmp_path)
    lock = next(path for path in tmp_path.iterdir() if path.name.endswith(".lock"))
    with FileLock(lock), pytest.raises(InputError, match="Another recovery"):
        recover(*pair, tmp_path)


def test_a_pair_that_does_not_belong_together_leaves_no_folder(tmp_path: Path) -> None:
    base, diff = write_pair(tmp_path)
    with pytest.raises(ModelError, match="exchange base and diff"):
        recover(diff, base, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_nan_in_a_diff_ends_the_recovery_and_is_no_model(tmp_path: Path) -> None:
    base, diff = write_pair(tmp_path)
    change_weights(diff, lambda weights: weights["lm_head.weight"][5].fill_(float("nan")))
    with pytest.raises(ModelError, match=r"diff's lm_head\.weight in .* NaN"):
        recover(base, diff, tmp_path / "out")
    assert not list((tmp_path / "out").glob("*.safetensors*"))


def test_too_little_space_is_said_before_writing(
    pair: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(recovering.shutil, "disk_usage", lambda path: usage._replace(free=1000))
    with pytest.raises(ModelError, match=r"takes 0\.0 GB and the disk has 0\.0 GB left"):
        recover(*pair, tmp_path)
    assert not list(tmp_path.glob("*.safetensors*"))


def test_a_disk_that_is_full_midway_is_one_sentence_and_the_next_run_goes_on(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    calls = 0
    sync = os.fsync

    def full(file: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 6:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(file)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(ModelError, match="is full; free some space and run the same command"):
            _in_shards(pair, tmp_path)
    finished = list(tmp_path.glob("*.safetensors"))
    assert finished
    assert not list(tmp_path.glob("*.part"))
    recovery = _in_shards(pair, tmp_path)
    assert recovery.kept == sum(path.stat().st_size for path in finished)
    assert_same(read_weights(tmp_path), whole_model_recovery(*pair, torch.bfloat16))


def test_a_folder_that_cannot_be_made_is_one_sentence(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="cannot be written"):
        recover(*pair, tmp_path / "file" / "out")


def test_transformers_is_not_imported(pair: tuple[Path, Path], tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; "
        "from jupyterlab_galactica.models.recover import recover; "
        "recover(*map(Path, sys.argv[1:])); "
        "raise SystemExit('transformers' in sys.modules)"
    )
    command = [sys.executable, "-c", code, *map(str, pair), str(tmp_path / "out")]
    assert subprocess.run(command, check=False).returncode == 0
