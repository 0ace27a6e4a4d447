"""A token that was checked is good for a minute: what is remembered of it, and what ends that."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx_aiohttp import AiohttpTransport

from shared.config.auth import ALGORITHMS
from shared.config.base import ServiceSettings
from shared.testing.clock import Clock
from shared.testing.identity import outcome
from shared.testing.issuer import Issuer, new_key
from shared.web.identity.issuer import IssuerClient
from shared.web.identity.jwks import COOLDOWN_SECONDS, IssuerKeys
from shared.web.identity.tokens import TokenAuthenticator


class CountingKeys(IssuerKeys):
    """Keys that count how often one was needed, which is how often a token was really checked."""

    found = 0

    async def find(self, kid: str | None, algorithm: str) -> Any:
        self.found += 1
        return await super().find(kid, algorithm)


@pytest.fixture
async def counting(issuer: Issuer, clock: Clock) -> AsyncIterator[CountingKeys]:
    async with AiohttpTransport() as transport:
        keys = CountingKeys(IssuerClient(issuer.url, None, transport).fetch, ALGORITHMS, clock)
        await keys.find("unheard of", "ES256")
        keys.found = 0
        yield keys
        await keys.close()


async def test_a_good_token_is_checked_once_a_minute_and_not_kept(
    settings: ServiceSettings, issuer: Issuer, counting: CountingKeys, clock: Clock
) -> None:
    tokens, token = TokenAuthenticator(settings, counting, clock), issuer.token()

    for _ in range(10):
        assert await outcome(tokens, token) == "passes"
    assert counting.found == 1
    clock.forward(60)
    assert await outcome(tokens, token) == "passes"
    assert counting.found == 2
    for part in (token, *token.split(".")):
        assert part not in repr(vars(tokens))


async def test_what_was_checked_is_forgotten_at_the_end_of_the_token(
    settings: ServiceSettings, issuer: Issuer, counting: CountingKeys, clock: Clock
) -> None:
    token = issuer.token()
    clock.now = issuer.claims()["exp"] - 5
    tokens = TokenAuthenticator(settings, counting, clock)
    await outcome(tokens, token)

    clock.forward(6)
    await outcome(tokens, token)

    assert counting.found == 2


async def test_only_so_many_tokens_are_remembered(
    settings: ServiceSettings, issuer: Issuer, counting: CountingKeys, clock: Clock
) -> None:
    tokens = TokenAuthenticator(settings, counting, clock, max_remembered=2)
    first, second, third = (issuer.token(name) for name in ("first", "second", "third"))

    for token in (first, second, third, third, second):
        await outcome(tokens, token)
    assert counting.found == 3
    await outcome(tokens, first)

    assert counting.found == 4


async def test_a_token_that_is_refused_is_checked_each_time(
    settings: ServiceSettings, issuer: Issuer, counting: CountingKeys, clock: Clock
) -> None:
    tokens, wrong = TokenAuthenticator(settings, counting, clock), issuer.token(aud="another-api")

    assert {await outcome(tokens, wrong) for _ in range(3)} == {"refused"}
    assert counting.found == 3


async def test_new_keys_end_what_is_remembered(
    settings: ServiceSettings, issuer: Issuer, counting: CountingKeys, clock: Clock
) -> None:
    tokens, token = TokenAuthenticator(settings, counting, clock), issuer.token()
    await outcome(tokens, token)
    issuer.keys.append(new_key("EdDSA"))
    clock.forward(COOLDOWN_SECONDS)
    await outcome(tokens, issuer.token(key=issuer.keys[-1]))

    await outcome(tokens, token)

    assert counting.found == 3
