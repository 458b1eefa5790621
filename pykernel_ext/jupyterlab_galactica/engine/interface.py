"""What the engine floor takes and gives.

`Engine` makes tokens from token ids; a faster engine replaces it without its callers noticing.
`Completer` makes text from text: in this process, in the shared worker, or on a server that speaks
OpenAI's completions protocol.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

Phase = Literal["starting", "downloading", "loading", "queued", "reading", "generating"]
FinishReason = Literal["stop", "length"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How to choose tokens and when to stop. `temperature` 0 is greedy.

    `stop` are texts, `stop_token_ids` ids that end the completion and are not part of it.
    `logprobs` is the number of alternatives to report for each token, None for none. `echo` gives
    the prompt before the new text, with the log-probabilities of its tokens where they are wanted.
    """

    max_tokens: int = 256
    min_tokens: int = 0
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int | None = None
    stop: tuple[str, ...] = ()
    stop_token_ids: tuple[int, ...] = ()
    ignore_eos: bool = False
    logprobs: int | None = None
    echo: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `logprob` is natural, under the untempered distribution.

    It is None where it was not asked for, and for a prompt's first token, which follows nothing.
    """

    id: int
    logprob: float | None = None
    alternatives: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Queued:
    """So many others `ahead` are read or written by the engine, which has no room for one more."""

    ahead: int


@dataclass(frozen=True, slots=True)
class Prefill:
    """`done` of the prompt's `total` tokens have been read."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Scored:
    """The prompt's next tokens, each with its log-probability after those before it."""

    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BeamSearch:
    """How to search for the `width` most probable continuations, and when one ends.

    `stop_token_ids` end a beam and belong to it. Beams are ranked by the sum of their tokens'
    log-probabilities over `tokens ** length_penalty`: 0 ranks by probability, 1 by the mean.
    """

    width: int
    max_tokens: int
    stop_token_ids: tuple[int, ...] = ()
    ignore_eos: bool = False
    length_penalty: float = 1.0


@dataclass(frozen=True, slots=True)
class BeamStep:
    """`done` of at most `total` tokens have been searched."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Beam:
    """A continuation that was found, each token with its log-probability.

    `finished` where its last token is one that ends it; the others ran out of tokens.
    """

    tokens: tuple[Token, ...]
    finished: bool


class Engine(Protocol):
    """A loaded model. `streams` calls of `generate` or `search` are worth having under way at once.

    Who has several takes the next step of each in turn: they share the work of their tokens.
    """

    streams: int
    name: str
    context_window: int
    eos_token_ids: frozenset[int]

    def generate(
        self, prompt: Sequence[int], sampling: Sampling
    ) -> Generator[Queued | Prefill | Scored | Token, None, Token | None]:
        """Yield `Queued` while it has to wait, `Prefill` while the prompt is read, then the new
        tokens.

        Where `echo` and `logprobs` ask for it, `Scored` comes after each slice. Returns the
        end-of-text or stop token that ended it (not yielded), or None after `max_tokens`. Texts in
        `sampling.stop` are the caller's: it closes the generator, which ends the work before the
        next token. Raises InputError where prompt and new tokens pass the window.
        """
        ...

    def search(
        self, prompt: Sequence[int], search: BeamSearch
    ) -> Generator[Queued | Prefill | BeamStep, None, list[Beam]]:
        """Yield `Queued` and `Prefill` as `generate`, `BeamStep` before each token.

        Returns the beams, best first. Closing the generator ends the work. Raises as `generate`.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionRequest:
    """A prompt as text or token ids, for a model named as the user names it."""

    model: str
    prompt: str | Sequence[int]
    sampling: Sampling


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being done before (and while) text comes."""

    phase: Phase
    detail: str = ""
    fraction: float | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """New text: whole characters, special tokens kept, stop texts cut.

    `tokens` are those that were read to make it, where log-probabilities were asked for: also the
    one that ended the completion, as with vLLM.
    """

    text: str
    tokens: tuple[Token, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What made a completion: the model as it is loaded, and the software that runs it.

    `fingerprint` tells its weights from others, `stamp` its files from what they were before or
    become (`models.stamp`). `automatic` where nobody chose the precision. `versions` are those of
    the packages that the text depends on.
    """

    family: str
    precision: str
    automatic: bool
    placement: str
    fingerprint: str
    stamp: str
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds to the first token, and tokens a second from then on; None where not measured."""

    ttft_s: float | None = None
    tokens_per_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOrigin:
    """The server that made a completion, as it speaks of itself, and its URL.

    `software` has its version. `root` is what it loaded the model from, "" where untold, and
    `context_window` its tokens in all, None where untold.
    """

    url: str
    software: str
    root: str
    context_window: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """The end of a completion, with what it cost and what made it.

    `stop_text` is the stop text or stop token that ended it, None where the model itself ended.
    `completion_tokens` are those of its text: the one that ended it is not among them.
    `dropped_tokens` of the prompt did not fit the window. `origin` is None where the server is not
    ours, `server` where none was asked but the worker. `times` are those of the run that made it,
    where they were measured before the asker could: an earlier run, if it is `cached`.
    """

    finish_reason: FinishReason
    prompt_tokens: int
    completion_tokens: int
    model: str
    stop_text: str | None = None
    dropped_tokens: int = 0
    origin: Origin | None = None
    server: ServerOrigin | None = None
    times: Times | None = None
    cached: bool = False


CompletionEvent: TypeAlias = Progress | Chunk | Completed


@dataclass(frozen=True, slots=True, kw_only=True)
class BeamRequest:
    """A prompt to search continuations of; `stop` names tokens, such as `[END_REF]`."""

    model: str
    prompt: str | Sequence[int]
    search: BeamSearch
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A whole completion that was found.

    Its `text` and `tokens` have the token that ended it, which `completed` names.
    """

    text: str
    tokens: tuple[Token, ...]
    completed: Completed


class Completer(Protocol):
    def complete(self, request: CompletionRequest) -> Generator[CompletionEvent, None, None]:
        """Yield events, `Completed` last. Closing the generator cancels within one token.

        While nothing new comes, the last `Progress` is repeated about once a second, so that a
        caller gets a chance to close. Raises InputError, ModelError or WorkerError.
        """
        ...

    def search(self, request: BeamRequest) -> Generator[Progress | Hypothesis, None, None]:
        """Yield progress, then the hypotheses, best first. Closes and raises as `complete`."""
        ...
