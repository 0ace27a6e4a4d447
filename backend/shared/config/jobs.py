"""Settings of jobs that run in the background."""

import base64
import binascii
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

SECRET_PREFIX = "whsec_"  # noqa: S105  it is how Standard Webhooks marks a secret
MIN_KEY_BYTES, MAX_KEY_BYTES = 24, 64


def key_of(secret: SecretStr) -> bytes:
    """Return the key in a secret of Standard Webhooks; raises `ValueError` without the secret."""
    text = secret.get_secret_value()
    try:
        key = base64.b64decode(text.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not text.startswith(SECRET_PREFIX) or not MIN_KEY_BYTES <= len(key) <= MAX_KEY_BYTES:
        raise ValueError(f"a secret is {SECRET_PREFIX} and {MIN_KEY_BYTES} to {MAX_KEY_BYTES} bytes in base64")
    return key


def _checked(secret: SecretStr) -> SecretStr:
    key_of(secret)
    return secret


WebhookSecret = Annotated[SecretStr, AfterValidator(_checked)]


class JobSettings(BaseSettings):
    """Settings of the job queue and of the workers."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    nats_url: SecretStr | None = Field(
        default=None,
        description="NATS server with JetStream, or the servers of a cluster separated by commas; empty: no jobs. "
        "`make run` starts one of its own unless it is set.",
    )
    nats_replicas: int = Field(
        default=1, ge=1, le=5, description="Servers of the cluster that keep a copy of each job: 1, 3 or 5."
    )
    jobs_max_queued: int = Field(
        default=10_000, ge=1, description="Jobs that wait or run at a time; further ones are refused."
    )
    worker_metrics_port: int | None = Field(
        default=None,
        ge=0,
        le=65_535,
        description="Port on which a worker process serves its Prometheus metrics; empty: none.",
    )
    worker_slots: int = Field(default=8, ge=1, le=1000, description="Jobs that one worker process carries out at once.")
    webhook_secrets: Annotated[tuple[WebhookSecret, ...], NoDecode] = Field(
        default=(),
        description="Secrets that sign webhooks (`whsec_` and 24 to 64 bytes in base64), separated by commas: the new "
        "one and, while receivers change over, the old one; empty: no webhooks.",
    )
    webhook_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        default=(),
        description="Networks that webhooks may reach beside public addresses, such as 10.1.0.0/16, separated by "
        "commas.",
    )
    webhook_allow_http: bool = Field(default=False, description="Whether a callback_url may begin with http://.")

    @field_validator("webhook_secrets", "webhook_networks", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())
