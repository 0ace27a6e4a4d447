"""Finding places in a résumé, proving quotes by them, hiding identifiers."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.resumes.document import ResumeDocument
from shared.resumes.evidence import Evidence, Sources
from shared.resumes.grounding import Text
from shared.resumes.masking.redaction import Redaction

CONTENT: dict[str, Any] = {
    "name": "김 민수",
    "contact": {"email": "minsu@example.com", "phone": "+82 10-1234-5678", "extra": {"kakao": "minsu77"}},
    "summary": "Redis 캐시로 응답을 800ms에서 120ms로 줄였습니다.\n문의는 minsu@example.com 으로.",
    "work_experiences": [{"company": "A/B~C", "tech_stack": ["Kafka", "Redis"], "team_size": 3}],
    "extra": {"a/b": {"~": "tilde"}},
}
RESUME = ResumeDocument("01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b", 1, {"id": "x", "version": 1, **CONTENT})


@pytest.mark.parametrize(
    ("pointer", "text"),
    [
        ("/name", "김 민수"),
        ("/work_experiences/0/tech_stack/1", "Redis"),
        ("/extra/a~1b/~0", "tilde"),
        ("/work_experiences/0/team_size", None),
        ("/work_experiences/1", None),
        ("/work_experiences/-1/company", None),
        ("/work_experiences/0/tech_stack/01x", None),
        ("name", None),
        ("/name/0", None),
        ("", None),
    ],
)
def test_pointers_lead_to_texts_and_nowhere_else(pointer: str, text: str | None) -> None:
    assert RESUME.text(pointer) == text


@pytest.mark.parametrize(
    ("pointer", "quote", "found"),
    [
        ("/summary", "800ms에서 120ms로", "/summary"),
        ("/summary", "  800MS에서\n120ms로 ", "/summary"),
        ("/work_experiences/0/tech_stack", "Redis", "/work_experiences/0/tech_stack/1"),
        ("/work_experiences", "kafka", "/work_experiences/0/tech_stack/0"),
        ("/work_experiences/0/tech_stack/0", "Redis", None),
        ("/work_experiences/0/tech", "Redis", None),
        ("/summary", "120ms에서 800ms로", None),
        ("/summary", "R", None),
        ("/summary", "", None),
        ("/version", "1", None),
        ("/job_posting", "Kafka", None),
        ("", "Redis", None),
        ("/", "Redis", None),
        ("/summary", "Redi", None),
        ("/summary", "00ms에서", None),
        ("/summary", "응답", "/summary"),
    ],
)
def test_a_quote_is_true_only_where_it_stands(pointer: str, quote: str, found: str | None) -> None:
    evidence = Sources(RESUME).locate(Evidence(pointer=pointer, quote=quote))

    assert (evidence.pointer if evidence else None) == found


def test_the_posting_is_a_place_of_its_own() -> None:
    sources = Sources(RESUME, "우대: Kafka 경험")

    assert sources.locate(Evidence(pointer="/job_posting", quote="kafka 경험")) is not None
    assert sources.locate(Evidence(pointer="/job_posting", quote="Redis")) is None


def test_identifiers_are_hidden_everywhere_and_come_back_the_same() -> None:
    redaction = Redaction(RESUME)
    text = "\n".join(text for _, text in RESUME.texts())

    hidden = redaction.hide(text)

    for identifier in ("김 민수", "minsu@example.com", "10-1234-5678", "minsu77"):
        assert identifier not in hidden
    assert "Redis 캐시로" in hidden
    assert redaction.show(hidden) == text


@pytest.mark.parametrize(
    ("contact", "text"),
    [
        ({"gender": "M"}, "MySQL and Maven, Team M"),
        ({"gender": "남"}, "남산 프로젝트에서 남은 일을 했습니다"),
        ({"city": "서울"}, "서울시 교통 데이터를 분석"),
        ({"blog": "java"}, "JavaScript와 java8"),
    ],
)
def test_a_value_is_never_hidden_inside_of_words(contact: dict[str, str], text: str) -> None:
    redaction = Redaction(ResumeDocument("x", 1, {"name": "김민수", "contact": contact}))

    assert redaction.hide(text) == text


@pytest.mark.parametrize("after", ["는", "님은", "씨가", "이라고", "", ".", " 드림"])
def test_a_korean_name_is_hidden_with_whatever_follows_it(after: str) -> None:
    redaction = Redaction(ResumeDocument("x", 1, {"name": "김민수"}))

    hidden = redaction.hide(f"담당자 김민수{after}")

    assert "김민수" not in hidden
    assert redaction.show(hidden) == f"담당자 김민수{after}"


def test_a_name_within_another_word_stays() -> None:
    assert Redaction(ResumeDocument("x", 1, {"name": "이수"})).hide("과정을 이수했습니다") == "과정을 이수했습니다"


def test_no_token_reaches_the_reader() -> None:
    redaction = Redaction(ResumeDocument("x", 1, {"name": "김민수"}))
    hidden = redaction.hide("김민수입니다")

    assert redaction.show(hidden.lower().replace("_", " ")) == "김민수입니다"
    assert redaction.show("[NAME_7]님, 어떻게 하셨나요?") == "님, 어떻게 하셨나요?"
    assert redaction.show("배열 [INDEX_1]을") == "배열 [INDEX_1]을"


odd = st.sampled_from(
    ["M", "남", "김", "이수", "김민수", "민수", "Ann", "An", "a.b*c", "[NAME_1]", '","', '{"', "$1", "서울 강남"]
)


@settings(max_examples=200, derandomize=True)
@given(name=odd, values=st.lists(odd, max_size=4), words=st.lists(st.one_of(odd, st.text(max_size=6)), max_size=8))
def test_whatever_goes_out_comes_back_whole(name: str, values: list[str], words: list[str]) -> None:
    contact = {f"field{number}": value for number, value in enumerate(values)}
    redaction = Redaction(ResumeDocument("x", 1, {"name": name, "contact": contact}))
    text = " ".join([*words, name, "[EMAIL_2]"])

    hidden = redaction.hide(text)

    assert redaction.show(hidden) == text
    if len(name) > 1 and not name.startswith("["):
        assert name.casefold() not in [word.casefold() for word in hidden.split(" ")]


@pytest.mark.parametrize("text", ["800ms에서 120ms로", "2022-01-15", "버전 1.2.3", "1,200건"])
def test_figures_are_not_taken_for_phone_numbers(text: str) -> None:
    assert Redaction(RESUME).hide(text) == text


@pytest.mark.parametrize(
    ("content", "language"),
    [
        ({"summary": "백엔드 개발자입니다. Java, Spring Boot, Kafka, Redis를 씁니다."}, "ko"),
        ({"summary": "Backend engineer in Seoul (서울)."}, "en"),
        ({"technical_skills": {"others": ["Java"]}}, "en"),
    ],
)
def test_the_language_is_the_one_it_is_written_in(content: dict[str, Any], language: str) -> None:
    assert ResumeDocument("x", 1, content).language == language


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("JavaScript and React", "Java", None),
        ("Java와 Spring", "java", "Java"),
        ("worked in a team", "in", None),
        ("worked in a team", "in a", None),
        ("Node.js와 React", "Node", None),
        ("Node.js와 React", "node.js", "Node.js"),
        ("Node.js와 React", "React", "React"),
        ("CI-CD를 도입", "CI", None),
        ("CI-CD를 도입", "CI-CD", "CI-CD"),
        ("Kafka처럼 쓰는", "Kafka", "Kafka"),
        ("C", "C", "C"),
        ("Go", "go", "Go"),
        ("주문 1,200건 처리", "200건", None),
        ("주문 1,200건 처리", "1200건", "1,200건"),
        ("Cut  cost, by 30%", "cut cost by 30%", "Cut  cost, by 30%"),
        ("ＫＡＦＫＡ를 도입", "kafka", "ＫＡＦＫＡ"),
        ("Kafka를 도입", "Kafka", "Kafka"),
    ],
)
def test_a_quote_is_a_whole_sequence_of_words(text: str, quote: str, found: str | None) -> None:
    assert Text(text).proves(quote) == found
