"""Galactica's tokenizer rules, over the `tokenizers` library alone.

`AutoTokenizer` is not used on purpose: transformers 5 builds a GPT-2 tokenizer where
`tokenizer_config.json` names no class, which drops Galactica's pre-tokenizer. The rules are those
of the Galactica paper (arXiv 2211.09085, section 3.1) and its public `galai` package.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ModelError

if TYPE_CHECKING:
    import tokenizers

SPECIAL_TOKENS = (
    "<s>", "<pad>", "</s>", "<unk>",
    "[START_REF]", "[END_REF]", "[IMAGE]",
    "<fragments>", "</fragments>", "<work>", "</work>",
    "[START_SUP]", "[END_SUP]", "[START_SUB]", "[END_SUB]",
    "[START_DNA]", "[END_DNA]", "[START_AMINO]", "[END_AMINO]",
    "[START_SMILES]", "[END_SMILES]", "[START_I_SMILES]", "[END_I_SMILES]",
)  # fmt: skip
BOS, PAD, EOS, UNK = range(4)

SPLIT_MARKER = "SPL1T-TH1S-Pl3A5E"
"""The pre-tokenizer splits here and removes it: one character, one token."""

_SEQUENCE = re.compile(r"(\[START_(DNA|AMINO|SMILES|I_SMILES)\])(.*?)(\[END_\2\]|\Z)", re.DOTALL)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0123456789+-=()ni")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", "0123456789+-=()")
_SUPERSCRIPT_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ]+")
_SUBSCRIPT_RUN = re.compile("[₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎]+")


def mark_sequences(text: str) -> str:
    """Put the split marker before each character of a SMILES, protein or DNA sequence.

    Closed and unclosed sequences alike, newlines included, and once before the closing token.
    """

    def mark(match: re.Match[str]) -> str:
        start, _, letters, end = match.groups()
        marked = "".join(SPLIT_MARKER + letter for letter in letters)
        return start + marked + (SPLIT_MARKER + end if end else "")

    return _SEQUENCE.sub(mark, text)


def rewrite_scripts(text: str) -> str:
    """Rewrite Unicode super- and subscripts as Galactica's tokens, which NFKC would flatten."""
    text = _SUPERSCRIPT_RUN.sub(
        lambda run: f"[START_SUP]{run[0].translate(_SUPERSCRIPTS)}[END_SUP]", text
    )
    return _SUBSCRIPT_RUN.sub(
        lambda run: f"[START_SUB]{run[0].translate(_SUBSCRIPTS)}[END_SUB]", text
    )


class Tokenizer:
    """Text to token ids and back, token-exact for the Galactica family."""

    def __init__(self, backend: tokenizers.Tokenizer) -> None:
        self._backend = backend
        self.is_galactica = backend.token_to_id("[START_REF]") is not None

    @classmethod
    def from_folder(cls, folder: Path) -> Tokenizer:
        """Read `tokenizer.json`. Raises ModelError where it is missing or unreadable."""
        import tokenizers

        path = folder / "tokenizer.json"
        if not path.is_file():
            raise ModelError(
                f"{folder} has no tokenizer.json; copy the one that belongs to the model there."
            )
        try:
            return cls(tokenizers.Tokenizer.from_file(str(path)))
        except Exception as error:
            raise ModelError(f"{path} is not a readable tokenizer: {error}.") from error

    @property
    def size(self) -> int:
        return int(self._backend.get_vocab_size())

    def token_id(self, token: str) -> int | None:
        found: int | None = self._backend.token_to_id(token)
        return found

    def encode(self, text: str) -> list[int]:
        if self.is_galactica:
            text = mark_sequences(rewrite_scripts(text.replace("\r\n", "\n")))
        ids: list[int] = self._backend.encode(text, add_special_tokens=not self.is_galactica).ids
        return ids

    def decode(self, ids: Iterable[int]) -> str:
        text: str = self._backend.decode(list(ids), skip_special_tokens=False)
        return text

    def stream_decode(self, ids: Iterable[int]) -> Iterator[str]:
        """Decode token by token: pieces of whole characters, which join to the text."""
        step = self.decoder()
        for token in ids:
            yield step(token)

    def decoder(self, *, skip_special_tokens: bool = False) -> Callable[[int], str]:
        """A function from the next token id to the text it completes ("" within a character)."""
        from tokenizers.decoders import DecodeStream

        stream = DecodeStream(skip_special_tokens=skip_special_tokens)
        return lambda token: stream.step(self._backend, token) or ""
