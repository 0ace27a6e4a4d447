"""What resume-service is configured with."""

from pydantic import Field

from shared.config.base import ServiceSettings, ServiceUrl
from shared.config.llm import LlmSettings

FRAMING_BYTES = 65_536
"""What a form adds to the document in it."""


class ResumeSettings(ServiceSettings, LlmSettings):
    """Settings of resume-service."""

    resume_service_port: int = Field(default=8001, ge=0, le=65_535, description="Port of resume-service.")
    resume_database: str = Field(default="resume_service", description="MongoDB database of resume-service.")

    import_max_bytes: int = Field(
        default=5_242_880, ge=1024, le=104_857_600, description="Largest document that can be imported, in bytes."
    )
    import_max_pages: int = Field(default=30, ge=1, le=500, description="Most pages of a PDF that is imported.")
    import_max_seconds: float = Field(
        default=10, ge=0.1, le=60, description="Longest time for reading one document; then its reader is killed."
    )
    import_max_memory_mb: int = Field(
        default=512, ge=128, le=4096, description="Most memory of each of the three processes that read documents."
    )

    quota_imports_per_day: int = Field(
        default=100, ge=0, description="How many documents each owner may import in a day (UTC); 0: any number."
    )
    quota_reading_seconds_per_day: float = Field(
        default=300,
        ge=0,
        description="For how many seconds documents of each owner are read in a day (UTC); 0: any number.",
    )
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
    search_max_seconds: float = Field(
        default=0.5, ge=0, le=10, description="How long one search may look; its cursor goes on from there."
    )

    @property
    def largest_body(self) -> int:
        """The largest body that any address takes: a form with a document in it."""
        return max(self.max_body_bytes, self.import_max_bytes + FRAMING_BYTES)
