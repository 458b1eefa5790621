from __future__ import annotations

import pytest

from jupyterlab_galactica.errors import InputError
from jupyterlab_galactica.jupyter.options import interpolate, parse_line


def test_latex_passes_through_interpolation_untouched() -> None:
    text = r"Simplify $\frac{1}{2} + \frac{a}{b}$ with {x} and {{\alpha}} and {{1}}."
    assert interpolate(text, {"x": 7, "a": 1}) == text


def test_a_variable_in_double_braces_is_replaced_by_its_value() -> None:
    assert interpolate("Explain {{topic}} and {{ n }}.", {"topic": "entropy", "n": 3}) == (
        "Explain entropy and 3."
    )


def test_a_value_with_braces_is_not_interpolated_again() -> None:
    assert interpolate("{{a}}", {"a": "{{b}}", "b": "no"}) == "{{b}}"


def test_an_unknown_name_is_named_in_the_error() -> None:
    with pytest.raises(InputError, match="no variable topic"):
        interpolate("Explain {{topic}}.", {})


def test_options_are_read_from_the_line() -> None:
    options = parse_line("demo --task cite -n 20 --temperature 0.7 --seed 3 -o answer")
    assert (options.model, options.task, options.n) == ("demo", "cite", 20)
    assert (options.temperature, options.seed, options.out) == (0.7, 3, "answer")


@pytest.mark.parametrize(
    ("line", "cache"), [("demo", None), ("--cache", True), ("--no-cache", False)]
)
def test_the_cache_is_as_configured_unless_the_line_says_otherwise(
    line: str, cache: bool | None
) -> None:
    assert parse_line(line).cache is cache


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("--colour red", "--colour"),
        ("--task poem", "poem"),
        ("-n many", "many"),
        ("-o 2nd", "2nd"),
        ("'unclosed", "quot"),
        ("demo other", "other"),
    ],
)
def test_what_is_wrong_with_an_option_is_named(line: str, named: str) -> None:
    with pytest.raises(InputError, match=named):
        parse_line(line)
