"""What job portals print and LinkedIn and Europass export, and heads without dates."""

from typing import Any

from resume_service.imports.structuring.rules import structure_by_rules


def read(*rows: str) -> dict[str, Any]:
    return structure_by_rules("\n".join(rows)).content


def jobs_in(content: dict[str, Any]) -> list[tuple[str | None, ...]]:
    names = ("company", "position", "start", "end")
    return [tuple(job.get(name) for name in names) for job in content.get("work_experiences", [])]


def test_a_team_and_a_rank_without_blanks_are_two() -> None:
    content = read(
        *("김하람", "haram.kim@example.com", "", "간단 소개글", "3년차 마케터입니다.", "", "경력"),
        *(
            "오늘커머스 주식회사",
            "2021.03 - 현재 재직 중",
            "마케팅팀/매니저",
            "",
            "(주)별빛광고",
            "2019.01 - 2021.02",
            "미디어팀/AE",
        ),
    )

    assert jobs_in(content) == [
        ("오늘커머스 주식회사", "매니저", "2021-03", "present"),
        ("(주)별빛광고", "AE", "2019-01", "2021-02"),
    ]
    assert [job["extra"]["department"] for job in content["work_experiences"]] == ["마케팅팀", "미디어팀"]
    assert content["summary"] == "3년차 마케터입니다."


def test_totals_and_kinds_of_school_are_no_jobs_and_no_schools() -> None:
    content = read(
        *(
            "홍이진",
            "여자 1992년 (만 32세)",
            "hong.ijin@example.com  010-2222-3333",
            "",
            "학력",
            "대학교(4년) 졸업",
            "",
        ),
        *("학력", "2011.03 ~ 2015.02 바다대학교 졸업 경영학과 학점 3.8/4.5", "", "경력 총 6년 3개월"),
        *("2019.01 ~ 재직중 (5년 2개월) 새봄물산 인사팀 | 대리", "담당업무 채용 및 평가 제도 운영"),
        *("2017.11 ~ 2018.12 (1년 2개월) (주)들꽃 총무팀 | 사원", "담당업무 비품 관리"),
    )

    assert jobs_in(content) == [
        ("새봄물산", "대리", "2019-01", "present"),
        ("(주)들꽃", "사원", "2017-11", "2018-12"),
    ]
    assert [job["achievements"] for job in content["work_experiences"]] == [["채용 및 평가 제도 운영"], ["비품 관리"]]
    assert [(one["institution"], one["major"], one["gpa"]) for one in content["education"]] == [
        ("바다대학교", "경영학과", "3.8/4.5")
    ]


def test_linkedin_in_korean_is_read() -> None:
    content = read(
        *(
            "연락처",
            "jimin.lee@example.com",
            "",
            "보유기술",
            "Product Strategy",
            "SQL",
            "",
            "이지민",
            "프로덕트 매니저",
            "",
        ),
        *(
            "경력",
            "",
            "바람소프트",
            "3년 4개월",
            "시니어 프로덕트 매니저",
            "2022년 5월 - 현재 (2년 6개월)",
            "대한민국 서울",
            "",
        ),
        *("프로덕트 매니저", "2021년 7월 - 2022년 4월 (10개월)", "", "구름테크", "서비스 기획자"),
        *(
            "2018년 3월 - 2021년 6월 (3년 4개월)",
            "대한민국 경기도 성남시",
            "",
            "학력",
            "햇살대학교",
            "학사, 산업공학 · (2012년 - 2018년)",
        ),
    )

    assert content["name"] == "이지민"
    assert jobs_in(content) == [
        ("바람소프트", "시니어 프로덕트 매니저", "2022-05", "present"),
        ("바람소프트", "프로덕트 매니저", "2021-07", "2022-04"),
        ("구름테크", "서비스 기획자", "2018-03", "2021-06"),
    ]
    assert content["education"][0]["institution"] == "햇살대학교"


def test_the_labels_of_europass_are_known() -> None:
    content = read(
        *("First name(s) / Surname(s): Marta Kowalska", "E-mail: marta.kowalska@example.com", "", "Work experience"),
        *("Dates: 03/2019 → present", "Occupation or position held: Pharmacist"),
        *(
            "Main activities and responsibilities: Advising patients",
            "Name and address of employer: Apteka Zdrowie",
            "",
        ),
        *("Dates: 10/2015 – 02/2019", "Occupation or position held: Pharmacy Assistant"),
        *("Name and address of employer: Medica", "", "Education and training", "Dates: 2010 – 2015"),
        *("Title of qualification awarded: Master of Pharmacy",),
        *("Name and type of organisation providing education: Vistula Medical College", "", "Mother tongue(s): Polish"),
    )

    assert content["name"] == "Marta Kowalska"
    assert jobs_in(content) == [
        ("Apteka Zdrowie", "Pharmacist", "2019-03", "present"),
        ("Medica", "Pharmacy Assistant", "2015-10", "2019-02"),
    ]
    assert content["education"][0]["institution"] == "Vistula Medical College"
    assert content["extra"]["languages"] == [{"language": "Polish"}]


def test_heads_without_dates_are_jobs() -> None:
    content = read(
        *("Rosa Marin", "rosa@example.com", "", "EXPERIENCE", "Acme Foods — Line Supervisor", "Supervised 12 packers."),
        *("Blue Hill Bakery — Baker", "Made sourdough."),
    )

    assert jobs_in(content) == [
        ("Acme Foods", "Line Supervisor", None, None),
        ("Blue Hill Bakery", "Baker", None, None),
    ]


def test_a_footer_that_counts_pages_is_no_head() -> None:
    content = read(
        *(
            "Jane Doe",
            "jane.doe@example.com",
            "",
            "Experience",
            "",
            "Acme Inc. | Engineer | 2019 - 2021",
            "- Ran it",
            "",
        ),
        *("June 3, 2026 | Jane Doe · Résumé | 1", "", "Bolt Ltd | Analyst | 2017 - 2019", "- Saw it", ""),
        *("June 3, 2026 | Jane Doe · Résumé | 2",),
    )

    assert jobs_in(content) == [("Acme Inc.", "Engineer", "2019", "2021"), ("Bolt Ltd", "Analyst", "2017", "2019")]


def test_jobs_that_look_alike_need_no_heading_and_no_role_in_their_heads() -> None:
    content = read(
        *("경력기술서", "", "이 름 : 박도현", "이메일 : dohyun.park@example.com", ""),
        *(
            "▶ 주식회사 초록물류 (2018.05 ~ 2023.08 / 5년 4개월)",
            " - 부서 / 직급 : 물류운영팀 / 과장",
            " - 공차율 18% → 9%",
            "",
        ),
        *("▶ 한길운송 (2014.01 ~ 2018.04 / 4년 4개월)", " - 부서 / 직급 : 영업팀 / 사원", " - 화주 영업"),
    )

    assert jobs_in(content) == [
        ("주식회사 초록물류", "과장", "2018-05", "2023-08"),
        ("한길운송", "사원", "2014-01", "2018-04"),
    ]


def test_jobs_stacked_below_the_person_need_no_heading() -> None:
    content = read(
        *("Angela Torres RN", "angela.torres@example.com", ""),
        *(
            "Registered Nurse",
            "St. Brigid Hospital",
            "Denver, CO",
            "Jan 2020 – Present",
            "Provide care for 6 patients per shift",
            "",
        ),
        *(
            "Staff Nurse",
            "Mercy Valley Clinic",
            "Boulder, CO",
            "Jun 2016 – Dec 2019",
            "Discharge planning with the family doctors",
        ),
    )

    assert content["name"] == "Angela Torres"
    assert jobs_in(content) == [
        ("St. Brigid Hospital", "Registered Nurse", "2020-01", "present"),
        ("Mercy Valley Clinic", "Staff Nurse", "2016-06", "2019-12"),
    ]
    assert content["work_experiences"][0]["achievements"] == ["Provide care for 6 patients per shift"]


def test_languages_that_people_speak_are_no_skills() -> None:
    content = read(
        *("Sofia Rahman", "sofia@example.com", "", "SKILLS", "Programming: R, Python, SQL"),
        "Languages: English (native), Bengali (fluent)",
    )

    assert content["technical_skills"] == {"programming_languages": ["R", "Python", "SQL"]}
    assert [one["language"] for one in content["extra"]["languages"]] == ["English", "Bengali"]
