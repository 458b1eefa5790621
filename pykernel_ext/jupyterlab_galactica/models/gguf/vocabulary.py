"""The tokens of a GGUF file as a tokenizer.json: byte-level BPE, and SentencePiece's.

What is written is read again by `tokenizer_file.py`, as any tokenizer.json is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..tokenizer_file import LLAMA_3_WORDS, QWEN_WORDS
from .config import CONTROL
from .header import Header

_USER_DEFINED, _BYTE = 4, 6
_MOST_CHARACTERS = 256
"""Of a piece that others are put together to."""


@dataclass(frozen=True, slots=True)
class _Splitting:
    """How texts are cut before their pieces are looked for: llama.cpp names it `pre`."""

    pre_tokenizer: Mapping[str, Any]
    normalizer: Mapping[str, Any] | None = None
    ignore_merges: bool = False


def _sequence(*steps: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "Sequence", "pretokenizers": list(steps)}


def _bytes(*, use_regex: bool) -> dict[str, Any]:
    return {
        "type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": use_regex
    }  # fmt: skip


def _words(pattern: str) -> dict[str, Any]:
    return {
        "type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False
    }  # fmt: skip


_GPT_2 = _Splitting(_bytes(use_regex=True))
_SMOLLM = _Splitting(
    _sequence({"type": "Digits", "individual_digits": True}, _bytes(use_regex=True))
)
_QWEN = _Splitting(_sequence(_words(QWEN_WORDS), _bytes(use_regex=False)), {"type": "NFC"})
_LLAMA_3 = _Splitting(_sequence(_words(LLAMA_3_WORDS), _bytes(use_regex=False)), ignore_merges=True)
_SPLITTINGS = {
    "gpt-2": _GPT_2, "smollm": _SMOLLM, "qwen2": _QWEN, "llama-bpe": _LLAMA_3, "llama3": _LLAMA_3
}  # fmt: skip


def tokenizer_of(header: Header) -> dict[str, Any]:
    """Raises ValueError for a kind of vocabulary that is not known, or is damaged."""
    tokens = _list(header, "tokens", str)
    kinds = _list(header, "token_type", int) or [1] * len(tokens)
    ids = {token: token_id for token_id, token in enumerate(tokens)}
    if not tokens or len(ids) < len(tokens) or len(kinds) != len(tokens):
        raise ValueError("its list of tokens is damaged")
    match header.metadata.get("tokenizer.ggml.model"):
        case "gpt2":
            described = _byte_level(header, ids)
            bos_by_default = False
        case "llama":
            described = _sentencepiece(header, ids, kinds)
            bos_by_default = True
        case other:
            raise ValueError(f"its vocabulary is of the kind {str(other)[:40]!r}")
    put_first = header.metadata.get("tokenizer.ggml.add_bos_token", bos_by_default)
    return {
        "version": "1.0",
        "added_tokens": _added(tokens, kinds),
        "post_processor": _beginning(header, tokens) if put_first else None,
        **described,
    }


def _byte_level(header: Header, ids: Mapping[str, int]) -> dict[str, Any]:
    name = header.metadata.get("tokenizer.ggml.pre", "gpt-2")
    if name not in _SPLITTINGS:
        raise ValueError(
            f"its texts are cut as {str(name)[:40]!r} does it, and those known are "
            f"{', '.join(_SPLITTINGS)}"
        )
    splitting = _SPLITTINGS[name]
    merges = [merge.split(" ") for merge in _list(header, "merges", str)]
    if not merges or any(len(merge) != 2 for merge in merges):
        raise ValueError("its list of merges is damaged")
    return {
        "normalizer": splitting.normalizer,
        "pre_tokenizer": splitting.pre_tokenizer,
        "decoder": _bytes(use_regex=True),
        "model": {
            "type": "BPE",
            "vocab": dict(ids),
            "merges": merges,
            "ignore_merges": splitting.ignore_merges,
        },
    }


def _sentencepiece(header: Header, ids: Mapping[str, int], kinds: Sequence[int]) -> dict[str, Any]:
    scores = _list(header, "scores", float)
    if len(scores) != len(ids):
        raise ValueError("its list of scores is damaged")
    blanks: list[dict[str, Any]] = [{"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]
    cut: list[dict[str, Any]] = [
        {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
        {"type": "ByteFallback"},
        {"type": "Fuse"},
    ]
    if header.metadata.get("tokenizer.ggml.add_space_prefix", True):
        blanks.insert(0, {"type": "Prepend", "prepend": "▁"})
        cut.append({"type": "Strip", "content": " ", "start": 1, "stop": 0})
    unknown = header.metadata.get("tokenizer.ggml.unknown_token_id", 0)
    return {
        "normalizer": {"type": "Sequence", "normalizers": blanks},
        "pre_tokenizer": None,
        "decoder": {"type": "Sequence", "decoders": cut},
        "model": {
            "type": "BPE",
            "unk_token": _token(list(ids), unknown),
            "fuse_unk": True,
            "byte_fallback": True,
            "vocab": dict(ids),
            "merges": _merges(ids, kinds, scores),
        },
    }


def _merges(
    ids: Mapping[str, int], kinds: Sequence[int], scores: Sequence[float]
) -> list[tuple[str, str]]:
    """The pairs that make a piece, the piece of the highest score first, as SentencePiece goes.

    transformers' `generate_merges` gives the same.
    """
    found = []
    for token, token_id in ids.items():
        if kinds[token_id] in (CONTROL, _BYTE) or len(token) > _MOST_CHARACTERS:
            continue
        for place in range(1, len(token)):
            left, right = token[:place], token[place:]
            if left in ids and right in ids:
                rank = (-scores[token_id], -len(left), -len(right), ids[left], ids[right])
                found.append((rank, (left, right)))
    return [pair for _, pair in sorted(found)]


def _added(tokens: Sequence[str], kinds: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {
            "id": token_id, "content": token, "single_word": False, "lstrip": False,
            "rstrip": False, "normalized": False, "special": kind == CONTROL,
        }
        for token_id, (token, kind) in enumerate(zip(tokens, kinds, strict=True))
        if kind in (CONTROL, _USER_DEFINED) and token
    ]  # fmt: skip


def _beginning(header: Header, tokens: Sequence[str]) -> dict[str, Any]:
    """The token that stands before every text."""
    token_id = header.metadata.get("tokenizer.ggml.bos_token_id", 1)
    token = _token(tokens, token_id)
    piece, text = (
        {"SpecialToken": {"id": token, "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
    )
    return {
        "type": "TemplateProcessing",
        "single": [piece, text],
        "pair": [piece, text, {"Sequence": {"id": "B", "type_id": 0}}],
        "special_tokens": {token: {"id": token, "ids": [token_id], "tokens": [token]}},
    }


def _token(tokens: Sequence[str], token_id: Any) -> str:
    if not isinstance(token_id, int) or not 0 <= token_id < len(tokens):
        raise ValueError("it names a token that it does not have")
    return tokens[token_id]


def _list(header: Header, name: str, kind: type) -> list[Any]:
    found = header.metadata.get(f"tokenizer.ggml.{name}", [])
    if not isinstance(found, list) or not all(isinstance(item, kind) for item in found):
        raise ValueError(f"its list of {name} is damaged")
    return found
