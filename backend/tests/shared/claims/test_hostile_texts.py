"""Texts that nobody writes are read in a time that grows with their length only."""

from time import process_time

import pytest

from shared.claims import claims_in, read_claim

pytestmark = pytest.mark.unmeasured

SECONDS = 1.0
TIMES = 5_000


@pytest.mark.parametrize(
    "word", ["가" * 10_000, "a" * 10_000, "1" * 10_000, "a-" * 5_000, "(" * 10_000, "가나" * 5_000 + "를"]
)
def test_one_endless_word(word: str) -> None:
    started = process_time()

    claims_in(word)
    claims_in(f"Cut errors from 8% to 2% by {word}")
    read_claim(word)

    assert process_time() - started < SECONDS


@pytest.mark.parametrize(
    "beginning",
    [
        *("1→", "1에서 ", "1건이던 ", "from ", "to 1 ", "by ", "한 ", "1억 ", "+1% ", "(", ", "),
        *(" and ", ";", ". ", "를 고쳐 ", "없이 ", "cache ", "a@", "\na"),
    ],
)
def test_thousands_of_beginnings(beginning: str) -> None:
    started = process_time()

    claims_in(beginning * TIMES)

    assert process_time() - started < SECONDS
