"""Settings of identity: who may call, and from where. The stack and the services share them."""

import ipaddress
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, StringConstraints, field_validator, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from shared.config.environment import EnvironmentSettings

Algorithm = Literal["RS256", "PS256", "ES256", "EdDSA"]
"""Asymmetric only: with HS256 a public key could be used as a secret, and `none` is not a signature."""

ALGORITHMS: tuple[Algorithm, ...] = get_args(Algorithm)
HttpUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\x00-\x1f]+$", max_length=500)]


class AuthSettings(EnvironmentSettings):
    """Settings of identity. An empty variable means the default."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    service_host: str = Field(
        default="127.0.0.1",
        description="Address the services listen on; containers set 0.0.0.0. AUTH_MODE=local allows loopback only.",
    )

    auth_mode: Literal["local", "jwt"] = Field(
        default="local",
        description="How callers are identified. `local`: everyone is the one local owner, for a machine that only its "
        "owner can reach; `jwt`: by a bearer token from AUTH_ISSUER.",
    )
    auth_local_on_network: bool = Field(
        default=False,
        description="`true` lets AUTH_MODE=local listen beyond loopback. Anyone who can reach the port then owns "
        "everything.",
    )
    auth_issuer: HttpUrl | None = Field(
        default=None, description="Issuer of the tokens, exactly as in their `iss`; required by AUTH_MODE=jwt."
    )
    auth_audience: str | None = Field(
        default=None,
        max_length=500,
        description="Value that the tokens' `aud` must contain: this API's name at the issuer; required by "
        "AUTH_MODE=jwt.",
    )
    auth_jwks_url: HttpUrl | None = Field(
        default=None,
        description="URL of the issuer's keys; empty: discovered from its /.well-known/openid-configuration.",
    )
    auth_algorithms: Annotated[tuple[Algorithm, ...], NoDecode] = Field(
        default=ALGORITHMS,
        description="Accepted signature algorithms, separated by commas: RS256, PS256, ES256, EdDSA.",
    )
    auth_leeway_seconds: float = Field(
        default=60,
        ge=0,
        le=300,
        description="Allowed clock difference between issuer and services in seconds; long enough that no token "
        "expires during a generation.",
    )

    # Services also inherit from other settings: a validator with the same name would replace theirs.
    @field_validator("auth_algorithms", mode="before")
    @classmethod
    def _algorithms_apart(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _tokens_can_be_checked(self) -> Self:
        if self.auth_mode == "jwt":
            missing = [
                name
                for name, value in (("AUTH_ISSUER", self.auth_issuer), ("AUTH_AUDIENCE", self.auth_audience))
                if value is None
            ]
            if missing:
                raise ValueError(f"AUTH_MODE=jwt also requires {' and '.join(missing)}")
        elif self.auth_issuer is not None:
            raise ValueError(
                "AUTH_ISSUER is set, but AUTH_MODE=local does not check tokens: set AUTH_MODE=jwt, or unset both"
            )
        return self

    @model_validator(mode="after")
    def _nobody_else_is_the_owner(self) -> Self:
        if self.auth_mode == "local" and not (self.auth_local_on_network or is_loopback(self.service_host)):
            raise ValueError(
                f"SERVICE_HOST={self.service_host} is reachable from other machines, and with AUTH_MODE=local anyone "
                "there would own every résumé: set AUTH_MODE=jwt with AUTH_ISSUER and AUTH_AUDIENCE, or "
                "SERVICE_HOST=127.0.0.1, or AUTH_LOCAL_ON_NETWORK=true if something else keeps strangers out"
            )
        return self


def is_loopback(host: str) -> bool:
    """Whether a server on `host` is reachable from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
