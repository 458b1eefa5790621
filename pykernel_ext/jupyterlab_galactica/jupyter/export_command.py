"""Answers to files: from Python, with `%galactica export`, with `jupyter galactica export`."""

from __future__ import annotations

import json
import os
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..answer.answer import MIME_TYPE, Answer
from ..errors import InputError

MOST_REMEMBERED = 1000

_shown: deque[Answer] = deque(maxlen=MOST_REMEMBERED)


def export(
    answers: Answer | Iterable[Answer], file: str | os.PathLike[str], overwrite: bool = False
) -> tuple[Path, ...]:
    """Write answers to one document; the files that were written.

    The suffix of `file` is the format: `.md`, `.tex` (with a `.bib` beside it where works are
    cited), `.html` or `.ipynb`. Raises InputError for any other suffix, where there is no answer,
    where a file is there that must not be overwritten, and where it cannot be written.
    """
    from ..answer.exporting.formats import FORMATS

    path = Path(file).expanduser()
    files_of = FORMATS.get(path.suffix.lower())
    if files_of is None:
        raise InputError(
            f"Answers cannot be exported to {path.name}; its name must end in one of "
            f"{', '.join(FORMATS)}."
        )
    chosen = [answers] if isinstance(answers, Answer) else list(answers)
    if not chosen:
        raise InputError("There is no answer to export; ask a question with %%galactica first.")
    texts = {path.with_name(name): text for name, text in files_of(chosen, path.name).items()}
    for target in texts:
        if target.exists() and not overwrite:
            raise InputError(
                f"{target} is there already; choose another name, or allow it to be overwritten"
                " (--force, overwrite=True)."
            )
    try:
        _write_all(texts)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{path} cannot be written ({reason}); choose another place.") from error
    return tuple(texts)


def remember(answer: Answer) -> None:
    """Keep an answer that was shown, for exporting all of this session together."""
    if answer.text:
        _shown.append(answer)


def export_remembered(words: Sequence[str], variables: Mapping[str, Any]) -> str:
    """`%galactica export FILE [NAME...] [--force]`; what was written, as a sentence.

    `variables` are those of the notebook; without names all answers of this session are written,
    at most the last `MOST_REMEMBERED`. Raises InputError.
    """
    file, *names = [word for word in words if word != "--force"] or [""]
    if not file:
        raise InputError("Name a file: %galactica export FILE [NAME...] [--force]")
    answers = [answer for name in names for answer in _answers_in(name, variables)]
    return _sentence(export(answers if names else _shown, file, overwrite="--force" in words))


def export_notebook(notebook: str, file: str, overwrite: bool) -> str:
    """Write the answers that a notebook shows; what was written, as a sentence.

    Raises InputError.
    """
    answers = list(notebook_answers(Path(notebook).expanduser()))
    if not answers:
        raise InputError(f"{notebook} shows no answers; run its %%galactica cells and save it.")
    return _sentence(export(answers, file, overwrite))


def notebook_answers(notebook: Path) -> Iterator[Answer]:
    """The answers among a notebook's outputs, in order; verdicts not made here are only said.

    Raises InputError for a file that is no notebook, and for an answer that cannot be read.
    """
    try:
        text = notebook.read_text("utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{notebook} cannot be read ({reason}); check its name.") from error
    except ValueError as error:
        raise _no_notebook(str(notebook)) from error
    return answers_in(text, str(notebook))


def answers_in(text: str, notebook: str) -> Iterator[Answer]:
    """`notebook_answers` of a notebook's text, which is called `notebook` in sentences."""
    for number, data in _answer_data(text, notebook):
        yield _read_answer(data, f"cell {number} of {notebook}")


def _answer_data(text: str, notebook: str) -> list[tuple[int, Any]]:
    """The JSON of each answer, with the number of its cell from 1."""
    try:
        return [
            (number, output["data"][MIME_TYPE])
            for number, cell in enumerate(json.loads(text)["cells"], 1)
            for output in cell.get("outputs", ())
            if MIME_TYPE in output.get("data", {})
        ]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise _no_notebook(notebook) from error


def _no_notebook(notebook: str) -> InputError:
    return InputError(f"{notebook} is not a notebook of format 4; save it in Jupyter first.")


def _read_answer(data: Any, place: str) -> Answer:
    from ..answer.exporting.document import document_of
    from ..answer.exporting.markdown import document_to_markdown
    from ..answer.serialize import answer_from_json
    from ..sealing import own_or_said

    try:
        answer = own_or_said(answer_from_json(data))
        document_to_markdown(document_of([answer]))  # what cannot be drawn shows here
    except (
        ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError,
    ) as error:  # fmt: skip
        raise InputError(f"The answer in {place} cannot be read; run the cell again.") from error
    return answer


def _answers_in(name: str, variables: Mapping[str, Any]) -> list[Answer]:
    """The answer in a variable, or the answers in a list of them."""
    value = variables.get(name)
    answers = [value] if isinstance(value, Answer) else value
    if not isinstance(answers, Sequence) or not all(isinstance(one, Answer) for one in answers):
        raise InputError(
            f"There is no answer in a variable {name!r}; keep one with %%galactica -o {name}."
        )
    return list(answers)


def _sentence(written: Sequence[Path]) -> str:
    return f"Written: {', '.join(map(str, written))}"


def _write_all(texts: Mapping[Path, str]) -> None:
    """Each file whole or not at all: they take their names when all of them are on disk."""
    with tempfile.TemporaryDirectory(prefix=".galactica-", dir=next(iter(texts)).parent) as folder:
        for number, text in enumerate(texts.values()):
            # Half of a surrogate pair, which JSON can hold, is no text.
            Path(folder, str(number)).write_bytes(text.encode("utf-8", "replace"))
        for number, target in enumerate(texts):
            os.replace(Path(folder, str(number)), target)
