"""Settings of learning-service."""

from pydantic import Field

from shared.config.runs import RunSettings


class LearningSettings(RunSettings):
    """Settings of learning-service."""

    learning_service_port: int = Field(default=8003, ge=0, le=65_535, description="Port of learning-service.")
    learning_database: str = Field(default="learning_service", description="MongoDB database of learning-service.")
