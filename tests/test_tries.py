"""`tries`: asked again while something is accused; of what was written the best stands."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

import jupyterlab_galactica as jg
from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.events import Event, Finished, Kept, Restarted
from jupyterlab_galactica.answer.labels import footer
from jupyterlab_galactica.answer.verdicts import CheckReport, EquationCheck, Verdict
from jupyterlab_galactica.draft import Draft
from jupyterlab_galactica.engine.in_process import InProcessCompleter
from jupyterlab_galactica.engine.interface import Chunk
from jupyterlab_galactica.errors import WorkerError

VERDICTS: dict[str, Verdict] = {"R": "refuted", "D": "doubtful", "H": "holds"}


@pytest.fixture
def writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Texts in turn; each letter R, D or H in one counts as an equation of that verdict."""
    for name in ("XDG_CACHE_HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    complete = InProcessCompleter.complete

    def report(self: Draft) -> CheckReport:
        found = [VERDICTS[letter] for letter in self.text if letter in VERDICTS]
        return CheckReport(
            equations=tuple(
                EquationCheck(latex="a = b", kind="identity", verdict=verdict, reason="")
                for verdict in found
            )
        )

    def write(*texts: str | Exception) -> None:
        left = iter(texts)

        def saying(self: InProcessCompleter, request: Any) -> Generator[Any, None, None]:
            text = next(left)
            if isinstance(text, Exception):
                raise text
            yield Chunk(text)
            yield from (e for e in complete(self, request) if not isinstance(e, Chunk))

        monkeypatch.setattr(InProcessCompleter, "complete", saying)

    monkeypatch.setattr(Draft, "report", property(report))
    return write


def asked(model: Path, tries: int) -> tuple[list[Event], Answer]:
    stream = jg.stream("Why?", model=str(model), n=4, in_kernel=True, cache=False, tries=tries)
    events = list(stream)
    last = events[-1]
    assert isinstance(last, Finished)
    return [e for e in events if isinstance(e, (Restarted, Kept))], last.answer


def test_doubtful_is_a_reason_to_ask_again(tiny_model: Path, writes: Callable[..., None]) -> None:
    writes("D", "H")
    told, answer = asked(tiny_model, 3)
    assert (told, answer.text) == ([Restarted(2)], "H")
    assert "2 tries" in footer(answer)


def test_a_later_try_says_how_it_was_sampled(tiny_model: Path, writes: Callable[..., None]) -> None:
    writes("R", "D", "H")
    found = asked(tiny_model, 5)[1].provenance
    assert (found["tries"], found["seed"], found["temperature"]) == (3, 0, 0.0)
    assert found["kept_try"] == {"number": 3, "temperature": 0.7, "seed": 2}


@pytest.mark.parametrize(
    ("texts", "best"),
    [
        (("R H", "D D", "R"), 2),  # nothing refuted, however much is doubtful
        (("R D", "R", "R R"), 2),  # as much refuted, less doubtful
        (("D", "D", "D H"), 1),  # all alike: the earliest
        (("R R", "R", "D"), 3),
    ],
)
def test_where_no_try_passes_the_best_stands(
    tiny_model: Path, writes: Callable[..., None], texts: tuple[str, ...], best: int
) -> None:
    writes(*texts)
    told, answer = asked(tiny_model, len(texts))
    assert answer.text == texts[best - 1]
    assert answer.provenance["tries"] == len(texts)
    assert answer.provenance["kept_try"]["number"] == best
    is_last = best == len(texts)
    assert told == [Restarted(2), Restarted(3), *([] if is_last else [Kept(best)])]
    ending = "3 tries" if is_last else f"the best of 3 tries, number {best}"
    assert footer(answer).split(" · ")[-1].startswith(ending)


def test_a_try_that_breaks_off_costs_nothing_of_those_before(
    tiny_model: Path, writes: Callable[..., None]
) -> None:
    writes("R", WorkerError("The model's process stopped; ask again."))
    told, answer = asked(tiny_model, 5)
    assert told == [Restarted(2), Kept(1)]
    assert (answer.text, answer.error, answer.finish_reason) == ("R", None, "length")


def test_stopped_before_a_later_try_wrote_anything_the_one_before_stands(
    tiny_model: Path, writes: Callable[..., None]
) -> None:
    writes("R", "H")
    stream = jg.stream("Why?", model=str(tiny_model), n=4, in_kernel=True, cache=False, tries=2)
    for event in stream:
        if isinstance(event, Restarted):
            break
    stream.close()
    assert (stream.answer.text, stream.answer.finish_reason) == ("R", "cancelled")
