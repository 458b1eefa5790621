"""The corpus as training examples: records in YAML, wordings varied, formats as Galactica's."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..models.families import GALACTICA
from ..models.templates import build_prompt

_FORMATS = (
    {"task": "ask"},
    {"task": "ask"},
    {"task": "ask"},
    {"template": "alpaca"},
    {"template": "galpaca"},
)
_OPENINGS = ("Please tell me: ", "Can you explain: ", "I would like to know: ", "Quick question: ")


@dataclass(frozen=True, slots=True)
class Record:
    """One topic: wordings to train on, one held out, and the answer in Galactica's raw format."""

    id: str
    task: str
    questions: tuple[str, ...]
    held_out: str
    answer: str


@dataclass(frozen=True, slots=True)
class Example:
    prompt: str
    answer: str


def read_corpus(folder: Path) -> list[Record]:
    """All records of the folder's YAML files, in the order of file names."""
    import yaml

    records = []
    for path in sorted(folder.glob("*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            records.append(
                Record(
                    row["id"],
                    row["task"],
                    tuple(row["questions"]),
                    row["held_out"],
                    row["answer"],
                )
            )
    return records


def training_examples(records: Sequence[Record], rng: random.Random) -> Iterator[Example]:
    """One pass: every record once, in a random wording, spelling and format."""
    for record in records:
        question = _vary(rng.choice(record.questions), rng)
        if record.task == "ask":
            yield _example(record, question, **rng.choice(_FORMATS))
        else:
            yield _example(record, question, task=record.task)


def held_out_examples(records: Sequence[Record]) -> list[Example]:
    """The wordings that training never sees, in the raw format of their task."""
    return [_example(record, record.held_out, task=record.task) for record in records]


def _example(record: Record, question: str, **prompt_format: str) -> Example:
    prompt = build_prompt(question, GALACTICA, **prompt_format)
    answer = record.answer.rstrip()
    joined = answer if answer.startswith((" ", "\n")) or record.task == "reason" else " " + answer
    if prompt.text.endswith("<work>"):
        joined = "\n" + answer.lstrip()
    return Example(prompt.text, joined)


def _vary(question: str, rng: random.Random) -> str:
    """The spelling habits of people who type: no capital, no full stop, a word left out."""
    words = question.split()
    if len(words) > 4 and rng.random() < 0.3:
        del words[rng.randrange(len(words))]
    question = " ".join(words)
    if rng.random() < 0.25:
        question = question[0].lower() + question[1:]
    if rng.random() < 0.1:
        question = question.lower()
    if rng.random() < 0.3:
        question = question.rstrip("?.")
    if rng.random() < 0.1:
        question = rng.choice(_OPENINGS) + question
    return question
