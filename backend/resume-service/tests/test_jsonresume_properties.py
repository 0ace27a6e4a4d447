"""For any résumé: its export is a JSON Resume by the official schema, and its import is the résumé again."""

import json
from collections.abc import Callable, Mapping
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic_core import from_json, to_json
from resume_service.exports.jsonresume import from_json_resume, to_json_resume
from resume_service.exports.jsonresume.shapes import SHAPES, TOP_LEVEL
from resume_service.resumes.periods import OPEN_END
from resume_service.resumes.schemas import (
    Activity,
    Certification,
    Contact,
    Education,
    PersonalProject,
    ResumeIn,
    TechnicalSkills,
    WorkExperience,
)

from shared.core.constraints import NOTHING_TO_SEE
from shared.resumes.facts import GROUPS

Json = dict[str, Any]
SchemaErrors = Callable[[Any], list[str]]
Strategy = st.SearchStrategy[Any]

# Whole résumés are large, and many are thrown away while they are made.
SLOW_TO_MAKE = (
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.filter_too_much,
    HealthCheck.large_base_example,
)


def seen(text: str) -> bool:
    return NOTHING_TO_SEE.fullmatch(text) is None


def empty_or_seen(text: str) -> bool:
    return not text.strip() or seen(text)


def named(strategy: Strategy) -> Strategy:
    """`strategy` under a short name: Hypothesis warns when it has to print a very long one."""

    @st.composite
    def text(draw: st.DrawFn) -> str:
        return draw(strategy)

    return text()


# What texts take: no surrogates, no controls, nothing that turns the direction; in paragraphs, tabs and line breaks.
on_a_line = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp"), include_characters="\u200d\u200f")
characters = st.characters(exclude_categories=("Cs", "Cc", "Cf"), include_characters="\t\n\u200d\u200f")
awkward = st.sampled_from(
    ["", "present", "현재", "2022-01", "~", "x-extra", "https://a.example", "\u200b가", "👩\u200d💻"]
)
lines = named(st.one_of(st.text(on_a_line, max_size=20), awkward).filter(empty_or_seen))
filled_lines = lines.filter(seen)
names = st.lists(filled_lines, max_size=3)
paragraphs = named(st.one_of(st.text(characters, max_size=20), awkward, st.just("a\n\tb")))
filled_paragraphs = paragraphs.filter(seen)
texts = st.lists(filled_paragraphs, max_size=3)

years = st.integers(1900, 2100)
months = st.integers(1, 12)
days = st.integers(1, 31)
dates = st.one_of(
    years.map(str),
    st.builds("{}년".format, years),
    st.builds("{}-{:02}".format, years, months),
    st.builds("{}.{}".format, years, months),
    st.builds("{}년 {}월".format, years, months),
    st.builds("{}-{:02}-{:02}".format, years, months, days),
    st.builds("{}년 {}월 {}일".format, years, months, days),
    st.sampled_from(sorted(OPEN_END)),
    st.sampled_from(["Present", "NOW", "٢٠٢٢-٠٣", "2022 . 3", 2022]),
)
durations = st.one_of(lines, st.builds("{}{}{}".format, dates, st.sampled_from([" ~ ", "~", " - ", " to "]), dates))
hosts = st.sampled_from(
    [
        *("github.com", "www.github.com", "GitHub.com", "gitlab.com", "linkedin.com", "example.com:8080", "예시.한국"),
        *("user@example.com", "[::1]", "exa_mple.com", "ｇｉｔｈｕｂ.com", "%", "a..b", "x" * 70 + ".com"),
    ]
)
paths = st.one_of(
    st.sampled_from(["", "/", "/in/minsu", "/블로그/글?쪽=1#끝", "/a%20b%", "?", "#", "/a|b<c>", "//", "/[x]", "\\"]),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), max_size=12).map("/{}".format),
)
urls = st.builds("{}://{}{}".format, st.sampled_from(["https", "http", "HTTPS"]), hosts, paths).filter(
    lambda url: not any(character.isspace() for character in url)
)
emails = st.sampled_from(
    ["a@example.com", "minsu.kim+cv@sub.example.co.kr", "Ada@EXAMPLE.com", "사람@예시.한국", "o'neil@example.org"]
)
phones = st.sampled_from(["010-1234-5678", "+82 (0)10 1234/5678", "02.123.4567"])

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    paragraphs,
)


def trees(leaves: Strategy) -> Strategy:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(lines, inner, max_size=2)),
        max_leaves=4,
    )


values = trees(scalars)
anything = trees(st.one_of(scalars, st.text(st.characters(exclude_categories=("Cs",)), max_size=20)))
"""Whatever JSON may hold."""

# Names and values as JSON Resume has them: what may be put back among its own members.
natives: Mapping[str, Strategy] = {
    **dict.fromkeys(("name", "summary", "company", "gpa", "keywords", "x-extra", "x-duration", "extra"), values),
    **dict.fromkeys(("description", "entity", "type", "label", "city"), st.one_of(lines, values)),
    **dict.fromkeys(("highlights", "roles", "courses"), st.one_of(texts, values)),
    "url": st.one_of(urls, values),
    "json_resume": st.one_of(st.sampled_from(["awards", "publications", "volunteer", "work"]), values),
    "location": st.one_of(
        st.fixed_dictionaries({}, optional={"city": lines, "region": scalars, "address": lines}), values
    ),
    "profiles": st.one_of(
        st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "network": st.one_of(st.sampled_from(["GitHub", "Mastodon", " blog "]), scalars),
                    "url": urls,
                    "username": lines,
                    "x": scalars,
                },
            ),
            max_size=2,
        ),
        values,
    ),
    "basics": st.one_of(
        st.dictionaries(st.sampled_from(["label", "image", "name", "x-url", "other"]), scalars, max_size=3), values
    ),
    "skills": st.one_of(st.just([{"name": "Web", "level": "Master"}]), values),
    **dict.fromkeys(
        TOP_LEVEL,
        st.one_of(
            st.lists(
                st.fixed_dictionaries({}, optional={"name": lines, "language": lines, "reference": scalars}), max_size=2
            ),
            values,
        ),
    ),
    "meta": values,
    "awards": values,
    "work": values,
    "$schema": values,
}
extras = st.one_of(
    st.builds(Json),
    st.dictionaries(st.text(characters, max_size=5), values, max_size=2),
    st.fixed_dictionaries({}, optional=dict(natives)),
)


def section(model: type[BaseModel], fields: Mapping[str, Strategy]) -> Strategy:
    """Entries of a section; all of its fields must be described, so that a new one is not forgotten."""
    assert {*fields, "extra"} == model.model_fields.keys()
    required = {name for name, field in model.model_fields.items() if field.is_required()}
    return st.fixed_dictionaries(
        {name: fields[name] for name in required},
        optional={"extra": extras, **{name: fields[name] for name in fields if name not in required}},
    )


def in_order(entry: Json) -> bool:
    """Whether the entry's end is not before its start, as a job must have it."""
    try:
        WorkExperience.model_validate({name: entry[name] for name in ("start", "end") if name in entry})
    except ValueError:
        return False
    return True


contacts = section(
    Contact,
    {
        "email": emails,
        "phone": phones,
        "address": lines,
        **dict.fromkeys(("github", "linkedin", "portfolio", "blog"), urls),
    },
)
jobs = section(
    WorkExperience,
    {
        **dict.fromkeys(("company", "position", "project_name"), lines),
        "project_description": paragraphs,
        "duration": durations,
        "start": dates,
        "end": dates,
        "tech_stack": names,
        "achievements": texts,
        "team_size": st.integers(1, 100_000),
    },
).filter(in_order)
projects = section(
    PersonalProject,
    {
        "name": lines,
        "description": paragraphs,
        "tech_stack": names,
        **dict.fromkeys(("key_achievements", "architecture_highlights"), texts),
        "duration": durations,
        "github_url": urls,
        "demo_url": urls,
    },
)
skills = section(TechnicalSkills, dict.fromkeys(GROUPS, names))
certificates = section(Certification, {"name": filled_lines, "issuer": lines, "date": dates, "url": urls})
activities = section(
    Activity,
    {"name": filled_lines, "organization": lines, "duration": durations, "description": paragraphs, "url": urls},
)
schools = section(
    Education,
    {
        **dict.fromkeys(("institution", "degree", "major", "gpa"), lines),
        "description": paragraphs,
        "duration": durations,
        "start": dates,
        "end": dates,
    },
)
resumes = section(
    ResumeIn,
    {
        "name": filled_lines,
        "contact": contacts,
        "summary": filled_paragraphs,
        "work_experiences": st.lists(jobs, max_size=2),
        "total_experience_months": st.integers(0, 1_200),
        "personal_projects": st.lists(projects, max_size=2),
        "technical_skills": skills,
        "certifications": st.lists(certificates, max_size=2),
        "activities": st.lists(activities, max_size=3),
        "education": st.lists(schools, max_size=2),
    },
).filter(lambda resume: resume.keys() & {"summary", "technical_skills"})


@pytest.mark.unmeasured
@given(resumes)
@settings(max_examples=200, deadline=None, suppress_health_check=SLOW_TO_MAKE)
def test_an_export_keeps_the_schema_and_comes_back_whole(schema_errors: SchemaErrors, resume: Json) -> None:
    content = ResumeIn.model_validate(resume).content()

    document = from_json(to_json(to_json_resume(content, derived_months=40)))
    again, unparsed = from_json_resume(document)

    assert schema_errors(document) == []
    assert (again, unparsed) == (content, [])
    assert ResumeIn.model_validate(again).content() == content


@given(
    st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys((*(shape.target for shape in SHAPES), "volunteer", "awards", "skills", "basics"), anything),
            "publications": st.lists(st.dictionaries(lines, anything, max_size=2), max_size=2),
            "x-extra": anything,
        },
    )
)
@settings(max_examples=100, deadline=None, suppress_health_check=SLOW_TO_MAKE)
def test_whatever_a_document_holds_the_import_is_sound(document: Json) -> None:
    content, unparsed = from_json_resume(json.loads(json.dumps(document)))

    checked = ResumeIn.model_validate({"name": "a", "summary": "b", **content}).content()
    assert {"name": "a", "summary": "b", **content} == checked
    for pointer in unparsed:
        value = cast(Any, document)
        for part in pointer.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            value = cast(list[Any], value)[int(key)] if isinstance(value, list) else value[key]


@given(resumes)
@settings(max_examples=50, deadline=None, suppress_health_check=SLOW_TO_MAKE)
def test_importing_and_exporting_again_changes_nothing(resume: Json) -> None:
    document = to_json_resume(ResumeIn.model_validate(resume).content())

    assert to_json_resume(from_json_resume(document)[0]) == document
