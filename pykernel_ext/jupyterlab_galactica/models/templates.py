"""Prompt formats: what the models were trained to continue, as data. A new one is a new row.

Tasks are Galactica's raw formats (arXiv 2211.09085 and the `galai` package); templates are those
of instruction-tuned models (Stanford Alpaca, GALPACA, open-instruct).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from ..errors import InputError
from .families import Family
from .formats import (
    INPUT_LINE,
    Format,
    fill,
    formula,
    sequence_of,
    title_and_authors,
    translation,
)
from .prompt import Part, Prompt

_NUCLEUS = {"temperature": 1.0, "top_p": 0.7}
_NEXT_QUESTION = ("\n\nQuestion:",)
_REPLY = " {text}\n\n"
_smiles = sequence_of("(?:I_)?SMILES")

TASKS: Mapping[str, Format] = {
    "ask": Format(
        note="answer a question",
        example="What is the Lagrangian of a pendulum?",
        prompt="Question: {text}\n\nAnswer:",
        stop=_NEXT_QUESTION,
        reply=_REPLY,
    ),
    "cite": Format(
        note="suggest a reference for a context",
        example="Attention mechanisms alone suffice for translation",
        prompt="{text} [START_REF]",
        lead="[START_REF]",
        stop_after=("[END_REF]",),
        context="text",
    ),
    "reason": Format(
        note="work a problem out step by step (helps from 30 billion parameters up)",
        example="A ball falls 20 m; how long does it take?",
        prompt="{text}\n\n<work>",
        lead="<work>",
        new_document=True,
    ),
    "latex": Format(
        note="write a named formula",
        example="The Schwarzschild radius",
        prompt="{text} is defined as: \\[",
        lead="\\[",
        stop_after=("\\]",),
        context="none",
        suggested={"n": 200},
    ),
    "describe": Format(
        note="name the paper that presented a formula",
        example=r"\mathrm{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right)V",
        prompt="The paper that presented the formula:\n\\[{text}\\]\n\n[START_REF]",
        lead="[START_REF]",
        stop_after=("[END_REF]",),
        context="none",
        prepare=formula,
    ),
    "wiki": Format(
        note="write an encyclopedia article",
        example="Multi-Head Attention",
        prompt="# {text}\n\n",
        lead="# {text}\n\n",
        new_document=True,
        context="none",
        suggested=_NUCLEUS,
    ),
    "lecture": Format(
        note="write a lecture",
        example="The Ising Model",
        prompt="Lecture 1: {text}\n\n",
        lead="Lecture 1: {text}\n\n",
        new_document=True,
        context="none",
        suggested=_NUCLEUS,
    ),
    "paper": Format(
        note="write a paper: its title, and on a second line its authors if you like",
        example="Self-Supervised Learning, A Survey\nJohn Smith, Ada Jones",
        prompt="Title: {text}",
        lead="Title: {text}",
        new_document=True,
        context="none",
        suggested=_NUCLEUS,
        prepare=title_and_authors,
    ),
    "summarize": Format(
        note="sum up a text",
        example="Information overload is a major obstacle to scientific progress. …",
        prompt="{text}\n\nTLDR:",
        context="text",
    ),
    "entities": Format(
        note="list the scientific entities of an abstract",
        example="We report a case of Bickerstaff encephalitis after influenza. …",
        prompt=("{text}\n\nWhat scientific entities are mentioned in the abstract above?\n\n"),
        context="text",
    ),
    "molecule": Format(
        note="continue a molecule; [START_I_SMILES] alone begins a new one",
        example="CC(=O)O",
        prompt="[START_I_SMILES]{text}",
        lead="[START_I_SMILES]{text}",
        stop_after=("[END_I_SMILES]",),
        context="none",
        suggested={"n": 200},
        prepare=_smiles,
    ),
    "iupac": Format(
        note="name a molecule given as SMILES",
        example="CC(=O)Oc1ccccc1C(=O)O",
        prompt=(
            "[START_I_SMILES]{text}[END_I_SMILES]\n\n## Chemical and Physical Properties\n\n"
            "The following are chemical properties for"
        ),
        lead="The following are chemical properties for",
        context="none",
        suggested={"n": 200},
        prepare=_smiles,
    ),
    "protein": Format(
        note="give the keywords of a protein",
        example="MIRLGAPQTLVLLTLLVAAVLRCQGQDVQEAGSC",
        prompt="[START_AMINO]{text}[END_AMINO]\n\n## Keywords",
        lead="## Keywords",
        context="none",
        suggested={"n": 200},
        prepare=sequence_of("AMINO"),
    ),
    "translate": Format(
        note="translate code or mathematics; the first line says from what to what",
        example="python code to C++\ndef square(x): return x * x",
        prompt="Question: {text}\n\nAnswer:",
        stop=_NEXT_QUESTION,
        context="none",
        prepare=translation,
    ),
}

_DESCRIBES = "Below is an instruction that describes a task"
_PAIRED = f"{_DESCRIBES}, paired with an input that provides further context."
_COMPLETE = "rite a response that appropriately completes the request"
_SCIENTIST = f"As a scientist, w{_COMPLETE}, citing specific papers whenever possible."
_INSTRUCTION = "\n\n### Instruction:\n{text}\n\n"
_INPUT = _INSTRUCTION + "### Input:\n{input}\n\n"

_ALPACA = f"{_DESCRIBES}. W{_COMPLETE}.{_INSTRUCTION}### Response:"
_NEXT_INSTRUCTION = ("### Instruction:",)
_WITH_INPUT = f"Summarize the abstract.\n{INPUT_LINE}\nWe propose a new network architecture …"


class _Turns(TypedDict):
    prompt: str
    system: str
    reply: str
    stop: tuple[str, ...]


_CHATML: _Turns = {
    "prompt": "<|im_start|>user\n{text}<|im_end|>\n<|im_start|>assistant\n",
    "system": "<|im_start|>system\n{text}<|im_end|>\n",
    "reply": "{text}<|im_end|>\n",
    "stop": ("<|im_end|>", "<|im_start|>"),
}

TEMPLATES: Mapping[str, Format] = {
    "alpaca": Format(
        note="Alpaca's instruction, with or without an input",
        example=_WITH_INPUT,
        prompt=_ALPACA,
        prompt_with_input=f"{_PAIRED} W{_COMPLETE}.{_INPUT}### Response:",
        stop=_NEXT_INSTRUCTION,
        reply=_REPLY,
    ),
    "galpaca": Format(
        note="GALPACA's instruction to a scientist, with or without an input",
        example="Explain the Lagrangian of a pendulum.",
        prompt=f"{_DESCRIBES}. {_SCIENTIST}{_INSTRUCTION}### Markdown and LaTeX Response:",
        prompt_with_input=f"{_PAIRED} {_SCIENTIST}{_INPUT}### Markdown and LaTeX Response:",
        stop=_NEXT_INSTRUCTION,
        reply=_REPLY,
    ),
    "galpaca-code": Format(
        note="GALPACA's instruction, answered in Python",
        example="Integrate a pendulum's equation of motion with SciPy.",
        prompt=_ALPACA + "\n```python\n",
        prompt_with_input=f"{_PAIRED} W{_COMPLETE}.{_INPUT}### Response:\n```python\n",
        lead="```python\n",
        stop=_NEXT_INSTRUCTION,
    ),
    "evol-instruct": Format(
        note="Alpaca's instruction, never with a separate input",
        example="Explain the Lagrangian of a pendulum.",
        prompt=_ALPACA,
        stop=_NEXT_INSTRUCTION,
        reply=_REPLY,
    ),
    "tulu": Format(
        note="a turn of Tulu's and code-alpaca's chat",
        example="Explain the Lagrangian of a pendulum.",
        prompt="<|user|>\n{text}\n<|assistant|>\n",
        stop=("<|user|>",),
        system="<|system|>\n{text}\n",
        reply="{text}</s>\n",
    ),
    "chatml": Format(
        note="a turn of ChatML, as Qwen's",
        example="Explain the Lagrangian of a pendulum.",
        **_CHATML,
    ),
    "smollm2": Format(
        note="a turn of SmolLM2's chat",
        example="Explain the Lagrangian of a pendulum.",
        opening=(
            "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging "
            "Face<|im_end|>\n"
        ),
        **_CHATML,
    ),
}


def format_of(family: Family, *, task: str | None = None, template: str | None = None) -> Format:
    """The format that a task or template names, or else the family's own.

    A named task is one of Galactica's raw formats and goes without a template. Raises InputError
    for an unknown name, for both at once, and for a task asked of a LLaMA model.
    """
    if task is not None and template is not None:
        raise InputError("Give a task or a template, not both: a task is a raw prompt format.")
    if task is not None and "opt" not in family.architectures:
        raise InputError(
            f"Task {task!r} is one of Galactica's raw formats, whose tokens {family.name} does not "
            "know; leave the task out, or ask a Galactica model."
        )
    if task is None and template is None:
        task, template = family.task, family.template
    if template is not None:
        return _lookup(TEMPLATES, template, "template")
    return _lookup(TASKS, task or "ask", "task")


def build_prompt(
    text: str, family: Family, *, task: str | None = None, template: str | None = None
) -> Prompt:
    """The prompt for `text` in the format that `format_of` gives. Raises InputError as it does."""
    return prompt_in(format_of(family, task=task, template=template), text)


def prompt_in(format_: Format, text: str) -> Prompt:
    """The prompt for `text` in a format. Raises InputError where the format cannot take it."""
    lead, parts = fill(format_, text)
    opening = (Part("fixed", format_.opening),) if format_.opening else ()
    return Prompt((*opening, *parts), lead, format_.stop, format_.stop_after)


def _lookup(formats: Mapping[str, Format], name: str, kind: str) -> Format:
    if name not in formats:
        raise InputError(f"There is no {kind} {name!r}; choose one of {', '.join(formats)}.")
    return formats[name]
