"""Dependencies that identify the caller and check scopes. Every endpoint that accesses a document uses one of them.

`Reader`, `Writer`, `Editor` and `Generator` require scopes, `Caller` any identity; every query names its `id`.
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
    """Yield the authenticator for the settings."""
    if settings.auth_mode == "local":
        yield LocalAuthenticator()
        return
    from shared.web.identity.tokens import open_tokens  # noqa: PLC0415  loads cryptography, only needed for tokens

    async with open_tokens(settings) as tokens:
        yield tokens


class RequireScopes(SecurityBase):
    """The dependency that identifies the caller and requires scopes; OpenAPI shows both."""

    def __init__(self, scopes: Iterable[Scope]) -> None:
        self.scopes = frozenset[str](scopes)
        self.model = HTTPBearer(bearerFormat="JWT", description="An access token for this API, from its issuer.")
        self.scheme_name = SCHEME

    async def __call__(self, request: Request) -> Identity:
        """Return the caller; raises what `Authenticator.identify` raises, and `InsufficientScope`."""
        caller: Identity | None = request.scope.get(IDENTIFIED)
        if caller is None:
            authenticator: Authenticator = request.state.authenticator
            caller = await authenticator.identify(request.headers.getlist("authorization"))
            request.scope[IDENTIFIED] = caller
        if not self.scopes <= caller.scopes:
            raise InsufficientScope(self.scopes)
        return caller


def _require(*scopes: Scope) -> Any:
    return Security(RequireScopes(scopes), scopes=scopes)


Caller = Annotated[Identity, _require()]
"""Any identified caller."""

Reader = Annotated[Identity, _require("resumes:read")]
"""A caller that may read résumés and what was generated from them."""

Writer = Annotated[Identity, _require("resumes:write")]
"""A caller that may store, change and delete résumés, and delete what was generated from them."""

Editor = Annotated[Identity, _require("resumes:read", "resumes:write")]
"""A caller that may change what was generated, such as the progress of a learning path; the response shows it."""

Generator = Annotated[Identity, _require("generate", "resumes:read")]
"""A caller that may generate something from a résumé, which the same token must be able to read."""


def required_scopes(dependant: Dependant) -> RequireScopes | None:
    """Return the scope requirement of an endpoint; `None` if it is public."""
    return next((found.call for found in dependant.dependencies if isinstance(found.call, RequireScopes)), None)
