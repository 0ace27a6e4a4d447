"""Settings of resume-service."""

from pathlib import Path

from pydantic import Field

from shared.config.base import ServiceSettings, ServiceUrl
from shared.config.llm import LlmSettings

FRAMING_BYTES = 65_536
"""Allowance for the multipart framing around a document."""


class ResumeSettings(ServiceSettings, LlmSettings):
    """Settings of resume-service."""

    resume_service_port: int = Field(default=8001, ge=0, le=65_535, description="Port of resume-service.")
    resume_database: str = Field(default="resume_service", description="MongoDB database of resume-service.")

    import_max_bytes: int = Field(
        default=5_242_880, ge=1024, le=104_857_600, description="Largest document that can be imported, in bytes."
    )
    import_max_pages: int = Field(default=30, ge=1, le=500, description="Maximum number of pages of an imported PDF.")
    import_max_seconds: float = Field(
        default=10,
        ge=0.1,
        le=60,
        description="Maximum time for reading one document, in seconds; after that its reader process is killed.",
    )
    import_max_memory_mb: int = Field(
        default=512, ge=128, le=4096, description="Maximum memory of each of the three reader processes, in MB."
    )

    quota_imports_per_day: int = Field(
        default=100, ge=0, description="Documents each owner may import per day (UTC); 0: unlimited."
    )
    quota_reading_seconds_per_day: float = Field(
        default=300,
        ge=0,
        description="Seconds spent reading documents per owner and day (UTC), including rejected ones; 0: unlimited.",
    )
    interview_service_url: ServiceUrl = Field(
        default="http://127.0.0.1:8002",
        description="URL of interview-service, called to delete what was made from a résumé.",
    )
    learning_service_url: ServiceUrl = Field(
        default="http://127.0.0.1:8003",
        description="URL of learning-service, called for the same.",
    )
    resume_history: int = Field(
        default=20, ge=0, le=1000, description="Number of earlier versions kept per résumé; 0: none."
    )
    search_max_seconds: float = Field(
        default=0.5, ge=0, le=10, description="Maximum time of one search, in seconds; its cursor continues from there."
    )

    erasure_log: Path | None = Field(
        default=None,
        description="File that the id of each erased résumé is appended to, so that no restored backup brings it back; "
        "empty: none.",
    )

    @property
    def largest_body(self) -> int:
        """The largest request body that any endpoint accepts: a form with a document."""
        return max(self.max_body_bytes, self.import_max_bytes + FRAMING_BYTES)
