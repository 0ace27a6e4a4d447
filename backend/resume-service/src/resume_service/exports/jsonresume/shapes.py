"""Mapping between members of JSON Resume and fields of a résumé, used in both directions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from resume_service.exports.jsonresume.values import profile_host, uri
from resume_service.resumes.schemas import (
    Activity,
    Certification,
    Education,
    PersonalProject,
    Section,
    WorkExperience,
)
from shared.resumes.facts import GROUPS

SCHEMA_VERSION = "v1.2.1"
SCHEMA_URL = f"https://raw.githubusercontent.com/jsonresume/resume-schema/{SCHEMA_VERSION}/schema.json"

EXTRA = "x-extra"
SKILLS_EXTRA = "x-skills-extra"
GIVEN_MONTHS = "x-total-experience-months"
DERIVED_MONTHS = "x-derived-experience-months"
EMPTY = "x-empty"
CURRENT = "x-current"
DURATION = "x-duration"
DATES_OF_DURATION = "x-dates-from-duration"
GROUP = "x-group"
KIND = "json_resume"
"""Key in the `extra` of an activity: its section in JSON Resume, if not the default one."""

Fits = Callable[[object], bool]


def is_text(value: object) -> bool:
    """A string."""
    return isinstance(value, str)


def is_link(value: object) -> bool:
    """Return whether a value is a URL that can be exported unchanged."""
    return isinstance(value, str) and uri(value) == value


def are_texts(value: object) -> bool:
    """Return whether a value is a list of strings."""
    return isinstance(value, list) and all(isinstance(one, str) for one in cast(list[object], value))


def objects_of(members: Mapping[str, Fits]) -> Fits:
    """Return a check for non-empty lists of objects whose present members are valid."""

    def is_object(value: object) -> bool:
        if not isinstance(value, dict):
            return False
        one = cast(dict[str, object], value)
        return all(name not in one or fits(one[name]) for name, fits in members.items())

    def are_objects(value: object) -> bool:
        return isinstance(value, list) and value != [] and all(map(is_object, cast(list[object], value)))

    return are_objects


@dataclass(frozen=True, slots=True)
class Shape:
    """The mapping of the entries of a section.

    `same` (unchanged values), `links` (URLs) and `dates` (months) map our fields to their members. `own` are fields
    that JSON Resume lacks. `foreign` are members that we lack: they are kept in `extra`, and exported again if valid.
    `spans` means that our duration becomes their dates. `aliases` are other member names in use. `most` is the maximum
    number of entries.
    """

    section: str
    target: str
    model: type[Section]
    same: Mapping[str, str]
    links: Mapping[str, str] = field(default_factory=dict[str, str])
    dates: Mapping[str, str] = field(default_factory=dict[str, str])
    own: Sequence[str] = ()
    foreign: Mapping[str, Fits] = field(default_factory=dict[str, Fits])
    aliases: Mapping[str, str] = field(default_factory=dict[str, str])
    spans: bool = False
    most: int = 100

    @property
    def own_names(self) -> Mapping[str, str]:
        """The `x-` names of the `own` fields."""
        return {ours: f"x-{ours.replace('_', '-')}" for ours in self.own}


# `work[].location` is a string in some versions of the schema and an object in others, so it is not put back.
WORK = Shape(
    "work_experiences",
    "work",
    WorkExperience,
    same={"company": "name", "position": "position", "project_description": "summary", "achievements": "highlights"},
    dates={"start": "startDate", "end": "endDate"},
    own=("project_name", "tech_stack", "team_size"),
    foreign={"description": is_text, "url": is_link},
    aliases={"company": "name", "keywords": "x-tech-stack"},
    spans=True,
)
PROJECT = Shape(
    "personal_projects",
    "projects",
    PersonalProject,
    same={
        "name": "name",
        "description": "description",
        "tech_stack": "keywords",
        "key_achievements": "highlights",
    },
    own=("architecture_highlights",),
    foreign={"roles": are_texts, "entity": is_text, "type": is_text},
    spans=True,
)
EDUCATION = Shape(
    "education",
    "education",
    Education,
    same={"institution": "institution", "degree": "studyType", "major": "area", "gpa": "score"},
    dates={"start": "startDate", "end": "endDate"},
    own=("description",),
    foreign={"url": is_link, "courses": are_texts},
    aliases={"gpa": "score"},
    spans=True,
    most=50,
)
CERTIFICATE = Shape(
    "certifications",
    "certificates",
    Certification,
    same={"name": "name", "issuer": "issuer"},
    links={"url": "url"},
    dates={"date": "date"},
)
VOLUNTEER = Shape(
    "activities",
    "volunteer",
    Activity,
    same={"name": "position", "organization": "organization", "description": "summary"},
    links={"url": "url"},
    foreign={"highlights": are_texts},
    spans=True,
)
AWARD = Shape(
    "activities",
    "awards",
    Activity,
    same={"name": "title", "organization": "awarder", "description": "summary"},
    dates={"duration": "date"},
    own=("url",),
)
PUBLICATION = Shape(
    "activities",
    "publications",
    Activity,
    same={"name": "name", "organization": "publisher", "description": "summary"},
    links={"url": "url"},
    dates={"duration": "releaseDate"},
)
SHAPES = (WORK, PROJECT, EDUCATION, CERTIFICATE)
ACTIVITIES = (VOLUNTEER, AWARD, PUBLICATION)
"""The three sections of activities, in import order."""

TOP_LEVEL: Mapping[str, Fits] = {
    "languages": objects_of({"language": is_text, "fluency": is_text}),
    "interests": objects_of({"name": is_text, "keywords": are_texts}),
    "references": objects_of({"name": is_text, "reference": is_text}),
}
"""Sections that a résumé lacks; kept in `extra` and exported again."""

BASICS = frozenset({"name", "email", "phone", "url", "summary", "location", "profiles", "x-email", "x-url", EXTRA})
IN_BASICS: Mapping[str, Fits] = {"label": is_text, "image": is_text}
LOCATION: Mapping[str, Fits] = dict.fromkeys(("postalCode", "city", "countryCode", "region"), is_text)
PROFILES = objects_of({"network": is_text, "username": is_text, "url": is_link})
NETWORKS: Mapping[str, str] = {"github": "GitHub", "linkedin": "LinkedIn", "blog": "Blog"}
"""Contact fields that are profiles, with their networks."""


def network_of(profile: Mapping[str, object]) -> str | None:
    """Return the contact field of a profile: by its network, or else by its URL."""
    network, url = profile.get("network"), profile.get("url")
    if isinstance(network, str) and network.strip():
        return network.strip().casefold() if network.strip().casefold() in NETWORKS else None
    return profile_host(url) if isinstance(url, str) else None


GROUP_LABELS: Mapping[str, str] = {
    "programming_languages": "Programming languages",
    "frameworks": "Frameworks",
    "databases": "Databases",
    "message_queue_caching": "Message queues and caching",
    "cloud_platforms": "Cloud platforms",
    "devops_tools": "DevOps tools",
    "monitoring_tools": "Monitoring tools",
    "others": "Others",
}
GROUP_ALIASES: Mapping[str, Sequence[str]] = {
    "programming_languages": ("languages", "programming", "language", "언어", "프로그래밍 언어", "개발 언어"),
    "frameworks": (
        *("framework", "libraries", "frameworks and libraries", "frameworks & libraries", "libraries & frameworks"),
        *("프레임워크", "라이브러리", "프레임워크/라이브러리"),
    ),
    "databases": ("database", "db", "data stores", "데이터베이스"),
    "message_queue_caching": ("message queue", "messaging", "message queues", "caching", "메시지 큐", "캐시"),
    "cloud_platforms": ("cloud", "cloud services", "클라우드"),
    "devops_tools": ("devops", "infrastructure", "ci/cd", "인프라", "데브옵스"),
    "monitoring_tools": ("monitoring", "observability", "모니터링"),
    "others": ("other", "etc", "tools", "miscellaneous", "기타", "도구", "협업 도구"),
}
GROUP_BY_LABEL: Mapping[str, str] = {
    spelling.casefold(): group for group in GROUPS for spelling in (group, GROUP_LABELS[group], *GROUP_ALIASES[group])
}
