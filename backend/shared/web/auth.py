"""Who is calling and what they may do. Every endpoint that touches a document takes one of the identities below.

`Reader`, `Writer` and `Asker` carry the scopes an endpoint needs, `Caller` any identity; every query names its `id`.
"""

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Protocol, get_args

from fastapi import Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase

from shared.config.auth import AuthSettings
from shared.errors import DependencyUnavailable, Forbidden, Unauthorized

LOCAL_OWNER = "local"
Scope = Literal["resumes:read", "resumes:write", "generate"]
SCOPES: frozenset[str] = frozenset(get_args(Scope))
CHALLENGE = 'Bearer realm="interview-prep"'
SCHEME = "bearer"
IDENTIFIED = "shared.web.auth.identity"


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
    default_detail = "The bearer token is not valid here, or no longer."

    def __init__(self) -> None:
        challenge = f'{CHALLENGE}, error="invalid_token", error_description="{self.default_detail}"'
        super().__init__(headers={"WWW-Authenticate": challenge})


class InsufficientScope(Forbidden):
    """The caller is known, and the token does not allow this."""

    code = "INSUFFICIENT_SCOPE"
    default_detail = "The bearer token does not have the scopes that this needs."

    def __init__(self, needed: Iterable[str]) -> None:
        scopes = sorted(needed)
        challenge = f'{CHALLENGE}, error="insufficient_scope", scope="{" ".join(scopes)}"'
        super().__init__(headers={"WWW-Authenticate": challenge}, extensions={"scopes": scopes})


class IssuerUnavailable(DependencyUnavailable):
    """The issuer's keys cannot be had now, and without them nobody knows whether this token is good."""

    code = "ISSUER_UNAVAILABLE"
    default_detail = "The issuer of the token does not answer, so the token cannot be checked. Try again in a moment."


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


@asynccontextmanager
async def open_authenticator(settings: AuthSettings) -> AsyncGenerator[Authenticator]:
    """Yield the authenticator that the settings ask for."""
    if settings.auth_mode == "local":
        yield LocalAuthenticator()
        return
    from shared.web.tokens import open_tokens  # noqa: PLC0415  with its cryptography, only for who checks tokens

    async with open_tokens(settings) as tokens:
        yield tokens


class Needs(SecurityBase):
    """The dependency that identifies the caller and asks for scopes; OpenAPI shows both."""

    def __init__(self, scopes: Iterable[Scope]) -> None:
        self.scopes = frozenset[str](scopes)
        self.model = HTTPBearer(bearerFormat="JWT", description="An access token for this API, from its issuer.")
        self.scheme_name = SCHEME

    async def __call__(self, request: Request) -> Identity:
        """The caller; raises what `Authenticator.identify` raises, and `InsufficientScope`."""
        caller: Identity | None = request.scope.get(IDENTIFIED)
        if caller is None:
            authenticator: Authenticator = request.state.authenticator
            caller = await authenticator.identify(request.headers.getlist("authorization"))
            request.scope[IDENTIFIED] = caller
        if not self.scopes <= caller.scopes:
            raise InsufficientScope(self.scopes)
        return caller


def _needs(*scopes: Scope) -> Any:
    return Security(Needs(scopes), scopes=scopes)


Caller = Annotated[Identity, _needs()]
"""Anybody who is known."""

Reader = Annotated[Identity, _needs("resumes:read")]
"""Who may read résumés and what was made from them."""

Writer = Annotated[Identity, _needs("resumes:write")]
"""Who may store, change and delete résumés, and delete what was made from them."""

Asker = Annotated[Identity, _needs("generate", "resumes:read")]
"""Who may let something be generated: it is made from a résumé that the same token must be able to read."""


def needs_of(dependant: Dependant) -> Needs | None:
    """What an endpoint asks of its caller; `None` when it is open to everybody."""
    return next((found.call for found in dependant.dependencies if isinstance(found.call, Needs)), None)
