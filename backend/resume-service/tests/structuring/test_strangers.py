"""Kinds that documents by other hands have shown, in texts of our own."""

from typing import Any

import pytest
from resume_service.imports.structuring.rules import structure_by_rules

JobRow = tuple[str | None, str | None, str | None, str | None]


def read(*rows: str) -> dict[str, Any]:
    return structure_by_rules("\n".join(rows)).content


def jobs_in(content: dict[str, Any]) -> list[JobRow]:
    return [
        (job.get("company"), job.get("position"), job.get("start"), job.get("end"))
        for job in content.get("work_experiences", [])
    ]


def skills_in(content: dict[str, Any]) -> set[str]:
    return {skill for group in content.get("technical_skills", {}).values() for skill in group}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("MRS MEGAN ASHWORTH-LEE, MAAT", "MEGAN ASHWORTH-LEE"),
        ("Dr. Ingrid Vestergaard", "Ingrid Vestergaard"),
        ("Marek Wójcik 30-702 Kraków, Poland", "Marek Wójcik"),
        ("표은재 남, 1992년 (만 32세)", "표은재"),
        ("# 숫자로 싸움을 말리는 사람, 제갈윤", "제갈윤"),
        ("성 명 : | 선우가람 (鮮于가람)", "선우가람"),
        ("가. 성 명 : | 황보은", "황보은"),
    ],
)
def test_names_are_found_beside_other_words(line: str, name: str) -> None:
    content = read(line, "someone@example.com", "", "## Skills", "Python, SQL")

    assert content["name"] == name


def test_a_greeting_is_no_name() -> None:
    content = read("Hi Carol,", "", "here it is.", "", "KOFI MENSAH", "kofi.mensah@example.com", "", "WORK", "")

    assert content["name"] == "KOFI MENSAH"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "since 04/2021 | Application Security Engineer, Redoubt Ltd., Kraków.",
            ("Redoubt Ltd.", "Application Security Engineer", "2021-04", "present"),
        ),
        ("’15 to ’17 | Print Technician, Alder Ltd", ("Alder Ltd", "Print Technician", "2015", "2017")),
        ("2011–15 Archivist, Harbour Trust Ltd", ("Harbour Trust Ltd", "Archivist", "2011", "2015")),
        (
            "QA Lead, Alder Ltd, July 2023 → current. Team of five. Sign-off for releases.",
            ("Alder Ltd", "QA Lead", "2023-07", "present"),
        ),
        (
            "Archivist, Hartwell College, 2012–2019 (on leave, 2015–16)",
            ("Hartwell College", "Archivist", "2012", "2019"),
        ),
        (
            "### 여울모빌리티 `데이터 분석가` *2023년 2월 – 지금*",
            ("여울모빌리티", "데이터 분석가", "2023-02", "present"),
        ),
    ],
)
def test_heads_of_other_hands_are_read(head: str, expected: JobRow) -> None:
    content = read("Anna Alder", "anna@example.com", "", "## Experience", "", head, "- Kept the books")

    assert jobs_in(content)[0] == expected


def test_what_a_portal_prints_in_two_lines_is_one_head() -> None:
    content = read(
        *("표은재", "pyo@example.co.kr", "", "학력 대학교(4년) 졸업 | 경력 총 7년 5개월 | 희망연봉 5,800만원", ""),
        *("학력 최종학력 대학교(4년) 졸업", "", "2011.03 ~ 2017.02 세림대학교 (4년) 졸업 | 정보통신공학과", ""),
        *(
            "경력 총 7년 5개월",
            "",
            "2022.05 ~ 재직중 (주)두레클라우드 인프라운영팀",
            "2년 10개월 과장/팀원 | 시스템엔지니어",
        ),
        *("담당업무", "- 서버 1,300대 운영", "", "스킬", "", "Linux VMware Ansible Zabbix Docker"),
        *("saramin 이력서 | 1/2", ""),
    )

    assert jobs_in(content) == [("(주)두레클라우드", "과장", "2022-05", "present")]
    assert content["work_experiences"][0]["extra"]["department"] == "인프라운영팀"
    assert ("세림대학교", "정보통신공학과") in [(one["institution"], one["major"]) for one in content["education"]]
    assert skills_in(content) == {"Linux", "VMware", "Ansible", "Zabbix", "Docker"}


def test_the_two_ends_of_a_time_may_be_named_in_a_row_of_their_own() -> None:
    content = read(
        *("성 명 | 탁은별", "전자우편 | tak@example.kr", "", "1. 경력사항", ""),
        *("근무처 | 근무기간 | 직급(위) | 담당업무", "부터 | 까지"),
        *(
            "새벽기록원 | 21.04.05 | 24.12.31 | 연구사 | 기록물 평가",
            "모악군청 | 17.03.02 | 19.02.28 | 주무관 | 문서고 이전",
        ),
        *(
            "",
            "위 기재사항은 사실과 틀림이 없음을 서약합니다.",
            "2025년 1월 20일",
            "응시자 탁 은 별 (서명 또는 인)",
            "기록원장 귀하",
        ),
    )

    assert jobs_in(content) == [
        ("새벽기록원", "연구사", "2021-04-05", "2024-12-31"),
        ("모악군청", "주무관", "2017-03-02", "2019-02-28"),
    ]
    assert "귀하" not in str(content)


def test_degrees_stand_in_many_columns() -> None:
    content = read(
        *(
            "탁은별",
            "tak@example.kr",
            "",
            "학력",
            "기간 | 학교 | 과정",
            "2018.03–2020.02 | 미리내대학교 대학원 | 통계학 석사",
        ),
        *("", "재학기간 | 학교명 | 전공 | 졸업구분", "14.03~16.08 | 온빛대학교 | 기록관리학 | 석사 졸업"),
        *("", "2004. 3. ~ 2008. 2. | 호반예술대학교 무용과 (예술학사)"),
    )

    assert [(one["institution"], one.get("degree"), one.get("major")) for one in content["education"]] == [
        ("미리내대학교 대학원", "석사", "통계학"),
        ("온빛대학교", "석사", "기록관리학"),
        ("호반예술대학교", "예술학사", "무용과"),
    ]


def test_tags_are_skills() -> None:
    content = read("옥채은", "ok@example.com", "", "스킬", "#카피라이팅 #GA4 #피그마 #노션", "관심 직무", "마케팅/광고")

    assert skills_in(content) == {"카피라이팅", "GA4", "피그마", "노션"}


def test_a_break_between_jobs_is_none_even_if_something_was_done() -> None:
    content = read(
        *("Megan Ashworth", "megan@example.com", "", "Employment in brief"),
        "2019 to date | Career break – raising two children; treasurer of a playgroup",
        "Jan 2013 – Aug 2019 | Bookkeeper, Vale Dairies Ltd, Cardiff",
    )

    assert jobs_in(content) == [("Vale Dairies Ltd", "Bookkeeper", "2013-01", "2019-08")]


def test_heads_of_several_lines_need_no_blank_line_between_entries() -> None:
    content = read(
        *("옥채은", "ok@example.com", "", "경력", "주식회사 느린우체통", "콘텐츠 마케터, 마케팅팀"),
        *("2023.09 ~ 2024.02 (6개월)", "뉴스레터 22호 발행", "카페 봄날", "아르바이트", "2020.06 ~ 2021.02"),
    )

    assert jobs_in(content) == [
        ("주식회사 느린우체통", "콘텐츠 마케터", "2023-09", "2024-02"),
        ("카페 봄날", "아르바이트", "2020-06", "2021-02"),
    ]
    assert content["work_experiences"][0]["extra"]["department"] == "마케팅팀"


def test_how_somebody_works_is_a_place_and_no_company() -> None:
    content = read(
        "Anna Alder", "anna@example.com", "", "Career", "Wattle Health (Hobart, hybrid)", "QA Lead, 2021 – 2023"
    )

    [job] = content["work_experiences"]
    assert (job["company"], job["position"], job["extra"]["location"]) == ("Wattle Health", "QA Lead", "Hobart, hybrid")


def test_a_school_may_have_its_town_before_the_degree() -> None:
    content = read(
        *("Anna Alder", "anna@example.com", "", "Education"),
        "University of Brookfield, Hilo — B.B.A., Information Systems, 2011 - 2015",
    )

    [school] = content["education"]
    assert (school["institution"], school["degree"], school["major"]) == (
        "University of Brookfield",
        "B.B.A.",
        "Information Systems",
    )
