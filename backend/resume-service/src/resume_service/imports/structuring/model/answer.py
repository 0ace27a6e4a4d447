"""What a model is asked for: the fields of a résumé, each of which it may leave out.

The bounds are those of a résumé (`resumes/schemas.py`). Models are told of them; `fitting` keeps them, value by value.
"""

from typing import Annotated, cast

from pydantic import BaseModel, ConfigDict, Field

from resume_service.resumes.models import JsonObject
from shared.llm.output.bounds import ListBounds, TextBounds

Line = Annotated[str, TextBounds(300)] | None
Paragraph = Annotated[str, TextBounds(10_000)] | None
Url = Annotated[str, TextBounds(2_000)] | None
Lines = Annotated[list[Annotated[str, TextBounds(300)]], ListBounds(200)]
Paragraphs = Annotated[list[Annotated[str, TextBounds(4_000)]], ListBounds(100)]
Month = Annotated[
    Annotated[str, TextBounds(40)] | None,
    Field(description="YYYY-MM, or YYYY where the document has no month; `present` for an open end."),
]
Duration = Annotated[Line, Field(description="The dates as the document writes them.")]


class Part(BaseModel):
    """Takes what a model gives as leniently as it can be taken."""

    model_config = ConfigDict(coerce_numbers_to_str=True)


class ContactAnswer(Part):
    """How to reach the person."""

    email: Line = None
    phone: Line = None
    address: Line = None
    github: Url = None
    linkedin: Url = None
    portfolio: Url = None
    blog: Url = None


class WorkAnswer(Part):
    """A job, or one project in a job."""

    company: Line = None
    position: Line = None
    department: Line = None
    location: Line = None
    employment_type: Line = None
    duration: Duration = None
    start: Month = None
    end: Month = None
    project_name: Line = None
    project_description: Paragraph = None
    tech_stack: Lines = []
    achievements: Paragraphs = []
    team_size: int | None = None


class ProjectAnswer(Part):
    """A project of the person's own."""

    name: Line = None
    duration: Duration = None
    description: Paragraph = None
    tech_stack: Lines = []
    github_url: Url = None
    demo_url: Url = None
    key_achievements: Paragraphs = []
    architecture_highlights: Paragraphs = []


class SkillsAnswer(Part):
    """Technologies by group."""

    programming_languages: Lines = []
    frameworks: Lines = []
    databases: Lines = []
    message_queue_caching: Lines = []
    cloud_platforms: Lines = []
    devops_tools: Lines = []
    monitoring_tools: Lines = []
    others: Lines = []


class CertificationAnswer(Part):
    """A certificate."""

    name: Line = None
    issuer: Line = None
    date: Month = None
    url: Url = None


class ActivityAnswer(Part):
    """What the person does beside work, awards included."""

    name: Line = None
    organization: Line = None
    duration: Duration = None
    description: Paragraph = None
    url: Url = None


class EducationAnswer(Part):
    """A school or a course."""

    institution: Line = None
    degree: Line = None
    major: Line = None
    duration: Duration = None
    start: Month = None
    end: Month = None
    gpa: Line = None
    status: Line = None
    location: Line = None
    description: Paragraph = None


class Answer(Part):
    """A résumé as a model read it."""

    name: Line = None
    contact: ContactAnswer | None = None
    summary: Paragraph = None
    work_experiences: Annotated[list[WorkAnswer], ListBounds(100)] = []
    personal_projects: Annotated[list[ProjectAnswer], ListBounds(100)] = []
    technical_skills: SkillsAnswer | None = None
    certifications: Annotated[list[CertificationAnswer], ListBounds(100)] = []
    activities: Annotated[list[ActivityAnswer], ListBounds(100)] = []
    education: Annotated[list[EducationAnswer], ListBounds(50)] = []

    def content(self) -> JsonObject:
        """The answer as plain JSON values; pointers into it are pointers into what the model said."""
        return cast("JsonObject", self.model_dump(exclude_none=True))
