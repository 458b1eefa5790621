"""Token ids from text and back, over the `tokenizers` library alone.

`AutoTokenizer` is not used on purpose: transformers 5 builds a GPT-2 tokenizer where
`tokenizer_config.json` names no class, which drops Galactica's pre-tokenizer. The rules are those
of the Galactica paper (arXiv 2211.09085, section 3.1) and its public `galai` package.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ModelError
from .catalog import BUNDLED
from .hub import cached_folder, fetch_small, is_hub_id
from .packaged import check_installed
from .pair_name import split_pair
from .places import folder_named
from .rewriting import SPECIAL_TOKENS, SPLIT_MARKER, as_read, read_pieces
from .sentencepiece import convert_sentencepiece, sentencepiece_bytes
from .tokenizer_file import read_tokenizer

if TYPE_CHECKING:
    import tokenizers

BOS, PAD, EOS, UNK = range(4)
"""Their ids in Galactica's vocabulary; `Tokenizer.bos` and so on are those of any."""

GALACTICA_ROWS = 50_000
LONG = 50_000
"""Characters of a text that is read at once wherever it is read to be counted."""
_KNOWN_TEXT = "The Transformer architecture [START_REF]"
_KNOWN_IDS = [592, 23121, 5219, 243, 4]


def most_tokens(text: str) -> int:
    """No tokenizer of these families makes more tokens of `text`: a token has a byte or more.

    The bytes are those of the text itself (LLaMA) or of its compatibility decomposition, with
    scripts written as tokens (Galactica); LLaMA adds a start token and a space.
    """
    decomposed = unicodedata.normalize("NFKD", as_read(text).replace(SPLIT_MARKER, ""))
    return max(len(text.encode("utf-8")), len(decomposed.encode("utf-8"))) + 2


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids padded on the left to one length; `mask` is 0 where there is padding."""

    ids: tuple[tuple[int, ...], ...]
    mask: tuple[tuple[int, ...], ...]


class Tokenizer:
    """Text to token ids and back, token-exact for the Galactica family.

    `bos`, `pad`, `eos` and `unk` are the ids of `<s>`, `<pad>`, `</s>` and `<unk>`, None where the
    vocabulary has no such token.
    """

    def __init__(self, backend: tokenizers.Tokenizer) -> None:
        self._backend = backend
        self.is_galactica = self.token_id("[START_REF]") is not None
        self.bos, self.pad, self.eos, self.unk = map(self.token_id, SPECIAL_TOKENS[:4])
        byte_level = type(backend.decoder).__name__ == "ByteLevel"
        self._bytes_of = _byte_level_bytes if byte_level else sentencepiece_bytes
        added = backend.get_added_tokens_decoder()
        self._special = frozenset(token for token, entry in added.items() if entry.special)

    @classmethod
    def from_folder(cls, folder: Path) -> Tokenizer:
        """Read `tokenizer.json`, or else convert SentencePiece's `tokenizer.model`.

        Raises ModelError where both are missing or unreadable, and where a Galactica vocabulary
        does not split text as Galactica's tokenizer does.
        """
        path = folder / "tokenizer.json"
        if path.is_file():
            backend = read_tokenizer(path)
        elif (folder / "tokenizer.model").is_file():
            backend = convert_sentencepiece(folder)
        else:
            raise ModelError(
                f"{folder} has no tokenizer.json; copy the one that belongs to the model there."
            )
        tokenizer = cls(backend)
        if tokenizer.is_galactica and not _splits_as_galactica(tokenizer):
            raise ModelError(
                f"The tokenizer in {folder} does not split text as Galactica's does (saved by a "
                "program that took it for GPT-2's, perhaps); copy tokenizer.json from the model's "
                "own page there."
            )
        return tokenizer

    @property
    def size(self) -> int:
        return int(self._backend.get_vocab_size())

    def token_id(self, token: str) -> int | None:
        found: int | None = self._backend.token_to_id(token)
        return found

    def encode(self, text: str) -> list[int]:
        """The ids of `text`; LLaMA's begin with `<s>`."""
        return list(self._encoded(as_read(text) if self.is_galactica else text).ids)

    def starts(self, text: str) -> list[int]:
        """Where in `text` each token of `encode(text)` begins, counted in characters.

        Those of one character begin together, as do all that were put in before it.
        """
        if not self.is_galactica:
            return [start for start, _ in self._encoded(text).offsets]
        origins: list[int] = []
        written_so_far, read = 0, ""
        for written, piece in read_pieces(text):
            alike = len(written) == len(piece)
            origins += [written_so_far + alike * place for place in range(len(piece))]
            written_so_far += len(written)
            read += piece
        origins.append(written_so_far)
        return [origins[start] for start, _ in self._encoded(read).offsets]

    def _encoded(self, text: str) -> tokenizers.Encoding:
        try:
            return self._backend.encode(text, add_special_tokens=not self.is_galactica)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of native code is no Exception
            raise ModelError(
                f"The model's tokenizer fails on this text ({type(error).__name__}); use the "
                "tokenizer.json from the model's own page."
            ) from error

    def count(self, text: str) -> int:
        """How many tokens `text` has: exact up to LONG characters, beyond that about so many.

        The backend holds Python's lock while it reads, and takes hundreds of bytes for each, so a
        long text is read in pieces, between which a server answers others.
        """
        pieces = (text[at : at + LONG] for at in range(0, max(1, len(text)), LONG))
        return sum(len(self.encode(piece)) for piece in pieces)

    def encode_batch(self, texts: Sequence[str], limit: int) -> Batch:
        """The ids of several texts, each cut on the left to `limit` tokens and padded on the left.

        A start token is never cut. Padding is `<pad>`, or `</s>` where there is none.
        """
        rows = [self._cut(self.encode(text), limit) for text in texts]
        length = max(map(len, rows), default=0)
        padding = self.pad if self.pad is not None else (self.eos or 0)
        gaps = [length - len(row) for row in rows]
        return Batch(
            tuple((*[padding] * gap, *row) for gap, row in zip(gaps, rows, strict=True)),
            tuple((*[0] * gap, *[1] * len(row)) for gap, row in zip(gaps, rows, strict=True)),
        )

    def _cut(self, ids: list[int], limit: int) -> list[int]:
        if len(ids) <= limit:
            return ids
        start = ids[:1] if not self.is_galactica and ids[0] == self.bos else []
        return start + ids[len(ids) - limit + len(start) :]

    def decode(self, ids: Iterable[int]) -> str:
        """The text of `ids`, special tokens included; bytes that are no character become U+FFFD."""
        return b"".join(map(self._bytes, ids)).decode("utf-8", "replace")

    def stream_decode(self, ids: Iterable[int]) -> Iterator[str]:
        """Decode token by token: pieces of whole characters.

        They join to `decode(ids)`, save that a character unfinished at the end is left out.
        """
        return map(self.decoder(), ids)

    def decoder(self, *, skip_special_tokens: bool = False) -> Callable[[int], str]:
        """A function from the next token id to the text it completes ("" within a character)."""
        skipped = self._special if skip_special_tokens else frozenset()
        characters = codecs.getincrementaldecoder("utf-8")("replace")

        def completed(token: int) -> str:
            text = "" if token in skipped else characters.decode(self._bytes(token))
            held = characters.getstate()[0]
            lost = held.decode("utf-8", "replace")
            if len(lost) < 2:
                return text
            characters.reset()  # it holds a surrogate, which no byte makes a character of
            return text + lost

        return completed

    def _bytes(self, token: int) -> bytes:
        """The bytes a token stands for; none for an id that is not in the vocabulary."""
        return self._bytes_of(self._backend.id_to_token(token) or "")


def _byte_alphabet() -> dict[str, int]:
    """Characters that stand for bytes in byte-level vocabularies: a printable one for itself.

    The others are moved, in order, to the code points from 256 on, as GPT-2's encoder does.
    """
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    moved = sorted(set(range(0x100)) - set(printable))
    alphabet = {chr(byte): byte for byte in printable}
    return alphabet | {chr(0x100 + position): byte for position, byte in enumerate(moved)}


_BYTE_ALPHABET = _byte_alphabet()


def _byte_level_bytes(token: str) -> bytes:
    try:
        return bytes(_BYTE_ALPHABET[character] for character in token)
    except KeyError:  # an added token is written as it is
        return token.encode("utf-8")


def local_tokenizer(model: str) -> Tokenizer | None:
    """As `tokenizer_of`, where its files are on this machine; the hub is not asked."""
    pair = split_pair(model)
    name = pair[0] if pair else model
    try:
        folder = BUNDLED.get(name) or folder_named(name)
        found = folder if folder.is_dir() else cached_folder(name) if is_hub_id(name) else None
        return None if found is None else _read(found.resolve())
    except ModelError:
        return None


@lru_cache(maxsize=8)
def _read(folder: Path) -> Tokenizer:
    return Tokenizer.from_folder(folder)


@lru_cache(maxsize=8)
def tokenizer_of(model: str) -> Tokenizer:
    """The tokenizer of a model as a user names it, without the model's weights.

    A weight diff brings that of the pair. Raises ModelError where there is none.
    """
    pair = split_pair(model)
    name = pair[0] if pair else model
    check_installed(name)
    folder = BUNDLED.get(name) or folder_named(name)
    if folder.is_dir():
        return Tokenizer.from_folder(folder)
    if not is_hub_id(name):
        raise ModelError(f"There is no model {name!r} here; name a folder or a hub id.")
    return Tokenizer.from_folder(fetch_small(name))


def _splits_as_galactica(tokenizer: Tokenizer) -> bool:
    """Special tokens at 0 to 22, one token for each letter of a sequence, and a known text's ids.

    The latter where the vocabulary is Galactica's own, not a small one of the same make.
    """
    if [tokenizer.token_id(token) for token in SPECIAL_TOKENS] != list(range(len(SPECIAL_TOKENS))):
        return False
    if len(tokenizer.encode("[START_AMINO]MI")) != 3:
        return False
    return tokenizer.size < GALACTICA_ROWS or tokenizer.encode(_KNOWN_TEXT) == _KNOWN_IDS
