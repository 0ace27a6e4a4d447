"""Request and response schemas for résumés."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

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
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, to_json

from resume_service.resumes.fields import Grade, Line, Lines, Month, Name, Paragraph, Paragraphs, Url, no_boolean
from resume_service.resumes.models import JsonObject, Resume, Written
from resume_service.resumes.periods import parse_month
from shared.core.clock import rfc3339
from shared.core.constraints import VISIBLE_LINES
from shared.resumes.extra import EXTRA_LIMITS, MAX_KEY_LENGTH, check_extra
from shared.resumes.facts import Seniority

READ_ONLY = frozenset({"id", "owner_id", "version", "created_at", "updated_at", "derived"})
"""Read-only fields of a response. Clients may send them back; they are ignored."""


def _nullable(field: JsonSchemaValue) -> JsonSchemaValue:
    if {"type": "null"} in field.get("anyOf", ()):
        return field
    about = {key: value for key, value in field.items() if key in ("title", "description", "default")}
    constraints = {key: value for key, value in field.items() if key not in about}
    return {**about, "anyOf": [constraints, {"type": "null"}]}


class Section(BaseModel):
    """A part of a résumé. `null` is the same as an omitted field; unknown fields are kept under `extra`."""

    ignored: ClassVar[frozenset[str]] = frozenset()

    extra: Annotated[dict[str, JsonValue], AfterValidator(check_extra)] = Field(
        default_factory=dict,
        description=f"Unknown fields, returned unchanged. {EXTRA_LIMITS}",
        json_schema_extra={"propertyNames": {"maxLength": MAX_KEY_LENGTH}},
    )

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Allow `null` for every optional field in requests; responses contain none."""
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
    duration: Line | None = Field(default=None, description="As written by the person, e.g. `2022.01 ~ 현재`.")
    start: Month | None = Field(default=None, description="`YYYY-MM`, `YYYY.MM`, `YYYY-MM-DD` or `YYYY`.")
    end: Month | None = Field(default=None, description="Same as `start`, or `present` / `현재`.")
    project_name: Line | None = None
    project_description: Paragraph | None = None
    tech_stack: Lines = Field(default_factory=list)
    achievements: Paragraphs = Field(default_factory=list)
    team_size: Annotated[int, Field(ge=1, le=100_000), BeforeValidator(no_boolean)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.end and parse_month(self.end) < parse_month(self.start):
            raise ValueError("end is before start")
        return self


class PersonalProject(Section):
    """A personal project."""

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
    """An activity outside work; a plain string is its name."""

    name: Name
    organization: Line | None = None
    duration: Line | None = None
    description: Paragraph | None = None
    url: Url | None = None


class Education(Section):
    """A school; a plain string is the institution."""

    institution: Line | None = None
    degree: Line | None = None
    major: Line | None = None
    duration: Line | None = None
    start: Month | None = None
    end: Month | None = None
    gpa: Grade | None = None
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
"""JSON schema: a résumé needs at least one of these."""


class ResumeIn(Section):
    """A résumé in a request. Required: `name`, and at least one of summary, work, projects or skills."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    ignored: ClassVar[frozenset[str]] = READ_ONLY

    name: Name
    contact: Contact | None = None
    summary: Paragraph | None = None
    work_experiences: Annotated[list[WorkExperience], Field(max_length=100)] = Field(
        default_factory=list[WorkExperience]
    )
    total_experience_months: Annotated[int, Field(ge=0, le=1_200), BeforeValidator(no_boolean)] | None = Field(
        default=None, description="Default: derived from the dates of the work experiences."
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
        """Add to the schema that at least one of four fields is required."""
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
        """Return the content as plain JSON values, without omitted fields."""
        return self.model_dump(exclude_none=True, exclude_defaults=True)


class Derived(BaseModel):
    """Fields derived from the content, computed when the résumé is written."""

    total_experience_months: int | None = Field(
        default=None, description="As given, or else from the dates; overlapping months count once."
    )
    technologies: list[str] = Field(
        description="Technologies of jobs, projects and skill lists by canonical name (`k8s` is Kubernetes), each once."
    )
    seniority: Seniority | None = Field(
        default=None,
        description="`student` (no work yet, or internships), `junior` (less than 3 years), `mid` (3-6), "
        "`senior` (7-11), `lead` (12 and more); within half a year of a boundary, job titles decide. "
        "Omitted if unknown.",
    )


class ResumePreview(ResumeIn):
    """A résumé that would be stored."""

    derived: Derived | None = None
    total_experience_months: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="As given, or else from the dates; omitted if unknown."
    )


class ResumeReading(ResumePreview):
    """An incomplete résumé read from a document; `missing` lists what a stored résumé still needs."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Drop the required fields from the schema."""
        schema = super().__get_pydantic_json_schema__(core_schema, handler)
        resolved = handler.resolve_ref_schema(schema)
        resolved.pop("anyOf", None)
        resolved.pop("required", None)
        return schema


class ResumeOut(ResumePreview):
    """A stored résumé."""

    ignored: ClassVar[frozenset[str]] = frozenset()

    id: str
    version: int = Field(description="Incremented with each change; the ETag is derived from it.")
    created_at: datetime
    updated_at: datetime


class ResumeList(BaseModel):
    """A page of résumés, newest first."""

    items: list[ResumeOut]
    next_cursor: str | None = Field(description="Send it as `cursor` to get the next page; `null` on the last page.")
    looked_back_to: datetime | None = Field(
        description="A search over very many résumés stopped here before the page was full; older résumés were not "
        "searched. `next_cursor` continues from there. `null` if the search was complete."
    )


def render(resume: Resume) -> JsonObject:
    """Return `resume` as plain JSON values, in the form of `ResumeOut`."""
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


def render_preview(new: Written) -> JsonObject:
    """Return `new` as plain JSON values, in the form of `ResumePreview`."""
    months: JsonObject = {} if new.months is None else {"total_experience_months": new.months}
    return {"derived": new.derived, **months, **new.content}


def dump(value: object) -> bytes:
    """Encode plain values as JSON."""
    return to_json(value)
