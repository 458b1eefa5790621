"""What is asked: the user's options over the configured defaults, checked before any work."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from .config import load_config
from .engine.interface import Sampling
from .errors import InputError
from .models.families import family_of
from .models.templates import Prompt, build_prompt, raw_prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`n` is the limit of new tokens, `tries` how often to ask until no equation is refuted.

    `task` and `template` name prompt formats; `raw` sends the text as it is. `base_url` asks an
    OpenAI-style server; `in_kernel` loads the model in this process.
    """

    text: str
    model: str
    n: int
    temperature: float
    top_p: float
    task: str | None = None
    template: str | None = None
    raw: bool = False
    seed: int | None = None
    tries: int = 1
    check: bool = True
    in_kernel: bool = False
    base_url: str = ""


def read_question(text: str, options: dict[str, Any]) -> Question:
    """The question with every option set; those that are None or missing come from the config.

    Raises InputError for an empty text, an unknown option or a value out of range.
    """
    known = {field.name for field in fields(Question)} - {"text"}
    unknown = options.keys() - known
    if unknown:
        raise InputError(
            f"There is no option {min(unknown)!r}; choose from {', '.join(sorted(known))}."
        )
    config = load_config()
    defaults: dict[str, Any] = {
        "model": config.model,
        "n": config.new_tokens,
        "temperature": config.temperature,
        "top_p": config.top_p,
        "base_url": config.base_url,
    }
    given = {name: value for name, value in options.items() if value is not None}
    question = Question(text=text, **(defaults | given))
    _check_ranges(question)
    return question


def _check_ranges(question: Question) -> None:
    if not question.text.strip():
        raise InputError("The prompt is empty; write a question.")
    if question.n < 1:
        raise InputError(f"n is the number of new tokens, at least 1, not {question.n}.")
    if question.tries < 1:
        raise InputError(f"tries is how often to ask, at least 1, not {question.tries}.")
    if question.temperature < 0:
        raise InputError(f"The temperature is 0 (greedy) or above, not {question.temperature}.")
    if not 0 < question.top_p <= 1:
        raise InputError(f"top_p lies above 0 and is at most 1, not {question.top_p}.")


def prompt_of(question: Question) -> Prompt:
    """The prompt as it is sent. Raises InputError where two formats are asked for."""
    if not question.raw:
        family = family_of(question.model)
        return build_prompt(question.text, family, task=question.task, template=question.template)
    if question.task or question.template:
        raise InputError("Raw text goes without a task or template; leave one of them out.")
    return raw_prompt(question.text)


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
