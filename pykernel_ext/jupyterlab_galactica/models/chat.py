"""Conversations as one prompt: families that were not tuned on turns get them folded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from ..errors import InputError
from .families import Family
from .prompt import Part, Prompt
from .templates import build_prompt

Role: TypeAlias = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    role: Role
    content: str


def fold_messages(messages: Sequence[Message], family: Family) -> Prompt:
    """The prompt for the last message, with the turns before it in front.

    Each message is written as the family has it: for Galactica `Question: …\\n\\nAnswer: …`, for
    Tulu its `<|user|>` and `<|assistant|>` tags with `</s>` after an answer. A turn, a user's
    message and what follows it, is one part of the prompt, which may go as a whole. A system
    message stays; it stands before everything, in Tulu's `<|system|>` tag. Raises InputError where
    the last message is not the user's.
    """
    if not messages or messages[-1].role != "user":
        raise InputError("The last message has to be the user's; end with a question.")
    parts: list[Part] = []
    for message in messages[:-1]:
        written = _written(message, family)
        if message.role == "system":
            parts.append(Part("fixed", written))
        elif message.role == "assistant" and parts and parts[-1].kind == "turn":
            parts[-1] = Part("turn", parts[-1].text + written)
        else:
            parts.append(Part("turn", written))
    prompt = build_prompt(messages[-1].content, family)
    return replace(prompt, parts=(*parts, *prompt.parts))


def _written(message: Message, family: Family) -> str:
    content = message.content.strip()
    tags = family.template == "tulu"
    match message.role:
        case "system":
            return f"<|system|>\n{content}\n" if tags else f"{content}\n\n"
        case "user":
            return build_prompt(content, family).text
        case "assistant":
            return f"{content}</s>\n" if tags else f" {content}\n\n"
