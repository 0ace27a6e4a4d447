"""What resume-service is configured with."""

from pydantic import Field

from shared.config.base import ServiceSettings, ServiceUrl


class ResumeSettings(ServiceSettings):
    """Settings of resume-service."""

    resume_service_port: int = Field(default=8001, ge=0, le=65_535, description="Port of resume-service.")
    resume_database: str = Field(default="resume_service", description="MongoDB database of resume-service.")
    interview_service_url: ServiceUrl = Field(
        default="http://127.0.0.1:8002",
        description="Where resume-service reaches interview-service, to have deleted what was made of a résumé.",
    )
    learning_service_url: ServiceUrl = Field(
        default="http://127.0.0.1:8003",
        description="Where resume-service reaches learning-service, for the same.",
    )
    resume_history: int = Field(
        default=20, ge=0, le=1000, description="How many earlier versions of each résumé are kept; 0: none."
    )
