"""Exports a résumé as Markdown (CommonMark) for readers: headings, dates and bullet points."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from resume_service.exports.jsonresume.shapes import GROUP_LABELS
from resume_service.resumes.models import Entry, JsonObject
from resume_service.resumes.periods import OPEN_END
from shared.language.markdown import escaped
from shared.resumes.document import Language

Labels = Mapping[str, str]

LABELS: Mapping[Language, Labels] = {
    "ko": {
        "summary": "소개",
        "work_experiences": "경력",
        "personal_projects": "프로젝트",
        "technical_skills": "기술 스택",
        "education": "학력",
        "certifications": "자격증",
        "activities": "활동",
        "tech_stack": "기술",
        "team_size": "팀 규모",
        "people": "{}명",
        "present": "현재",
        "gpa": "학점",
        "phone": "전화",
        "programming_languages": "언어",
        "frameworks": "프레임워크",
        "databases": "데이터베이스",
        "message_queue_caching": "메시지 큐·캐시",
        "cloud_platforms": "클라우드",
        "devops_tools": "데브옵스",
        "monitoring_tools": "모니터링",
        "others": "기타",
    },
    "en": {
        "summary": "Summary",
        "work_experiences": "Experience",
        "personal_projects": "Projects",
        "technical_skills": "Skills",
        "education": "Education",
        "certifications": "Certifications",
        "activities": "Activities",
        "tech_stack": "Technologies",
        "team_size": "Team size",
        "people": "{}",
        "present": "Present",
        "gpa": "GPA",
        "phone": "Phone",
        **GROUP_LABELS,
    },
}
SITES = {"github": "GitHub", "linkedin": "LinkedIn", "portfolio": "Portfolio", "blog": "Blog"}


def to_markdown(content: JsonObject, language: Language) -> str:
    """Return `content` (of a `ResumeIn`) as Markdown, with headings in `language`.

    Internal data is omitted: the experience in months, and `extra` except for values that an import found in the
    heading of an entry.
    """
    labels = LABELS[language]
    blocks = [f"# {escaped(_text(content['name']))}", _contact(_object(content.get("contact")), labels)]
    if summary := _text(content.get("summary")):
        blocks += [f"## {labels['summary']}", _paragraphs(summary)]
    for section, body in _sections(content, labels):
        if any(body):
            blocks += [f"## {labels[section]}", *body]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _sections(content: JsonObject, labels: Labels) -> Iterator[tuple[str, list[str]]]:
    yield "work_experiences", list(_jobs(_entries(content, "work_experiences"), labels))
    yield (
        "personal_projects",
        [part for project in _entries(content, "personal_projects") for part in _project(project, labels)],
    )
    yield "technical_skills", [_skills(_object(content.get("technical_skills")), labels)]
    yield "education", [part for school in _entries(content, "education") for part in _school(school, labels)]
    yield "certifications", ["\n".join(map(_certificate, _entries(content, "certifications")))]
    yield "activities", [part for activity in _entries(content, "activities") for part in _activity(activity, labels)]


def _contact(contact: Entry, labels: Labels) -> str:
    lines = [f"- {escaped(_text(contact[field]))}" for field in ("email",) if field in contact]
    if phone := _text(contact.get("phone")):
        lines.append(f"- {labels['phone']}: {escaped(phone)}")
    lines += [f"- {name}: {_link(_text(contact[field]))}" for field, name in SITES.items() if field in contact]
    if address := _text(contact.get("address")):
        lines.append(f"- {escaped(address)}")
    return "\n".join(lines)


def _jobs(jobs: Iterable[Entry], labels: Labels) -> Iterator[str]:
    """Yield each job with its heading; further projects of the same job follow below it."""
    above, since = ("", ""), ""
    for job in jobs:
        said, name = _object(job.get("extra")), _text(job.get("project_name"))
        place = _about((said.get("employment_type"), said.get("location")))
        head = _heading((job.get("company"), said.get("department"), job.get("position"))), place
        duration = escaped(_duration(job, labels))
        title = [f"**{escaped(name)}**"] if name else []
        if head == above and head[0] and name:
            yield " · ".join(filter(None, [*title, duration if duration != since else ""]))
        else:
            above, since = head, duration
            yield head[0]
            yield " · ".join(filter(None, [duration, place]))
            yield from title
        yield from _work(job, labels)


def _work(job: Entry, labels: Labels) -> Iterator[str]:
    yield _paragraphs(_text(job.get("project_description")))
    yield _bullets(job.get("achievements"))
    yield _facts(job, labels)


def _project(project: Entry, labels: Labels) -> Iterator[str]:
    said = _object(project.get("extra"))
    yield _heading((project.get("name"), said.get("organization")))
    yield _about((_duration(project, labels), said.get("role")))
    yield _paragraphs(_text(project.get("description")))
    yield _bullets([*_texts(project.get("key_achievements")), *_texts(project.get("architecture_highlights"))])
    links = [_link(_text(project[field])) for field in ("github_url", "demo_url") if field in project]
    yield "\n".join(f"- {link}" for link in links)
    yield _facts(project, labels)


def _facts(entry: Entry, labels: Labels) -> str:
    facts: list[str] = []
    if technologies := _texts(entry.get("tech_stack")):
        facts.append(f"{labels['tech_stack']}: {escaped(', '.join(technologies))}")
    if isinstance(size := entry.get("team_size"), int):
        facts.append(f"{labels['team_size']}: {labels['people'].format(size)}")
    return "\n\n".join(facts)


def _skills(skills: Entry, labels: Labels) -> str:
    return "\n".join(
        f"- **{labels[group]}:** {escaped(', '.join(names))}"
        for group in GROUP_LABELS
        if (names := _texts(skills.get(group)))
    )


def _school(school: Entry, labels: Labels) -> Iterator[str]:
    said = _object(school.get("extra"))
    yield _heading((school.get("institution"), school.get("major"), school.get("degree")))
    yield _about((_duration(school, labels), said.get("status"), said.get("location")))
    if gpa := _text(school.get("gpa")):
        yield f"{labels['gpa']}: {escaped(gpa)}"
    yield _paragraphs(_text(school.get("description")))


def _certificate(certificate: Entry) -> str:
    parts = [escaped(text) for field in ("name", "issuer", "date") if (text := _text(certificate.get(field)))]
    if url := _text(certificate.get("url")):
        parts.append(_link(url))
    return f"- {' · '.join(parts)}"


def _activity(activity: Entry, labels: Labels) -> Iterator[str]:
    yield _heading((activity.get("name"), activity.get("organization")))
    yield _about((_duration(activity, labels),))
    yield _paragraphs(_text(activity.get("description")))
    if url := _text(activity.get("url")):
        yield _link(url)


def _duration(entry: Entry, labels: Labels) -> str:
    """Return the duration as written by the person, or else from the dates."""
    if duration := _text(entry.get("duration")):
        return duration
    start, end = _text(entry.get("start")), _text(entry.get("end"))
    if end.strip().lower() in OPEN_END:
        end = labels["present"]
    return f"{start} ~ {end or labels['present']}" if start else end


def _heading(parts: Sequence[object]) -> str:
    title = _about(parts)
    return f"### {title}" if title else ""


def _about(parts: Sequence[object]) -> str:
    """Return the known parts in one line."""
    return " · ".join(escaped(text) for part in parts if (text := _text(part)))


def _paragraphs(text: str) -> str:
    return "\n\n".join(escaped(line) for line in text.split("\n") if line.strip())


def _bullets(items: object) -> str:
    return "\n".join(f"- {escaped(item)}" for item in _texts(items))


def _link(url: str) -> str:
    # An autolink may contain anything except spaces and angle brackets (CommonMark 0.31, section 6.5).
    return f"<{url.replace('<', '%3C').replace('>', '%3E')}>" if url else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return cast(list[str], value) if isinstance(value, list) else []


def _object(value: object) -> Entry:
    return cast(Entry, value) if isinstance(value, dict) else {}


def _entries(content: JsonObject, section: str) -> Iterable[Entry]:
    return cast(list[Entry], content.get(section, []))
