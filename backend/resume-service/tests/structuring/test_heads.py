"""Words that stand beside employers, positions and schools, and belong to neither."""

from typing import Any

import pytest
from resume_service.imports.structuring.parts.headers import read_header
from resume_service.imports.structuring.rules import structure_by_rules


def read(*rows: str) -> dict[str, Any]:
    return structure_by_rules("\n".join(rows)).content


@pytest.mark.parametrize(
    ("rows", "company", "position", "department"),
    [
        (("별빛마켓 (커머스 / 시리즈 B)", "데이터 분석가 @그로스"), "별빛마켓", "데이터 분석가", "그로스"),
        (("Heron & Sickle (agency)", "Copywriter"), "Heron & Sickle", "Copywriter", None),
        (("(주)들꽃식품", "차장 (팀장)"), "(주)들꽃식품", "차장", None),
        (("새들유통", "HR 매니저 · 인사기획실 · 정규직", "6년 10개월"), "새들유통", "HR 매니저", "인사기획실"),
        (("온새미그룹", "대리 · 경영지원팀"), "온새미그룹", "대리", "경영지원팀"),
        (
            ("Charge Nurse, Emergency Department, Larkfield Medical Center, Tulsa, OK",),
            *("Larkfield Medical Center", "Charge Nurse", "Emergency Department"),
        ),
        (("Freelance web designer",), "Freelance", "Freelance web designer", None),
    ],
)
def test_what_is_said_of_an_employer_or_a_position_is_no_part_of_it(
    rows: tuple[str, ...], company: str, position: str, department: str | None
) -> None:
    header = read_header(rows)

    assert (header.company, header.position, header.department) == (company, position, department)


def test_the_other_spelling_of_an_employer_stays_with_it() -> None:
    assert read_header(("페이나루 (Paynaru)", "Server Engineer")).company == "페이나루 (Paynaru)"


def test_a_training_of_those_who_work_is_an_activity_and_no_school() -> None:
    content = read(
        *("김하람", "haram.kim@example.com", "", "학력", "2011.03 ~ 2015.02 바다대학교 경영학과 졸업", ""),
        *("교육이수", "2019.07 ~ 2019.08 | 디지털 포렌식 실무과정 | 한빛보안교육원"),
    )

    assert [school["institution"] for school in content["education"]] == ["바다대학교"]
    assert [(one["name"], one["organization"]) for one in content["activities"]] == [
        ("디지털 포렌식 실무과정", "한빛보안교육원")
    ]


def test_the_second_line_of_a_thesis_is_no_school() -> None:
    content = read(
        *("Jane Doe", "jane.doe@example.com", "", "EDUCATION", "", "M.Eng. in Process Engineering"),
        *("Lee Institute of Technology", "Sept 2012 – Sept 2013", "", "Thesis title: Fouling of plates", "in whey", ""),
        *("B.Eng. in Chemical Engineering", "University of Thomond", "Sept 2008 – June 2012"),
    )

    assert [(one["institution"], one["degree"], one["end"]) for one in content["education"]] == [
        ("Lee Institute of Technology", "M.Eng.", "2013-09"),
        ("University of Thomond", "B.Eng.", "2012-06"),
    ]


def test_a_state_behind_a_university_and_a_cohort_are_told_apart() -> None:
    content = read(
        *("Jane Doe", "jane.doe@example.com", "", "EDUCATION", "", "BSc Biology, Stillwater University, Ohio, 2015"),
    )
    korean = read("김하람", "haram.kim@example.com", "", "학력", "", "데이터잇다 부트캠프 5기", "2018.07 - 2018.12")

    assert content["education"][0]["institution"] == "Stillwater University"
    assert korean["education"][0]["institution"] == "데이터잇다 부트캠프 5기"


def test_skills_in_boxes_below_core_competencies_are_skills_and_sentences_a_summary() -> None:
    chips = read("김하람", "haram.kim@example.com", "", "핵심역량", "", "생산계획 | 재고관리 | SAP ERP")
    prose = read("김하람", "haram.kim@example.com", "", "핵심역량", "", "납기를 지키는 생산관리자입니다.")

    assert [skill for group in chips["technical_skills"].values() for skill in group] == [
        "생산계획",
        "재고관리",
        "SAP ERP",
    ]
    assert "summary" not in chips or not chips["summary"]
    assert prose["summary"] == "납기를 지키는 생산관리자입니다."


def test_skills_with_a_dot_operator_between_them_are_several() -> None:
    content = read("김하람", "haram.kim@example.com", "", "스킬", "", "Swift ∙ SwiftUI ∙ Tuist ∙ 접근성")

    skills = {skill for group in content["technical_skills"].values() for skill in group}
    assert skills == {"Swift", "SwiftUI", "Tuist", "접근성"}


def test_a_name_stands_before_its_hashtags() -> None:
    assert read("명다솔 #조직문화 #HRBP", "dasol.myung@example.com", "", "학력", "바다대학교")["name"] == "명다솔"


def test_two_parts_in_one_row_of_a_form_are_both_read() -> None:
    content = read(
        *("김하람", "haram.kim@example.com", "", "자격증", "2018.10 | 물류관리사 | 한국산업인력공단", ""),
        "병 역 | 필 / 육군 / 병장 | 보유기술 | WMS, 엑셀",
    )

    assert [skill for group in content["technical_skills"].values() for skill in group] == ["WMS", "엑셀"]
    assert [one["name"] for one in content["certifications"]] == ["물류관리사"]


def test_what_an_employer_is_names_no_project() -> None:
    content = read(
        *("김하람", "haram.kim@example.com", "", "상세 경력", "", "■ 송도물산㈜ (2019.10 ~ 현재)"),
        *("원부자재 제조사 / 임직원 900명 / 코스닥 상장", "[프로젝트] 정산 포털", "- 기간: 2022.01 ~ 2023.03"),
        *("- 성과: 마감 2일 단축", "[프로젝트] 추적 시스템", "- 기간: 2020.03 ~ 2020.11", "- 성과: 지적 사항 없음"),
    )

    names = [job.get("project_name") for job in content["work_experiences"]]
    assert names == [None, "정산 포털", "추적 시스템"]
    assert content["work_experiences"][0]["project_description"] == "원부자재 제조사 / 임직원 900명 / 코스닥 상장"
