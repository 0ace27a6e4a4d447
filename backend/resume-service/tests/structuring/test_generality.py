"""Kinds of heads, dates, headings and one-line parts, each in more than one shape."""

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


def names_of(content: dict[str, Any], part: str, field: str) -> list[str]:
    return [one[field] for one in content.get(part, [])]


@pytest.mark.parametrize(
    ("head", "start", "end"),
    [
        ("주식회사 새터 | 총무 대리 | 17.03.02~19.02.28", "2017-03-02", "2019-02-28"),
        ("주식회사 새터 | 총무 대리 | 2017년03월~2019년02월", "2017-03", "2019-02"),
        ("주식회사 새터 | 총무 대리 | '17.3 → 현재", "2017-03", "present"),
        ("주식회사 새터 | 총무 대리 | 2018년 봄 ~ 2021년 가을", "2018", "2021"),
        ("주식회사 새터 | 총무 대리 | 2017년 3월부터", "2017-03", "present"),
        ("Alder Ltd | Office Clerk | Mar '19 – now", "2019-03", "present"),
        ("Alder Ltd | Office Clerk (since 2020)", "2020", "present"),
        ("Alder Ltd | Office Clerk | since June 2021", "2021-06", "present"),
        ("Alder Ltd | Office Clerk | from September 2016 to May 2021", "2016-09", "2021-05"),
        ("Alder Ltd | Office Clerk | 2018 to date", "2018", "present"),
        ("Alder Ltd | Office Clerk | 2019–", "2019", "present"),
        ("Alder Ltd | Office Clerk | 04.2019 – 11.2023", "2019-04", "2023-11"),
    ],
)
def test_dates_are_read_however_they_are_written(head: str, start: str, end: str) -> None:
    content = read("Anna Alder", "anna@example.com", "", "Experience", head, "- Kept the books")

    [(company, position, *when)] = jobs_in(content)
    assert when == [start, end]
    assert company in ("주식회사 새터", "Alder Ltd")
    assert position in ("총무 대리", "Office Clerk")


def test_a_job_that_says_only_how_long_it_was_is_a_job() -> None:
    content = read(
        *("강도윤", "010-9876-1234", "", "경력", "㈜대양해운 / 해무팀 / 대리 / 3년 2개월", " - 선박 입출항 관리"),
        *("㈜서진물류 / 운영팀 / 사원 / 1년 8개월", " - 창고 운영"),
    )

    assert jobs_in(content) == [("㈜대양해운", "대리", None, None), ("㈜서진물류", "사원", None, None)]
    assert names_of(content, "work_experiences", "duration") == ["3년 2개월", "1년 8개월"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            ["구매 담당자", "주식회사 한빛정밀 | 구매2팀", "2017.03 ~ 2019.02"],
            ("주식회사 한빛정밀", "구매 담당자", "구매2팀"),
            id="role, employer, department, dates",
        ),
        pytest.param(
            ["인사 담당 | 2017.03 ~ 2019.02 | 해솔건설 | 경영지원팀"],
            ("해솔건설", "인사 담당", "경영지원팀"),
            id="role, dates, employer, department",
        ),
        pytest.param(
            ["2017.03 ~ 2019.02  (주)하이텍모션 제어팀 선임연구원"],
            ("(주)하이텍모션", "선임연구원", "제어팀"),
            id="dates, employer, department and rank with blanks between",
        ),
        pytest.param(
            ["2017.03 ~ 2019.02 : 대한로보틱스 연구소 연구원"],
            ("대한로보틱스", "연구원", "연구소"),
            id="an employer without a form of company",
        ),
        pytest.param(
            ["2017.03 - 2019.02 Quality Assurance, Helvetia Pharma AG, Basel", "Group Leader"],
            ("Helvetia Pharma AG", "Group Leader", "Quality Assurance"),
            id="department, employer, town, role below",
        ),
        pytest.param(
            ["소나무랩스 · 인턴", "웹 개발 인턴 · 개발팀", "2017년 3월 ~ 2019년 2월 · 2년"],
            ("소나무랩스", "웹 개발 인턴", "개발팀"),
            id="kind of employment before the role",
        ),
    ],
)
def test_heads_are_read_in_any_order(rows: list[str], expected: tuple[str, str, str]) -> None:
    content = read("서지우", "jiwoo@example.com", "", "경력", *rows, "- 협력사 14곳 평가")

    [job] = content["work_experiences"]
    assert (job["company"], job["position"], job["extra"]["department"]) == expected
    assert (job["start"], job["end"]) == ("2017-03", "2019-02")


@pytest.mark.parametrize(
    ("heading", "row", "part"),
    [
        ("제가 걸어온 시간", "라온미디어 | 웹 퍼블리셔 | 2020.02 - 2023.01", "work_experiences"),
        ("My story so far", "Foreman, Derwent Timber Homes, 2018 to date", "work_experiences"),
        ("Places I've worked", "Foreman, Derwent Timber Homes, 2018 to date", "work_experiences"),
        ("배움의 기록", "2014.03 - 2018.02  다온대학교 시각디자인학과", "education"),
        ("Where I learnt", "TasTAFE, Certificate III in Carpentry, 2016", "education"),
        ("Qualifications", "BMid (Hons) Midwifery, Bangor University, 2014", "education"),
        ("다룰 줄 아는 것", "HTML, CSS, JavaScript, Figma", "technical_skills"),
        ("What I'm good at", "Framing, stairs, AutoCAD", "technical_skills"),
        ("갖고 있는 자격", "웹디자인기능사 (2017.12)", "certifications"),
        ("Tickets and licences", "White Card", "certifications"),
    ],
)
def test_headings_in_other_words_are_headings(heading: str, row: str, part: str) -> None:
    content = read("문채원", "chaewon@example.com", "", "소개", "꾸준히 일합니다.", "", heading, row)

    assert content.get(part)
    assert heading not in str(content)


def test_parts_of_one_line_have_several_entries() -> None:
    content = read(
        *("Hana Sato", "hana.sato@example.com, Osaka", ""),
        "Experience: Barista, Kissa Momiji, 2019-2021; Head Barista, Bluebird Coffee, 2021-present",
        "Education: Osaka City College, Diploma in Hospitality, 2017-2019",
        "Skills: latte art, stock control, Square POS",
        "Certificates: SCA Barista Skills, Food Hygiene Level 2",
    )

    assert jobs_in(content) == [
        ("Kissa Momiji", "Barista", "2019", "2021"),
        ("Bluebird Coffee", "Head Barista", "2021", "present"),
    ]
    assert names_of(content, "certifications", "name") == ["SCA Barista Skills", "Food Hygiene Level 2"]


def test_korean_parts_of_one_line_follow_each_other_without_blank_lines() -> None:
    content = read(
        *("서지우", "jiwoo.seo@example.com", ""),
        "학력: 한결대학교 간호학과 졸업 (2013.03~2017.02)",
        "경력: 새빛병원 병동간호사 (2017.03~2020.05), 온누리의원 외래간호사 (2020.06~현재)",
        *("자격: 간호사 면허(2017), BLS Provider(2022)", "기술: EMR, 정맥주사, 엑셀", "취미: 등산, 수영"),
    )

    assert jobs_in(content) == [
        ("새빛병원", "병동간호사", "2017-03", "2020-05"),
        ("온누리의원", "외래간호사", "2020-06", "present"),
    ]
    assert names_of(content, "certifications", "name") == ["간호사 면허", "BLS Provider"]


def test_what_a_portal_prints_above_and_beside_is_no_job() -> None:
    content = read(
        *("이력서", "한가람", "이메일 garam.han@example.com", "", "학력 대학교(4년) 졸업", "경력 총 8년 2개월"),
        *("희망연봉 회사내규에 따름", "", "학력 최종학력 대학교(4년) 졸업", "재학기간 구분 학교명(소재지) 전공 학점"),
        *("2009.03 ~ 2015.02 졸업 미리내대학교(서울) 무역학과 3.7 / 4.5", "", "경력 총 8년 2개월"),
        *(
            "근무기간 회사명/부서 직급/직책 담당업무",
            "2019.06 ~ 재직중 (5년 6개월) 누리상사 해외영업팀 과장 동남아 시장 개척",
        ),
        *("", "자격증/어학/수상내역", "2018.05 자격증 국제무역사 한국무역협회"),
    )

    assert jobs_in(content) == [("누리상사", "과장", "2019-06", "present")]
    assert [(one["institution"], one["major"], one["gpa"]) for one in content["education"]] == [
        ("미리내대학교", "무역학과", "3.7 / 4.5")
    ]
    assert [(one["name"], one["issuer"]) for one in content["certifications"]] == [("국제무역사", "한국무역협회")]


def test_dates_of_what_was_done_begin_no_job() -> None:
    content = read(
        *("남궁현", "hyun@example.com", "", "경력", "모아핀테크", "그로스팀 / 퍼포먼스 마케터", "2022.01 - 재직 중"),
        *("주요 성과", "- 신규 가입 CPA 38% 절감", "2022.03 - 2022.12", "- 리타게팅 캠페인 운영"),
    )

    assert jobs_in(content) == [("모아핀테크", "퍼포먼스 마케터", "2022-01", "present")]


def test_a_table_of_schools_below_one_of_jobs_needs_no_heading() -> None:
    content = read(
        *(
            "오세린",
            "serin@example.com",
            "",
            "기간\t회사명\t부서\t직위",
            "2022.01~현재\t솔잎화장품\t상품기획팀\t주임",
            "",
        ),
        *("기간\t학교\t전공\t구분", "2015.03~2019.02\t은하대학교\t화학과\t졸업"),
    )

    assert jobs_in(content) == [("솔잎화장품", "주임", "2022-01", "present")]
    assert [(one["institution"], one["major"]) for one in content["education"]] == [("은하대학교", "화학과")]


def test_an_account_confirms_a_name_where_there_is_no_email_address() -> None:
    content = read(
        *("Contact", "www.linkedin.com/in/oliver-stone-qa (LinkedIn)", "", "Top Skills", "Cypress", ""),
        *("Oliver Stone", "QA Lead at Brightloom", "", "Experience", "Brightloom", "QA Lead"),
        *("January 2022 - Present (2 years 11 months)", "", "Education", "University of Salford"),
        "Bachelor of Science - BS, Software Engineering · (2014 - 2018)",
    )

    assert content["name"] == "Oliver Stone"
    assert content["education"][0]["major"] == "Software Engineering"
