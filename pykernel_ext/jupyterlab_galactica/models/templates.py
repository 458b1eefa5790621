"""Prompt formats: what the model was trained to continue.

Tasks are Galactica's raw formats (arXiv 2211.09085 and the `galai` package); templates are those of
instruction-tuned models (Stanford Alpaca, GALPACA, open-instruct). The formats are data: a new one
is a new row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import InputError
from .families import Family


@dataclass(frozen=True, slots=True)
class Format:
    """`{text}` in `prompt` is the user's text.

    `lead` is the end of the prompt that already belongs to the answer (`[START_REF]`, `\\[`), so
    that what the model adds can be read. `new_document` puts `</s>` first.
    """

    note: str
    prompt: str
    lead: str = ""
    stop: tuple[str, ...] = ()
    stop_after: tuple[str, ...] = ()
    new_document: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as sent. `stop_after` are texts that end the answer and belong to it."""

    text: str
    lead: str
    stop: tuple[str, ...]
    stop_after: tuple[str, ...]


_ALPACA = (
    "Below is an instruction that describes a task. Write a response that appropriately "
    "completes the request.\n\n### Instruction:\n{text}\n\n### Response:"
)
_GALPACA = (
    "Below is an instruction that describes a task. As a scientist, write a response that "
    "appropriately completes the request, citing specific papers whenever possible."
    "\n\n### Instruction:\n{text}\n\n### Markdown and LaTeX Response:"
)
_INSTRUCTION = ("### Instruction:",)

TASKS: Mapping[str, Format] = {
    "ask": Format("answer a question", "Question: {text}\n\nAnswer:", stop=("\n\nQuestion:",)),
    "reason": Format(
        "work a problem out step by step", "{text}\n\n<work>", lead="<work>", new_document=True
    ),
    "latex": Format(
        "write a named formula", "{text} is defined as: \\[", lead="\\[", stop_after=("\\]",)
    ),
    "cite": Format(
        "suggest a reference for a context",
        "{text} [START_REF]",
        lead="[START_REF]",
        stop_after=("[END_REF]",),
    ),
}

TEMPLATES: Mapping[str, Format] = {
    "alpaca": Format("Alpaca instruction", _ALPACA, stop=_INSTRUCTION),
    "galpaca": Format("GALPACA's scientist instruction", _GALPACA, stop=_INSTRUCTION),
    "tulu": Format("Tulu chat turn", "<|user|>\n{text}\n<|assistant|>\n", stop=("<|user|>",)),
}


def build_prompt(
    text: str,
    family: Family,
    *,
    task: str | None = None,
    template: str | None = None,
) -> Prompt:
    """The prompt for `text`; task and template default to the family's.

    A named task is one of Galactica's raw formats and goes without a template.
    Raises InputError for an unknown name.
    """
    if task is not None and template is not None:
        raise InputError("Give a task or a template, not both: a task is a raw prompt format.")
    if template is None and task is None:
        task, template = family.task, family.template
    if template is not None:
        chosen = _lookup(TEMPLATES, template, "template")
    else:
        chosen = _lookup(TASKS, task or "ask", "task")
    prompt = chosen.prompt.replace("{text}", text.replace("\r\n", "\n").strip())
    if chosen.new_document:
        prompt = "</s>" + prompt
    return Prompt(prompt, chosen.lead, chosen.stop, chosen.stop_after)


def raw_prompt(text: str) -> Prompt:
    """The text exactly as it is."""
    return Prompt(text, "", (), ())


def _lookup(formats: Mapping[str, Format], name: str, kind: str) -> Format:
    if name not in formats:
        raise InputError(f"There is no {kind} {name!r}; choose one of {', '.join(formats)}.")
    return formats[name]
