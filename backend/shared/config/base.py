"""What every service is configured with. A service adds its own fields in a class of its own."""

from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, StringConstraints, model_validator
from pydantic_settings import SettingsConfigDict

from shared.config.auth import AuthSettings, is_loopback

ServiceUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+$")]
"""Scheme, host and port of another service, without a path or a slash at the end."""


class ServiceSettings(AuthSettings):
    """Settings all services share. An empty variable means the default."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    service_host: str = Field(
        default="127.0.0.1",
        description="Address the services listen on; containers set 0.0.0.0. AUTH_MODE=local allows the loopback only.",
    )

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

    @model_validator(mode="after")
    def _nobody_else_is_the_owner(self) -> Self:
        if self.auth_mode == "local" and not (self.auth_local_on_network or is_loopback(self.service_host)):
            raise ValueError(
                f"SERVICE_HOST={self.service_host} is more than this machine, and with AUTH_MODE=local everybody there "
                "would own every résumé: set AUTH_MODE=jwt with AUTH_ISSUER and AUTH_AUDIENCE, or "
                "SERVICE_HOST=127.0.0.1, or AUTH_LOCAL_ON_NETWORK=true if something else keeps strangers out"
            )
        return self
