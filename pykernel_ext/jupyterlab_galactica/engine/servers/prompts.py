"""A prompt in the form that its server reads as the model was trained: ids, wherever it can be.

A server's tokenizer knows nothing of Galactica's one-character tokens in sequences, nor of its
super- and subscripts (`models.rewriting`).
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

from ...errors import InputError
from ...models.detect import family_for
from ...models.families import GALACTICA
from ...models.hub import is_hub_id
from ...models.rewriting import SPECIAL_TOKENS, SPLIT_MARKER, as_read
from ...models.tokenizer import EOS, Tokenizer, local_tokenizer
from ..interface import Progress
from .about import UNKNOWN, Served
from .address import Address
from .asking import UnknownPathError, ask_json

_PROBE = "[START_DNA]AC[END_DNA]"
_PROBE_TOKENS = 4


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A server's model as this machine knows it: by its tokenizer, or not."""

    server: Address
    served: Served
    tokenizer: Tokenizer | None
    is_galactica: bool

    @property
    def extended(self) -> bool:
        """Whether vLLM's fields are understood. Of an unknown server of Galactica that is hoped:
        without them the model is of little use.
        """
        software = self.served.software
        return software.extended or (software is UNKNOWN and self.is_galactica)

    def encode(self, prompt: str | Sequence[int]) -> Generator[Progress, None, str | list[int]]:
        """The ids of a prompt, by the tokenizer here or the server's; its text where neither can.

        Raises InputError for a text with sequences that only ids could bring, and as `ask`.
        """
        if not isinstance(prompt, str):
            return list(prompt)
        takes_ids = self.served.software.takes_ids or self.extended
        if self.tokenizer is not None and takes_ids:
            return self.tokenizer.encode(prompt)
        text = as_read(prompt) if self.is_galactica else prompt
        reads_all = SPLIT_MARKER not in text or (yield from self._splits())
        if reads_all:
            ids = yield from self._tokenize(text)
            if ids is not None:
                return ids
        if SPLIT_MARKER in text:
            raise InputError(
                f"The prompt has a sequence or molecule, for which {self.served.name} wants token "
                "ids, and its tokenizer is neither on this machine nor usable on the server; put "
                f"it here with `hf download {self.served.root or self.served.name} config.json "
                "tokenizer.json`."
            )
        return text

    def decode(self, ids: list[int]) -> Generator[Progress, None, str]:
        """The text of ids, special tokens included. Raises as `ask`, and UnknownPathError."""
        if self.tokenizer is not None:
            return self.tokenizer.decode(ids)
        body = {"model": self.served.name, "tokens": ids}
        answer = yield from ask_json(self.server, "/detokenize", body)
        return str(answer["prompt"])

    def has(self, token: int) -> bool:
        """Whether a token is one of the vocabulary, not of rows that only fill the model up."""
        return self.tokenizer is None or token < self.tokenizer.size

    def token_id(self, token: str) -> int | None:
        """Galactica's special tokens have their ids in every vocabulary of its make."""
        if self.tokenizer is not None:
            return self.tokenizer.token_id(token)
        return SPECIAL_TOKENS.index(token) if token in SPECIAL_TOKENS else None

    def token_text(self, token: int) -> str | None:
        if self.tokenizer is not None:
            return self.tokenizer.decode([token])
        known = self.is_galactica and 0 <= token < len(SPECIAL_TOKENS)
        return SPECIAL_TOKENS[token] if known else None

    @property
    def eos(self) -> int:
        found = self.tokenizer.eos if self.tokenizer is not None else None
        return EOS if found is None else found

    def _splits(self) -> Generator[Progress, None, bool]:
        """Whether the server's tokenizer takes each letter of a sequence for one token."""
        ids = yield from self._tokenize(as_read(_PROBE))
        return ids is not None and len(ids) == _PROBE_TOKENS

    def _tokenize(self, text: str) -> Generator[Progress, None, list[int] | None]:
        """The server's ids; None where it has no such service (a gateway may hide it)."""
        if not self.served.software.tokenizes:
            return None
        body: dict[str, Any] = {
            "model": self.served.name,
            "prompt": text,
            "add_special_tokens": not self.is_galactica,
        }
        try:
            answer = yield from ask_json(self.server, "/tokenize", body)
        except UnknownPathError:
            return None
        return [int(token) for token in answer["tokens"]]


def vocabulary_of(server: Address, served: Served) -> Vocabulary:
    """By the name that is asked, or else by what the server says that it loaded."""
    tokenizer = local_tokenizer(served.name)
    if tokenizer is None and is_hub_id(served.root):
        tokenizer = local_tokenizer(served.root)
    if tokenizer is not None:
        return Vocabulary(server, served, tokenizer, tokenizer.is_galactica)
    galactica = family_for(served.name).architectures == GALACTICA.architectures
    return Vocabulary(server, served, None, galactica)
