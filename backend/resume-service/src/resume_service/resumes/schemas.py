"""The wire: what a résumé may contain, and what an answer looks like."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    GetJsonSchemaHandler,
    JsonValue,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, to_json

from resume_service.resumes.models import Draft, JsonObject, Resume, Source, Written
from resume_service.resumes.periods import InvalidMonth, parse_month
from shared.core.clock import rfc3339
from shared.core.constraints import VISIBLE_LINES, MultiLine, SingleLine
from shared.resumes.extra import check_extra
from shared.resumes.facts import Seniority
from shared.runs.generation import Generation

READ_ONLY = frozenset({"id", "owner_id", "version", "created_at", "updated_at", "derived"})
"""Members of an answer that a client may send back with the content; they are the service's to say."""


def _month(value: str) -> str:
    try:
        parse_month(value)
    except InvalidMonth as error:
        raise ValueError(str(error)) from None
    return value


def _url(value: str) -> str:
    scheme, separator, rest = value.partition("://")
    host = rest.split("/", 1)[0]
    if scheme.lower() not in ("http", "https") or not separator or not host or any(c.isspace() for c in value):
        raise ValueError("a URL begins with https:// or http:// and names a host")
    return value


def _text(value: Any) -> Any:
    # A year or a number of people is often written without quotes. To a JSON schema 2022.0 is an integer, too.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _no_boolean(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("must be a number, not true or false")  # noqa: TRY004  pydantic makes a 422 of this one only
    return value


URL = r"^[hH][tT][tT][pP][sS]?://[^\s/\x00-\x1F\x7F][^\s\x00-\x1F\x7F]*$"
MONTH = (
    r"^\s*((19[0-9]{2}|20[0-9]{2}|2100)"
    r"(\s?[-./년]\s?(0?[1-9]|1[0-2])(\s?[-./월]\s?(0?[1-9]|[12][0-9]|3[01])\s?일?|\s?월)?)?\s?년?"
    r"|present|now|current|현재|재직 ?중|진행 ?중)\s*$"
)
"""What `_url` and `parse_month` check, as a JSON schema says it."""

_month_schema: JsonSchemaValue = {
    "anyOf": [
        {"type": "string", "pattern": MONTH},
        {"type": "integer", "minimum": 1900, "maximum": 2100},
    ]
}

Line = Annotated[str, SingleLine(300)]
Name = Annotated[str, SingleLine(200, min_length=1)]
Paragraph = Annotated[str, MultiLine(10_000)]
Url = Annotated[str, SingleLine(2_000), AfterValidator(_url), Field(json_schema_extra={"pattern": URL})]
Month = Annotated[
    str,
    SingleLine(40),
    BeforeValidator(_text),
    AfterValidator(_month),
    WithJsonSchema(_month_schema, mode="validation"),
]
Lines = Annotated[list[Annotated[str, SingleLine(300, min_length=1)]], Field(max_length=200)]
Paragraphs = Annotated[list[Annotated[str, MultiLine(4_000, min_length=1)]], Field(max_length=100)]


def _nullable(field: JsonSchemaValue) -> JsonSchemaValue:
    if {"type": "null"} in field.get("anyOf", ()):
        return field
    about = {key: value for key, value in field.items() if key in ("title", "description", "default")}
    constraints = {key: value for key, value in field.items() if key not in about}
    return {**about, "anyOf": [constraints, {"type": "null"}]}


class Section(BaseModel):
    """A part of a résumé. `null` is the same as leaving a field out; unknown fields are kept under `extra`."""

    ignored: ClassVar[frozenset[str]] = frozenset()

    extra: Annotated[dict[str, JsonValue], AfterValidator(check_extra)] = Field(
        default_factory=dict, description="What no field of this schema takes, given back unchanged."
    )

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """What a client may send says `null` wherever a field may be left out; an answer has none."""
        schema = handler(core_schema)
        if handler.mode == "validation":
            own = handler.resolve_ref_schema(schema)
            for name, field in own["properties"].items():
                if name not in own.get("required", ()):
                    own["properties"][name] = _nullable(field)
        return schema

    @model_validator(mode="before")
    @classmethod
    def _keep_unknown(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        known = cls.model_fields
        kept: dict[str, Any] = {}
        unknown: dict[str, Any] = {}
        for key, value in data.items():  # pyright: ignore[reportUnknownVariableType]  the keys of JSON are strings
            if key in known:
                if value is not None:
                    kept[key] = value
            elif key not in cls.ignored:
                unknown[key] = value
        if unknown and isinstance(kept.setdefault("extra", {}), dict):
            kept["extra"] = {**kept["extra"], **unknown}
        return kept


class Contact(Section):
    """How to reach the person."""

    email: EmailStr | None = None
    phone: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9+()./\- ]{5,40}$")] | None = None
    address: Line | None = None
    github: Url | None = None
    linkedin: Url | None = None
    portfolio: Url | None = None
    blog: Url | None = None


class WorkExperience(Section):
    """A job, or one project in a job."""

    company: Line | None = None
    position: Line | None = None
    duration: Line | None = Field(default=None, description="As the person writes it, e.g. `2022.01 ~ 현재`.")
    start: Month | None = Field(default=None, description="`YYYY-MM`, `YYYY.MM`, `YYYY-MM-DD` or `YYYY`.")
    end: Month | None = Field(default=None, description="As `start`, or `present` / `현재`.")
    project_name: Line | None = None
    project_description: Paragraph | None = None
    tech_stack: Lines = Field(default_factory=list)
    achievements: Paragraphs = Field(default_factory=list)
    team_size: Annotated[int, Field(ge=1, le=100_000), BeforeValidator(_no_boolean)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.end and parse_month(self.end) < parse_month(self.start):
            raise ValueError("end is before start")
        return self


class PersonalProject(Section):
    """A project of the person's own."""

    name: Line | None = None
    duration: Line | None = None
    description: Paragraph | None = None
    tech_stack: Lines = Field(default_factory=list)
    github_url: Url | None = None
    demo_url: Url | None = None
    key_achievements: Paragraphs = Field(default_factory=list)
    architecture_highlights: Paragraphs = Field(default_factory=list)


class TechnicalSkills(Section):
    """Technologies by group."""

    programming_languages: Lines = Field(default_factory=list)
    frameworks: Lines = Field(default_factory=list)
    databases: Lines = Field(default_factory=list)
    message_queue_caching: Lines = Field(default_factory=list)
    cloud_platforms: Lines = Field(default_factory=list)
    devops_tools: Lines = Field(default_factory=list)
    monitoring_tools: Lines = Field(default_factory=list)
    others: Lines = Field(default_factory=list)


def _named(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


class Certification(Section):
    """A certificate; a plain string is its name."""

    name: Name
    issuer: Line | None = None
    date: Month | None = None
    url: Url | None = None


class Activity(Section):
    """What the person does beside work; a plain string is its name."""

    name: Name
    organization: Line | None = None
    duration: Line | None = None
    description: Paragraph | None = None
    url: Url | None = None


def _grade(value: Any) -> Any:
    # As it was written: 4.0 is no 4.
    return str(value) if isinstance(value, float) else _text(value)


class Education(Section):
    """A school; a plain string is the institution."""

    institution: Line | None = None
    degree: Line | None = None
    major: Line | None = None
    duration: Line | None = None
    start: Month | None = None
    end: Month | None = None
    gpa: Annotated[Line, BeforeValidator(_grade, json_schema_input_type=Line | float)] | None = None
    description: Paragraph | None = None


def _institution(value: Any) -> Any:
    return {"institution": value} if isinstance(value, str) else value


EXAMPLE: dict[str, Any] = {
    "name": "김민수",
    "contact": {"email": "minsu.kim@example.com", "github": "https://github.com/minsu-kim"},
    "summary": "커머스 백엔드를 3년간 개발해 온 백엔드 엔지니어",
    "work_experiences": [
        {
            "company": "누리커머스",
            "position": "백엔드 개발자",
            "start": "2022-01",
            "end": "2024-12",
            "project_name": "주문 플랫폼 개편",
            "project_description": "모놀리식 주문 시스템을 이벤트 기반 서비스로 나눔",
            "tech_stack": ["Java", "Spring Boot", "Kafka", "Redis", "MySQL"],
            "achievements": [
                "Redis 캐시로 상품 조회 응답 시간을 800ms에서 120ms로 단축",
                "주문 처리량을 초당 300건에서 1,200건으로 늘림",
            ],
            "team_size": 6,
        }
    ],
    "technical_skills": {"programming_languages": ["Java", "Kotlin"], "devops_tools": ["Docker", "GitHub Actions"]},
}


SAYS_SOMETHING: dict[str, JsonSchemaValue] = {
    "summary": {"type": "string", "pattern": VISIBLE_LINES},
    "work_experiences": {"type": "array", "minItems": 1},
    "personal_projects": {"type": "array", "minItems": 1},
    "technical_skills": {"type": "object"},
}
"""A résumé has one of these, as a JSON schema says it."""


class ResumeIn(Section):
    """A résumé as a client sends it: `name` and one of summary, work, projects or skills; all else may be left out."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    ignored: ClassVar[frozenset[str]] = READ_ONLY

    name: Name
    contact: Contact | None = None
    summary: Paragraph | None = None
    work_experiences: Annotated[list[WorkExperience], Field(max_length=100)] = Field(
        default_factory=list[WorkExperience]
    )
    total_experience_months: Annotated[int, Field(ge=0, le=1_200), BeforeValidator(_no_boolean)] | None = Field(
        default=None, description="Derived from the dates of the work experiences where it is not given."
    )
    personal_projects: Annotated[list[PersonalProject], Field(max_length=100)] = Field(
        default_factory=list[PersonalProject]
    )
    technical_skills: TechnicalSkills | None = None
    certifications: Annotated[
        list[Annotated[Certification, BeforeValidator(_named, json_schema_input_type=Certification | Name)]],
        Field(max_length=100),
    ] = Field(default_factory=list[Certification])
    activities: Annotated[
        list[Annotated[Activity, BeforeValidator(_named, json_schema_input_type=Activity | Name)]],
        Field(max_length=100),
    ] = Field(default_factory=list[Activity])
    education: Annotated[
        list[Annotated[Education, BeforeValidator(_institution, json_schema_input_type=Education | Line)]],
        Field(max_length=50),
    ] = Field(default_factory=list[Education])

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Beside the fields, that one of four says something."""
        schema = super().__get_pydantic_json_schema__(core_schema, handler)
        if handler.mode == "validation":
            handler.resolve_ref_schema(schema)["anyOf"] = [
                {"required": [name], "properties": {name: rule}} for name, rule in SAYS_SOMETHING.items()
            ]
        return schema

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.summary or self.work_experiences or self.personal_projects or self.technical_skills):
            raise ValueError("a résumé needs one of summary, work_experiences, personal_projects, technical_skills")
        return self

    def content(self) -> JsonObject:
        """The content as plain JSON values, without what was left out."""
        return self.model_dump(exclude_none=True, exclude_defaults=True)


class Derived(BaseModel):
    """What follows from the content; computed when the résumé is written."""

    total_experience_months: int | None = Field(
        default=None, description="As given, else from the dates; months that two jobs share count once."
    )
    technologies: list[str] = Field(
        description="Of jobs, projects and skill lists, each once by its canonical name (`k8s` is Kubernetes)."
    )
    seniority: Seniority | None = Field(
        default=None,
        description="`student` (no work yet, or internships), `junior` (less than 3 years), `mid` (3-6), "
        "`senior` (7-11), `lead` (12 and more); within half a year of a border the titles decide. "
        "Left out when nothing speaks for one.",
    )


class ResumePreview(ResumeIn):
    """A résumé as it would be stored."""

    derived: Derived | None = None
    total_experience_months: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="As given, else from the dates; left out when nothing says it."
    )


class ResumeReading(ResumePreview):
    """What was read of a document that names nobody or says nothing: `missing` says what a résumé needs beside it."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Nothing is required."""
        schema = super().__get_pydantic_json_schema__(core_schema, handler)
        resolved = handler.resolve_ref_schema(schema)
        resolved.pop("anyOf", None)
        resolved.pop("required", None)
        return schema


class ResumeOut(ResumePreview):
    """A stored résumé."""

    ignored: ClassVar[frozenset[str]] = frozenset()

    id: str
    version: int = Field(description="Grows by one with each change; the ETag is made of it.")
    created_at: datetime
    updated_at: datetime


class ResumeList(BaseModel):
    """A part of the list of résumés, newest first."""

    items: list[ResumeOut]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next part; `null` at the end.")
    looked_back_to: datetime | None = Field(
        description="A search among very many résumés ended here, before the page was full: those created earlier were "
        "not looked at. `next_cursor` goes on from there. `null` when nothing was left out."
    )


class Dropped(BaseModel):
    """A value that a language model gave and that does not stand in the document."""

    pointer: str = Field(description="Where in the model's answer it stood (JSON pointer, RFC 6901).")
    value: str


class Imported(BaseModel):
    """What became of a document."""

    resume: ResumeOut | ResumePreview | ResumeReading = Field(
        description="As it was stored; with `dry_run`, as it would be: without an id, and without what is `missing`."
    )
    format: Literal["pdf", "docx", "markdown", "text", "json-resume"] = Field(description="Told from the content.")
    pages: int | None = Field(description="Of a PDF.")
    source: Source = Field(
        description="Who found the fields: they stood in the document by name (`json_resume`), a language model "
        "(`llm`), or the built-in rules (`rule_based`)."
    )
    unparsed: list[str] = Field(
        description="What could not be placed: lines of the document, or with JSON Resume JSON pointers into it."
    )
    missing: list[Literal["name", "content"]] = Field(
        description="What a stored résumé needs and the document does not say: `name` (send it as `?name=`), or "
        "`content`, anything beside the name. Empty once it is stored."
    )
    dropped: list[Dropped]
    generation: Generation | None = Field(description="Which model or rules, and at what cost; `null` for JSON Resume.")
    original_kept: bool


class Erased(BaseModel):
    """What the deletion of everything deleted."""

    erased: int = Field(description="How many résumés there were.")


class Version(BaseModel):
    """One version of a résumé."""

    version: int
    updated_at: datetime = Field(description="When it was written.")
    current: bool


class VersionList(BaseModel):
    """The versions of a résumé, newest first. All that are kept are in it."""

    items: list[Version]


def render_versions(resumes: Sequence[Resume]) -> JsonObject:
    """These versions, of which the first is the current one, as `VersionList` describes them."""
    items = [
        {"version": resume.version, "updated_at": rfc3339(resume.updated_at), "current": index == 0}
        for index, resume in enumerate(resumes)
    ]
    return {"items": items}


def render(resume: Resume) -> JsonObject:
    """`resume` as `ResumeOut` describes it, in plain JSON values."""
    document: JsonObject = {
        "id": str(resume.id),
        "version": resume.version,
        "created_at": rfc3339(resume.created_at),
        "updated_at": rfc3339(resume.updated_at),
    }
    if resume.derived is not None:
        document["derived"] = resume.derived
    if resume.total_experience_months is not None:
        document["total_experience_months"] = resume.total_experience_months
    document.update(resume.content)
    return document


def _preview(new: Written) -> JsonObject:
    months: JsonObject = {} if new.months is None else {"total_experience_months": new.months}
    return {"derived": new.derived, **months, **new.content}


def render_import(draft: Draft, made: Resume | Written, *, original_kept: bool) -> JsonObject:
    """A draft, and what was stored of it or would be, as `Imported` describes them."""
    return {
        "resume": render(made) if isinstance(made, Resume) else _preview(made),
        "format": draft.format,
        "pages": draft.pages,
        "source": draft.source,
        "unparsed": draft.unparsed,
        "missing": draft.missing,
        "dropped": [{"pointer": pointer, "value": value} for pointer, value in draft.dropped],
        "generation": draft.generation.model_dump() if draft.generation is not None else None,
        "original_kept": original_kept,
    }


def dump(value: object) -> bytes:
    """JSON of plain values."""
    return to_json(value)
