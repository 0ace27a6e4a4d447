from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from shared.llm.providers.retry_after import retry_after


@pytest.mark.parametrize(("value", "seconds"), [("7", 7.0), ("0.5", 0.5), (" 30 ", 30.0), ("-1", 0.0)])
def test_a_number_is_seconds(value: str, seconds: float) -> None:
    assert retry_after({"retry-after": value}) == seconds


@pytest.mark.parametrize(("value", "seconds"), [("250", 0.25), (" 1500.5 ", 1.5005), ("-1", 0.0), ("0", 0.0)])
def test_milliseconds_win_over_the_seconds_that_they_were_rounded_to(value: str, seconds: float) -> None:
    assert retry_after({"retry-after-ms": value, "retry-after": "7"}) == seconds


@pytest.mark.parametrize("value", ["", "soon", "nan", "inf", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_milliseconds_that_make_no_sense_leave_the_seconds(value: str) -> None:
    assert retry_after({"retry-after-ms": value, "retry-after": "7"}) == 7


def test_a_date_is_the_time_until_then() -> None:
    value = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)

    assert retry_after({"retry-after": value}) == pytest.approx(60, abs=2)


def test_a_date_that_is_over_is_now() -> None:
    assert retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"retry-after": ""},
        *({name: word} for name in ("retry-after", "retry-after-ms") for word in ("soon", "nan", "inf")),
    ],
)
def test_what_makes_no_sense_is_nothing(headers: dict[str, str]) -> None:
    assert retry_after(headers) is None
