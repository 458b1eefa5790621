from __future__ import annotations

import pytest

from jupyterlab_galactica.errors import InputError
from jupyterlab_galactica.models.families import (
    CODE_ALPACA,
    EVOL_INSTRUCT,
    GALACTICA,
    GALPACA,
    TULU,
    Family,
)
from jupyterlab_galactica.models.templates import TASKS, TEMPLATES, build_prompt

_ALPACA = (
    "Below is an instruction that describes a task. Write a response that appropriately completes "
    "the request.\n\n### Instruction:\n{}\n\n### Response:"
)
_ALPACA_INPUT = (
    "Below is an instruction that describes a task, paired with an input that provides further "
    "context. Write a response that appropriately completes the request.\n\n### Instruction:\n{}"
    "\n\n### Input:\n{}\n\n### Response:"
)
_GALPACA = (
    "Below is an instruction that describes a task. As a scientist, write a response that "
    "appropriately completes the request, citing specific papers whenever possible."
    "\n\n### Instruction:\n{}\n\n### Markdown and LaTeX Response:"
)
_GALPACA_INPUT = (
    "Below is an instruction that describes a task, paired with an input that provides further "
    "context. As a scientist, write a response that appropriately completes the request, citing "
    "specific papers whenever possible.\n\n### Instruction:\n{}\n\n### Input:\n{}\n\n"
    "### Markdown and LaTeX Response:"
)


@pytest.mark.parametrize(
    ("task", "text", "sent", "lead"),
    [
        ("ask", "What is DNA?", "Question: What is DNA?\n\nAnswer:", ""),
        ("cite", "Attention suffices", "Attention suffices [START_REF]", "[START_REF]"),
        ("reason", "What is 1 + 1?", "</s>What is 1 + 1?\n\n<work>", "<work>"),
        ("latex", "Entropy", "Entropy is defined as: \\[", "\\["),
        (
            "describe",
            "$$E = mc^2$$",
            "The paper that presented the formula:\n\\[E = mc^2\\]\n\n[START_REF]",
            "[START_REF]",
        ),
        ("wiki", "Entropy", "</s># Entropy\n\n", "# Entropy\n\n"),
        ("lecture", "Entropy", "</s>Lecture 1: Entropy\n\n", "Lecture 1: Entropy\n\n"),
        (
            "paper",
            "A Survey",
            "</s>Title: A Survey\n\n# Abstract\n",
            "Title: A Survey\n\n# Abstract\n",
        ),
        (
            "paper",
            "A Survey\nA. Lovelace, E. Noether",
            "</s>Title: A Survey\n\nAuthors: A. Lovelace, E. Noether\n\n",
            "Title: A Survey\n\nAuthors: A. Lovelace, E. Noether\n\n",
        ),
        ("summarize", "Long ago.", "Long ago.\n\nTLDR:", ""),
        (
            "entities",
            "We report.",
            "We report.\n\nWhat scientific entities are mentioned in the abstract above?\n\n",
            "",
        ),
        ("molecule", "CC(=O)", "[START_I_SMILES]CC(=O)", "[START_I_SMILES]CC(=O)"),
        ("molecule", "[START_I_SMILES]", "[START_I_SMILES]", "[START_I_SMILES]"),
        (
            "iupac",
            "[START_SMILES]CCO[END_SMILES]",
            "[START_I_SMILES]CCO[END_I_SMILES]\n\n## Chemical and Physical Properties\n\n"
            "The following are chemical properties for",
            "The following are chemical properties for",
        ),
        ("protein", "MIRL\nGAP", "[START_AMINO]MIRLGAP[END_AMINO]\n\n## Keywords", "## Keywords"),
        (
            "translate",
            "python code to C++\nx = 1\n\ny = 2",
            "Question: Translate the following python code:\n\nx = 1\n\ny = 2\n\ninto C++.\n\n"
            "Answer:",
            "",
        ),
    ],
)
def test_a_task_is_sent_in_galacticas_format(task: str, text: str, sent: str, lead: str) -> None:
    prompt = build_prompt(text, GALACTICA, task=task)
    assert prompt.text == sent
    assert prompt.lead == lead
    assert prompt.text.endswith(lead)


@pytest.mark.parametrize(
    ("family", "sent"),
    [
        (GALACTICA, "Question: {}\n\nAnswer:"),
        (GALPACA, _GALPACA),
        (EVOL_INSTRUCT, _ALPACA),
        (TULU, "<|user|>\n{}\n<|assistant|>\n"),
        (CODE_ALPACA, "<|user|>\n{}\n<|assistant|>\n"),
    ],
)
def test_a_family_is_asked_as_it_was_tuned(family: Family, sent: str) -> None:
    assert build_prompt(" Why?\r\n", family).text == sent.format("Why?")


@pytest.mark.parametrize(
    ("template", "sent"),
    [
        ("alpaca", _ALPACA_INPUT),
        ("galpaca", _GALPACA_INPUT),
        ("galpaca-code", _ALPACA_INPUT + "\n```python\n"),
    ],
)
def test_an_input_line_splits_instruction_and_input(template: str, sent: str) -> None:
    prompt = build_prompt("Sum up.\n\n### Input:\nA\n\nB", GALPACA, template=template)
    assert prompt.text == sent.format("Sum up.", "A\n\nB")


def test_a_format_without_an_input_part_takes_it_as_context_before_the_question() -> None:
    text = "Sum up.\n### Input:\nA\n\nB"
    assert build_prompt(text, GALACTICA).text == "Question: A\n\nB\n\nSum up.\n\nAnswer:"
    assert build_prompt(text, TULU).text == "<|user|>\nA\n\nB\n\nSum up.\n<|assistant|>\n"
    evol = build_prompt(text, EVOL_INSTRUCT, template="evol-instruct")
    assert evol.text == _ALPACA.format("A\n\nB\n\nSum up.")


def test_code_is_primed_with_a_fence_that_belongs_to_the_answer() -> None:
    prompt = build_prompt("Integrate it.", GALPACA, template="galpaca-code")
    assert prompt.text == _ALPACA.format("Integrate it.") + "\n```python\n"
    assert prompt.lead == "```python\n"


def test_stops_are_those_of_the_format() -> None:
    assert build_prompt("x", GALACTICA).stop == ("\n\nQuestion:",)
    assert build_prompt("x", GALPACA).stop == ("### Instruction:",)
    assert build_prompt("x", TULU).stop == ("<|user|>",)
    assert build_prompt("x", GALACTICA, task="cite").stop_after == ("[END_REF]",)
    assert build_prompt("x", GALACTICA, task="molecule").stop_after == ("[END_I_SMILES]",)


def test_tags_of_a_template_in_the_text_are_sent_as_they_stand() -> None:
    text = "What does <|user|> mean?\n### Instruction:\nhere"
    assert build_prompt(text, TULU).text == f"<|user|>\n{text}\n<|assistant|>\n"


def test_braces_in_a_text_are_left_alone() -> None:
    assert build_prompt("{text} {input}", GALACTICA).text.startswith("Question: {text} {input}")


def test_a_raw_task_of_a_llama_model_is_refused_with_the_way_out() -> None:
    with pytest.raises(InputError, match=r"'cite'.*tulu.*leave the task out"):
        build_prompt("x", TULU, task="cite")


@pytest.mark.parametrize(
    ("task", "text", "said"),
    [
        ("translate", "x = 1", "first line"),
        ("translate", "python to C++", "first line"),
        ("protein", "[START_SMILES]CCO[END_SMILES]", "one sequence"),
        ("nonsense", "x", "choose one of ask, cite"),
    ],
)
def test_a_text_the_task_cannot_take_is_named(task: str, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        build_prompt(text, GALACTICA, task=task)


def test_a_task_and_a_template_are_too_much() -> None:
    with pytest.raises(InputError, match="not both"):
        build_prompt("x", GALACTICA, task="ask", template="alpaca")


@pytest.mark.parametrize("task", TASKS)
def test_the_example_of_a_task_can_be_sent(task: str) -> None:
    example = TASKS[task].example
    assert build_prompt(example, GALACTICA, task=task).text
    assert TASKS[task].note


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_example_of_a_template_can_be_sent(template: str) -> None:
    assert build_prompt(TEMPLATES[template].example, GALPACA, template=template).text
