"""Who may call, and from where: the settings of identity. Stack and services read the same ones."""

import ipaddress
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, StringConstraints, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Algorithm = Literal["RS256", "PS256", "ES256", "EdDSA"]
"""Asymmetric ones only: with HS256 a public key would be a password, and `none` is no signature at all."""

ALGORITHMS: tuple[Algorithm, ...] = get_args(Algorithm)
HttpUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\x00-\x1f]+$", max_length=500)]


class AuthSettings(BaseSettings):
    """Settings of identity. An empty variable means the default."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    service_host: str = Field(
        default="127.0.0.1",
        description="Address the services listen on; containers set 0.0.0.0. AUTH_MODE=local allows the loopback only.",
    )

    auth_mode: Literal["local", "jwt"] = Field(
        default="local",
        description="Who the caller is. `local`: one local owner, for a machine that only its owner reaches; `jwt`: "
        "whom a bearer token of AUTH_ISSUER names.",
    )
    auth_local_on_network: bool = Field(
        default=False,
        description="`true` lets AUTH_MODE=local listen on more than the loopback: whoever reaches the port is then "
        "the one owner of everything.",
    )
    auth_issuer: HttpUrl | None = Field(
        default=None, description="Issuer of the tokens, exactly as their `iss` has it; AUTH_MODE=jwt needs it."
    )
    auth_audience: str | None = Field(
        default=None,
        max_length=500,
        description="What the tokens' `aud` must contain: this API's name at the issuer; AUTH_MODE=jwt needs it.",
    )
    auth_jwks_url: HttpUrl | None = Field(
        default=None,
        description="Where the issuer's keys are; empty: where its /.well-known/openid-configuration says.",
    )
    auth_algorithms: Annotated[tuple[Algorithm, ...], NoDecode] = Field(
        default=ALGORITHMS,
        description="Signatures that are taken, separated by commas: RS256, PS256, ES256, EdDSA.",
    )
    auth_leeway_seconds: float = Field(
        default=60,
        ge=0,
        le=300,
        description="How far the clocks of issuer and services may differ; as long as a generation may take, so that "
        "no token ends in the middle of one.",
    )

    # Services inherit from other settings, too: a validator of a name that those have would replace theirs.
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
                raise ValueError(f"AUTH_MODE=jwt needs {' and '.join(missing)} as well")
        elif self.auth_issuer is not None:
            raise ValueError(
                "AUTH_ISSUER is set, but AUTH_MODE=local checks no token: set AUTH_MODE=jwt, or unset both"
            )
        return self

    @model_validator(mode="after")
    def _nobody_else_is_the_owner(self) -> Self:
        if self.auth_mode == "local" and not (self.auth_local_on_network or is_loopback(self.service_host)):
            raise ValueError(
                f"SERVICE_HOST={self.service_host} is more than this machine, and with AUTH_MODE=local everybody there "
                "would own every résumé: set AUTH_MODE=jwt with AUTH_ISSUER and AUTH_AUDIENCE, or "
                "SERVICE_HOST=127.0.0.1, or AUTH_LOCAL_ON_NETWORK=true if something else keeps strangers out"
            )
        return self


def is_loopback(host: str) -> bool:
    """Whether nothing but this machine reaches what listens on `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
