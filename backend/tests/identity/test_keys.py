"""The issuer's keys: fetched late and seldom, renewed when they change, and enough while the issuer is down."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import jwt
import pytest
from httpx_aiohttp import AiohttpTransport
from pydantic_core import to_json

from shared.config.auth import ALGORITHMS
from shared.config.base import ServiceSettings
from shared.testing.clock import Clock
from shared.testing.identity import outcome
from shared.testing.issuer import Issuer, SigningKey, new_key
from shared.testing.wire.http import Send, whole
from shared.web.identity.issuer import MAX_BYTES, IssuerClient, UnusableKeys
from shared.web.identity.jwks import (
    COOLDOWN_SECONDS,
    KEEP_SECONDS,
    RENEW_SECONDS,
    RETRY_SECONDS,
    STALE_SECONDS,
    IssuerKeys,
    usable,
)
from shared.web.identity.tokens import TokenAuthenticator

STRANGER = new_key("ES256")


@pytest.fixture
async def keys(issuer: Issuer, clock: Clock) -> AsyncIterator[IssuerKeys]:
    async with AiohttpTransport() as transport:
        keys = IssuerKeys(IssuerClient(issuer.url, None, transport).fetch, ALGORITHMS, clock)
        yield keys
        await keys.close()


@pytest.fixture
def tokens(settings: ServiceSettings, keys: IssuerKeys) -> TokenAuthenticator:
    return TokenAuthenticator(settings, keys)


async def test_nothing_is_asked_before_the_first_token_and_many_at_once_ask_once(
    tokens: TokenAuthenticator, issuer: Issuer
) -> None:
    assert issuer.asked == []

    outcomes = await asyncio.gather(*(outcome(tokens, issuer.token(f"person-{number}")) for number in range(100)))

    assert set(outcomes) == {"passes"}
    assert issuer.asked == ["/.well-known/openid-configuration", "/jwks"]


async def test_a_new_key_is_asked_for_once_and_then_known(
    tokens: TokenAuthenticator, issuer: Issuer, clock: Clock
) -> None:
    assert await outcome(tokens, issuer.token()) == "passes"
    clock.forward(COOLDOWN_SECONDS)
    rotated = new_key("RS256")
    issuer.keys.insert(0, rotated)

    assert [await outcome(tokens, issuer.token(key=key)) for key in issuer.keys] == ["passes"] * 3
    assert issuer.asked_for_keys == 2


async def test_invented_keys_do_not_become_requests_to_the_issuer(
    tokens: TokenAuthenticator, issuer: Issuer, clock: Clock
) -> None:
    good = issuer.token()
    assert await outcome(tokens, good) == "passes"

    async def invent(times: int) -> set[str]:
        invented = [SigningKey(f"invented-{number}", "ES256", STRANGER.private) for number in range(times)]
        return {await outcome(tokens, issuer.token(key=key)) for key in invented}

    assert await invent(50) == {"refused"}
    assert issuer.asked_for_keys == 1
    for rounds in range(1, 4):
        clock.forward(COOLDOWN_SECONDS)
        assert await invent(50) == {"refused"}
        assert issuer.asked_for_keys == 1 + rounds
    assert await outcome(tokens, good) == "passes"


async def test_tokens_of_known_keys_pass_for_a_day_without_the_issuer(
    tokens: TokenAuthenticator, issuer: Issuer, clock: Clock
) -> None:
    assert await outcome(tokens, issuer.token()) == "passes"
    await issuer.stop()

    for hour in range(1, KEEP_SECONDS // 3600 + 1):
        clock.forward(3600)
        assert await outcome(tokens, issuer.token(f"person-{hour}")) == "passes"
        assert await outcome(tokens, issuer.token(key=STRANGER)) == "unknown"
    clock.forward(1)
    assert await outcome(tokens, issuer.token("somebody new")) == "unknown"

    await issuer.start()
    clock.forward(COOLDOWN_SECONDS)
    assert await outcome(tokens, issuer.token("somebody new")) == "passes"


async def test_an_issuer_that_is_down_from_the_start_is_asked_again_soon(
    tokens: TokenAuthenticator, issuer: Issuer, clock: Clock
) -> None:
    await issuer.stop()
    token = issuer.token()
    assert await outcome(tokens, token) == "unknown"

    await issuer.start()
    assert await outcome(tokens, token) == "unknown"
    clock.forward(RETRY_SECONDS)
    assert await outcome(tokens, token) == "passes"


async def test_a_key_that_was_taken_back_vouches_for_nobody_even_if_it_did(
    tokens: TokenAuthenticator, keys: IssuerKeys, issuer: Issuer, clock: Clock
) -> None:
    stolen = issuer.token()
    assert await outcome(tokens, stolen) == "passes"
    del issuer.keys[0]

    clock.forward(RENEW_SECONDS + 1)
    # The request that finds the keys old goes on with them, and the next ones have the new ones.
    assert await outcome(tokens, issuer.token("another")) == "passes"
    await keys.find("unheard of", "ES256")

    assert await outcome(tokens, stolen) == "refused"


async def test_keys_from_before_a_quiet_night_are_not_believed_without_asking(
    tokens: TokenAuthenticator, issuer: Issuer, clock: Clock
) -> None:
    stolen = issuer.token()
    assert await outcome(tokens, issuer.token("another")) == "passes"
    del issuer.keys[0]

    clock.forward(STALE_SECONDS + 1)

    assert await outcome(tokens, stolen) == "refused"


async def test_nobody_waits_twice_for_an_issuer_that_hangs_when_the_key_is_known(
    tokens: TokenAuthenticator, issuer: Issuer, clock: Clock
) -> None:
    assert await outcome(tokens, issuer.token()) == "passes"
    await issuer.stop()
    clock.forward(STALE_SECONDS + 1)
    assert await outcome(tokens, issuer.token("the first")) == "passes"
    issuer.hangs = True
    await issuer.start()
    clock.forward(COOLDOWN_SECONDS)

    async with asyncio.timeout(1):
        assert await outcome(tokens, issuer.token("the second")) == "passes"


async def test_keys_are_renewed_while_requests_go_on(tokens: TokenAuthenticator, issuer: Issuer, clock: Clock) -> None:
    assert await outcome(tokens, issuer.token()) == "passes"
    issuer.hangs = True
    clock.forward(RENEW_SECONDS + 1)

    async with asyncio.timeout(1):
        outcomes = {await outcome(tokens, issuer.token(f"person-{number}")) for number in range(20)}

    assert outcomes == {"passes"}


async def test_who_waits_for_an_issuer_that_hangs_is_told_so_in_time(
    tokens: TokenAuthenticator, issuer: Issuer
) -> None:
    issuer.hangs = True
    token = issuer.token()

    async with asyncio.timeout(4):
        assert await asyncio.gather(*(outcome(tokens, token) for _ in range(5))) == ["unknown"] * 5
    assert issuer.asked_for_keys == 1


async def test_a_request_that_is_given_up_does_not_end_the_fetching_of_the_others(
    tokens: TokenAuthenticator, issuer: Issuer
) -> None:
    token = issuer.token()
    impatient = asyncio.create_task(outcome(tokens, token))
    patient = asyncio.create_task(outcome(tokens, token))
    await asyncio.sleep(0)  # both wait now

    impatient.cancel()

    assert await patient == "passes"
    assert issuer.asked_for_keys == 1


ANSWERS: dict[str, Send] = {
    "an error": whole(500, b"{}"),
    "a redirect": whole(302, b"{}", {"Location": "http://127.0.0.1:9/jwks"}),
    "no content": whole(200, b""),
    "a page": whole(200, b"<html>", media_type="text/html"),
    "a list": whole(200, b"[]"),
    "no keys": whole(200, b"{}"),
    "keys that are none": whole(200, b'{"keys": {"kid": "1"}}'),
    "no key": whole(200, b'{"keys": []}'),
    "rubbish": whole(200, b'{"keys": [null, 1, "key", [], {}, {"kty": "EC"}, {"kty": "RSA", "kid": "1", "n": "x"}]}'),
    "too much": whole(200, b'{"keys": [' + b" " * MAX_BYTES + b"]}"),
    "a depth": whole(200, b'{"keys": ' + b"[" * 100_000),
    "no text": whole(200, b"\xff\xfe{}"),
    "no HTTP": Send(b"EHLO there\r\n\r\n"),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
async def test_an_issuer_that_answers_with_something_else_changes_nothing(
    tokens: TokenAuthenticator, issuer: Issuer, clock: Clock, answer: Send, capfd: pytest.CaptureFixture[str]
) -> None:
    issuer.says = answer
    assert await outcome(tokens, issuer.token()) == "unknown"

    issuer.says = None
    clock.forward(RETRY_SECONDS)
    assert await outcome(tokens, issuer.token()) == "passes"

    issuer.says = answer
    clock.forward(RENEW_SECONDS + 1)
    assert await outcome(tokens, issuer.token(key=STRANGER)) == "unknown"
    assert await outcome(tokens, issuer.token("another")) == "passes"
    assert "cannot fetch the issuer's keys" in capfd.readouterr().out


def unfit(key: SigningKey, **members: object) -> dict[str, Any]:
    changed = {**key.jwk, **members}
    return {name: value for name, value in changed.items() if value is not None}


RSA, EC = new_key("RS256"), new_key("ES256")
UNFIT: dict[str, dict[str, Any]] = {
    "for encryption": unfit(RSA, use="enc"),
    "for signing only": unfit(RSA, use=None, key_ops=["sign"]),
    "with a word for operations": unfit(RSA, key_ops="verify"),
    "too short": new_key("RS256", bits=1024).jwk,
    "of an algorithm that is not taken": unfit(RSA, alg="RS512"),
    "a password": {"kty": "oct", "kid": "1", "k": "c2VjcmV0", "alg": "HS256"},
    "a password for RSA": {"kty": "oct", "kid": "1", "k": "c2VjcmV0", "alg": "RS256"},
    "on another curve": unfit(EC, crv="P-384"),
    "not on its curve": unfit(EC, x=EC.jwk["y"]),
    "with a number for a name": unfit(EC, kid=1),
    "with half of it missing": unfit(RSA, n=None),
    "with its private half": unfit(RSA, d=RSA.jwk["n"]),
}


@pytest.mark.parametrize("jwk", UNFIT.values(), ids=UNFIT)
def test_a_key_that_is_unfit_is_as_good_as_absent(jwk: dict[str, Any]) -> None:
    good = new_key("EdDSA")

    assert usable([jwk], ALGORITHMS) == {}
    assert usable([jwk, good.jwk], ALGORITHMS).keys() == {(good.kid, "EdDSA")}


def test_a_key_without_an_algorithm_serves_those_of_its_kind() -> None:
    assert usable([unfit(RSA, alg=None, use=None)], ALGORITHMS).keys() == {(RSA.kid, "RS256"), (RSA.kid, "PS256")}


def test_of_two_keys_with_one_name_the_first_counts() -> None:
    one, two = new_key("ES256"), new_key("ES256")

    ((_, key),) = usable([one.jwk, {**two.jwk, "kid": one.kid}], ALGORITHMS).items()

    assert key.key == one.private.public_key()


async def test_a_token_without_a_keys_name_passes_where_there_is_one_key(
    tokens: TokenAuthenticator, issuer: Issuer
) -> None:
    issuer.keys = [issuer.keys[1]]
    nameless = jwt.encode(issuer.claims(), issuer.keys[0].private, "ES256")

    assert await outcome(tokens, nameless) == "passes"


async def test_a_configuration_of_another_issuer_is_not_believed(tokens: TokenAuthenticator, issuer: Issuer) -> None:
    issuer.configuration["issuer"] = "https://accounts.example.com"

    assert await outcome(tokens, issuer.token()) == "unknown"
    assert issuer.asked_for_keys == 0


@pytest.mark.parametrize("address", [None, 1, "", "/jwks", "file:///etc/passwd", "ftp://127.0.0.1/jwks"])
async def test_keys_are_fetched_over_http_alone(tokens: TokenAuthenticator, issuer: Issuer, address: object) -> None:
    issuer.configuration["jwks_uri"] = address

    assert await outcome(tokens, issuer.token()) == "unknown"


async def test_keys_of_an_issuer_with_tls_are_fetched_with_tls() -> None:
    configuration = {"issuer": "https://a.example", "jwks_uri": "http://a.example/jwks"}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=httpx.ByteStream(to_json(configuration))))

    with pytest.raises(UnusableKeys, match="no trusted jwks_uri"):
        await IssuerClient("https://a.example", None, transport).fetch()


async def test_where_the_keys_are_can_be_set(issuer: Issuer) -> None:
    async with AiohttpTransport() as transport:
        members = await IssuerClient("https://not.asked.example", f"{issuer.url}/jwks", transport).fetch()

    assert members == [key.jwk for key in issuer.keys]
    assert issuer.asked == ["/jwks"]
