"""The identity of the caller and its scopes, independent of the transport."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, get_args

from shared.core.errors import DependencyUnavailable, Forbidden, Unauthorized

LOCAL_OWNER = "local"
Scope = Literal["resumes:read", "resumes:write", "generate"]
SCOPES: frozenset[str] = frozenset(get_args(Scope))
CHALLENGE = 'Bearer realm="interview-prep"'


@dataclass(frozen=True, slots=True)
class Identity:
    """The caller. `id` owns documents; `headers` pass the same identity on to another service."""

    id: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    scopes: frozenset[str] = frozenset()


class TokenMissing(Unauthorized):
    """The request has no bearer token."""

    def __init__(self) -> None:
        # Without an error code, because no credentials were sent (RFC 6750, section 3.1).
        super().__init__(headers={"WWW-Authenticate": CHALLENGE})


class InvalidToken(Unauthorized):
    """The token is expired, forged, malformed or for another audience. The client is not told which."""

    code = "INVALID_TOKEN"
    default_detail = "The bearer token is invalid or has expired."

    def __init__(self) -> None:
        challenge = f'{CHALLENGE}, error="invalid_token", error_description="{self.default_detail}"'
        super().__init__(headers={"WWW-Authenticate": challenge})


class InsufficientScope(Forbidden):
    """The caller is identified, but the token lacks a scope."""

    code = "INSUFFICIENT_SCOPE"
    default_detail = "The bearer token lacks a required scope."

    def __init__(self, needed: Iterable[str]) -> None:
        scopes = sorted(needed)
        challenge = f'{CHALLENGE}, error="insufficient_scope", scope="{" ".join(scopes)}"'
        super().__init__(headers={"WWW-Authenticate": challenge}, extensions={"scopes": scopes})


class IssuerUnavailable(DependencyUnavailable):
    """The issuer's keys are not available, so the token cannot be verified."""

    code = "ISSUER_UNAVAILABLE"
    default_detail = "The token's issuer does not respond, so the token cannot be verified. Try again in a moment."


class Authenticator(Protocol):
    """Identifies the caller."""

    async def identify(self, authorization: Sequence[str]) -> Identity:
        """Return the caller from the `Authorization` headers.

        Raises `TokenMissing`, `InvalidToken`, `IssuerUnavailable`.
        """
        ...


class LocalAuthenticator:
    """`AUTH_MODE=local`: every request belongs to the one local owner, whatever headers it has."""

    _owner = Identity(LOCAL_OWNER, scopes=SCOPES)

    async def identify(self, authorization: Sequence[str]) -> Identity:  # noqa: ARG002  the protocol names it
        """Return the local owner."""
        return self._owner
