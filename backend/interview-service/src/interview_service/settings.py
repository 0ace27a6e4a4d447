"""Settings of interview-service."""

from pydantic import Field

from shared.config.runs import RunSettings


class InterviewSettings(RunSettings):
    """Settings of interview-service."""

    interview_service_port: int = Field(default=8002, ge=0, le=65_535, description="Port of interview-service.")
    interview_database: str = Field(default="interview_service", description="MongoDB database of interview-service.")
