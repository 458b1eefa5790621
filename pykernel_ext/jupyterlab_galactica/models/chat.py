"""Conversations as one prompt: families that were not tuned on turns get them folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from ..errors import InputError
from .families import Family
from .formats import Format, fill
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

    Each message is written as the family's format has it: for Galactica `Question: …\\n\\nAnswer:
    …`, for Tulu its `<|user|>` and `<|assistant|>` tags with `</s>` after an answer. A turn, a
    user's message and what follows it, is one part of the prompt, which may go as a whole. A system
    message stays where it stands, and takes the place of the format's own opening. Raises
    InputError where the last message is not the user's.
    """
    if not messages or messages[-1].role != "user":
        raise InputError("The last message has to be the user's; end with a question.")
    return _folded(messages, format_of(family))


def after_turns(text: str, turns: Iterable[Turn], format_: Format) -> Prompt:
    """The prompt for `text` with these turns before it, in a format for conversations."""
    before = (
        message
        for asked, said in turns
        for message in (Message("user", asked), Message("assistant", said))
    )
    return _folded((*before, Message("user", text)), format_)


def continued(prompt: Prompt, text: str) -> Prompt:
    """The prompt of an answer that begins with `text` and goes on where that ends."""
    rest = Part("fixed", text.removeprefix(prompt.lead))
    return replace(prompt, parts=(*prompt.parts, rest), lead=text)


def _folded(messages: Sequence[Message], format_: Format) -> Prompt:
    if any(message.role == "system" for message in messages):
        format_ = replace(format_, opening="")
    prompt = prompt_in(replace(format_, opening=""), messages[-1].content)
    parts = [Part("fixed", format_.opening)] if format_.opening else []
    for message in messages[:-1]:
        written = _written(message, format_)
        if message.role == "system":
            parts.append(Part("fixed", written))
        elif message.role == "assistant" and parts and parts[-1].kind == "turn":
            parts[-1] = Part("turn", parts[-1].text + written)
        else:
            parts.append(Part("turn", written))
    return replace(prompt, parts=(*parts, *prompt.parts))


def _written(message: Message, format_: Format) -> str:
    content = message.content.strip()
    match message.role:
        case "system":
            return format_.system.replace("{text}", content)
        case "user":
            return "".join(part.text for part in fill(format_, content)[1])
        case "assistant":
            return format_.reply.replace("{text}", content)
