"""What a model is asked for: the fields of a résumé, each of which it may leave out."""

from typing import Annotated, cast

from pydantic import BaseModel, ConfigDict, Field

from resume_service.resumes.models import JsonObject

Month = Annotated[
    str | None, Field(description="YYYY-MM, or YYYY where the document has no month; `present` for an open end.")
]
Duration = Annotated[str | None, Field(description="The dates as the document writes them.")]


class Part(BaseModel):
    """Takes what a model gives as leniently as it can be taken."""

    model_config = ConfigDict(coerce_numbers_to_str=True)


class ContactAnswer(Part):
    """How to reach the person."""

    email: str | None = None
    phone: str | None = None
    address: str | None = None
    github: str | None = None
    linkedin: str | None = None
    portfolio: str | None = None
    blog: str | None = None


class WorkAnswer(Part):
    """A job, or one project in a job."""

    company: str | None = None
    position: str | None = None
    department: str | None = None
    location: str | None = None
    employment_type: str | None = None
    duration: Duration = None
    start: Month = None
    end: Month = None
    project_name: str | None = None
    project_description: str | None = None
    tech_stack: list[str] = []
    achievements: list[str] = []
    team_size: int | None = None


class ProjectAnswer(Part):
    """A project of the person's own."""

    name: str | None = None
    duration: Duration = None
    description: str | None = None
    tech_stack: list[str] = []
    github_url: str | None = None
    demo_url: str | None = None
    key_achievements: list[str] = []
    architecture_highlights: list[str] = []


class SkillsAnswer(Part):
    """Technologies by group."""

    programming_languages: list[str] = []
    frameworks: list[str] = []
    databases: list[str] = []
    message_queue_caching: list[str] = []
    cloud_platforms: list[str] = []
    devops_tools: list[str] = []
    monitoring_tools: list[str] = []
    others: list[str] = []


class CertificationAnswer(Part):
    """A certificate."""

    name: str | None = None
    issuer: str | None = None
    date: Month = None
    url: str | None = None


class ActivityAnswer(Part):
    """What the person does beside work, awards included."""

    name: str | None = None
    organization: str | None = None
    duration: Duration = None
    description: str | None = None
    url: str | None = None


class EducationAnswer(Part):
    """A school or a course."""

    institution: str | None = None
    degree: str | None = None
    major: str | None = None
    duration: Duration = None
    start: Month = None
    end: Month = None
    gpa: str | None = None
    status: str | None = None
    location: str | None = None
    description: str | None = None


class Answer(Part):
    """A résumé as a model read it."""

    name: str | None = None
    contact: ContactAnswer | None = None
    summary: str | None = None
    work_experiences: list[WorkAnswer] = []
    personal_projects: list[ProjectAnswer] = []
    technical_skills: SkillsAnswer | None = None
    certifications: list[CertificationAnswer] = []
    activities: list[ActivityAnswer] = []
    education: list[EducationAnswer] = []

    def content(self) -> JsonObject:
        """The answer as plain JSON values; pointers into it are pointers into what the model said."""
        return cast("JsonObject", self.model_dump(exclude_none=True))
