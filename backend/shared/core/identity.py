"""Who is calling and what they may do, whatever door they came through."""

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
    """The caller: `id` owns documents, `headers` carry the same identity on to another service."""

    id: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    scopes: frozenset[str] = frozenset()


class TokenMissing(Unauthorized):
    """The request names no caller."""

    def __init__(self) -> None:
        # Without an error code: there is nothing wrong with what was not sent (RFC 6750, section 3.1).
        super().__init__(headers={"WWW-Authenticate": CHALLENGE})


class InvalidToken(Unauthorized):
    """The token is expired, for somebody else, forged or no token at all; which of these is nobody's business."""

    code = "INVALID_TOKEN"
    default_detail = "The bearer token is invalid or has expired."

    def __init__(self) -> None:
        challenge = f'{CHALLENGE}, error="invalid_token", error_description="{self.default_detail}"'
        super().__init__(headers={"WWW-Authenticate": challenge})


class InsufficientScope(Forbidden):
    """The caller is known, and the token does not allow this."""

    code = "INSUFFICIENT_SCOPE"
    default_detail = "The bearer token lacks a required scope."

    def __init__(self, needed: Iterable[str]) -> None:
        scopes = sorted(needed)
        challenge = f'{CHALLENGE}, error="insufficient_scope", scope="{" ".join(scopes)}"'
        super().__init__(headers={"WWW-Authenticate": challenge}, extensions={"scopes": scopes})


class IssuerUnavailable(DependencyUnavailable):
    """The issuer's keys cannot be had now, and without them nobody knows whether this token is good."""

    code = "ISSUER_UNAVAILABLE"
    default_detail = "The token's issuer does not respond, so the token cannot be verified. Try again in a moment."


class Authenticator(Protocol):
    """Finds out who is calling."""

    async def identify(self, authorization: Sequence[str]) -> Identity:
        """Whom the `Authorization` headers name; raises `TokenMissing`, `InvalidToken`, `IssuerUnavailable`."""
        ...


class LocalAuthenticator:
    """`AUTH_MODE=local`: every request is the one owner's, whatever it carries."""

    _owner = Identity(LOCAL_OWNER, scopes=SCOPES)

    async def identify(self, authorization: Sequence[str]) -> Identity:  # noqa: ARG002  the protocol names it
        """The one owner."""
        return self._owner
