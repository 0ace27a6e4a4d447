"""Settings of every service that generates something from résumés."""

from pydantic import Field

from shared.config.base import ServiceSettings, ServiceUrl
from shared.config.jobs import JobSettings
from shared.config.llm import LlmSettings


class RunSettings(ServiceSettings, LlmSettings, JobSettings):
    """Settings that interview-service and learning-service share."""

    resume_service_url: ServiceUrl = Field(
        default="http://127.0.0.1:8001",
        description="URL at which interview-service and learning-service reach resume-service.",
    )
    quota_generations_per_day: int = Field(
        default=200,
        ge=0,
        description="Generations per owner, day (UTC) and service; 0: unlimited.",
    )
    review_goal: float = Field(
        default=3.5,
        ge=1,
        le=5,
        description="Level below which practice was weak: it is reviewed, and questions and paths aim at it.",
    )
