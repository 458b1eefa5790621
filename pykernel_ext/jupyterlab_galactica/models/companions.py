"""What lies beside a recovered model's weights: configuration, tokenizer, card and licence.

They come from the diff, and from the base what the diff lacks. A base's tokenizer gets the `<pad>`
that the diff's additional vocabulary row stands for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..errors import ModelError
from .config_file import read_config
from .files import replace_file

PAD = "<pad>"

_VOCABULARIES = ("tokenizer.json", "tokenizer.model")
_TOKENIZER_FILES = (
    *_VOCABULARIES, "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
    "chat_template.jinja",
)  # fmt: skip
_PAD_ENTRY = {
    "content": PAD, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
    "special": True,
}  # fmt: skip


def write_companions(base: Path, diff: Path, out: Path, *, rows: int, dtype: str) -> None:
    """`rows` are the vocabulary's; `dtype` is torch's name for the type of the weights.

    Raises ModelError where a file that is needed cannot be read.
    """
    config_source = diff if (diff / "config.json").is_file() else base
    config = read_config(config_source) | {"vocab_size": rows, "dtype": dtype, "torch_dtype": dtype}
    added = rows > int(read_config(base).get("vocab_size", rows))
    if added and config_source is base:
        config["pad_token_id"] = rows - 1
    _write_json(out / "config.json", config)
    _copy(diff, out, ("README.md", "LICENSE*"))
    has_generation = (diff / "generation_config.json").is_file()
    _copy(diff if has_generation else base, out, ("generation_config.json",))
    if any((diff / name).is_file() for name in _VOCABULARIES):
        _copy(diff, out, _TOKENIZER_FILES)
    else:
        _copy(base, out, _TOKENIZER_FILES)
        if added:
            _add_pad(out, rows - 1)


def _copy(folder: Path, out: Path, patterns: Iterable[str]) -> None:
    for pattern in patterns:
        for path in filter(Path.is_file, folder.glob(pattern)):
            replace_file(out / path.name, path.read_bytes())


def _add_pad(folder: Path, token_id: int) -> None:
    """Give the folder's tokenizer the token `<pad>`, in each of the files that name tokens."""
    path = folder / "tokenizer.json"
    if path.is_file():
        tokenizer = _read_json(path)
        added = tokenizer.setdefault("added_tokens", [])
        if any(token["content"] == PAD for token in added):
            return
        added.append({"id": token_id, **_PAD_ENTRY})
        _write_json(path, tokenizer)
    if (folder / "tokenizer.model").is_file():
        path = folder / "added_tokens.json"
        _write_json(path, {**_read_json(path), PAD: token_id})
    path = folder / "special_tokens_map.json"
    _write_json(path, {**_read_json(path), "pad_token": PAD})
    path = folder / "tokenizer_config.json"
    settings = _read_json(path) | {"pad_token": PAD}
    if "added_tokens_decoder" in settings:
        settings["added_tokens_decoder"][str(token_id)] = _PAD_ENTRY
    _write_json(path, settings)


def _read_json(path: Path) -> dict[str, Any]:
    """The object in a file; an empty one where there is no file."""
    try:
        stored = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise ModelError(f"{path} cannot be read ({error}); get the file again.") from error
    if not isinstance(stored, dict):
        raise ModelError(f"{path} does not hold a JSON object; get the file again.")
    return stored


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    replace_file(path, f"{json.dumps(content, indent=2, ensure_ascii=False)}\n".encode())
