"""Events are found in bytes however these are cut, and what was said before a failure is delivered."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.llm.base import Piece, Thinking
from shared.llm.errors import Malformed
from shared.llm.providers.reading import joined
from shared.llm.providers.sse import EventReader, decoded

STREAM = (
    b": hello\n\n"
    b'event: response.created\ndata: {"type": "a"}\n\n'
    b'data:{"no": "blank"}\r\n\r\n'
    b'id: 7\r\ndata: {"two":\r\ndata:  "lines"}\r\n\r\n'
    b"event: ping\n\n"
    b'data: {"old": "mac"}\r\r'
    b'data: {"says": "data: x"}\n\n'
    b"data: [DONE]\n\n"
    b'data: {"never": "ended"}\n'
)
EVENTS = [
    b'{"type": "a"}',
    b'{"no": "blank"}',
    b'{"two":\n "lines"}',
    b'{"old": "mac"}',
    b'{"says": "data: x"}',
    b"[DONE]",
]


def read(*chunks: bytes) -> list[bytes]:
    reader = EventReader()
    return [event for chunk in chunks for event in reader.feed(chunk)]


def test_events_of_one_chunk_are_found_at_once() -> None:
    assert read(STREAM) == EVENTS


def test_events_are_found_byte_by_byte() -> None:
    assert read(*(STREAM[place : place + 1] for place in range(len(STREAM)))) == EVENTS


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_it_does_not_matter_where_the_bytes_are_cut(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(STREAM)]

    assert read(*(STREAM[begin:end] for begin, end in pairwise(places))) == EVENTS


def test_half_of_a_surrogate_pair_is_read_as_the_sdk_reads_it() -> None:
    assert decoded(rb'{"delta": "\ud83d"}') == {"delta": "\ud83d"}


def test_what_is_no_json_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="Expecting value"):
        decoded(b"<html>")


def test_adjacent_texts_become_one_piece_and_empty_ones_none() -> None:
    pieces: list[Piece] = ["", "a", "b", Thinking(3), "", "c"]

    assert list(joined(pieces)) == ["ab", Thinking(3), "c"]


def test_what_was_said_before_a_failure_comes_before_it() -> None:
    def failing() -> Iterator[Piece]:
        yield "a"
        yield "b"
        raise Malformed("openai")

    pieces = joined(failing())

    assert next(pieces) == "ab"
    with pytest.raises(Malformed):
        next(pieces)
