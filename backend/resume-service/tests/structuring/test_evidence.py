"""What only the look of rows, or all heads of a part together, can tell."""

from collections.abc import Mapping
from typing import Any

import pytest
from resume_service.imports.blocks import Document, Look
from resume_service.imports.structuring.rules import structure_by_rules

NAME, HEADING, BOLD = Look(2.0, bold=True), Look(1.3, bold=True), Look(1.0, bold=True)
BODY = Look(1.0, x0=50.0)


def content_of(rows: str, looks: Mapping[str, Look] | None = None) -> Any:
    """What is found in rows, of which some look different from the others."""
    text = rows.strip("\n")
    marked = {number: (looks or {}).get(row, BODY) for number, row in enumerate(text.split("\n")) if row}
    return structure_by_rules(Document.of_text(text, marked if looks else None)).content


def heads(content: Any) -> list[tuple[str | None, str | None]]:
    return [(job.get("company"), job.get("position")) for job in content.get("work_experiences", [])]


LIFE = """
Maeve Lindqvist
maeve@example.com

In few words

Keeps gardens and the people in them in good order.

Chapters

Marlow Grange
Head Gardener, 2019 - present
- Planted two hectares of meadow

Thistle & Rye
Gardener, 2015 - 2019
- Kept the glasshouses

Schooling

Diploma in Horticulture, Kingsmere University, 2015

Proficiencies

pruning, Excel, budget planning, AutoCAD
"""


def test_rows_that_look_like_the_headings_are_headings() -> None:
    looks = {
        "Maeve Lindqvist": NAME,
        **dict.fromkeys(("In few words", "Chapters", "Schooling", "Proficiencies"), HEADING),
    }

    content = content_of(LIFE, looks)

    assert heads(content) == [("Marlow Grange", "Head Gardener"), ("Thistle & Rye", "Gardener")]
    assert [school["institution"] for school in content["education"]] == ["Kingsmere University"]
    assert sum(map(len, content["technical_skills"].values())) == 4


def test_heads_that_look_like_the_headings_stay_heads() -> None:
    looks: dict[str, Look] = dict.fromkeys(("Experience", "Marlow Grange", "Thistle & Rye", "Education"), BOLD)
    rows = LIFE.replace("Chapters", "Experience").replace("Schooling", "Education").replace("In few words", "Profile")

    assert heads(content_of(rows, looks)) == [("Marlow Grange", "Head Gardener"), ("Thistle & Rye", "Gardener")]


def test_a_name_below_a_sidebar_is_shown_by_its_size() -> None:
    rows = """
Contact

hello@example.com
+44 20 7946 0123

Skills

Excel, SQL, Python

Odalys Brennecke

Experience

Ferry Clerk, Tern Lines
2019 - present
- Sold tickets
"""

    content = content_of(rows, {"Odalys Brennecke": NAME, "Contact": HEADING, "Skills": HEADING, "Experience": HEADING})

    assert content["name"] == "Odalys Brennecke"
    assert "Odalys" not in str(content["technical_skills"])


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            (
                "Park Ranger\nEmber Kitchen\n2021 - 2023",
                "Florist\nHollis Rail\n2018 - 2021",
                "Gaffer\nKite\n2016 - 2018",
            ),
            [("Ember Kitchen", "Park Ranger"), ("Hollis Rail", "Florist"), ("Kite", "Gaffer")],
        ),
        (
            (
                "Farrier | Tern Capital | 2021 - 2023",
                "Night Auditor | Redwood | 2018 - 2021",
                "Tour Guide | Sable | 2015 - 2018",
            ),
            [("Tern Capital", "Farrier"), ("Redwood", "Night Auditor"), ("Sable", "Tour Guide")],
        ),
        (
            (
                "2021.03 ~ 현재\n그린팜 조경사",
                "2019.01 ~ 2021.02\n달빛서점 품질관리 담당",
                "2017.01 ~ 2018.12\n큰나루시 시설관리공단 용접공",
            ),
            [("그린팜", "조경사"), ("달빛서점", "품질관리 담당"), ("큰나루시 시설관리공단", "용접공")],
        ),
        (
            ("남도식당, 경호원 | 2021.03 ~ 현재", "오름컴퍼니, 요양보호사 | 2019.01 ~ 2021.02"),
            [("남도식당", "경호원"), ("오름컴퍼니", "요양보호사")],
        ),
    ],
)
def test_all_heads_together_say_which_words_are_the_employer(
    rows: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    jobs = "\n\n".join(f"{row}\n- Kept daily records" for row in rows)

    assert heads(content_of(f"Kim Ada\na@example.com\n\nExperience\n\n{jobs}\n")) == expected


def test_jobs_below_a_heading_nobody_knows_are_not_skills() -> None:
    rows = """
Tobias Ferncastle
tobias@example.com

Key Skills
- Excel
- welding

Chapter two

Welder, Meridian Labs | 03/2021 - 02/2025
- Introduced weekly checks that halved complaints

Archivist, Penhallow Library | 10/2019 - 02/2021
- Led a team of four through an audit
"""

    content = content_of(rows)

    assert heads(content) == [("Meridian Labs", "Welder"), ("Penhallow Library", "Archivist")]


@pytest.mark.parametrize(
    ("text", "degree", "major"),
    [
        ("Short course in indigo", "Short course", "indigo"),
        ("Certificate in Paralegal Studies", "Certificate", "Paralegal Studies"),
        ("Licencjat, Mathematics", "Licencjat", "Mathematics"),
    ],
)
def test_what_a_school_gives_is_named_by_what_it_is_in(text: str, degree: str, major: str) -> None:
    rows = f"Ada Quill\na@example.com\n\nEducation\n\n{text}\nHarrow Lake State University, 2016 - 2020\n"

    (school,) = content_of(rows)["education"]

    assert (school["institution"], school["degree"], school["major"]) == ("Harrow Lake State University", degree, major)


def test_a_course_of_study_at_the_end_of_a_row_does_not_go_on() -> None:
    rows = "서다온\na@example.com\n\n학력\n\n2013.03 ~ 2017.02 한가람대학교 사회복지학과\n2009 솔뫼고등학교\n"

    assert [school["institution"] for school in content_of(rows)["education"]] == ["한가람대학교", "솔뫼고등학교"]


def test_the_client_of_a_project_is_no_project() -> None:
    rows = """
국윤호
a@example.com

경력

㈜한밭시스템즈 | 부장 | 2019.02 - 현재

프로젝트 | 용수 관측 시스템
발주처 | 용수공사 | 참여기간 | 2021.01 ~ 2022.11
역할 | PL | 개발환경 | Java, Oracle
- 수위를 10분 간격으로 수집
"""

    projects = [job.get("project_name") for job in content_of(rows)["work_experiences"]]

    assert "용수 관측 시스템" in projects
    assert "발주처" not in projects
