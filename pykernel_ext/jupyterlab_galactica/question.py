"""What is asked, checked before any work: the user's options over the defaults, and the prompt."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeAlias

from .checks.bibliography.remembered import bibliographies_of
from .checks.sources import Sources
from .config import Config, load_config, most_new_tokens, services_to_ask
from .engine.interface import Sampling
from .engine.sampling import GREEDY_BELOW
from .engine.window import fit_window
from .errors import InputError, ModelError, NotAllowedError, TooLargeError
from .models.allowed import check_allowed
from .models.catalog import BUNDLED
from .models.chat import Turn, after_turns, continued
from .models.config_file import read_config
from .models.detect import known_family, make_of
from .models.families import Family
from .models.fitting import FittedPrompt, fit_prompt
from .models.formats import Format
from .models.pair_name import split_pair
from .models.places import folder_named
from .models.prompt import Prompt, fixed_prompt
from .models.templates import format_of
from .models.tokenizer import Tokenizer, most_tokens, tokenizer_of
from .policy import load_policy
from .setting_values import bounds

References: TypeAlias = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
"""A bibliography, or several: files and folders of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`n` is the limit of new tokens, `tries` how often to ask until nothing is accused.

    `task` and `template` name prompt formats; `raw` sends the text as it is. `base_url` asks an
    OpenAI-style server; `in_kernel` loads the model in this process. Works cited are looked up in
    `references`, and in the services that `lookup` names as the configuration does. With `cache`
    an answer that can be repeated is given as it was before, where it was asked before. `turns` are
    earlier questions with their answers, oldest first; of an answer that broke off `continues` is
    the text, which the new one goes on from.

    The rest follows from the options: the model's `known_family`, the `family` it is prompted as,
    and the `format` of the prompt, None for raw text. To find the family files are read, so it is
    found once.
    """

    text: str
    model: str
    family: Family
    known_family: Family | None
    n: int
    temperature: float
    top_p: float
    format: Format | None = None
    task: str | None = None
    template: str | None = None
    raw: bool = False
    seed: int | None = None
    tries: int = 1
    check: bool = True
    in_kernel: bool = False
    base_url: str = ""
    references: tuple[Path, ...] = ()
    lookup: str = ""
    cache: bool = False
    turns: tuple[Turn, ...] = ()
    continues: str = ""

    @property
    def is_repeatable(self) -> bool:
        """Whether the same text is wanted each time: greedy, or with a seed of the user's."""
        return self.seed is not None or self.temperature < GREEDY_BELOW

    @property
    def asks_server(self) -> bool:
        """Whether a server makes the tokens of which nothing is known, not a model loaded here."""
        return bool(self.base_url) and not self.in_kernel


_OPTIONS = {field.name for field in fields(Question)} - {
    "text", "family", "known_family", "format",
}  # fmt: skip


def read_question(text: str, options: dict[str, Any]) -> Question:
    """The question with every option set.

    Those that are None or missing are what the prompt's format suggests, or else come from the
    config. Raises InputError for an empty text, an unknown option or a value out of range.
    """
    unknown = options.keys() - _OPTIONS
    if unknown:
        raise InputError(
            f"There is no option {min(unknown)!r}; choose from {', '.join(sorted(_OPTIONS))}."
        )
    config = load_config()
    defaults: dict[str, Any] = {
        "model": config.model,
        "n": config.new_tokens,
        "temperature": config.temperature,
        "top_p": config.top_p,
        "base_url": config.base_url,
        "lookup": config.lookup,
    }
    given = {name: value for name, value in options.items() if value is not None}
    given["references"] = bibliographies(options.get("references"))
    chosen = defaults | given
    check_allowed(chosen["model"])
    known = known_family(chosen["model"])
    family = known or make_of(chosen["model"])
    question = Question(text=text, family=family, known_family=known, **chosen)
    if not question.raw:
        found = format_of(question.family, task=question.task, template=question.template)
        question = replace(question, format=found, **{**found.suggested, **given})
    if "n" not in given and (most := most_new_tokens()) is not None:
        question = replace(question, n=min(question.n, most))
    if "cache" not in given:
        question = replace(question, cache=config.cache == "on" and not question.asks_server)
    _check_ranges(question)
    _check_enforced(question, config)
    if len(text) > config.prompt_characters:
        raise TooLargeError(
            f"The prompt has {len(text):,} characters, over the {config.prompt_characters:,} of "
            "the setting prompt_characters; shorten it."
        )
    return question


def bibliographies(references: References | None) -> tuple[Path, ...]:
    """The files and folders given; by default those remembered for the project one works in.

    Raises InputError for one that is not there.
    """
    if references is None:
        return bibliographies_of(Path())
    if isinstance(references, (str, os.PathLike)):
        references = (references,)
    paths = tuple(Path(path).expanduser() for path in references)
    if missing := [path for path in paths if not path.exists()]:
        raise InputError(f"There is no {missing[0]}; give the path of a bibliography or a folder.")
    return paths


def _check_ranges(question: Question) -> None:
    if not question.text.strip():
        raise InputError("The prompt is empty; write a question.")
    if question.n < 1:
        raise InputError(f"n is the number of new tokens, at least 1, not {question.n}.")
    if question.tries < 1:
        raise InputError(f"tries is how often to ask, at least 1, not {question.tries}.")
    if not 0 <= question.temperature <= bounds("temperature")[1]:
        most = f"{bounds('temperature')[1]:g}"
        raise InputError(f"The temperature is 0 (greedy) to {most}, not {question.temperature}.")
    if not 0 < question.top_p <= 1:
        raise InputError(f"top_p lies above 0 and is at most 1, not {question.top_p}.")
    services_to_ask(question.lookup)


def _check_enforced(question: Question, config: Config) -> None:
    """Raises NotAllowedError for an option that goes round what the administrator enforces."""
    most = most_new_tokens()
    if most is not None and question.n > most:
        raise NotAllowedError(
            f"The administrator allows {most} new tokens, not {question.n}; ask for fewer."
        )
    if "base_url" not in load_policy().enforced:
        return
    if question.base_url != config.base_url or (config.base_url and question.in_kernel):
        engine = config.base_url or "the model's own process"
        raise NotAllowedError(
            f"The administrator has questions answered by {engine}; leave out base_url and "
            "--in-kernel."
        )


def prompt_of(question: Question) -> Prompt:
    """The prompt, whatever its length. Raises InputError where two formats are asked for."""
    if question.format is not None:
        turns = () if unread_turns(question) else question.turns
        prompt = after_turns(question.text, turns, question.format)
    elif question.task or question.template:
        raise InputError("Raw text goes without a task or template; leave one of them out.")
    else:
        prompt = fixed_prompt(question.text)
    return continued(prompt, question.continues) if question.continues else prompt


def unread_turns(question: Question) -> str:
    """Why none of the earlier turns is sent; "" where they are, as far as they fit."""
    if not question.turns:
        return ""
    if question.model in BUNDLED:
        return "the demonstration reads one question at a time: the earlier turns went unread"
    if question.format is None or not question.format.reply:
        return f"{question.task or 'raw text'} stands by itself: the earlier turns went unread"
    return ""


def sent_prompt(question: Question, prompt: Prompt) -> FittedPrompt:
    """The prompt as it is sent: with less in it where the model's window is too small for it.

    Raw text is sent as it is, and so is a prompt for a model whose tokenizer cannot be had. What
    goes to a server stays whole until that has told its window (`sending`). Raises InputError where
    the question itself is too long.
    """
    if question.raw or question.asks_server:
        return FittedPrompt(prompt.text, prompt_tokens=None)
    return fitted_to(question, prompt, model_window(question))


def fitted_to(question: Question, prompt: Prompt, window: int) -> FittedPrompt:
    """The prompt with as much left out as a window of so many tokens wants; see `sent_prompt`."""
    unchanged = FittedPrompt(prompt.text, prompt_tokens=None)
    if most_tokens(unchanged.text) + question.n <= window:
        return unchanged
    try:
        tokenizer = tokenizer_of(question.model)
    except ModelError:
        return unchanged
    return _fitted(question, prompt, tokenizer, window)


def _fitted(question: Question, prompt: Prompt, tokenizer: Tokenizer, window: int) -> FittedPrompt:
    return fit_prompt(prompt, tokenizer.count, window, question.n)


def model_window(question: Question) -> int:
    """Tokens of the model's window: from its folder's config, or else its family's."""
    pair = split_pair(question.model)
    name = pair[0] if pair else question.model
    try:
        config = read_config(BUNDLED.get(name) or folder_named(name))
        return int(config["max_position_embeddings"])
    except (ModelError, KeyError):
        return question.family.context_window


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a question takes of the model's window, in tokens.

    `prompt_tokens` are those of `prompt`, the text as it is sent; `dropped_tokens` did not fit.
    `new_tokens` is the limit of the answer, and `room` what is left for a longer prompt.
    """

    context_window: int
    prompt_tokens: int
    new_tokens: int
    room: int
    dropped_tokens: int
    prompt: str


def budget_of(question: Question, window: int) -> Budget:
    """Raises InputError where the question is too long, ModelError for want of a tokenizer."""
    prompt, tokenizer = prompt_of(question), tokenizer_of(question.model)
    sent = (
        FittedPrompt(prompt.text, prompt_tokens=None)
        if question.raw
        else _fitted(question, prompt, tokenizer, window)
    )
    ids = tokenizer.encode(sent.text)
    new_tokens = fit_window(ids, sampling_of(question, prompt, attempt=1), window).max_tokens
    return Budget(
        context_window=window,
        prompt_tokens=len(ids),
        new_tokens=new_tokens,
        room=window - len(ids) - new_tokens,
        dropped_tokens=sent.dropped_tokens,
        prompt=sent.text,
    )


def sources_of(question: Question) -> Sources:
    """Where the works cited in an answer are looked up; nowhere if it goes unchecked."""
    if not question.check:
        return Sources()
    return Sources(question.references, services_to_ask(question.lookup))


def seeded(question: Question) -> Question:
    """The question with a seed wherever one decides the text, so that any answer can be repeated.

    What is sampled without a seed draws one. The later tries of a greedy question are counted from
    0: asked again they are the same, as all of a greedy answer is.
    """
    if question.seed is not None:
        return question
    if not question.is_repeatable:
        return replace(question, seed=secrets.randbelow(2**31))
    return replace(question, seed=0) if question.tries > 1 else question


RETRY_TEMPERATURE = 0.7


def sampling_of(question: Question, prompt: Prompt, attempt: int) -> Sampling:
    """How attempt number `attempt` (from 1) is sampled.

    The first one as asked. Later ones must differ, so they are sampled, with the seeds that follow.
    """
    temperature, seed = question.temperature, question.seed
    if attempt > 1:
        temperature = max(temperature, RETRY_TEMPERATURE)
        seed = None if seed is None else seed + attempt - 1
    return Sampling(
        max_tokens=question.n,
        temperature=temperature,
        top_p=question.top_p,
        seed=seed,
        stop=prompt.stop + prompt.stop_after,
    )
