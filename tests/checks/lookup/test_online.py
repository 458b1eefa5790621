"""A citation looked up online: what is sent, what is said, and what becomes of faults."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jupyterlab_galactica.checks.lookup.cache import AnswerCache
from jupyterlab_galactica.checks.lookup.crossref import CROSSREF
from jupyterlab_galactica.checks.lookup.online import OnlineLookup, what_is_sent
from jupyterlab_galactica.checks.lookup.openalex import OPENALEX
from jupyterlab_galactica.checks.lookup.polite import PoliteClient
from jupyterlab_galactica.checks.lookup.service import Service

from .conftest import Standin

CITATION = "Attention Is All You Need, Vaswani"


class Clock:
    """A time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


Make = Callable[..., OnlineLookup]


@pytest.fixture
def lookup(tmp_path: Path, clock: Clock) -> Iterator[Make]:
    made = []

    def make(*services: Service, seconds: float = 10.0) -> OnlineLookup:
        client = PoliteClient(clock=clock, sleep=clock.sleep, seconds=seconds)
        made.append(OnlineLookup(services, tmp_path, client))
        return made[-1]

    yield make
    for one in made:
        one.close()


def crossref(title: str, family: str, year: int = 2017, **more: object) -> bytes:
    item = {
        "DOI": "10.1/a",
        "title": [title],
        "author": [{"given": "A", "family": family}],
        "issued": {"date-parts": [[year]]},
        **more,
    }
    return json.dumps({"message": {"items": [item]}}).encode()


NOTHING = json.dumps({"message": {"items": []}}).encode()
FOUND = crossref("Attention is all you need", "Vaswani")


def test_a_work_a_service_knows_is_found(standin: Standin, lookup: Make) -> None:
    result = lookup(replace(CROSSREF, address=standin.answer("/works", FOUND))).look_up(CITATION)
    assert (result.status, result.service, result.retracted) == ("found", "Crossref", False)
    assert result.entry is not None
    assert result.entry.doi == "10.1/a"
    assert "Crossref has it" in result.reason


def test_only_what_was_announced_is_sent(standin: Standin, lookup: Make) -> None:
    service = replace(CROSSREF, address=standin.answer("/works", FOUND))
    lookup(service).look_up(CITATION)
    ((path, query, headers),) = standin.asked
    assert path == "/works"
    announced = what_is_sent(CITATION, [service])
    assert query == {"query.bibliographic": ["Attention Is All You Need Vaswani"], "rows": ["5"]}
    assert announced == (
        "Crossref (127.0.0.1): query.bibliographic = Attention Is All You Need Vaswani, rows = 5"
    )
    assert headers["User-Agent"].startswith("jupyterlab-galactica/")
    assert not {"Cookie", "Referer", "Authorization"} & set(headers)


def test_what_is_sent_names_every_service() -> None:
    announced = what_is_sent(CITATION).splitlines()
    assert [line.split(" (")[0] for line in announced] == [
        "Crossref",
        "OpenAlex",
        "arXiv",
        "Semantic Scholar",
    ]


def test_a_retracted_work_is_found_and_marked(standin: Standin, lookup: Make) -> None:
    body = crossref(
        "Attention is all you need", "Vaswani", **{"updated-by": [{"type": "retraction"}]}
    )
    result = lookup(replace(CROSSREF, address=standin.answer("/works", body))).look_up(CITATION)
    assert result.status == "found"
    assert result.retracted
    assert result.reason.endswith("It has been retracted.")


def test_a_fabricated_author_is_a_mismatch(standin: Standin, lookup: Make) -> None:
    service = replace(CROSSREF, address=standin.answer("/works", FOUND))
    result = lookup(service).look_up("Attention Is All You Need, Brown")
    assert result.status == "mismatch"
    assert "Crossref has it by Vaswani, 2017" in result.reason


def test_preprint_and_article_are_one_work(standin: Standin, lookup: Make) -> None:
    items = [
        json.loads(crossref("Attention is all you need", "Vaswani", year))["message"]["items"][0]
        for year in (2017, 2023)
    ]
    body = json.dumps({"message": {"items": items}}).encode()
    asking = lookup(replace(CROSSREF, address=standin.answer("/works", body)))
    assert asking.look_up(CITATION).status == "found"
    later = asking.look_up(f"{CITATION}, 2023")
    assert later.status == "found"
    assert later.entry is not None
    assert later.entry.year == 2023


def test_the_next_service_is_asked_only_where_one_has_it_not(
    standin: Standin, lookup: Make
) -> None:
    first = replace(CROSSREF, address=standin.answer("/first", NOTHING))
    second = replace(CROSSREF, name="Second", address=standin.answer("/second", FOUND))
    third = replace(CROSSREF, name="Third", address=standin.answer("/third", FOUND))
    result = lookup(first, second, third).look_up(CITATION)
    assert (result.status, result.service) == ("found", "Second")
    assert [path for path, _, _ in standin.asked] == ["/first", "/second"]


def test_what_nobody_knows_is_not_found_and_says_who_was_asked(
    standin: Standin, lookup: Make
) -> None:
    first = replace(CROSSREF, address=standin.answer("/first", NOTHING))
    second = replace(OPENALEX, address=standin.answer("/second", b"", 500))
    result = lookup(first, second).look_up(CITATION)
    assert result.status == "not-found"
    assert result.reason == (
        "Not found in Crossref; OpenAlex could not be asked: it answered with HTTP status 500."
    )


def test_an_answer_is_kept_and_the_question_not_sent_again(standin: Standin, lookup: Make) -> None:
    service = replace(CROSSREF, address=standin.answer("/works", FOUND))
    assert lookup(service).look_up(CITATION) == lookup(service).look_up(CITATION)
    assert len(standin.asked) == 1


def test_a_fault_is_not_kept(standin: Standin, lookup: Make) -> None:
    service = replace(CROSSREF, address=standin.answer("/works", b"<html>"))
    assert lookup(service).look_up(CITATION).status == "unchecked"
    standin.answer("/works", FOUND)
    assert lookup(service).look_up(CITATION).status == "found"


def test_requests_keep_the_pause_a_service_asks_for(
    standin: Standin, lookup: Make, clock: Clock
) -> None:
    asking = lookup(replace(CROSSREF, address=standin.answer("/works", NOTHING), pause=3.0))
    for title in ("One", "Two", "Three"):
        asking.look_up(title)
    assert clock.slept == [0.0, 3.0, 3.0]


def test_a_service_that_asks_for_rest_is_left_alone_that_long(
    standin: Standin, lookup: Make, clock: Clock
) -> None:
    service = replace(CROSSREF, address=standin.answer("/works", b"", 429, {"Retry-After": "120"}))
    asking = lookup(service)
    result = asking.look_up("One")
    assert result.status == "unchecked"
    assert "120 s" in result.reason
    standin.answer("/works", FOUND)
    assert asking.look_up(CITATION).status == "unchecked"
    assert len(standin.asked) == 1
    clock.now += 120
    assert asking.look_up(CITATION).status == "found"


@pytest.mark.parametrize(
    "retry_after", ["", "soon", "Wed, 21 Oct 2015 07:28:00 GMT", "-5", "9" * 30]
)
def test_any_retry_after_is_survived(standin: Standin, lookup: Make, retry_after: str) -> None:
    headers = {"Retry-After": retry_after}
    service = replace(CROSSREF, address=standin.answer("/works", b"", 503, headers))
    assert lookup(service).look_up(CITATION).status == "unchecked"


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (500, b"oops", "HTTP status 500"),
        (404, b"", "HTTP status 404"),
        (302, b"", "HTTP status 302"),
        (200, b"<html>captive portal</html>", "not JSON"),
        (200, b'{"message": {}}', "documented form"),
        (200, b" " * (3 * 2**20), "too long"),
    ],
)
def test_a_fault_is_a_sentence_and_no_exception(
    standin: Standin, lookup: Make, status: int, body: bytes, said: str
) -> None:
    service = replace(CROSSREF, address=standin.answer("/works", body, status))
    result = lookup(service).look_up(CITATION)
    assert result.status == "unchecked"
    assert result.reason.startswith("Crossref could not be asked: ")
    assert said in result.reason


def test_a_service_that_never_answers_is_given_up(standin: Standin, lookup: Make) -> None:
    service = replace(CROSSREF, address=f"{standin.address}/silent")
    result = lookup(service, seconds=0.2).look_up(CITATION)
    assert result.status == "unchecked"
    assert "did not answer" in result.reason


def test_a_service_that_is_not_there_is_said(lookup: Make) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/works"
    result = lookup(replace(CROSSREF, address=address)).look_up(CITATION)
    assert result.status == "unchecked"
    assert "cannot be reached" in result.reason


@pytest.mark.parametrize("citation", ["", ",", "\x00", "a" * 100_000, "‮abc", "?&#=%"])
def test_odd_citations_are_looked_up_without_harm(
    standin: Standin, lookup: Make, citation: str
) -> None:
    service = replace(CROSSREF, address=standin.answer("/works", NOTHING))
    assert lookup(service).look_up(citation).status == "not-found"


def test_an_answer_is_forgotten_after_a_month(tmp_path: Path) -> None:
    clock = Clock()
    cache = AnswerCache(tmp_path / "answers.sqlite", clock)
    cache.put("question", b"answer")
    clock.now += 29 * 86_400
    assert cache.get("question") == b"answer"
    clock.now += 2 * 86_400
    assert cache.get("question") is None
    cache.close()


def test_a_cache_that_cannot_be_written_is_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    cache = AnswerCache(tmp_path / "file" / "answers.sqlite")
    cache.put("question", b"answer")
    assert cache.get("question") == b"answer"
    cache.close()
