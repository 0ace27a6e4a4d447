"""Kinds of heads, dates and sections that documents by other hands have."""

from typing import Any

import pytest
from resume_service.imports.structuring.lines import cleaned, is_furniture, read_lines
from resume_service.imports.structuring.rules import structure_by_rules

HEAD = "Nora Lindgren\nnora.lindgren@example.com\n\n"


def jobs_of(text: str) -> list[tuple[str | None, ...]]:
    content: Any = structure_by_rules(text).content
    names = ("company", "position", "start", "end")
    return [tuple(job.get(name) for name in names) for job in content.get("work_experiences", [])]


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("Mar. 2021\xadPresent", "2021-03", "present"),
        ("July 2019 – Ongoing", "2019-07", "present"),
        ("2019.07 ~ (재직중)", "2019-07", "present"),
        ("2019.07 ~ 현재까지", "2019-07", "present"),
        ("Sept. 2018 till date", "2018-09", "present"),
        ("'21.3 ~ '22.11", "2021-03", "2022-11"),
        ("3월2019 – 현재", "2019-03", "present"),
        ("March 20XX – Current", None, "present"),
        ("2016 - 2019", "2016", "2019"),
    ],
)
def test_dates_are_read_as_people_write_them(written: str, start: str | None, end: str) -> None:
    job = f"Experience\n\nTidewater Foods Inc. | Shift Manager | {written}\n- Led nights\n"

    assert jobs_of(HEAD + job) == [("Tidewater Foods Inc.", "Shift Manager", start, end)]


@pytest.mark.parametrize(
    "rows",
    [
        ["Registered Nurse, Harbour Clinic, May 2018 - Jun 2020", "- Cut falls by 12%"],
        ["Harbour Clinic, Registered Nurse, May 2018 - Jun 2020", "- Cut falls by 12%"],
        ["May 2018 - Jun 2020", "- Registered Nurse, Harbour Clinic", "- Cut falls by 12%"],
        ["May 2018 –", "Jun 2020", "Registered Nurse, Harbour Clinic", "Cut falls by 12%."],
        ["Registered Nurse", "Harbour Clinic", "May 2018 - Jun 2020", "- Cut falls by 12%"],
        ["Harbour Clinic, Registered Nurse | Chicago, IL", "- Cut falls by 12% | May 2018 – Jun 2020", "- Led four"],
    ],
    ids=["role first", "company first", "dates alone above", "broken range", "a line each", "dates beside an item"],
)
def test_a_job_is_found_however_its_head_is_set(rows: list[str]) -> None:
    expected = [("Harbour Clinic", "Registered Nurse", "2018-05", "2020-06")]

    assert jobs_of("\n".join([HEAD, "Experience", "", *rows])) == expected


def test_jobs_need_no_heading() -> None:
    rows = ["QA Lead, Marsh Retail (May 2020 - Present)", "- Halved the release time", "", "Education", "", "BSc, 2016"]

    assert jobs_of("\n".join([HEAD, *rows])) == [("Marsh Retail", "QA Lead", "2020-05", "present")]


def test_headings_may_stand_at_the_left_of_their_first_lines() -> None:
    rows = ["Experience | Staff Engineer, Marsh Inc. | Aug 2020 - Present", "- Led it", ""]
    rows += ["Education | BSc Physics, Delft University, 2013 - 2017"]

    content: Any = structure_by_rules("\n".join([HEAD, *rows])).content

    assert [job["company"] for job in content["work_experiences"]] == ["Marsh Inc."]
    assert [school["institution"] for school in content["education"]] == ["Delft University"]


def test_lines_without_bullets_below_a_job_are_what_was_done() -> None:
    rows = ["Office Manager, Tallow Dental Ltd, Mar 2019 - Present", "Cut no-shows from 14% to 6%"]

    content: Any = structure_by_rules("\n".join([HEAD, "Experience", "", *rows])).content

    (job,) = content["work_experiences"]
    assert (job["achievements"], "project_name" in job) == (["Cut no-shows from 14% to 6%"], False)


def test_sections_of_one_line_are_no_part_of_the_job_above() -> None:
    job = ["경력", "누리페이 | 백엔드 개발자 | 2021.03 ~ 현재", "- 정산 자동화"]
    lines = ["기술: Kotlin, Kafka", "자격증: SQLD", "어학: 영어 (비즈니스)", "병역: 육군 만기전역"]
    lines += ["학력: 새벽대학교 전산학과 (2014.03 ~ 2020.02)"]

    structured = structure_by_rules("\n".join(["윤서진", "seojin@example.com", "", *job, *lines]))

    content: Any = structured.content
    (only,) = content["work_experiences"]
    assert (only["company"], only["achievements"]) == ("누리페이", ["정산 자동화"])
    assert not only.keys() & {"project_name", "tech_stack"}
    assert [one["name"] for one in content["certifications"]] == ["SQLD"]
    assert [school["institution"] for school in content["education"]] == ["새벽대학교"]
    assert content["extra"] == {
        "languages": [{"language": "영어", "fluency": "비즈니스"}],
        "military": ["육군 만기전역"],
    }
    assert structured.unparsed == ()


def test_a_closing_line_of_skills_is_not_the_oldest_jobs() -> None:
    jobs = ["Experience", "", "Engineer, Marsh Inc., 2016 - 2021", "- Ran 250 servers", ""]

    content: Any = structure_by_rules(
        "\n".join([HEAD, *jobs, "Skills: Linux, Go", "Certifications: CKA, RHCE"])
    ).content

    assert "tech_stack" not in content["work_experiences"][0]
    assert content["technical_skills"] == {"programming_languages": ["Go"], "devops_tools": ["Linux"]}
    assert [one["name"] for one in content["certifications"]] == ["CKA", "RHCE"]


def test_a_label_that_each_job_has_stays_within_the_jobs() -> None:
    one = ["Engineer, Marsh Inc., 2019 - 2021", "- Ran it", "Skills: Go"]
    other = ["Engineer, Fen Inc., 2016 - 2018", "- Built it", "Skills: Java"]

    content: Any = structure_by_rules("\n".join([HEAD, "Experience", "", *one, "", *other])).content

    assert [job["tech_stack"] for job in content["work_experiences"]] == [["Go"], ["Java"]]


LIFE = """Experience

Registered Nurse, Harbour Clinic, 2018 - 2020
- Cut falls by 12%

Licenses

Registered Nurse License No. 1234567

Languages

German (native), English - C1

Publications

Falls at night, Journal of Care, 2019

Volunteer Work

Red Cross, 2015 - 2017

Military Service

Norwegian Army, 2012 - 2013

Relevant Coursework

Pharmacology, Anatomy

Interests

Sailing, chess

References

Prof. Ida Berg, ida.berg@example.com
"""


def test_a_whole_life_is_read_as_what_it_is() -> None:
    structured = structure_by_rules(HEAD + LIFE)

    content: Any = structured.content
    assert [job["company"] for job in content["work_experiences"]] == ["Harbour Clinic"]
    assert "technical_skills" not in content
    assert "Registered Nurse License No. 1234567" in str(content["certifications"])
    assert [one["name"] for one in content["activities"]] == ["Falls at night", "Red Cross"]
    assert content["contact"]["email"] == "nora.lindgren@example.com"
    assert content["extra"] == {
        "languages": [{"language": "German", "fluency": "native"}, {"language": "English", "fluency": "C1"}],
        "interests": [{"name": "Sailing"}, {"name": "chess"}],
        "references": [{"reference": "Prof. Ida Berg, ida.berg@example.com"}],
        "military": ["Norwegian Army, 2012 - 2013"],
        "coursework": ["Pharmacology", "Anatomy"],
    }
    assert structured.unparsed == ()


def test_somebody_who_can_be_asked_is_not_the_person() -> None:
    content: Any = structure_by_rules("Nora Lindgren\n\nReferences\n\nIda Berg, ida.berg@example.com\n").content

    assert "email" not in content.get("contact", {})


@pytest.mark.parametrize("row", ["Page 1 of 2", "- 2 -", "2/3", "Nora Lindgren – 1/2", "Last updated in May 2024"])
def test_what_is_printed_around_a_page_is_no_line(row: str) -> None:
    assert is_furniture(row)
    assert read_lines(cleaned(f"one\n{row}\ntwo"))[1].text == "two"
    assert structure_by_rules(f"{HEAD}{row}\n").unparsed == ()


@pytest.mark.parametrize("row", ["Team of 1/2 engineers", "2019 - 2021", "Kafka", "010-1234-5678"])
def test_what_looks_a_little_like_it_is_read(row: str) -> None:
    assert not is_furniture(row)
