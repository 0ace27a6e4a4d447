"""Settings that all services share. A service adds its own fields in a subclass."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, StringConstraints, field_validator, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from shared.config.auth import AuthSettings
from shared.config.levels import LogLevel

ServiceUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+$")]
"""Scheme, host and port of another service, without a path or a slash at the end."""

Origin = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9+.-]*://[^/\s,*]+$", to_lower=True)]
"""Scheme, host and port as browsers send them; no `*`, which would let any web page change things."""


Host = Annotated[
    str, StringConstraints(pattern=r"(?i)^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])$", to_lower=True)
]
"""A host name or address as browsers send it, without a port; no `*`, which would allow any name."""

LOOPBACK_HOSTS: tuple[Host, ...] = ("localhost", "127.0.0.1", "[::1]")
"""No web page can have one of these names. Health checks use them, so they are always allowed."""


class ServiceSettings(AuthSettings):
    """Settings that all services share. An empty variable means the default."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    mongodb_url: SecretStr = Field(
        default=SecretStr("mongodb://127.0.0.1:27017"),
        description="MongoDB connection string. Set it to use your own server instead of the one `make run` starts.",
    )
    mongodb_timeout_ms: int = Field(
        default=1200,
        ge=100,
        le=60_000,
        description="Time limit of one database operation in milliseconds, including the wait for a server.",
    )
    mongodb_max_pool_size: int = Field(
        default=50, ge=1, le=1000, description="Maximum number of MongoDB connections per process."
    )

    max_body_bytes: int = Field(
        default=1_048_576, ge=1024, description="Largest request body a service accepts, in bytes."
    )

    ingest_bytes_in_flight: int = Field(
        default=33_554_432,
        ge=1024,
        description="Maximum bytes of request bodies in memory per process; further bodies wait.",
    )
    ingest_disk_bytes: int = Field(
        default=268_435_456,
        ge=1024,
        description="Maximum bytes of larger bodies on disk per process while they arrive.",
    )
    ingest_directory: Path | None = Field(
        default=None, description="Directory for larger bodies; empty: /var/tmp, or the default for temporary files."
    )
    body_idle_seconds: float = Field(
        default=10, gt=0, description="Longest pause in a request body before the service responds with 408."
    )
    gateway_read_seconds: int = Field(
        default=30,
        ge=1,
        description="Seconds a client has to send its whole request, at the gateway and on a service's own port.",
    )

    allowed_hosts: Annotated[tuple[Host, ...], NoDecode] = Field(
        default=("api.localhost", *LOOPBACK_HOSTS),
        description="Host names that services, gateway and dashboard answer to, without ports, separated by commas; "
        "loopback names are always included.",
    )
    cors_allowed_origins: Annotated[tuple[Origin, ...], NoDecode] = Field(
        default=(),
        description="Origins whose pages may call the API from browsers, separated by commas; empty: none.",
    )

    otel_exporter_otlp_endpoint: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="OpenTelemetry collector to send spans to over HTTP, without /v1/traces; empty: none.",
    )

    log_level: LogLevel = Field(default="info", description="Lowest severity that is logged, in any case.")
    log_format: Literal["auto", "json", "console"] = Field(
        default="auto",
        description="`json` lines, readable `console` lines, or `auto`: console on a terminal, otherwise json.",
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
        """The largest body that any endpoint accepts, in bytes."""
        return self.max_body_bytes

    @model_validator(mode="after")
    def _the_largest_body_fits(self) -> Self:
        if (smaller := min(self.ingest_bytes_in_flight, self.ingest_disk_bytes)) < self.largest_body:
            raise ValueError(
                f"INGEST_BYTES_IN_FLIGHT and INGEST_DISK_BYTES must be at least {self.largest_body}, the size of the "
                f"largest accepted request body; one of them is {smaller}"
            )
        return self
