"""`AUTH_MODE=jwt`: bearer tokens (RFC 6750) that are JWTs of one OpenID Connect issuer."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from time import time
from typing import Any, cast

import httpx
import jwt
import structlog
from httpx_aiohttp import AiohttpTransport
from pydantic_core import from_json

from shared.config.auth import AuthSettings
from shared.core.identity import SCOPES, Identity, InvalidToken, TokenMissing
from shared.web.identity.issuer import IssuerClient
from shared.web.identity.jwks import IssuerKeys

MAX_TOKEN_LENGTH = 8192
MAX_SUBJECT_LENGTH = 255
"""OpenID Connect Core, section 2, about `sub`."""

REMEMBER_SECONDS = 60
MAX_REMEMBERED = 10_000
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")

logger = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Checked:
    """The result of a token's verification, and the time until which it is valid."""

    owner: str
    scopes: frozenset[str]
    until: float


class TokenAuthenticator:
    """Verifies tokens. A valid one is cached by its SHA-256 for a minute, but never beyond its expiry."""

    def __init__(
        self,
        settings: AuthSettings,
        keys: IssuerKeys,
        clock: Callable[[], float] = time,
        max_remembered: int = MAX_REMEMBERED,
    ) -> None:
        assert settings.auth_issuer is not None, "required by AuthSettings"
        assert settings.auth_audience is not None, "required by AuthSettings"
        self._issuer = settings.auth_issuer
        self._audience = settings.auth_audience
        self._algorithms = settings.auth_algorithms
        self._leeway = settings.auth_leeway_seconds
        self._keys = keys
        self._clock = clock
        self._max_remembered = max_remembered
        self._edition = keys.edition
        self._checked: dict[bytes, _Checked] = {}

    async def identify(self, authorization: Sequence[str]) -> Identity:
        """Return the caller that the token names; raises `TokenMissing`, `InvalidToken`, `IssuerUnavailable`."""
        token = _bearer(authorization)
        digest = sha256(token.encode("latin-1")).digest()
        if self._edition != self._keys.edition:
            # Tokens signed with a revoked key are no longer valid.
            self._checked.clear()
            self._edition = self._keys.edition
        checked = self._checked.get(digest)
        if checked is None or checked.until <= self._clock():
            checked = await self._check(token)
            self._remember(digest, checked)
        return Identity(checked.owner, (("Authorization", f"Bearer {token}"),), checked.scopes)

    async def _check(self, token: str) -> _Checked:
        kid, algorithm = _header(token)
        if algorithm not in self._algorithms:
            raise _refused("algorithm")
        key = await self._keys.find(kid, algorithm)
        if key is None:
            raise _refused("key")
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=self._algorithms,
                issuer=self._issuer,
                audience=self._audience,
                leeway=self._leeway,
                options={"require": REQUIRED},
            )
        except jwt.PyJWTError as error:
            raise _refused(type(error).__name__) from None
        subject: str = claims["sub"]
        if not 0 < len(subject) <= MAX_SUBJECT_LENGTH:
            raise _refused("subject")
        until = min(self._clock() + REMEMBER_SECONDS, int(claims["exp"]))
        return _Checked(owner_id(self._issuer, subject), scopes_of(claims), until)

    def _remember(self, digest: bytes, checked: _Checked) -> None:
        # Reinserted, so that the first entry is always the one that was verified longest ago.
        self._checked.pop(digest, None)
        if len(self._checked) >= self._max_remembered:
            del self._checked[next(iter(self._checked))]
        self._checked[digest] = checked


def owner_id(issuer: str, subject: str) -> str:
    """Return the owner id of documents: 47 characters derived from issuer and subject that reveal neither.

    A `sub` is only unique at its issuer and may be an e-mail address. The id is stable as long as both are.
    """
    # No issuer contains a NUL (AuthSettings), so no other pair gives the same text.
    digest = sha256(f"{issuer}\0{subject}".encode("utf-8", "surrogatepass")).digest()
    return "jwt-" + urlsafe_b64encode(digest).decode().rstrip("=")


def scopes_of(claims: dict[str, Any]) -> frozenset[str]:
    """Return our scopes that a token has in `scope` (RFC 8693) or `scp`: separated by spaces, or as a list."""
    found: set[object] = set()
    for name in ("scope", "scp"):
        value = claims.get(name)
        words = value.split(" ") if isinstance(value, str) else value
        if isinstance(words, list):
            found.update(word for word in cast("list[object]", words) if isinstance(word, str))
    return SCOPES & found


@asynccontextmanager
async def open_tokens(settings: AuthSettings) -> AsyncGenerator[TokenAuthenticator]:
    """Yield an authenticator; the issuer is not contacted before the first token arrives."""
    assert settings.auth_issuer is not None, "required by AuthSettings"
    limits = httpx.Limits(max_connections=2, max_keepalive_connections=2, keepalive_expiry=5)
    async with AiohttpTransport(limits=limits) as transport:
        issuer = IssuerClient(settings.auth_issuer, settings.auth_jwks_url, transport)
        keys = IssuerKeys(issuer.fetch, settings.auth_algorithms)
        try:
            yield TokenAuthenticator(settings, keys)
        finally:
            await keys.close()


def _bearer(authorization: Sequence[str]) -> str:
    if not authorization:
        raise TokenMissing
    scheme, _, token = authorization[0].partition(" ")
    if scheme.lower() != "bearer":
        raise TokenMissing
    if len(authorization) > 1:
        raise _refused("two headers")
    if len(token) > MAX_TOKEN_LENGTH:
        raise _refused("length")
    return token.strip(" ")


def _header(token: str) -> tuple[str | None, str]:
    """Return the key id and algorithm that a token names. They are unverified and only select the verification key."""
    if TOKEN.fullmatch(token) is None:
        raise _refused("form")
    try:
        header = from_json(urlsafe_b64decode(token.partition(".")[0] + "=="))
    except ValueError:
        raise _refused("header") from None
    match header:
        case {"alg": str(algorithm), "kid": str(kid)}:
            return kid, algorithm
        case {"alg": str(algorithm)} if "kid" not in header:
            return None, algorithm
        case _:
            raise _refused("header")


def _refused(reason: str) -> InvalidToken:
    # The reason is for the operator; the client is not told.
    logger.info("token refused", reason=reason)
    return InvalidToken()
