"""Guessing by what the text said before."""

from __future__ import annotations

from jupyterlab_galactica.engine.lookup import Lookup


def _write(lookup: Lookup, text: list[int], row: float = 0.4) -> tuple[int, int]:
    """How many tokens were guessed, and right, while `text` is written.

    A guess costs `row` of a step.
    """
    guessed = right = done = 0
    while done < len(text):
        lookup.add(text[done])
        done += 1
        guesses = lookup.guess(len(text) - done)
        hits = 0
        while hits < len(guesses) and guesses[hits] == text[done + hits]:
            hits += 1
        for token in text[done : done + hits]:
            lookup.add(token)
        if guesses:
            lookup.learn(len(guesses), hits, 1 + row * len(guesses))
        guessed, right, done = guessed + len(guesses), right + hits, done + hits
    return guessed, right


def test_a_copied_passage_is_guessed_nearly_whole() -> None:
    passage = list(range(100, 160))
    guessed, right = _write(Lookup([1, 2, *passage, 3], 7), passage)
    assert right >= 0.8 * len(passage)
    assert guessed == right


def test_nothing_is_guessed_where_nothing_was_said_before() -> None:
    assert _write(Lookup(range(50), 7), list(range(100, 160))) == (0, 0)


def test_where_guesses_fail_there_are_few_of_them() -> None:
    """Three tokens as before, and each time another one after them."""
    text = [token for number in range(100) for token in (1, 2, 3, 100 + number)]
    guessed, _ = _write(Lookup([1, 2, 3, 99], 7), text)
    assert guessed < 0.1 * len(text)


def test_guesses_of_which_half_fail_go_on_only_where_rows_cost_little() -> None:
    """A passage of which every fifth word is another one."""
    passage = list(range(100, 200))
    text = [token + 500 * (place % 5 == 4) for place, token in enumerate(passage)]
    guessed, _ = _write(Lookup([1, 2, *passage, 3], 7), text, row=0.1)
    fewer, _ = _write(Lookup([1, 2, *passage, 3], 7), text, row=0.9)
    assert 0 < fewer < 0.7 * guessed


def test_it_guesses_no_more_than_there_is_room_for() -> None:
    lookup = Lookup([1, 2, 3, 4, 5, 6, 7, 1, 2, 3], 7)
    lookup.learn(1, 1, cost=1.0)
    assert lookup.guess(7) == [4, 5, 6]
    assert lookup.guess(2) == [4, 5]
    assert lookup.guess(0) == []


def test_without_guesses_nothing_is_kept_of_the_text() -> None:
    lookup = Lookup([1, 2, 3, 4, 1, 2, 3], 0)
    lookup.add(4)
    assert lookup.guess(10) == []
