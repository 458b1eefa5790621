"""Conversations as one prompt: families that were not tuned on turns get them folded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from ..errors import InputError
from .families import Family
from .templates import Prompt, build_prompt

Role: TypeAlias = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    role: Role
    content: str


def fold_messages(messages: Sequence[Message], family: Family) -> Prompt:
    """The prompt for the last message, with the turns before it in front.

    Each turn is the family's own prompt followed by what was answered: for Galactica
    `Question: …\\n\\nAnswer: …`, for Tulu its `<|user|>` and `<|assistant|>` tags with `</s>` after
    an answer. A system message stands before everything, in Tulu's `<|system|>` tag. Raises
    InputError where the last message is not the user's.
    """
    if not messages or messages[-1].role != "user":
        raise InputError("The last message has to be the user's; end with a question.")
    tags = family.template == "tulu"
    parts = []
    for message in messages[:-1]:
        content = message.content.strip()
        if message.role == "system":
            parts.append(f"<|system|>\n{content}\n" if tags else f"{content}\n\n")
        elif message.role == "user":
            parts.append(build_prompt(content, family).text)
        else:
            parts.append(f"{content}</s>\n" if tags else f" {content}\n\n")
    prompt = build_prompt(messages[-1].content, family)
    return replace(prompt, text="".join(parts) + prompt.text)
