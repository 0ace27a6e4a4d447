"""The issuer's public keys: fetched on first use, renewed while in use, kept while the issuer is down."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from math import inf
from time import monotonic
from typing import Any, cast

import structlog
from jwt import PyJWK, PyJWTError

from shared.config.auth import Algorithm
from shared.core.identity import IssuerUnavailable
from shared.web.identity.issuer import UnusableKeys

RENEW_SECONDS = 300
"""Keys older than this are renewed in the background, while requests continue with the old ones."""

STALE_SECONDS = 600
"""Keys older than this, as after a quiet night, are renewed before they are used. A key that the issuer revoked is
trusted no longer than this, as long as the issuer responds."""

KEEP_SECONDS = 86_400
"""How long tokens with known keys are accepted after the issuer's last response."""

COOLDOWN_SECONDS = 10
"""Minimum time between two requests to the issuer, counted from every attempt, successful or not. Tokens with invented
key ids must not each cause a request."""

RETRY_SECONDS = 2
"""The same while there is no key at all and no request can be served."""

WAIT_SECONDS = 2
"""How long a request waits for the issuer. The fetch continues without it."""

MAX_KEYS = 100

FITTING: Mapping[Algorithm, tuple[str, str | None]] = {
    "RS256": ("RSA", None),
    "PS256": ("RSA", None),
    "ES256": ("EC", "P-256"),
    "EdDSA": ("OKP", "Ed25519"),
}
"""The key type (`kty`, `crv`) of each algorithm."""

KeyName = tuple[str | None, str]

logger = structlog.stdlib.get_logger(__name__)


class IssuerKeys:
    """The keys that `fetch` returns; `edition` counts how often they changed."""

    def __init__(
        self,
        fetch: Callable[[], Awaitable[Sequence[object]]],
        algorithms: Sequence[Algorithm],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.edition = 0
        self._fetch = fetch
        self._algorithms = algorithms
        self._clock = clock
        self._members: Sequence[object] = ()
        self._keys: Mapping[KeyName, PyJWK] = {}
        self._fetched_at = -inf
        self._ask_from = -inf
        self._failed = False
        self._renewal: asyncio.Task[None] | None = None

    async def find(self, kid: str | None, algorithm: str) -> PyJWK | None:
        """Return the key with this id for this algorithm, or `None` if the issuer has none.

        Raises `IssuerUnavailable` if that is unknown because the issuer does not respond.
        """
        age = self._clock() - self._fetched_at
        if age > RENEW_SECONDS:
            self._renew()
        if age > KEEP_SECONDS and self._keys:
            self._hold((), {})
        key = self._held(kid, algorithm)
        if key is None:
            self._renew()
        if key is None or (age > STALE_SECONDS and not self._failed):
            await self._settle()
            key = self._held(kid, algorithm)
        if key is None and (self._failed or self._under_way is not None):
            raise IssuerUnavailable
        return key

    async def close(self) -> None:
        """Cancel a renewal in progress."""
        if self._under_way is not None:
            self._under_way.cancel()
            await asyncio.wait({self._under_way})

    async def _settle(self) -> None:
        if self._under_way is not None:
            # Not awaited directly: others wait for it too, and a cancelled request must not cancel it.
            await asyncio.wait({self._under_way}, timeout=WAIT_SECONDS)

    @property
    def _under_way(self) -> asyncio.Task[None] | None:
        return None if self._renewal is None or self._renewal.done() else self._renewal

    def _held(self, kid: str | None, algorithm: str) -> PyJWK | None:
        # A token need not name its key if there is only one (OpenID Connect Core, 10.1).
        if kid is None and len({name for name, _ in self._keys}) == 1:
            return next((key for (_, of), key in self._keys.items() if of == algorithm), None)
        return self._keys.get((kid, algorithm))

    def _renew(self) -> None:
        now = self._clock()
        if self._under_way is None and now >= self._ask_from:
            self._ask_from = now + (COOLDOWN_SECONDS if self._keys else RETRY_SECONDS)
            self._renewal = asyncio.create_task(self._fetch_all())

    async def _fetch_all(self) -> None:
        try:
            members = await self._fetch()
            keys = usable(members, self._algorithms)
            if not keys:
                raise UnusableKeys("none of the issuer's keys fits the accepted algorithms")
        except Exception as error:  # noqa: BLE001  known keys are kept, whatever the issuer does
            self._failed = True
            reason = str(error) if isinstance(error, UnusableKeys) else type(error).__name__
            logger.warning("cannot fetch the issuer's keys", reason=reason)
            return
        self._failed = False
        self._fetched_at = self._clock()
        self._ask_from = self._fetched_at + COOLDOWN_SECONDS
        if members != self._members:
            self._hold(members, keys)
            logger.info("issuer's keys updated", count=len({kid for kid, _ in keys}))

    def _hold(self, members: Sequence[object], keys: Mapping[KeyName, PyJWK]) -> None:
        self.edition += 1
        self._members, self._keys = members, keys


def usable(members: Sequence[object], algorithms: Sequence[Algorithm]) -> dict[KeyName, PyJWK]:
    """Return the keys in `members` that may verify signatures, by id and algorithm; the first key with an id wins."""
    found: dict[KeyName, PyJWK] = {}
    for member in members[:MAX_KEYS]:
        if isinstance(member, dict):
            jwk = cast("dict[str, Any]", member)
            for algorithm in algorithms:
                if _may_check(jwk, algorithm):
                    # Keys that are broken or too short (RSA below 2048 bits) are ignored.
                    with suppress(PyJWTError):
                        key = PyJWK(jwk, algorithm)
                        if key.Algorithm.check_key_length(key.key) is None:
                            found.setdefault((jwk.get("kid"), algorithm), key)
    return found


def _may_check(jwk: dict[str, Any], algorithm: Algorithm) -> bool:
    kind, curve = FITTING[algorithm]
    kid, operations = jwk.get("kid"), jwk.get("key_ops", ["verify"])
    return (
        jwk.get("kty") == kind
        and (curve is None or jwk.get("crv") == curve)
        and jwk.get("alg", algorithm) == algorithm
        and jwk.get("use", "sig") == "sig"
        and isinstance(operations, list)
        and "verify" in operations
        and (kid is None or isinstance(kid, str))
        # If its private part is published, anyone can sign.
        and "d" not in jwk
    )
