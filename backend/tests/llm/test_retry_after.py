from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from shared.llm.retry_after import retry_after


@pytest.mark.parametrize(("value", "seconds"), [("7", 7.0), ("0.5", 0.5), (" 30 ", 30.0), ("-1", 0.0)])
def test_a_number_is_seconds(value: str, seconds: float) -> None:
    assert retry_after({"retry-after": value}) == seconds


def test_a_date_is_the_time_until_then() -> None:
    value = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)

    assert retry_after({"retry-after": value}) == pytest.approx(60, abs=2)


def test_a_date_that_is_over_is_now() -> None:
    assert retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0


@pytest.mark.parametrize("headers", [{}, {"retry-after": ""}, {"retry-after": "soon"}, {"retry-after": "nan"}])
def test_what_makes_no_sense_is_nothing(headers: dict[str, str]) -> None:
    assert retry_after(headers) is None
