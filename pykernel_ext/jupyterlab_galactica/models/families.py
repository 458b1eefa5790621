"""The model families this package serves, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Architecture = Literal["opt", "llama", "qwen2", "qwen3"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """How a family is prompted by default, what it may be used for, and what it cannot do.

    Exactly one of `task` and `template` is set. `architectures` are the `model_type`s of its
    configs. `context_window` is in tokens. Vocabulary rows from `vocabulary` on were added by a
    tuning script for padding and are never generated. `words` in a model's name speak of the
    family, and `known_token` is in the vocabulary of each of its tokenizers. `quality` are the
    figures its makers published, as Markdown, empty where there are none. `warning` stands under
    every answer.
    """

    name: str
    architectures: tuple[Architecture, ...]
    words: tuple[str, ...]
    known_token: str
    task: str | None = None
    template: str | None = None
    licence: str
    licence_text: str
    note: str
    limitations: tuple[str, ...]
    vocabulary: int
    quality: str = ""
    context_window: int = 2048
    warning: str = ""


_HALLUCINATES = (
    "It hallucinates: facts, formulas and references can be invented and still read well. Check "
    "what it says, above all what it says about people, rare topics and works.",
    "Not for production use without safeguards of your own.",
    "It can repeat biases and stereotypes of the texts it was trained on.",
)

_CC_BY_NC = (
    "Creative Commons Attribution-NonCommercial 4.0: you may share and adapt the model if you name "
    "its makers and say what you changed, but not for commercial purposes. Full text: "
    "https://creativecommons.org/licenses/by-nc/4.0/legalcode"
)
_OPENAI = (
    "The instructions it was tuned on were written with OpenAI's models, whose terms of use also "
    "apply: https://openai.com/policies/terms-of-use"
)
_IMPACT = (
    "The weight diff stands under the ImpACT licence of the Allen Institute for AI "
    "(https://allenai.org/impact-license); the recovered model also under that of Meta's first "
    "LLaMA, which Meta grants to those who ask for it, for non-commercial research only. The exact "
    "terms are LICENSE.txt and llama_license.txt beside the weights."
)
_OPENAI_DATA = "Some of the instructions it was tuned on were written with OpenAI's models."
_TUNED_BRIEFLY = (
    "Tuned on one round of instruction and answer: earlier turns of a conversation are text to it."
)
_REFERENCES = "Like Galactica it may name references that do not exist: look each of them up."

_START_REF = "[START_REF]"
_TURN = "<|im_start|>"
_NEWLINE_BYTE = "<0x0A>"
"""SentencePiece's token for a byte: the vocabulary of the first LLaMA has one for each."""

GALACTICA = Family(
    name="galactica",
    architectures=("opt",),
    words=("galactica",),
    known_token=_START_REF,
    task="ask",
    licence="CC BY-NC 4.0 (non-commercial use only)",
    licence_text=_CC_BY_NC,
    note="trained on 106 billion tokens of science; it hallucinates, so check what it says",
    limitations=(
        *_HALLUCINATES,
        "Trained on science, mostly in English: papers, reference works, code, molecules. It knows "
        "little of anything else.",
        "It follows no instructions and keeps no conversation: it continues texts, best those of "
        "its task formats.",
        "References it suggests lean to much cited works, and those to little known ones are often "
        "invented: look each of them up.",
        "Working step by step (task reason) helps from 30B up and hurts at 6.7B and below.",
    ),
    quality="""\
| | 125m | 1.3b | 6.7b | 30b | 120b |
|---|---|---|---|---|---|
| LaTeX equations, % right | 0.5 | 20.5 | 41.7 | 51.5 | 68.2 |
| contextual citations, % right | 7.1 | 15.9 | 23.0 | 31.5 | 36.6 |
| mathematics in MMLU, % right | | 27.1 | 29.2 | 29.9 | 35.8 |
| the same, step by step | | 24.6 | 28.0 | 37.1 | 41.3 |

Invented citations of the 6.7b model: 54.5 % for works mentioned once in what it read, 15.8 % for
those mentioned 10 to 24 times, none from 500 mentions on.""",
    vocabulary=50_000,
)
GALPACA = Family(
    name="galpaca",
    architectures=("opt",),
    words=("galpaca",),
    known_token=_START_REF,
    template="galpaca",
    licence="CC BY-NC 4.0 and the OpenAI terms of use (non-commercial use only)",
    licence_text=f"{_CC_BY_NC} {_OPENAI}",
    note="Galactica tuned on Alpaca's 52,000 instructions",
    limitations=(
        *_HALLUCINATES,
        "Tuned on sequences of 384 tokens: longer prompts and answers are outside what it "
        "practised.",
        _TUNED_BRIEFLY,
        _REFERENCES,
        "Weak at arithmetic: the 30b model solves 2.8 % of GSM8K.",
    ),
    quality="""\
The 30b model, % right: ARC 49.6, HellaSwag 58.2, MMLU 43.8, TruthfulQA 41.2, Winogrande 62.5, GSM8K
2.8, DROP 28.9.""",
    vocabulary=50_000,
)
EVOL_INSTRUCT = Family(
    name="evol-instruct",
    architectures=("opt",),
    words=("evol-instruct",),
    known_token=_START_REF,
    template="alpaca",
    licence="CC BY-NC 4.0 and the OpenAI terms of use (non-commercial use only)",
    licence_text=f"{_CC_BY_NC} {_OPENAI}",
    note="Galactica tuned on 70,000 evolved instructions",
    limitations=(
        *_HALLUCINATES,
        _TUNED_BRIEFLY,
        _REFERENCES,
    ),
    vocabulary=50_000,
)
TULU = Family(
    name="tulu",
    architectures=("llama",),
    words=("tulu", "open-instruct"),
    known_token=_NEWLINE_BYTE,
    template="tulu",
    licence="AI2 ImpACT licence and LLaMA's licence (non-commercial research only)",
    licence_text=_IMPACT,
    note="LLaMA tuned on seven instruction sets",
    limitations=(
        *_HALLUCINATES,
        "Mostly English, and trained on all kinds of text rather than on science: it knows none of "
        "Galactica's tokens for references, molecules and proteins.",
        _OPENAI_DATA,
    ),
    quality="""\
The 65b model: MMLU 59.2 % without examples and 61.1 % with five, GSM 60.0 % and BBH 53.5 % step by
step, Codex-Eval 28.9 % in one attempt and 45.9 % in ten.""",
    vocabulary=32_000,
)
CODE_ALPACA = Family(
    name="code-alpaca",
    architectures=("llama",),
    words=("code-alpaca", "codealpaca"),
    known_token=_NEWLINE_BYTE,
    template="tulu",
    licence="AI2 ImpACT licence and LLaMA's licence (non-commercial research only)",
    licence_text=_IMPACT,
    note="LLaMA tuned on Code Alpaca",
    limitations=(
        *_HALLUCINATES,
        "Tuned on short programming tasks only; read the code before you run it.",
        _OPENAI_DATA,
    ),
    quality="""\
The 7b model: MMLU 34.7 % without examples and 34.5 % with five, GSM 7.5 % step by step, Codex-Eval
16.5 % in one attempt and 29.2 % in ten.""",
    vocabulary=32_000,
)

SMOLLM2 = Family(
    name="smollm2",
    architectures=("llama",),
    words=("smollm2",),
    known_token=_TURN,
    template="smollm2",
    licence="Apache-2.0",
    licence_text=(
        "You may use, share and adapt the model, also commercially, if you keep its notices and "
        "say what you changed. Full text: https://www.apache.org/licenses/LICENSE-2.0"
    ),
    note="a small model for conversations; it is weak, so check what it says",
    limitations=(
        "It is weak: with a hundred million parameters or two it gets most of what is asked in "
        "science wrong, sums and formulas above all. It is here to try this program with.",
        *_HALLUCINATES,
        "Mostly English. It knows none of Galactica's tokens for references, molecules and "
        "proteins.",
    ),
    vocabulary=49_152,
    context_window=8192,
    warning="SmolLM2 is a small model and often wrong: take nothing of this as known.",
)
CHATML = Family(
    name="chatml",
    architectures=("llama", "qwen2", "qwen3"),
    words=("chatml", "qwen"),
    known_token=_TURN,
    template="chatml",
    licence="the licence on the model's own page",
    licence_text=(
        "Who made the model says there what it may be used for; of Qwen's: "
        "https://huggingface.co/Qwen"
    ),
    note="models tuned on conversations in ChatML, as Qwen is",
    limitations=_HALLUCINATES,
    vocabulary=2**24,
)

FAMILIES = {
    family.name: family
    for family in (GALACTICA, GALPACA, EVOL_INSTRUCT, TULU, CODE_ALPACA, SMOLLM2, CHATML)
}

# The most special words first: names of tuned models have those of what they were tuned from.
_BY_WORDS = (GALPACA, EVOL_INSTRUCT, CODE_ALPACA, TULU, SMOLLM2, CHATML, GALACTICA)
_GAPS = re.compile(r"[\s_]+")


def named_family(text: str) -> Family | None:
    """The family a name or a title speaks of; None where it speaks of none."""
    text = _GAPS.sub("-", text.lower())
    for family in _BY_WORDS:
        if any(word in text for word in family.words):
            return family
    return None


def family_of(model: str) -> Family:
    """The family a model's name speaks of; Galactica where it speaks of none."""
    return named_family(model) or GALACTICA
