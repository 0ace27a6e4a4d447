"""What resume-service is configured with."""

from pydantic import Field

from shared.config.base import ServiceSettings


class ResumeSettings(ServiceSettings):
    """Settings of resume-service."""

    resume_service_port: int = Field(default=8001, ge=0, le=65_535, description="Port of resume-service.")
    resume_database: str = Field(default="resume_service", description="MongoDB database of resume-service.")
    resume_history: int = Field(
        default=20, ge=0, le=1000, description="How many earlier versions of each résumé are kept; 0: none."
    )
