"""Every token but a good one is refused, with the same words, and is not found in any log."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from time import time
from typing import Any

import httpx
import jwt
import pytest

from shared.config.base import ServiceSettings
from shared.core.identity import Identity
from shared.testing.identity import identity_app
from shared.testing.issuer import AUDIENCE, Issuer, new_key
from shared.testing.problems import assert_problem
from shared.testing.serving import client_of
from shared.web.identity.tokens import owner_id

Make = Callable[[Issuer], str]
CHALLENGE = 'Bearer realm="interview-prep"'


def part(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def signed(header: dict[str, Any], claims: dict[str, Any], secret: bytes) -> str:
    """A token signed with HMAC by hand: PyJWT would not take a public key for a password."""
    content = f"{part(header)}.{part(claims)}"
    signature = hmac.digest(secret, content.encode(), "sha256")
    return f"{content}.{urlsafe_b64encode(signature).decode().rstrip('=')}"


def forged(issuer: Issuer, **header: object) -> str:
    """A token of the issuer's with another header in front of it."""
    key = issuer.keys[0]
    _, claims, signature = issuer.token().split(".")
    return f"{part({'alg': key.algorithm, 'kid': key.kid, 'typ': 'JWT', **header})}.{claims}.{signature}"


def altered(issuer: Issuer) -> str:
    header, _, signature = issuer.token().split(".")
    return f"{header}.{part(issuer.claims('mallory'))}.{signature}"


def without(claim: str) -> Make:
    members: dict[str, Any] = {claim: None}
    return lambda issuer: issuer.token(**members)


def header_of(issuer: Issuer) -> dict[str, Any]:
    return {"alg": "HS256", "kid": issuer.keys[0].kid, "typ": "JWT"}


SOON, LONG_AGO = 120, 3_600
REFUSED: dict[str, Make] = {
    "expired": lambda issuer: issuer.token(exp=int(time()) - 61),
    "not yet valid": lambda issuer: issuer.token(nbf=int(time()) + SOON),
    "issued in the future": lambda issuer: issuer.token(iat=int(time()) + SOON),
    "of another issuer": lambda issuer: issuer.token(iss="https://accounts.example.com"),
    "of a similar issuer": lambda issuer: issuer.token(iss=f"{issuer.url}/"),
    "for another audience": lambda issuer: issuer.token(aud="another-api"),
    "for others": lambda issuer: issuer.token(aud=["one", "two"]),
    "of nobody": lambda issuer: issuer.token(sub=""),
    "of a number": lambda issuer: issuer.token(sub=1),
    "of a long name": lambda issuer: issuer.token(sub="a" * 256),
    "with times as words": lambda issuer: issuer.token(exp="tomorrow"),
    "with an endless time": lambda issuer: issuer.token(exp=float("inf")),
    **{f"without {name}": without(name) for name in ("exp", "iat", "iss", "aud", "sub")},
    "unsigned": lambda issuer: f"{part({'alg': 'none'})}.{part(issuer.claims())}.",
    "unsigned with a key's name": lambda issuer: forged(issuer, alg="none"),
    "signed with the public key as password": lambda issuer: signed(
        header_of(issuer), issuer.claims(), issuer.keys[0].public_pem
    ),
    "signed with the JWK as password": lambda issuer: signed(
        header_of(issuer), issuer.claims(), json.dumps(issuer.keys[0].jwk).encode()
    ),
    "signed with nothing": lambda issuer: signed(header_of(issuer), issuer.claims(), b""),
    "of an algorithm of another key": lambda issuer: forged(issuer, alg="ES256"),
    "of the same family": lambda issuer: forged(issuer, alg="RS512"),
    "of no algorithm": lambda issuer: forged(issuer, alg=None),
    "of two algorithms": lambda issuer: forged(issuer, alg=["RS256"]),
    "of a key that is no name": lambda issuer: forged(issuer, kid=7),
    "of a key that is null": lambda issuer: forged(issuer, kid=None),
    "without a key's name where there are two": lambda issuer: jwt.encode(
        issuer.claims(), issuer.keys[0].private, "RS256"
    ),
    "with a header changed": lambda issuer: forged(issuer, typ="at+jwt"),
    "with something critical": lambda issuer: forged(issuer, crit=["exp"], exp=1),
    "unencoded": lambda issuer: forged(issuer, crit=["b64"], b64=False),
    "with claims changed": altered,
    "with a key of its own": lambda issuer: jwt.encode(
        issuer.claims(), OWN.private, "ES256", headers={"jwk": OWN.jwk, "kid": issuer.keys[1].kid}
    ),
    "with a key's address of its own": lambda issuer: jwt.encode(
        issuer.claims(), OWN.private, "ES256", headers={"jku": "http://127.0.0.1:9/jwks", "kid": issuer.keys[1].kid}
    ),
    "without a signature": lambda issuer: issuer.token().rpartition(".")[0] + ".",
    "cut off": lambda issuer: issuer.token()[:-1],
    "too long": lambda issuer: issuer.token(padding="p" * 8_000),
    "deeper than a parser": lambda _: f"{urlsafe_b64encode(b'[' * 4000).decode().rstrip('=')}.e30.e30",
    "one word": lambda _: "letmein",
    "three words": lambda _: "let.me.in",
    "two parts": lambda issuer: issuer.token().rpartition(".")[0],
    "four parts": lambda issuer: f"{issuer.token()}.e30",
    "dots": lambda _: "..",
    "with a space": lambda issuer: issuer.token().replace(".", ". "),
    "not ASCII": lambda issuer: issuer.token() + "é",
    "nothing": lambda _: "",
}
OWN = new_key("ES256")


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
async def test_a_token_is_refused(
    client: httpx.AsyncClient, issuer: Issuer, make: Make, capfd: pytest.CaptureFixture[str]
) -> None:
    token = make(issuer)

    answer = await client.get("", headers=[(b"Authorization", f"Bearer {token}".strip().encode())])

    problem = assert_problem(answer, 401, "INVALID_TOKEN")
    assert answer.headers["WWW-Authenticate"] == (
        f'{CHALLENGE}, error="invalid_token", error_description="{problem["detail"]}"'
    )
    assert problem["detail"] == "The bearer token is invalid or has expired."
    logged = capfd.readouterr().out
    assert "token refused" in logged
    for secret in filter(None, (token, *token.split("."))):
        assert len(secret) < 10 or secret not in logged


@pytest.mark.parametrize("headers", [[], [("Authorization", "Basic YTpi")], [("Authorization", "")]], ids=str)
async def test_who_shows_no_token_is_told_to(client: httpx.AsyncClient, headers: list[tuple[str, str]]) -> None:
    answer = await client.get("", headers=headers)

    assert_problem(answer, 401, "UNAUTHORIZED")
    assert answer.headers["WWW-Authenticate"] == CHALLENGE


async def test_two_tokens_are_none(client: httpx.AsyncClient, issuer: Issuer) -> None:
    headers = [*issuer.bearer("alice").items(), *issuer.bearer("bob").items()]

    assert_problem(await client.get("", headers=headers), 401, "INVALID_TOKEN")


@pytest.mark.parametrize("size", [100_000, 2_000_000])
async def test_a_huge_token_costs_nothing(client: httpx.AsyncClient, issuer: Issuer, size: int) -> None:
    huge = issuer.token(padding="p" * size)

    try:
        answer = await client.get("", headers={"Authorization": f"Bearer {huge}"})
    except httpx.HTTPError:  # the server may also refuse to read on
        return
    assert answer.status_code in (400, 401, 431)
    assert issuer.asked == []


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
async def test_a_good_token_passes(client: httpx.AsyncClient, issuer: Issuer, scheme: str) -> None:
    for key in issuer.keys:
        answer = await client.get("", headers={"Authorization": f"{scheme} {issuer.token(key=key)}"})

        assert answer.status_code == 200, answer.text


ACCEPTED: dict[str, Make] = {
    "for one audience of many": lambda issuer: issuer.token(aud=[AUDIENCE, "account"]),
    "valid since": lambda issuer: issuer.token(nbf=int(time()) - 5),
    "just over": lambda issuer: issuer.token(exp=int(time()) - 20),
    "of a clock that is ahead": lambda issuer: issuer.token(iat=int(time()) + 20, nbf=int(time()) + 20),
    "of a long name": lambda issuer: issuer.token("a" * 255),
    "of any name": lambda issuer: issuer.token("사용자 😀"),
    "with more claims": lambda issuer: issuer.token(typ="Bearer", azp="web", realm_access={"roles": ["user"]}),
}


@pytest.mark.parametrize("make", ACCEPTED.values(), ids=ACCEPTED)
async def test_a_token_may_look_like_this(client: httpx.AsyncClient, issuer: Issuer, make: Make) -> None:
    answer = await client.get("", headers={"Authorization": f"Bearer {make(issuer)}"})

    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA"])
async def test_each_algorithm_is_taken_unless_the_settings_leave_it_out(
    settings: ServiceSettings, issuer: Issuer, algorithm: Any
) -> None:
    issuer.keys = [new_key(algorithm)]
    others = tuple(name for name in settings.auth_algorithms if name != algorithm)

    async with client_of(identity_app(settings), "/api/v1/me") as client:
        assert (await client.get("", headers=issuer.bearer())).status_code == 200
    fewer = settings.model_copy(update={"auth_algorithms": others})
    async with client_of(identity_app(fewer), "/api/v1/me") as client:
        assert_problem(await client.get("", headers=issuer.bearer()), 401, "INVALID_TOKEN")


async def test_nothing_is_read_for_a_stranger(client: httpx.AsyncClient, issuer: Issuer) -> None:
    assert_problem(await client.post("", content=b"{ no JSON"), 401, "UNAUTHORIZED")
    assert_problem(await client.get("", headers={"Accept": "text/html"}), 401, "UNAUTHORIZED")
    assert issuer.asked == []


async def test_no_token_is_in_a_log(
    settings: ServiceSettings, issuer: Issuer, capfd: pytest.CaptureFixture[str]
) -> None:
    token = issuer.token()
    loud = settings.model_copy(update={"log_level": "debug"})

    async with client_of(identity_app(loud), "/api/v1/me") as client:
        headers = {"Authorization": f"Bearer {token}"}
        assert (await client.get("", headers=headers)).status_code == 200
        await client.post("", json={"wrong": 1}, headers=headers)
        await issuer.stop()
        stranger = new_key("ES256")
        unknown = issuer.token(key=stranger)
        await client.get("", headers={"Authorization": f"Bearer {unknown}"})

    printed = capfd.readouterr()
    logged = printed.out + printed.err
    assert '"path":"/api/v1/me"' in logged
    for made in (token, unknown):
        assert made not in logged
        assert made.split(".")[1] not in logged
        assert made.split(".")[2] not in logged


def test_an_identity_shows_no_token() -> None:
    assert "secret" not in repr(Identity("owner", (("Authorization", "Bearer secret"),)))


def test_the_owner_is_made_of_issuer_and_subject() -> None:
    owner = owner_id("https://a.example", "alice@example.com")

    # Documents belong to this text: a change of how it is made would take them away from everybody.
    assert owner == "jwt-U9sgOpgDZ9Pzj2psMIhmEyPsqADgm9TfiqH1uDm7w4I"
    others = {
        owner_id("https://b.example", "alice@example.com"),
        owner_id("https://a.example", "alice@example.org"),
        owner_id("https://a.exampl", "ealice@example.com"),
        owner_id("https://a.example", "\ud800"),
        "local",
    }
    assert owner not in others
    assert len(others) == 5
    assert "alice" not in owner
