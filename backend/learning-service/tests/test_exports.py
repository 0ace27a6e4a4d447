"""A path as Markdown and as iCalendar, which a parser opens again."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from learning_service.exports.calendar import to_calendar
from learning_service.exports.markdown import to_markdown
from learning_service.paths.models import LearningPath

from shared.resumes.document import ResumeDocument
from shared.testing.problems import assert_problem
from shared.testing.services import WithResumes

from .drafting import draft

START = date(2027, 1, 4)


async def path_of(resume: ResumeDocument, **body: object) -> LearningPath:
    made = await draft(resume, job_posting="백엔드 개발자\n[자격요건]\n- Elasticsearch 경험", **body)
    first = replace(made.items[0], milestones_done=(0,), status="doing", note="줄1\n# 줄2; *별*, <b>")
    return replace(made, items=(first, *made.items[1:]))


def events_of(path: LearningPath) -> list[Any]:
    return opened(to_calendar(path, START))


def opened(calendar: bytes) -> list[Any]:
    parsed: Any = Calendar.from_ical(calendar)
    return list(parsed.walk("VEVENT"))


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_a_calendar_has_an_event_for_each_week_and_item(resume: ResumeDocument, language: str) -> None:
    path = await path_of(resume, language=language, hours_per_week=6)

    events = events_of(path)

    shares = [(week.number, share) for week in path.schedule.weeks for share in week.shares]
    assert len(events) == len(shares) > len(path.items)
    titles = {item.id: item.draft.title for item in path.items}
    for event, (number, share) in zip(events, shares, strict=True):
        begins = START + timedelta(weeks=number - 1)
        assert (event["DTSTART"].dt, event["DTEND"].dt) == (begins, begins + timedelta(days=7))
        assert titles[share.item_id] in event["SUMMARY"]
        assert str(share.hours) in event["SUMMARY"]
    assert len({event["UID"] for event in events}) == len(events)


async def test_what_a_calendar_says_survives_folding_and_escaping(resume: ResumeDocument) -> None:
    path = await path_of(resume)

    first = events_of(path)[0]

    assert "줄1\n# 줄2; *별*, <b>" in first["DESCRIPTION"]
    assert f"[x] {path.items[0].draft.milestones[0]}" in first["DESCRIPTION"]
    assert path.items[0].draft.resources[0].url in first["DESCRIPTION"]
    assert max(map(len, to_calendar(path, START).split(b"\r\n"))) <= 75


async def test_a_calendar_that_is_imported_again_changes_its_events(resume: ResumeDocument) -> None:
    path = await path_of(resume)
    later = replace(path, version=4)

    assert [event["UID"] for event in events_of(path)] == [event["UID"] for event in events_of(later)]
    assert (events_of(path)[0]["SEQUENCE"], events_of(later)[0]["SEQUENCE"]) == (0, 3)


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("ko", ["# 학습 경로", "## 강점", "## 보완할 점", "## 공고와의 일치", "## 할 일", "## 주간 계획"]),
        ("en", ["# Learning path", "## Strengths", "## Gaps", "## The posting", "## Steps", "## Weeks"]),
    ],
)
async def test_markdown_shows_the_whole_path(resume: ResumeDocument, language: str, headings: list[str]) -> None:
    path = await path_of(resume, language=language)

    lines = to_markdown(path, START).splitlines()

    assert [line for line in lines if line.startswith(("# ", "## "))] == headings
    assert sum(line.startswith("### ") for line in lines) == len(path.items)
    assert sum(line.startswith("- [x] ") for line in lines) == 1
    assert any("2027-01-04" in line for line in lines)
    for item in path.items:
        assert any(f"({resource.url})" in line for resource in item.draft.resources for line in lines)


async def test_text_of_people_stays_text_in_markdown(resume: ResumeDocument) -> None:
    text = to_markdown(await path_of(resume), START)

    assert "\n# 줄2" not in text
    assert "\\*별\\*" in text
    assert "\\<b>" in text


async def test_exports_are_files_of_their_types(services: WithResumes) -> None:
    resume_id = await services.post_resume()
    made = (await services.service.post(f"/{resume_id}/learning-path", json={"count": 3})).json()
    export = f"/learning-paths/{made['id']}/export"

    markdown = await services.service.get(export)
    calendar = await services.service.get(
        export, params={"format": "ics", "start": "2027-01-04"}, headers={"Accept": "text/calendar"}
    )

    assert (markdown.headers["Content-Type"], markdown.status_code) == ("text/markdown; charset=utf-8", 200)
    assert made["items"][0]["title"].split()[0] in markdown.text
    assert calendar.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert 'filename="learning-path.ics"' in calendar.headers["Content-Disposition"]
    assert opened(calendar.content)[0]["DTSTART"].dt == START


@pytest.mark.parametrize(("query", "pointer"), [({"format": "pdf"}, "/query/format"), ({"start": "x"}, "/query/start")])
async def test_a_wrong_format_or_day_is_a_422(services: WithResumes, query: dict[str, str], pointer: str) -> None:
    resume_id = await services.post_resume()
    made = (await services.service.post(f"/{resume_id}/learning-path")).json()

    answer = await services.service.get(f"/learning-paths/{made['id']}/export", params=query)

    assert assert_problem(answer, 422, "VALIDATION_FAILED")["errors"][0]["pointer"] == pointer


async def test_an_unknown_path_has_no_export(services: WithResumes) -> None:
    answer = await services.service.get("/learning-paths/01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b/export")

    assert_problem(answer, 404, "LEARNING_PATH_NOT_FOUND")
