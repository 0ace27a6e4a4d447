"""What every service is configured with. A service adds its own fields in a class of its own."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, StringConstraints, field_validator, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from shared.config.auth import AuthSettings

ServiceUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+$")]
"""Scheme, host and port of another service, without a path or a slash at the end."""

Origin = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9+.-]*://[^/\s,*]+$", to_lower=True)]
"""Scheme, host and port as browsers send them; no `*`, which would let any page of the web change things."""


Host = Annotated[
    str, StringConstraints(pattern=r"(?i)^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])$", to_lower=True)
]
"""A name or an address as browsers send it, without a port; no `*`, which would let any name of the web in."""

LOOPBACK_HOSTS: tuple[Host, ...] = ("localhost", "127.0.0.1", "[::1]")
"""No page of the web can have one of these names. Health checks use them, so they are always ours."""


class ServiceSettings(AuthSettings):
    """Settings all services share. An empty variable means the default."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    mongodb_url: SecretStr = Field(
        default=SecretStr("mongodb://127.0.0.1:27017"),
        description="MongoDB connection string. Set it to use your own server instead of the one `make run` starts.",
    )
    mongodb_timeout_ms: int = Field(
        default=1200,
        ge=100,
        le=60_000,
        description="How long one database operation may take, waiting for a server included.",
    )
    mongodb_max_pool_size: int = Field(
        default=50, ge=1, le=1000, description="Most connections one process keeps to MongoDB."
    )

    max_body_bytes: int = Field(
        default=1_048_576, ge=1024, description="Largest request body a service takes, in bytes."
    )

    ingest_bytes_in_flight: int = Field(
        default=33_554_432,
        ge=1024,
        description="Most bytes of request bodies that a process holds in memory at once; what exceeds it waits.",
    )
    ingest_disk_bytes: int = Field(
        default=268_435_456,
        ge=1024,
        description="Most bytes of larger bodies that a process has on the disk while they arrive.",
    )
    ingest_directory: Path | None = Field(
        default=None, description="Where larger bodies arrive; empty: /var/tmp, or wherever temporary files are."
    )
    body_idle_seconds: float = Field(
        default=10, gt=0, description="Longest pause in the body of a request; then the answer is a 408."
    )
    gateway_read_seconds: int = Field(
        default=30,
        ge=1,
        description="Seconds in which a client must have sent its request, body included, on a service's own port too.",
    )

    allowed_hosts: Annotated[tuple[Host, ...], NoDecode] = Field(
        default=("api.localhost", *LOOPBACK_HOSTS),
        description="Host names that services, gateway and dashboard answer to, without ports, separated by commas; "
        "those of the loopback are always among them.",
    )
    cors_allowed_origins: Annotated[tuple[Origin, ...], NoDecode] = Field(
        default=(),
        description="Origins whose pages may call from browsers, separated by commas; empty: none.",
    )

    otel_exporter_otlp_endpoint: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="OpenTelemetry collector that spans are sent to over HTTP, without /v1/traces; empty: none.",
    )

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severity that is logged."
    )
    log_format: Literal["auto", "json", "console"] = Field(
        default="auto",
        description="`json` lines, readable `console` lines, or `auto`: console on a terminal, else json.",
    )

    @field_validator("allowed_hosts", mode="after")
    @classmethod
    def _with_the_loopback(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*value, *LOOPBACK_HOSTS)))

    @field_validator("allowed_hosts", "cors_allowed_origins", mode="before")
    @classmethod
    def _names_apart(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())

    @property
    def largest_body(self) -> int:
        """The largest body that any address takes."""
        return self.max_body_bytes

    @model_validator(mode="after")
    def _the_largest_body_fits(self) -> Self:
        if (most := min(self.ingest_bytes_in_flight, self.ingest_disk_bytes)) < self.largest_body:
            raise ValueError(
                f"INGEST_BYTES_IN_FLIGHT and INGEST_DISK_BYTES must be at least {self.largest_body}, as the largest "
                f"request body that is taken; one of them is {most}"
            )
        return self
