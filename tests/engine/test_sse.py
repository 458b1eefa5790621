from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_galactica.engine.sse import sse_lines


def test_only_line_feeds_end_a_line() -> None:
    text = "data: a\u2028b\x85c\r\n\r\ndata: d"
    assert list(sse_lines([text.encode()])) == ["data: a\u2028b\x85c", "", "data: d"]


@given(st.text("ab:\né中\u2028"), st.lists(st.integers(0, 200), max_size=8))
def test_lines_do_not_depend_on_how_the_bytes_are_split(text: str, cuts: list[int]) -> None:
    data = text.encode()
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    parts = [data[a:b] for a, b in pairwise(places)]
    assert list(sse_lines(parts)) == list(sse_lines([data] if data else []))
