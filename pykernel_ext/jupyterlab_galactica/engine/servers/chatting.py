"""Servers that only chat: a prompt as messages, and their answer as a completion's.

Their own template is put around what they get, so a prompt's tags become turns again.
"""

from __future__ import annotations

import re
from typing import Any

from ..interface import CompletionRequest
from ..protocol import plain_body

_TAG = re.compile(r"<\|(system|user|assistant)\|>\n")
"""Tulu's; what other families' templates write is text to a model of another make."""


def chat_body(request: CompletionRequest, prompt: str) -> dict[str, Any]:
    body = plain_body(request, request.model, prompt)
    del body["prompt"]
    return body | {"messages": _messages(prompt)}


def completion_part(part: dict[str, Any]) -> dict[str, Any]:
    """A chat's part as a completion's; any other as it is."""
    choices = [
        {**choice, "text": choice["delta"].get("content") or "", "logprobs": None}
        if "delta" in choice
        else choice
        for choice in part.get("choices") or ()
    ]
    return {**part, "choices": choices}


def _messages(prompt: str) -> list[dict[str, str]]:
    before, *tagged = _TAG.split(prompt)
    if before.strip() or not tagged:
        return [{"role": "user", "content": prompt}]
    turns = zip(tagged[::2], tagged[1::2], strict=True)
    messages = [
        {"role": role, "content": text.removesuffix("\n").removesuffix("</s>")}
        for role, text in turns
    ]
    # The last tag opens the answer that is asked for.
    return messages if messages[-1]["content"] else messages[:-1]
