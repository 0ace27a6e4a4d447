"""Fetching of an OpenID Connect issuer's keys over HTTP: bounded in time and size, no redirects."""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, cast

import httpx
from pydantic_core import from_json

DISCOVERY = "/.well-known/openid-configuration"
FETCH_SECONDS = 6
TIMEOUT = httpx.Timeout(FETCH_SECONDS, connect=3).as_dict()
MAX_BYTES = 262_144
HEADERS = [("Accept", "application/json, application/jwk-set+json"), ("Accept-Encoding", "identity")]


class UnusableKeys(Exception):
    """The issuer's response is not a usable set of keys."""


class IssuerClient:
    """Client of `issuer`. Its keys are at `jwks_url`, or at the address in its own configuration.

    Requests go directly to httpx's transport, as those to resume-service do; redirects are not followed.
    """

    def __init__(self, issuer: str, jwks_url: str | None, transport: httpx.AsyncBaseTransport) -> None:
        self._issuer = issuer
        self._jwks_url = jwks_url
        self._transport = transport

    async def fetch(self) -> Sequence[object]:
        """Return the members of the issuer's JWK set, unchecked; raises `UnusableKeys` and transport errors."""
        async with asyncio.timeout(FETCH_SECONDS):
            document = await self._get(self._jwks_url or await self._discover())
        keys = document.get("keys")
        if not isinstance(keys, list):
            raise UnusableKeys("the response has no list of keys")
        return cast("list[object]", keys)

    async def _discover(self) -> str:
        document = await self._get(self._issuer.rstrip("/") + DISCOVERY)
        # Otherwise a document on the issuer's host could impersonate another issuer (OIDC Discovery, 4.3).
        if document.get("issuer") != self._issuer:
            raise UnusableKeys("the configuration at AUTH_ISSUER belongs to another issuer")
        url = document.get("jwks_uri")
        scheme = "https://" if self._issuer.startswith("https://") else ("https://", "http://")
        if not (isinstance(url, str) and url.startswith(scheme)):
            raise UnusableKeys("the issuer's configuration has no trusted jwks_uri")
        return url

    async def _get(self, url: str) -> dict[str, Any]:
        request = httpx.Request("GET", url, headers=HEADERS, extensions={"timeout": TIMEOUT})
        response = await self._transport.handle_async_request(request)
        try:
            if response.status_code != HTTPStatus.OK:
                raise UnusableKeys(f"the issuer responded with {response.status_code}")
            body = bytearray()
            async for part in response.aiter_raw():
                body += part
                if len(body) > MAX_BYTES:
                    raise UnusableKeys(f"the issuer's response is longer than {MAX_BYTES} bytes")
        finally:
            await response.aclose()
        try:
            document = from_json(bytes(body), allow_inf_nan=False)
        except ValueError as error:
            raise UnusableKeys("the issuer's response is not JSON") from error
        if not isinstance(document, dict):
            raise UnusableKeys("the issuer's response is not a JSON object")
        return cast("dict[str, Any]", document)
