"""Reading a `tokenizer.json` that may be hostile: only parts whose work is linear in the text.

The format runs what it describes: a chain of replacements doubles a text at each step, a regular
expression backtracks for ever, a padding takes all memory. An allow-list names the parts that the
tokenizers of our families are made of; what was checked is what is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ModelError

if TYPE_CHECKING:
    import tokenizers

_MAX_BYTES = 64 * 2**20
_MAX_PARTS = 16
_MAX_PREFIX = 8

LLAMA_3_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN_WORDS = LLAMA_3_WORDS.replace(r"\p{N}{1,3}", r"\p{N}")

_PATTERNS = frozenset(
    {
        # Galactica's punctuation
        r"[\(\)\[\]\{\}]|([!\"\#\$%\&'\*\+,\-\./:;<=>\?\\\^_`\|\~])\1*",
        r"""[\(\)\[\]\{\}]|([!"\#\$%\&'\*\+,\-\./:;<=>\?\\\^_`\|\~])\1*""",
        # GPT-2's words
        r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
        LLAMA_3_WORDS,
        QWEN_WORDS,
    }
)
_SIMPLE = {
    "normalizer": {"NFC", "NFD", "NFKC", "NFKD", "Lowercase", "Strip", "StripAccents"},
    "pre_tokenizer": {"ByteLevel", "Digits", "Metaspace", "Whitespace", "WhitespaceSplit"},
    "post_processor": {"ByteLevel", "TemplateProcessing"},
    "decoder": {"ByteLevel", "ByteFallback", "Fuse", "Metaspace", "Strip"},
}
_SEQUENCES = {
    "normalizer": "normalizers",
    "pre_tokenizer": "pretokenizers",
    "post_processor": "processors",
    "decoder": "decoders",
}


def read_tokenizer(path: Path) -> tokenizers.Tokenizer:
    """The tokenizer in a `tokenizer.json`, without truncation and padding. Raises ModelError."""
    import tokenizers

    described = _read_json(path)
    for role in _SEQUENCES:
        for part in _parts(described.get(role), _SEQUENCES[role]):
            if not _is_known(role, part):
                raise ModelError(
                    f"{path} has a {role} that is not known here ({_brief(part)}); use the "
                    "tokenizer.json from the page of a Galactica or LLaMA model."
                )
    described |= {"truncation": None, "padding": None}
    try:
        return tokenizers.Tokenizer.from_str(json.dumps(described))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of native code is no Exception
        raise ModelError(f"{path} is not a readable tokenizer: {error}.") from error


def _read_json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ValueError(f"it is over {_MAX_BYTES >> 20} MB")
        described = json.loads(path.read_text("utf-8"))
        if not isinstance(described, dict):
            raise ValueError("it is no JSON object")
        if not isinstance(described.get("model"), dict):
            raise ValueError("it has no model")
        if described["model"].get("type", "BPE") != "BPE":
            raise ValueError("its model is not BPE")
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{path} is not a readable tokenizer: {error}.") from error
    return described


def _parts(part: Any, inner: str) -> Iterator[Any]:
    """The parts in order, those of a sequence one by one; none within them is a sequence."""
    if isinstance(part, dict) and part.get("type") == "Sequence":
        steps = part.get(inner)
        if isinstance(steps, list) and len(steps) <= _MAX_PARTS:
            yield from steps
        else:
            yield part
    elif part is not None:
        yield part


def _is_known(role: str, part: Any) -> bool:
    if not isinstance(part, Mapping):
        return False
    kind = part.get("type")
    if kind in _SIMPLE[role]:
        return True
    if kind == "Prepend" and role == "normalizer":
        return isinstance(part.get("prepend"), str) and len(part["prepend"]) <= _MAX_PREFIX
    if kind == "Replace" and role in ("normalizer", "decoder"):
        text, instead = _pattern(part).get("String"), part.get("content")
        return isinstance(text, str) and isinstance(instead, str) and len(instead) <= len(text)
    if kind == "Split" and role == "pre_tokenizer":
        pattern = _pattern(part)
        return bool(pattern.get("String")) or pattern.get("Regex") in _PATTERNS
    return False


def _pattern(part: Mapping[str, Any]) -> Mapping[str, Any]:
    pattern = part.get("pattern")
    return pattern if isinstance(pattern, Mapping) else {}


def _brief(part: Any) -> str:
    return str(part.get("type")) if isinstance(part, Mapping) else type(part).__name__
