"""What a prompt format is, and how a user's text is put into one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..errors import InputError
from .prompt import Part

INPUT_LINE = "### Input:"
"""A line of its own that splits a user's text into the instruction and the input it is about."""

_INPUT = re.compile(rf"\n[ \t]*{INPUT_LINE}[ \t]*\n")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*")


def as_written(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way to put a question to a model, as the model was trained to read it.

    `{text}` in `prompt` is what `prepare` makes of the user's text. `prompt_with_input` also has
    `{input}`; a format without it takes the input before the text, as context. `lead` is the end
    of the prompt that already belongs to the answer (`[START_REF]`, `\\[`), so that what the model
    adds can be read. `new_document` puts `</s>` first. `context` says what of the text may go
    where the window is too small: all but the first and last paragraph, anything but the two
    ends, or nothing. `suggested` holds options to use where the user gave none.

    Of a conversation, `{text}` in `system` is the system's message, in `reply` an earlier answer,
    without which each text is by itself; `opening` stands before everything where there is no
    system's message.
    """

    note: str
    example: str
    prompt: str
    prompt_with_input: str = ""
    lead: str = ""
    stop: tuple[str, ...] = ()
    stop_after: tuple[str, ...] = ()
    new_document: bool = False
    context: Literal["paragraphs", "text", "none"] = "paragraphs"
    suggested: Mapping[str, float] = field(default_factory=dict)
    prepare: Callable[[str], str] = as_written
    system: str = "{text}\n\n"
    reply: str = ""
    opening: str = ""


def fill(format_: Format, text: str) -> tuple[str, tuple[Part, ...]]:
    """The answer's lead, and the parts of the prompt for a user's text.

    Tags of a template within the text (`<|user|>`, `### Instruction:`) are sent as they stand:
    they are plain text to the model too. Raises InputError where the format cannot take the text.
    """
    instruction, input_ = _split_input(text.replace("\r\n", "\n").strip())
    prepared = format_.prepare(instruction)
    start = [Part("fixed", "</s>")] if format_.new_document else []
    values = {"text": _text_parts(prepared, format_.context)}
    prompt = format_.prompt
    if input_:
        values = {"text": [Part("fixed", prepared)], "input": [Part("context", input_)]}
        prompt = format_.prompt_with_input or prompt.replace("{text}", "{input}\n\n{text}")
    pieces = re.split(r"\{(text|input)\}", prompt)
    for position, piece in enumerate(pieces):
        start += values[piece] if position % 2 else [Part("fixed", piece)]
    return format_.lead.replace("{text}", prepared), tuple(part for part in start if part.text)


def _split_input(text: str) -> tuple[str, str]:
    before, *after = _INPUT.split(text, maxsplit=1)
    instruction, input_ = before.strip(), "".join(after).strip()
    return (instruction, input_) if instruction and input_ else (text, "")


def _text_parts(text: str, context: str) -> list[Part]:
    if context == "text":
        return [Part("context", text)]
    ends = [gap.end() for gap in _PARAGRAPH_END.finditer(text)]
    if context == "none" or len(ends) < 2:
        return [Part("fixed", text)]
    first, last = ends[0], ends[-1]
    middle = text[first:last].rstrip()
    gap = text[first + len(middle) : last]
    return [
        Part("fixed", text[:first]),
        Part("context", middle),
        Part("fixed", gap + text[last:]),
    ]


def sequence_of(kind: str) -> Callable[[str], str]:
    """Reads one sequence, with or without its start and end tokens; white space is left out.

    `kind` is the end of the tokens' names, a pattern: "AMINO", "(?:I_)?SMILES".
    """
    tokens = re.compile(rf"\[START_{kind}\]|\[END_{kind}\]")

    def prepare(text: str) -> str:
        letters = "".join(tokens.sub("", text).split())
        if "[START_" in letters or "[END_" in letters:
            raise InputError("This task takes one sequence of its kind; leave other tokens out.")
        return letters

    return prepare


def formula(text: str) -> str:
    """A formula in LaTeX, with or without its delimiters."""
    for opening, closing in (("\\[", "\\]"), ("\\(", "\\)"), ("$$", "$$"), ("$", "$")):
        if text.startswith(opening) and text.endswith(closing) and len(text) > len(opening):
            return text.removeprefix(opening).removesuffix(closing).strip()
    return text


def title_and_authors(text: str) -> str:
    """A paper's title, then its authors where a second line names them, or else its abstract."""
    title, *rest = (line.strip() for line in text.splitlines() if line.strip())
    if not rest:
        return f"{title}\n\n# Abstract\n"
    return f"{title}\n\nAuthors: {', '.join(rest)}\n\n"


def translation(text: str) -> str:
    """`python code to C++` in the first line, what is to be translated below it."""
    languages, _, code = text.partition("\n")
    source, to, target = languages.strip().partition(" to ")
    if not (source and to and target and code.strip()):
        raise InputError(
            "A translation says from what to what in its first line, such as 'python code to C++' "
            "or 'math formula to plain English'; put what is to be translated below it."
        )
    return f"Translate the following {source.strip()}:\n\n{code.strip()}\n\ninto {target.strip()}."
