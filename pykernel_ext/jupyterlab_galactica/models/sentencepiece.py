"""LLaMA's vocabulary: SentencePiece's BPE with a token for each byte."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ModelError

if TYPE_CHECKING:
    import tokenizers

_BYTE_TOKEN = re.compile("<0x([0-9A-Fa-f]{2})>")


def sentencepiece_bytes(token: str) -> bytes:
    """The bytes a token stands for; "▁" is a space, `<0x0A>` the byte 10."""
    byte = _BYTE_TOKEN.fullmatch(token)
    return bytes([int(byte[1], 16)]) if byte else token.replace("▁", " ").encode("utf-8")


def convert_sentencepiece(folder: Path) -> tokenizers.Tokenizer:
    """The tokenizer of a folder with a `tokenizer.model`, by transformers' own conversion.

    Where `tokenizer_config.json` does not say otherwise, as when the first LLaMA was published: a
    text begins with `<s>`, and a space is put in after each special token ("legacy").
    Raises ModelError where the packages that read it are missing, and for an unreadable file.
    """
    from importlib import import_module

    path = folder / "tokenizer.model"
    try:
        import_module("sentencepiece")
        import_module("google.protobuf")
    except ImportError as error:
        raise ModelError(
            f"{path} can be read only where sentencepiece and protobuf are installed; run "
            "`pip install sentencepiece protobuf`, or copy the model's tokenizer.json there."
        ) from error
    from transformers import LlamaTokenizer

    settings = folder / "tokenizer_config.json"
    try:
        stored = json.loads(settings.read_text("utf-8")) if settings.is_file() else {}
        choices = {name: stored.get(name, True) for name in ("add_bos_token", "legacy")}
        converted = LlamaTokenizer.from_pretrained(str(folder), local_files_only=True, **choices)
    except Exception as error:
        raise ModelError(f"{path} is not a readable tokenizer: {error}.") from error
    backend: tokenizers.Tokenizer = converted.backend_tokenizer
    return backend
