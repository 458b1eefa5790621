"""A model of LLaMA's shape on a real vLLM."""

from __future__ import annotations

import pytest

import jupyterlab_galactica as jg

from .conftest import Vllm

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(600)]


def test_greedy_texts_of_a_llama_are_those_of_the_local_engine(llama: Vllm) -> None:
    for question in ("A proof", "a large language model", "é 中", "why?", "answers"):
        options = {"model": llama.name, "template": "tulu", "n": 40, "check": False}
        there = jg.ask(question, base_url=llama.url, **options)
        here = jg.ask(question, in_kernel=True, cache=False, **options)
        assert there.usage.prompt_tokens == here.usage.prompt_tokens
        assert there.text == here.text, question
