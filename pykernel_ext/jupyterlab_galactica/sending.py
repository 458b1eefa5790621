"""The prompt as it is sent to a server: cut to the window that the server says it has."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing

from .answer.events import StateChanged
from .models.fitting import FittedPrompt
from .models.prompt import Prompt
from .question import Question, fitted_to, model_window


def sent_to_server(
    question: Question, prompt: Prompt
) -> Generator[StateChanged, None, FittedPrompt]:
    """Ask for the window where something may be left out of the prompt, and leave that out.

    Raises InputError where what has to stay is too long, and as `server_window`.
    """
    if question.raw or all(part.kind == "fixed" for part in prompt.parts):
        return FittedPrompt(prompt.text, prompt_tokens=None)
    window = yield from server_window(question)
    return fitted_to(question, prompt, window)


def server_window(question: Question) -> Generator[StateChanged, None, int]:
    """Tokens of the window as the server has it; where it does not tell, as they are known here.

    Raises ModelError where it serves other models, InputError and WorkerError as asking does.
    """
    from .engine.servers.about import served
    from .engine.servers.address import address_of

    with closing(served(address_of(question.base_url), question.model)) as steps:
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                return end.value.window or model_window(question)
            yield StateChanged(step.phase, step.detail, step.fraction)
