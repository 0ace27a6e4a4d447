"""Settings of learning-service."""

from pydantic import Field

from learning_service.days import ZoneName
from shared.config.base import ServiceUrl
from shared.config.runs import RunSettings


class LearningSettings(RunSettings):
    """Settings of learning-service."""

    learning_service_port: int = Field(default=8003, ge=0, le=65_535, description="Port of learning-service.")
    learning_database: str = Field(default="learning_service", description="MongoDB database of learning-service.")
    interview_service_url: ServiceUrl = Field(
        default="http://127.0.0.1:8002",
        description="Where learning-service reaches interview-service, to read how practice goes.",
    )
    review_retention: float = Field(
        default=0.9, ge=0.7, le=0.97, description="Share of what was reviewed that is remembered when it is due again."
    )
    review_time_zone: ZoneName = Field(
        default="Asia/Seoul", description="Time zone of people who name none, as in the IANA database."
    )
