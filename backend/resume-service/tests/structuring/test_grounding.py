"""A model's claims about a document are looked up in it, one by one."""

from typing import Any

import pytest
from resume_service.imports.structuring.model.grounding import Document, grounded

TEXT = """김민수
minsu.kim@example.com | 010-1234-5678 | github.com/minsu-kim-example
LinkedIn: minsu-kim

누리커머스 | 백엔드 개발자 | 2022.01 ~ 현재
주문 플랫폼을 이벤트 기반으로 나눔 (6명)
- Redis 캐시로 응답 시간을 800ms에서 120ms로 단축
- 주문 1,200건을 1.5배 빠르게
- 누리커머스에서 배포 실패율 12%를 낮춤
기술: JavaScript, Node.js, C++, Spring Boot, Kafka를 씀

한빛페이, Mar 2019 - 12/2021
정보처리기사 2019.11
"""
DOCUMENT = Document(TEXT)


@pytest.mark.parametrize(
    "value",
    [
        "누리커머스",
        "백엔드  개발자",
        "redis 캐시로 응답시간을 800ms에서 120ms로 단축",
        "ＲＥＤＩＳ 캐시로",
        "1200건",
        "1.5배",
        "800ms",
        "12%",
        "주문 플랫폼을 이벤트 기반으로 나눔\n누리커머스 | 백엔드 개발자",
        "주문 플랫폼을 이벤트 기반으로 나눔 (6명)",
    ],
)
def test_what_stands_there_stands_there_whatever_its_punctuation(value: str) -> None:
    assert DOCUMENT.says(value)


@pytest.mark.parametrize(
    "value",
    [
        "가온커머스",
        "커머스",
        "누리",
        "20ms",
        "5배",
        "15배",
        "200건",
        "2%",
        "응답 시간을 800ms에서 100ms로 단축",
        "주문 플랫폼을 이벤트 기반으로 나눔\n매출 10배",
        "주문 플랫폼을 이벤트 기반으로 나눔. 매출을 10배로 늘림.",
        "대용량 주문 시스템을 현대화한 엔지니어",
    ],
)
def test_a_part_a_change_or_an_invention_does_not(value: str) -> None:
    assert not DOCUMENT.says(value)


@pytest.mark.parametrize("name", ["JavaScript", "javascript", "Node.js", "C++", "Spring  Boot", "Kafka"])
def test_a_technology_is_matched_as_it_stands(name: str) -> None:
    assert DOCUMENT.technology(name)


@pytest.mark.parametrize("name", ["Java", "Node", "C", "SpringBoot", "Script", "Spring Boot 3", "", " "])
def test_another_technology_in_its_name_is_none(name: str) -> None:
    assert not DOCUMENT.technology(name)


@pytest.mark.parametrize(
    "date", ["2022-01", "2019-03", "2021-12", "2019-11", "2022", "2019", "present", "2022.01 - 현재"]
)
def test_a_date_stands_in_any_notation(date: str) -> None:
    assert DOCUMENT.dates(date)


@pytest.mark.parametrize("date", ["2022-02", "2018", "2022-01-05", "2022.01 ~ 2023.05", "someday", ""])
def test_a_date_nobody_wrote_does_not(date: str) -> None:
    assert not DOCUMENT.dates(date)


@pytest.mark.parametrize(
    ("url", "stands"),
    [
        ("https://github.com/minsu-kim-example", True),
        ("https://www.github.com/minsu-kim-example/", True),
        ("https://www.linkedin.com/in/minsu-kim", True),
        ("https://github.com/minsu-kim", False),
        ("https://github.com/minsu-kim-example/shop", False),
        ("https://minsu.example.com", False),
        ("https://github.com/", False),
    ],
)
def test_a_link_stands_with_or_without_its_scheme_or_as_an_account_beside_its_label(url: str, stands: bool) -> None:
    assert DOCUMENT.url(url) is stands


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("minsu.kim@example.com", True),
        ("kim@example.com", False),
        ("010 1234 5678", True),
        ("1234-5678", False),
    ],
)
def test_an_address_stands_as_a_whole(text: str, stands: bool) -> None:
    assert DOCUMENT.contact(text) is stands


@pytest.mark.parametrize(("number", "stands"), [(6, True), (1200, True), (1.5, True), (5, False), (200, False)])
def test_a_number_stands_in_digits(number: float, stands: bool) -> None:
    assert DOCUMENT.number(number) is stands


def test_what_does_not_stand_is_dropped_and_named_by_its_pointer() -> None:
    claimed: dict[str, Any] = {
        "name": "김민수",
        "contact": {"email": "minsu@example.org"},
        "summary": "주문 시스템을 현대화한 백엔드 엔지니어",
        "work_experiences": [
            {"company": "가온은행", "position": "백엔드 개발자", "start": "2022-01", "end": "2024-05", "team_size": 60},
            {
                "company": "누리커머스",
                "achievements": ["배포 실패율 12%를 낮춤", "Redis 캐시로 응답 시간을 800ms에서 12ms로 단축"],
                "tech_stack": ["Java", "Node.js"],
                "team_size": 6,
            },
        ],
        "certifications": [{"name": "정보보안기사", "date": "2019-11"}, {"name": "정보처리기사", "date": "2019-11"}],
        "extra": {"a/b": {"c~d": True}},
    }

    kept, dropped = grounded(claimed, TEXT)

    assert kept == {
        "name": "김민수",
        "work_experiences": [
            {"position": "백엔드 개발자", "start": "2022-01"},
            {
                "company": "누리커머스",
                "achievements": ["배포 실패율 12%를 낮춤"],
                "tech_stack": ["Node.js"],
                "team_size": 6,
            },
        ],
        "certifications": [{"name": "정보처리기사", "date": "2019-11"}],
    }
    assert [(value.pointer, value.value) for value in dropped] == [
        ("/contact/email", "minsu@example.org"),
        ("/summary", "주문 시스템을 현대화한 백엔드 엔지니어"),
        ("/work_experiences/0/company", "가온은행"),
        ("/work_experiences/0/end", "2024-05"),
        ("/work_experiences/0/team_size", "60"),
        ("/work_experiences/1/achievements/1", "Redis 캐시로 응답 시간을 800ms에서 12ms로 단축"),
        ("/work_experiences/1/tech_stack/0", "Java"),
        ("/certifications/0/name", "정보보안기사"),
        ("/extra/a~1b/c~0d", "True"),
    ]


def test_what_the_document_says_is_kept_whole() -> None:
    said: dict[str, object] = {
        "name": "김민수",
        "work_experiences": [{"company": "한빛페이", "start": "2019-03", "end": "2021-12"}],
    }

    assert grounded(said, TEXT) == (said, ())
