from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_galactica.engine.stopping import StopTexts

TEXT = st.text("ab#\n", max_size=40)
STOPS = st.lists(st.text("ab#\n", min_size=1, max_size=5), max_size=3)


def _split(text: str, cuts: list[int]) -> list[str]:
    places = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    return [text[a:b] for a, b in pairwise(places)]


def _shown(pieces: list[str], stops: list[str]) -> tuple[list[str], str | None]:
    texts = StopTexts(stops)
    return [*(texts.feed(piece) for piece in pieces), texts.finish()], texts.found


def test_a_stop_split_over_pieces_is_cut_and_never_shown() -> None:
    shown, found = _shown(["Yes.\n", "\nQues", "tion", ": no"], ["\n\nQuestion:"])
    assert "".join(shown) == "Yes."
    assert found == "\n\nQuestion:"


def test_what_only_begins_like_a_stop_is_shown_after_all() -> None:
    shown, found = _shown(["a ##", "# b", " #"], ["### Instruction:"])
    assert "".join(shown) == "a ### b #"
    assert found is None


def test_text_that_cannot_become_a_stop_is_not_held_back() -> None:
    assert StopTexts(["###"]).feed("all of this#!") == "all of this#!"


def test_without_stops_everything_passes() -> None:
    assert StopTexts([]).feed("text") == "text"


@given(TEXT, STOPS, st.lists(st.integers(0, 100), max_size=10))
def test_any_split_shows_what_one_character_at_a_time_shows(
    text: str, stops: list[str], cuts: list[int]
) -> None:
    by_character, found = _shown(list(text), stops)
    by_piece, also_found = _shown(_split(text, cuts), stops)
    assert "".join(by_piece) == "".join(by_character)
    assert also_found == found


@given(TEXT, STOPS)
def test_what_is_shown_is_the_text_before_the_first_complete_stop(
    text: str, stops: list[str]
) -> None:
    shown, found = _shown(list(text), stops)
    ends = [end for end in range(1, len(text) + 1) if text[:end].endswith(tuple(stops) or "\0")]
    if not ends:
        assert "".join(shown) == text
        assert found is None
    else:
        assert found is not None
        assert "".join(shown) + found == text[: ends[0]]
