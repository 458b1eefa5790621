"""What the words beside a formula make of it."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.checks.equations.claims.stance import signed, stance


@pytest.mark.parametrize(
    ("before", "after", "claim"),
    [
        ("The area is ", ".", "asserted"),
        ("Adding both lines, we get ", ".", "derived"),
        ("", ", as claimed.", "derived"),
        ("We want to solve ", " for the unknown.", "to solve"),
        ("Find the roots of ", ".", "to solve"),
        ("Thus we find ", ".", "derived"),
        ("If ", ", nothing changes.", "assumed"),
        ("If $, then ", ".", "derived"),
        ("Is ", "?", "tried"),
        ("So ", "? No.", "tried"),
        ("This leaves ", ". But that is not true.", "tried"),
    ],
)
def test_words_decide_what_is_claimed(before: str, after: str, claim: str) -> None:
    assert stance(before, after).claim == claim


def test_words_of_another_sentence_do_not_count() -> None:
    assert stance("We want to solve $. The sum is ", ".").claim == "asserted"
    assert stance("The sum is ", ". The rest is wrong in print.").claim == "asserted"


def test_a_language_that_is_not_known_counts_as_asserted() -> None:
    assert stance("Daraus folgt sofort ", ".").claim == "asserted"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Im Allgemeinen ist nicht ", "."),
        ("Es gilt nicht, dass ", "."),
        ("Die Regel ", " ist falsch."),
        ("En général, on n'a pas ", "."),
        ("La formule ", " n'est jamais exacte."),
        ("La fórmula ", " no se cumple siempre."),
        ("In generale ", " non vale."),
        ("Em geral, não vale ", "."),
    ],
)
def test_a_denial_in_another_language_is_one(before: str, after: str) -> None:
    assert stance(before, after).doubted


def test_not_only_denies_nothing() -> None:
    assert not stance("Nicht nur gilt ", " hier.").doubted
    assert not stance("A non-zero number obeys ", ".").doubted


def test_a_remainder_is_noticed() -> None:
    assert stance("Dividing gives ", " with a remainder of $.").remainder
    assert not stance("Dividing gives ", ". Add the remainder later.").remainder


def test_signs_over_a_relation_ask_or_demand() -> None:
    asserted = stance("The balance is ", ".")
    assert signed(asserted, "?").claim == "tried"
    assert signed(asserted, "!").claim == "to solve"
    assert signed(asserted, "") == asserted


def test_a_mistake_spoken_of_in_another_paragraph_excuses_nothing() -> None:
    assert stance("This is a mistake, so ", "").corrected
    assert not stance("This is a mistake.\n\nThe transpose obeys ", "").corrected


def test_a_paragraph_that_begins_with_so_goes_on_from_the_one_before() -> None:
    assert stance("We see an error in the signs.\n\nSo the correct answer is ", "").corrected


def test_a_mistake_owned_up_to_right_after_excuses_what_stands_before() -> None:
    assert stance("The transpose obeys ", ".\n\nOops, that was wrong.").corrected


def test_equations_before_a_mistake_may_be_withdrawn() -> None:
    assert stance("I made a mistake.\n\nSo ", "").amended


def test_a_common_mistake_or_an_error_function_corrects_nothing() -> None:
    assert stance("There is a mistake: ", "").corrected
    assert not stance("It is a common mistake to forget $, so ", "").corrected
    assert not stance("With the error function ", "").corrected


def test_a_heading_after_a_formula_says_nothing_of_it() -> None:
    assert stance("This gives ", "\n\n# An error of the sample").claim == "derived"


def test_in_our_case_supposes_nothing() -> None:
    assert not stance("in our case ", " holds.").supposed
