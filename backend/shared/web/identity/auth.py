"""Who is calling and what they may do. Every endpoint that touches a document takes one of the identities below.

`Reader`, `Writer` and `Asker` carry the scopes an endpoint needs, `Caller` any identity; every query names its `id`.
"""

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase

from shared.config.auth import AuthSettings
from shared.core.identity import Authenticator, Identity, InsufficientScope, LocalAuthenticator, Scope

SCHEME = "bearer"
IDENTIFIED = "shared.web.identity.auth.identity"


@asynccontextmanager
async def open_authenticator(settings: AuthSettings) -> AsyncGenerator[Authenticator]:
    """Yield the authenticator that the settings ask for."""
    if settings.auth_mode == "local":
        yield LocalAuthenticator()
        return
    from shared.web.identity.tokens import open_tokens  # noqa: PLC0415  with its cryptography, only where tokens are checked

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

Editor = Annotated[Identity, _needs("resumes:read", "resumes:write")]
"""Who may change what was made from résumés, such as the progress of a learning path: it is shown with the change."""

Asker = Annotated[Identity, _needs("generate", "resumes:read")]
"""Who may let something be generated: it is made from a résumé that the same token must be able to read."""


def needs_of(dependant: Dependant) -> Needs | None:
    """What an endpoint asks of its caller; `None` when it is open to everybody."""
    return next((found.call for found in dependant.dependencies if isinstance(found.call, Needs)), None)
