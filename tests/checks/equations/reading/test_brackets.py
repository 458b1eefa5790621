"""Brackets find their partners as a reader would, whatever else stands between them."""

from __future__ import annotations

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from jupyterlab_galactica.checks.equations.reading.brackets import (
    closing,
    matched,
    opening,
    outermost,
    put,
    split,
)
from jupyterlab_galactica.checks.equations.reading.lexer import tokenize
from jupyterlab_galactica.checks.equations.reading.tokens import ParseError, Token

ROUND = {"(": ")", "[": "]", r"\lfloor": r"\rfloor", r"\langle": r"\rangle"}
PIECES = [*ROUND, *ROUND.values(), "x", ",", "{", "}", "|", r"\begin{cases}", r"\end{cases}"]
soups = st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join)
inner = st.recursive(
    st.lists(st.sampled_from(["x", ",", "|", "2"]), max_size=3).map(" ".join),
    lambda inside: st.tuples(
        inside,
        st.sampled_from([*ROUND, "{"]),
        inside,
        st.sampled_from(list(ROUND.values())),
        inside,
    ).map(lambda p: " ".join([*p[:3], "}" if p[1] == "{" else p[3], p[4]])),
)


def texts(tokens: list[Token]) -> str:
    return " ".join(token.text for token in tokens)


def scanned(tokens: list[Token], at: int) -> int:
    """Where the bracket at `at` closes, by counting; in balanced tokens only."""
    depth = 0
    for index in range(at, len(tokens)):
        depth += tokens[index].text in {*ROUND, "{"}
        depth -= tokens[index].text in {*ROUND.values(), "}"}
        if depth == 0:
            return index
    return len(tokens)


@given(inner)
def test_in_balanced_brackets_the_partner_is_where_counting_ends(latex: str) -> None:
    tokens = tokenize(latex)
    for at, token in enumerate(tokens):
        if token.text in {*ROUND, "{"}:
            end = scanned(tokens, at)
            assert closing(tokens, at) == end
            assert opening(tokens, end) == at
            assert closing(tokens[at : end + 1], 0) == end - at
            assert closing(tokens[:end], at) == end


@given(inner)
def test_what_is_outside_has_no_open_bracket_before_it(latex: str) -> None:
    tokens = tokenize(latex)
    depths, depth = [], 0
    for token in tokens:
        depth -= token.text in {*ROUND.values(), "}"}
        depths.append(depth)
        depth += token.text in {*ROUND, "{"}
    closers = {*ROUND.values(), "}"}
    expected = [t for t, d in zip(tokens, depths, strict=True) if d == 0 and t.text not in closers]
    assert outermost(tokens) == expected


@given(soups)
def test_any_soup_is_matched_in_pairs_and_split_without_loss(latex: str) -> None:
    try:
        tokens = tokenize(latex)
    except ParseError:
        reject()  # a brace without a partner
    for at, token in enumerate(tokens):
        if token.partner:
            assert tokens[at + token.partner].partner == -token.partner
    parts, commas = split(tokens, lambda token: token.text == ",")
    rejoined = [token for part, comma in zip(parts, [*commas, None], strict=True)
                for token in (*part, *([comma] if comma else []))]  # fmt: skip
    assert rejoined == tokens


@given(inner, inner, st.data())
def test_what_is_put_into_a_list_leaves_it_matched(
    latex: str, new: str, data: st.DataObject
) -> None:
    tokens = tokenize(latex)
    start = data.draw(st.integers(0, len(tokens)))
    alone = start < len(tokens) and not tokens[start].partner
    end = start + (alone and data.draw(st.booleans()))
    put(tokens, start, end, tokenize(new))
    assert tokens == matched(tokens)


@pytest.mark.parametrize(
    ("latex", "outer"),
    [
        (r"a (0, 1] b", "a ( b"),
        (r"a ] b [ c", "a ] b ["),
        (r"\{ x ( y , z", r"\{"),
        (r"\frac{(a}{b} c", r"\frac { { c"),
        (r"\begin{cases} ( & 1 \\ 2 \end{cases} c", "cases c"),
        (r"\operatorname{begin} \operatorname{end} x", "begin end x"),
    ],
)
def test_brackets_of_other_shapes_and_without_partners(latex: str, outer: str) -> None:
    assert texts(outermost(tokenize(latex))) == outer


@pytest.mark.parametrize(("latex", "place"), [("x}", 1), ("{(x", 0), ("{{x}", 0), ("({)}}", 4)])
def test_a_brace_without_a_partner_is_pointed_at(latex: str, place: int) -> None:
    with pytest.raises(ParseError, match="brace") as refusal:
        tokenize(latex)
    assert refusal.value.place == place


def test_parts_stand_between_separators_outside_brackets() -> None:
    parts, commas = split(tokenize("f(a, b), [c, d), e"), lambda token: token.text == ",")
    assert [texts(part) for part in parts] == ["f ( a , b )", "[ c , d )", "e"]
    assert len(commas) == 2
