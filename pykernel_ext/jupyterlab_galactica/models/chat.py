"""Conversations as one prompt: families that were not tuned on turns get them folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from ..errors import InputError
from .families import Family
from .formats import Format
from .prompt import Part, Prompt
from .templates import format_of, prompt_in

Role: TypeAlias = Literal["system", "user", "assistant"]

Turn: TypeAlias = tuple[str, str]
"""A question and the text that answered it."""


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
    format_ = format_of(family)
    parts: list[Part] = []
    for message in messages[:-1]:
        written = _written(message, format_, family)
        if message.role == "system":
            parts.append(Part("fixed", written))
        elif message.role == "assistant" and parts and parts[-1].kind == "turn":
            parts[-1] = Part("turn", parts[-1].text + written)
        else:
            parts.append(Part("turn", written))
    return _after(parts, prompt_in(format_, messages[-1].content))


def after_turns(prompt: Prompt, turns: Iterable[Turn], format_: Format) -> Prompt:
    """The prompt with these turns before it, each as the format has it and one part of the whole.

    The format is one for conversations.
    """
    parts = (
        Part("turn", prompt_in(format_, asked).text + _answer(said, format_))
        for asked, said in turns
    )
    return _after(parts, prompt)


def continued(prompt: Prompt, text: str) -> Prompt:
    """The prompt of an answer that begins with `text` and goes on where that ends."""
    rest = Part("fixed", text.removeprefix(prompt.lead))
    return replace(prompt, parts=(*prompt.parts, rest), lead=text)


def _after(parts: Iterable[Part], prompt: Prompt) -> Prompt:
    return replace(prompt, parts=(*parts, *prompt.parts))


def _written(message: Message, format_: Format, family: Family) -> str:
    match message.role:
        case "system":
            content = message.content.strip()
            return f"<|system|>\n{content}\n" if family.template == "tulu" else f"{content}\n\n"
        case "user":
            return prompt_in(format_, message.content.strip()).text
        case "assistant":
            return _answer(message.content, format_)


def _answer(said: str, format_: Format) -> str:
    """An answer as it follows its question: a word apart from what ends in no blank."""
    gap = "" if format_.prompt[-1].isspace() else " "
    return f"{gap}{said.strip()}{format_.after_answer}"
