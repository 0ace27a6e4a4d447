"""The issuer's public keys: fetched at the first need, renewed while they are in use, kept while it is down."""

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
"""Keys that are older are fetched anew, while requests go on with the old ones."""

STALE_SECONDS = 600
"""Keys that are older, as after a quiet night, are fetched anew before they are used. A key that the issuer took
back is believed no longer than this, as long as the issuer answers."""

KEEP_SECONDS = 86_400
"""How long tokens of known keys pass after the last answer of the issuer."""

COOLDOWN_SECONDS = 10
"""So often at most is the issuer asked: who sends tokens with invented key ids must not turn each into a request to it.
Counted from every attempt, whatever it brought."""

RETRY_SECONDS = 2
"""The same while there is no key at all, and so no request can be served."""

WAIT_SECONDS = 2
"""How long a request waits for the issuer. Fetching goes on without it."""

MAX_KEYS = 100

FITTING: Mapping[Algorithm, tuple[str, str | None]] = {
    "RS256": ("RSA", None),
    "PS256": ("RSA", None),
    "ES256": ("EC", "P-256"),
    "EdDSA": ("OKP", "Ed25519"),
}
"""The kind of key (`kty`, `crv`) of each algorithm."""

KeyName = tuple[str | None, str]

logger = structlog.stdlib.get_logger(__name__)


class IssuerKeys:
    """The keys that `fetch` brings; `edition` counts how often they were others than before."""

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
        """The key of this id for this algorithm, if there is one; raises `IssuerUnavailable` when nobody knows."""
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
        """End a renewal that is under way."""
        if self._under_way is not None:
            self._under_way.cancel()
            await asyncio.wait({self._under_way})

    async def _settle(self) -> None:
        if self._under_way is not None:
            # Not awaited itself: others wait for it too, and a request that is given up must not end it.
            await asyncio.wait({self._under_way}, timeout=WAIT_SECONDS)

    @property
    def _under_way(self) -> asyncio.Task[None] | None:
        return None if self._renewal is None or self._renewal.done() else self._renewal

    def _held(self, kid: str | None, algorithm: str) -> PyJWK | None:
        # A token need not name its key where there is no choice (OpenID Connect Core, 10.1).
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
        except Exception as error:  # noqa: BLE001  whatever comes from the issuer, the keys that are known stay
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
    """The keys among `members` that may check signatures, by id and algorithm; of two with one id the first."""
    found: dict[KeyName, PyJWK] = {}
    for member in members[:MAX_KEYS]:
        if isinstance(member, dict):
            jwk = cast("dict[str, Any]", member)
            for algorithm in algorithms:
                if _may_check(jwk, algorithm):
                    # A key that is broken, or too short (RSA below 2048 bits), is as good as absent.
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
        # With its private half published anybody can sign.
        and "d" not in jwk
    )
