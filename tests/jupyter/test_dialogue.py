from __future__ import annotations

from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.jupyter.panel.dialogue import Dialogue, Said


def said(number: int, parent: int | None) -> Said:
    question, text = f"question {number}", f"answer {number}"
    return Said(question, Answer(question=question, text=text, finish_reason="stop"), {}, parent)


def dialogue(*parents: int | None) -> Dialogue:
    found = Dialogue()
    for number, parent in enumerate(parents):
        found = found.with_turn(said(number, parent))
    return found


def test_a_follow_up_is_asked_with_the_turns_that_lead_to_it() -> None:
    branched = dialogue(None, 0, 0, 2)  # turn 1 was edited: 2 stands in its place
    assert branched.shown == [0, 2, 3]
    assert branched.before(2, 1000) == (("question 0", "answer 0"), ("question 2", "answer 2"))


def test_the_oldest_turns_go_beyond_so_many_characters() -> None:
    assert dialogue(None, 0, 1).before(2, 40) == (
        ("question 1", "answer 1"),
        ("question 2", "answer 2"),
    )


def test_another_version_is_shown_with_what_followed_it() -> None:
    branched = dialogue(None, 0, None, 2)  # the first question was asked again
    assert branched.versions(0) == [0, 2]
    assert branched.showing(0).shown == [0, 1]
    assert branched.showing(0).showing(2).shown == [2, 3]
