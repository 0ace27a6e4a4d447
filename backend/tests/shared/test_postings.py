"""Postings: their lines, what each is, and how far a résumé carries them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.clock import utc_now
from shared.postings.lines import MAX_LINES, lines_of, posting_lines
from shared.postings.markup import is_markup, text_of
from shared.postings.matching import MAX_PHRASES, Wanted
from shared.postings.phrases import content_words, phrases, years_in
from shared.profiles.profile import Profile
from shared.resumes.document import ResumeDocument
from shared.skills.index import skill_index

KOREAN = """백엔드 개발자 채용

■ 담당업무
- 결제 API 설계와 운영
• 정산 배치 개선
[자격요건] Kafka 실무 경험, Java 또는 Kotlin
- 경력 5년 이상
우대사항
- 대용량 트래픽 경험 (필수 아님)
근무조건: 주 5일, 서울"""
ENGLISH = """Electrical Supervisor
We keep hospitals running.

What you'll do:
- Plan labour for several sites
Requirements
- City & Guilds 2391
Nice to have
- NICEIC experience
Benefits
- Van"""


def resume(**members: Any) -> ResumeDocument:
    return ResumeDocument("01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b", 1, {"name": "A", **members})


def wanted(posting: str, **members: Any) -> dict[str, Wanted]:
    profile = Profile(resume(**members), skill_index(), utc_now().date(), None, posting)
    return {one.text: one for one in profile.wanted}


def states(posting: str, **members: Any) -> dict[str, str]:
    return {text: one.state for text, one in wanted(posting, **members).items()}


def job(*achievements: str, **members: Any) -> list[dict[str, Any]]:
    return [{"company": "한솔", "position": "백엔드 개발자", "achievements": list(achievements), **members}]


def test_lines_are_of_the_kind_of_their_heading_and_keep_their_number() -> None:
    found = {line.text: (line.number, line.kind) for line in lines_of(KOREAN)}

    assert found["결제 API 설계와 운영"] == (3, "duty")
    assert found["정산 배치 개선"] == (4, "duty")
    assert found["Kafka 실무 경험, Java 또는 Kotlin"] == (5, "required")
    assert found["경력 5년 이상"] == (6, "required")
    assert found["주 5일, 서울"][1] == "condition"
    assert {line.text: line.kind for line in lines_of(ENGLISH)} == {
        "Electrical Supervisor": "other",
        "We keep hospitals running.": "other",
        "Plan labour for several sites": "duty",
        "City & Guilds 2391": "required",
        "NICEIC experience": "preferred",
        "Van": "condition",
    }


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("5. 근무시간 08:30~17:30 (당직 월 3회 내외)", "condition"),
        ("6. 제출: 이력서, 자기소개서, 경력증명서", "condition"),
        ("- Salary $98,000 - $118,000", "condition"),
        ("- Working hours 09:00 to 17:30", "condition"),
        ("- 급여 정산 3년 경험", "preferred"),
        ("- 제출 서류 검토 경험", "preferred"),
        ("- Pay 200 invoices a month", "preferred"),
    ],
)
def test_a_condition_below_preferences_is_none_of_them(line: str, kind: str) -> None:
    assert lines_of(f"4. 우대\n - 정교사 1급 소지자\n{line}")[-1].kind == kind


def test_a_pasted_page_is_read_as_what_it_shows() -> None:
    page = "<div><h2>자격요건</h2><ul><li>Kafka&nbsp;경험</li><li>SQL</li></ul><script>alert('x')</script></div>"

    assert [(line.text, line.kind) for line in lines_of(page)] == [("Kafka 경험", "required"), ("SQL", "required")]
    assert "alert" not in text_of(page)
    assert not is_markup("a < b and c > d")


@given(st.text(max_size=400))
def test_every_pointer_is_a_line_of_the_posting(text: str) -> None:
    lines = posting_lines(text)

    for line in lines_of(text):
        assert line.text in lines[line.number]
        assert line.pointer == f"/job_posting/lines/{line.number}"


def test_a_line_is_cut_where_each_piece_says_something_by_itself() -> None:
    assert phrases("대상자 모집과 동의 절차, eCRF 입력, SAE 보고") == [
        "대상자 모집과 동의 절차",
        "eCRF 입력",
        "SAE 보고",
    ]
    assert phrases("Strong React, including hooks and server components") == [
        "Strong React, including hooks and server components"
    ]
    assert phrases("SIEM(Splunk, Elastic 등) 기반 탐지") == ["SIEM(Splunk, Elastic 등) 기반 탐지"]
    assert years_in("3+ years of experience") == 3
    assert years_in("경력 5년 이상") == 5
    assert content_words("Kafka를 활용한 개발 경험") == ["kafka"]


def test_what_is_shown_is_had_and_what_is_not_is_missing() -> None:
    found = states(
        "[자격요건] Kafka 운영 경험\n- Terraform 경험\n- Java 또는 Kotlin\n- 꼼꼼한 성격\n- 정산 배치 개선",
        work_experiences=job("정산 배치를 4시간에서 35분으로 개선", tech_stack=["Kafka", "Kotlin"]),
    )

    assert found["Kafka 운영 경험"] == "have"
    assert found["Terraform 경험"] == "missing"
    assert found["Java 또는 Kotlin"] == "have"
    assert found["꼼꼼한 성격"] == "unknown"
    assert found["정산 배치 개선"] == "have"


def test_a_claim_that_carries_a_line_is_found_and_a_paper_needs_the_paper() -> None:
    found = wanted(
        "[자격요건] 정산 배치 개선\n- 간호사 면허\n- 정보처리기사",
        work_experiences=job("정산 배치를 4시간에서 35분으로 개선", "사내 발표 3회"),
        certifications=[{"name": "정보처리기사"}],
    )

    claim = found["정산 배치 개선"].claim
    assert claim is not None
    assert "35분" in claim.text
    assert found["간호사 면허"].state == "missing"
    assert found["정보처리기사"].state == "have"
    assert found["정보처리기사"].claim is None


@pytest.mark.parametrize(("months", "state"), [(12, "missing"), (40, "partial")])
def test_years_that_are_not_there_are_not_had(months: int, state: str) -> None:
    found = states("[자격요건] 백엔드 경력 5년 이상", work_experiences=job("정산"), total_experience_months=months)

    assert found["백엔드 경력 5년 이상"] == state


def test_of_a_hundred_kilobytes_of_markup_the_first_lines_are_read() -> None:
    page = "<div><p>자격요건</p>" + "".join(f"<li>Kafka {number}호기 운영</li>" for number in range(2_500)) + "</div>"

    assert len(lines_of(page)) == MAX_LINES - 1
    assert len(wanted(page, work_experiences=job("정산 배치를 4시간에서 35분으로 개선"))) == MAX_PHRASES


def test_a_word_within_a_line_does_not_tell_its_kind() -> None:
    lines = lines_of("Your job\n- Make required steps understandable\n- A driving licence is required")

    assert [line.kind for line in lines] == ["duty", "required"]
