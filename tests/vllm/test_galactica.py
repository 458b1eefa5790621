"""The bundled model on a real vLLM: what the local engine gives, and what goes wrong."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import Any

import pytest

import jupyterlab_galactica as jg
from jupyterlab_galactica.config import Config, save_config
from jupyterlab_galactica.engine.interface import Chunk, CompletionRequest, Progress, Sampling
from jupyterlab_galactica.engine.servers import prompts
from jupyterlab_galactica.engine.servers.completer import ServerCompleter
from jupyterlab_galactica.errors import InputError, ModelError, WorkerError
from jupyterlab_galactica.models.tokenizer import tokenizer_of

from ..waiting import wait_until
from .conftest import Vllm

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(600)]

QUESTIONS = (
    "What is entropy?",
    "Write out Maxwell's equations.",
    "What is Newton's second law?",
    "What is the Lagrangian of a pendulum?",
    "Define the gamma function.",
    "What is a binary search?",
    "What is benzene?",
    "What is the structure of DNA?",
    "State Bayes' theorem.",
    "What is a Fourier transform?",
)


def _ask(server: Vllm, text: str, **options: Any) -> Any:
    return jg.ask(text, **{"model": "demo", "base_url": server.url, "n": 120, **options})


def _completion(server: Vllm, prompt: Any, **sampling: Any) -> list[Any]:
    request = CompletionRequest(model="demo", prompt=prompt, sampling=Sampling(**sampling))
    return list(ServerCompleter(server.url).complete(request))


def _text(events: list[Any]) -> str:
    return "".join(event.text for event in events if isinstance(event, Chunk))


def test_greedy_texts_are_those_of_the_local_engine_in_ten_of_ten(galactica: Vllm) -> None:
    for question in QUESTIONS:
        there = _ask(galactica, question, check=False)
        here = jg.ask(question, model="demo", n=120, check=False, in_kernel=True, cache=False)
        assert there.text == here.text, question
        assert there.finish_reason == here.finish_reason
        assert there.usage.prompt_tokens == here.usage.prompt_tokens
        assert there.usage.completion_tokens == here.usage.completion_tokens


def test_an_answer_names_the_server(galactica: Vllm) -> None:
    found = _ask(galactica, "What is entropy?", n=8).to_json()["provenance"]["server"]
    assert found["url"] == galactica.url
    assert found["software"].startswith("vLLM 0.")
    assert found["context_window"] == 2048


def test_an_answer_streams_and_stops_at_texts_and_ids(galactica: Vllm) -> None:
    prompt = "Question: State Bayes' theorem.\n\nAnswer:"
    whole = _completion(galactica, prompt, max_tokens=120)
    assert sum(isinstance(event, Chunk) for event in whole) > 60
    text = _text(whole)
    assert "[START_REF]" in text
    cut = _completion(galactica, prompt, max_tokens=120, stop=("[START_REF]",))
    assert _text(cut) == text.partition("[START_REF]")[0]
    assert cut[-1].stop_text == "[START_REF]"
    [start_ref] = tokenizer_of("demo").encode("[START_REF]")
    by_id = _completion(galactica, prompt, max_tokens=120, stop_token_ids=(start_ref,))
    assert _text(by_id) == _text(cut)
    assert by_id[-1].stop_text == "[START_REF]"


def test_log_probabilities_come_by_token_id(galactica: Vllm) -> None:
    events = _completion(galactica, "The Fourier transform", max_tokens=5, logprobs=3)
    tokens = [token for event in events if isinstance(event, Chunk) for token in event.tokens]
    assert tokenizer_of("demo").decode(token.id for token in tokens) == _text(events)
    assert all(token.logprob is not None and token.logprob < 0 for token in tokens)
    assert all(len(token.alternatives) >= 3 for token in tokens)


def test_references_are_those_of_the_local_engine(galactica: Vllm) -> None:
    context = "Attention is all you need, as shown in"
    there = jg.cite(context, model="demo", base_url=galactica.url)
    here = jg.cite(context, model="demo", in_kernel=True)
    assert len(here) == 5
    assert [found.text for found in there] == [found.text for found in here]
    for ours, theirs in zip(there, here, strict=True):
        assert ours.score is not None
        assert theirs.score is not None
        assert ours.score.logprob_sum == pytest.approx(theirs.score.logprob_sum, abs=1e-3)
        assert ours.score.finished == theirs.score.finished


def test_a_sequence_is_split_by_the_servers_tokenizer_where_none_is_here(
    galactica: Vllm, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompt = "[START_AMINO]MIRLGAPQTL[END_AMINO]\n\n## Keywords x²"
    here = _completion(galactica, prompt, max_tokens=20)
    monkeypatch.setattr(prompts, "local_tokenizer", lambda model: None)
    there = _completion(galactica, prompt, max_tokens=20)
    assert _text(there) == _text(here)
    assert there[-1].prompt_tokens == len(tokenizer_of("demo").encode(prompt))


def test_closing_ends_the_work_on_the_server(galactica: Vllm) -> None:
    sampling = Sampling(max_tokens=1900, ignore_eos=True)
    request = CompletionRequest(model="demo", prompt="Entropy", sampling=sampling)
    with closing(ServerCompleter(galactica.url).complete(request)) as events:
        while not isinstance(next(events), Chunk):
            pass
        assert galactica.running() == 1
    wait_until(lambda: galactica.running() == 0)


def test_a_wrong_key_another_model_and_a_full_window_are_told(
    galactica: Vllm, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="window holds 2048"):
        _completion(galactica, "why " * 3000, max_tokens=8)
    assert _completion(galactica, [5] * 2040, max_tokens=400)[-1].completion_tokens <= 8
    with pytest.raises(ModelError, match="serves demo, not facebook"):
        _ask(galactica, "Why?", model="facebook/galactica-30b")
    monkeypatch.setenv("GALACTICA_API_KEY", "wrong")
    with pytest.raises(WorkerError, match="refuses the key"):
        _ask(galactica, "Why?")


def test_a_server_killed_in_the_middle_is_told_and_is_waited_for_while_it_loads_again(
    galactica: Vllm,
) -> None:
    save_config(Config(server_wait_seconds=300))
    endless = Sampling(max_tokens=1900, ignore_eos=True)
    request = CompletionRequest(model="demo", prompt="Entropy", sampling=endless)
    cut_off = ServerCompleter(galactica.url).complete(request)
    while not isinstance(next(cut_off), Chunk):
        pass
    galactica.kill()
    with pytest.raises(WorkerError, match="broke off"):
        list(cut_off)
    request = CompletionRequest(model="demo", prompt="Entropy", sampling=Sampling(max_tokens=8))
    events = ServerCompleter(galactica.url).complete(request)
    waiting = next(events)
    while "cannot be reached" not in waiting.detail:
        assert isinstance(waiting, Progress)
        waiting = next(events)
    threading.Thread(target=galactica.start).start()
    assert _text(list(events))
