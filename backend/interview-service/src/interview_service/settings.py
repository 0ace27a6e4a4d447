"""Settings of interview-service."""

from pydantic import Field

from shared.config.runs import RunSettings


class InterviewSettings(RunSettings):
    """Settings of interview-service."""

    interview_service_port: int = Field(default=8002, ge=0, le=65_535, description="Port of interview-service.")
    interview_database: str = Field(default="interview_service", description="MongoDB database of interview-service.")
    follow_up_seconds: float = Field(
        default=3,
        gt=0,
        le=30,
        description="Maximum time for a model to word a follow-up, in seconds; after that the one by rules is asked.",
    )
