"""Printed forms, headings that nobody thought of, and letters of application."""

from typing import Any

import pytest
from resume_service.imports.structuring.rules import structure_by_rules

HEAD = "Nora Lindgren\nnora.lindgren@example.com\n\n"
KOREAN = "한서윤\nseoyun.han@example.com\n\n"


def read(text: str) -> dict[str, Any]:
    return structure_by_rules(text).content


def jobs_of(text: str) -> list[tuple[str | None, ...]]:
    names = ("company", "position", "start", "end")
    return [tuple(job.get(name) for name in names) for job in read(text).get("work_experiences", [])]


CLINIC = [("한빛의원", "물리치료사", "2018-03", "2022-04")]


@pytest.mark.parametrize(
    "rows",
    [
        ["경력 | 기간 | 근무처 | 직급", "- | 2018.03 ~ 2022.04 | 한빛의원 | 물리치료사"],
        ["경 력 | 입 사 | 퇴 사 | 근 무 처 | 직 급", "2018.03 | 2022.04 | 한빛의원 | 물리치료사"],
        ["경", "력", "기 간", "회 사 명", "직 위", "2018.03 ~ 2022.04 | 한빛의원 | 물리치료사"],
        ["경력", "2018.03 ~ 2022.04 (4년 2개월)", "한빛의원", "치료팀 | 물리치료사 | 정규직"],
        ["총 경력 4년 2개월", "경력", "총 4년 2개월", "한빛의원 (물리치료사) 2018년 3월 ~ 2022년 4월"],
        ["[ 걸어온 길 ]", "’18.3 ~ ’22.4 | 물리치료사, 한빛의원"],
    ],
    ids=["label cell", "two columns of dates", "set upright", "as portals print it", "with a total", "in own words"],
)
def test_jobs_of_korean_forms_are_read(rows: list[str]) -> None:
    assert jobs_of(KOREAN + "\n".join(rows)) == CLINIC


def test_two_tables_beside_each_other_are_two() -> None:
    rows = ["자격증 | 취득일 | 자격증명 | 발행처 | 외국어 | 언어 | 시험 | 점수"]
    rows += ["2014.06 | 워드프로세서 | 대한상공회의소 | 영어 | TOEIC | 790", "2017.12 | 전산회계 1급 | 한국세무사회"]

    names = [entry["name"] for entry in read(KOREAN + "\n".join(rows))["certifications"]]

    assert names[:2] == ["워드프로세서", "전산회계 1급"]
    assert any("TOEIC" in name or name == "영어" for name in names[2:])


def test_half_a_row_that_is_held_hides_no_other_half() -> None:
    rows = [
        "자격증 | 취득일 | 자격증명 | 발행처 | 병역 | 군별 | 계급 | 복무기간",
        "2014.06 | 워드프로세서 | 대한상공회의소 | ㄱ나다 | 라마바 | 사아자차",
    ]

    structured = structure_by_rules(KOREAN + "\n".join(rows))

    held = str(structured.content)
    assert "워드프로세서" in held
    assert rows[1] in structured.unparsed or "사아자차" in held


def test_headings_at_the_left_of_their_first_lines_are_headings() -> None:
    rows = [
        *("Work Shift Manager", "Tidewater Foods", "Mar 2019 – Present", "- Led nights", ""),
        *("Education Skerry University", "BSc in Biology", "Oct 2014 – Jul 2018", ""),
        *("Skills Languages", "Python SQL", ""),
    ]

    found = read(HEAD + "\n".join(rows))

    assert jobs_of(HEAD + "\n".join(rows)) == [("Tidewater Foods", "Shift Manager", "2019-03", "present")]
    assert [(school["institution"], school["major"]) for school in found["education"]] == [
        ("Skerry University", "Biology")
    ]
    assert found["technical_skills"] == {"programming_languages": ["Python", "SQL"]}


def test_what_stands_below_an_unknown_heading_says_what_it_is() -> None:
    rows = [
        *("## Adventures", "", "Cook, Harbour Inn | 2019 - 2021", "- Ran the grill", ""),
        *("## Books and boards", "", "BSc Nursing, Uppsala University, 2014 - 2018", ""),
        *("## Languages", "", "English, Swedish", ""),
        *("## Profile", "", "A cook who reads.", ""),
    ]

    found = read("# " + HEAD + "\n".join(rows))

    assert [job["company"] for job in found["work_experiences"]] == ["Harbour Inn"]
    assert [school["institution"] for school in found["education"]] == ["Uppsala University"]


def test_jobs_and_schools_need_no_headings() -> None:
    rows = [
        *("Hollow Lantern Games, Gameplay Programmer, Oct 2021 - now", "wrote the editor", ""),
        *("Boreal Bytes, QA Tester, Feb '19 - Sep '21", "found the bug", ""),
        *("Skerry College, Diploma in Computing, 2015-2018", ""),
    ]

    assert jobs_of(HEAD + "\n".join(rows)) == [
        ("Hollow Lantern Games", "Gameplay Programmer", "2021-10", "present"),
        ("Boreal Bytes", "QA Tester", "2019-02", "2021-09"),
    ]
    assert [school["institution"] for school in read(HEAD + "\n".join(rows))["education"]] == ["Skerry College"]


@pytest.mark.parametrize(
    "rows",
    [
        ["2018 – present", "Executive Chef", "The Pelican Room", "- Led twenty cooks"],
        ["2018 – present", "The Pelican Room", "Executive Chef", "- Led twenty cooks"],
        [
            "The Pelican Room",
            "6 years 2 months",
            "",
            "Executive Chef",
            "2018 - Present (6 years)",
            "Portland, Oregon, United States",
        ],
        ["The Pelican Room, Minneapolis", "Executive Chef", "2018 – present"],
    ],
    ids=["role below dates", "company below dates", "as LinkedIn exports it", "with a town"],
)
def test_heads_of_several_lines_are_read(rows: list[str]) -> None:
    assert jobs_of("\n".join([HEAD, "Experience", "", *rows])) == [
        ("The Pelican Room", "Executive Chef", "2018", "present")
    ]


def test_an_employer_above_several_roles_is_no_job_of_its_own() -> None:
    rows = [
        "### 늘푸른결제 (2023.06 - 재직 중, 2년 2개월)",
        "",
        "**주임 연구원** 2024.03 – 재직 중, 1년 5개월",
        "",
        "- 인증 이슈 5건 해결",
        "",
    ]
    rows += ["**연구원** 2023.06 – 2024.02, 9개월", "", "- 커널 개발"]

    assert jobs_of(KOREAN + "## 경력\n\n" + "\n".join(rows)) == [
        ("늘푸른결제", "주임 연구원", "2024-03", "present"),
        ("늘푸른결제", "연구원", "2023-06", "2024-02"),
    ]


QUESTIONS = [
    "1. 지원한 동기를 적어 주십시오. (700자 이내)",
    "급식을 남기는 까닭을 물었더니 맛이 아니라 온도였습니다. 그 뒤로 저는 남은 밥을 먼저 보는 버릇이 생겼습니다.",
    "2. 어려움을 이겨 낸 경험을 서술해 주십시오.",
    "2023년 도시락을 나르던 중 차를 내어 주던 식당이 문을 닫았습니다. 부원 12명과 버스 노선을 나누어 맡았습니다.",
]


def test_questions_and_answers_of_a_letter_are_kept_together() -> None:
    rows = ["학력", "2021.03 - 2025.02 해든대학교 식품영양학과 학사", "", "자기소개서", "", *QUESTIONS]

    found = read(KOREAN + "\n".join(rows))

    assert found["extra"]["essays"] == [
        {"question": "지원한 동기를 적어 주십시오.", "answer": QUESTIONS[1]},
        {"question": "어려움을 이겨 낸 경험을 서술해 주십시오.", "answer": QUESTIONS[3]},
    ]
    assert "work_experiences" not in found
    assert len(found["education"]) == 1


def test_a_letter_ends_where_another_part_begins() -> None:
    found = read(KOREAN + "\n".join([*QUESTIONS, "", "자격증", "", "SQLD (2020.06)"]))

    assert [entry["name"] for entry in found["certifications"]] == ["SQLD"]


@pytest.mark.parametrize(
    ("top", "name"),
    [
        (["이력서 인쇄 미리보기", "인쇄 | 저장 | 닫기", "꼼꼼한 회계 담당자", "표연우"], "표연우"),
        (["제  빵  사   이  력", "", "맹   솔   아"], "맹솔아"),
        (
            ["도구", "", "Figma", "", "연락처", "", "bada@example.kr", "", "소개", "", "그립니다.", "", "남궁바다"],
            "남궁바다",
        ),
    ],
    ids=["below buttons", "spaced out below a banner", "below a sidebar"],
)
def test_korean_names_are_found(top: list[str], name: str) -> None:
    assert read("\n".join([*top, "", "경력", "", "한빛의원 | 간호사 | 2018.03 ~ 2022.04"]))["name"] == name
