"""Our assistant in the chat of jupyter-ai, found by the entry point `jupyter_ai.personas`."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from pathlib import Path
from time import time

from jupyter_ai_persona_manager import BasePersona, PersonaDefaults
from jupyterlab_chat.models import Message, MimeModel, NewMessage

from ..answer.answer import MIME_TYPE, Answer
from ..answer.events import BlockClosed, StateChanged
from ..config import load_config
from ..errors import GalacticaError
from .threads import Threads

_answering = Threads("galactica-persona", "{} answers are being written already; wait.")


class GalacticaPersona(BasePersona):
    """Shows an answer in Markdown as it grows, at its end also in the form our renderer draws."""

    defaults = PersonaDefaults(
        name="Galactica",
        description="A science model on this machine; equations and citations are checked.",
        avatar_path=str(Path(__file__).with_name("persona.svg")),
        system_prompt="",
    )
    _is_stopped = False

    async def process_message(self, message: Message) -> None:
        from ..assistant import stream
        from ..checks.bibliography.remembered import remembered_bibliographies

        self._is_stopped, most = False, load_config().answers
        question = message.body.replace(f"@{self.as_user().mention_name}", "")
        reply = self.chat.add_message(NewMessage(body="", sender=self.id))
        try:
            references = remembered_bibliographies(Path(self.get_chat_dir()))
            begin = partial(stream, question, references=references)
            with closing(await _answering.start(begin, most)) as events:
                async for event in _answering.each(events, most):
                    if isinstance(event, StateChanged):
                        self.set_status(f"is {event}")
                    elif isinstance(event, BlockClosed):
                        self._write(reply, events.answer)
                    if self._is_stopped:
                        break
            self._write(reply, events.answer)
        except GalacticaError as error:
            self._update(reply, str(error))
        finally:
            self.clear_status()

    async def cancel_response(self) -> None:
        self._is_stopped = True

    def _write(self, reply: str, answer: Answer) -> None:
        body = answer.to_markdown()
        data = {MIME_TYPE: answer.to_json(), "text/markdown": body}
        self._update(reply, body, MimeModel(data=data) if answer.finish_reason else None)

    def _update(self, reply: str, body: str, shown: MimeModel | None = None) -> None:
        message = Message(id=reply, body=body, sender=self.id, time=time(), mime_model=shown)
        self.chat.update_message(message)
