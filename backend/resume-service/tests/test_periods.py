from datetime import date

import pytest
from resume_service.resumes.periods import InvalidMonth, months_covered, parse_duration, parse_month

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "year", "month"),
    [
        ("2022-03", 2022, 3),
        ("2022.3", 2022, 3),
        ("2022/03", 2022, 3),
        ("2022-03-15", 2022, 3),
        ("2022년 3월", 2022, 3),
        ("2022년 3월 15일", 2022, 3),
        ("2022", 2022, 1),
        ("2022년", 2022, 1),
        ("현재", 2026, 11),
        ("Present", 2026, 11),
    ],
)
def test_months_as_resumes_write_them(text: str, year: int, month: int) -> None:
    assert parse_month(text, TODAY) == year * 12 + month - 1


@pytest.mark.parametrize("text", ["", "22.3", "2022-00", "2022-13", "2022-03-40", "1800", "soon", "2022-03-15-1"])
def test_other_texts_are_no_months(text: str) -> None:
    with pytest.raises(InvalidMonth):
        parse_month(text, TODAY)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2022.01 ~ 2022.12", 12),
        ("2022.01 - 2022.03", 3),
        ("2022-01 ~ 현재", 59),
        ("2022년 1월 ~ 2022년 2월", 2),
        ("2022.01 –2022.01", 1),
        ("2026.10 ~", 2),
        ("2022-01 to present", 59),
    ],
)
def test_durations_as_resumes_write_them(text: str, months: int) -> None:
    span = parse_duration(text, TODAY)

    assert span is not None
    assert months_covered([span]) == months


@pytest.mark.parametrize("text", ["6 months", "2022.05 ~ 2022.01", "~", "2022.01"])
def test_other_texts_are_no_durations(text: str) -> None:
    assert parse_duration(text, TODAY) is None


def test_months_that_two_jobs_share_count_once() -> None:
    assert months_covered([(10, 20), (15, 30), (40, 40), (12, 13)]) == 22
