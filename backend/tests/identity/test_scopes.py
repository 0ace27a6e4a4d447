"""What a token allows, wherever its issuer writes that."""

from typing import Any

import httpx
import pytest

from shared.config.base import ServiceSettings
from shared.testing.identity import PREFIX, identity_app
from shared.testing.issuer import EVERYTHING, Issuer
from shared.testing.problems import assert_problem
from shared.testing.serving import client_of
from shared.web.identity.tokens import owner_id

READ, WRITE, GENERATE = "resumes:read", "resumes:write", "generate"


@pytest.mark.parametrize(
    ("members", "scopes"),
    [
        ({"scope": EVERYTHING}, [GENERATE, READ, WRITE]),
        ({"scope": f"openid profile {READ} email"}, [READ]),
        ({"scope": None, "scp": [READ, WRITE]}, [READ, WRITE]),
        ({"scope": None, "scp": f"{GENERATE} {READ}"}, [GENERATE, READ]),
        ({"scope": READ, "scp": [WRITE]}, [READ, WRITE]),
        ({"scope": None}, []),
        ({"scope": ""}, []),
        ({"scope": ["resumes:read", 1, None]}, [READ]),
        ({"scope": {"resumes:read": True}}, []),
        ({"scope": f"{READ},{WRITE}"}, []),
        ({"scope": READ.upper()}, []),
        ({"scope": "resumes"}, []),
    ],
    ids=str,
)
async def test_scopes_are_read(
    client: httpx.AsyncClient, issuer: Issuer, members: dict[str, Any], scopes: list[str]
) -> None:
    answer = await client.get("", headers=issuer.bearer("bob", **members))

    assert answer.json() == {"id": owner_id(issuer.url, "bob"), "scopes": scopes}


@pytest.mark.parametrize(
    ("method", "path", "allowed", "needed"),
    [
        ("GET", "/read", f"{WRITE} {GENERATE}", READ),
        ("POST", "", f"{READ} {GENERATE}", WRITE),
        ("POST", "/made", f"{READ} {WRITE}", f"{GENERATE} {READ}"),
        ("POST", "/made", GENERATE, f"{GENERATE} {READ}"),
    ],
)
async def test_a_scope_that_is_missing_is_named(
    client: httpx.AsyncClient, issuer: Issuer, method: str, path: str, allowed: str, needed: str
) -> None:
    short = await client.request(method, path, json={}, headers=issuer.bearer(scope=allowed))
    enough = await client.request(method, path, json={}, headers=issuer.bearer(scope=f"{allowed} {needed}"))

    problem = assert_problem(short, 403, "INSUFFICIENT_SCOPE")
    assert problem["scopes"] == needed.split()
    assert short.headers["WWW-Authenticate"] == (
        f'Bearer realm="interview-prep", error="insufficient_scope", scope="{needed}"'
    )
    assert enough.status_code == 200


async def test_who_may_not_write_is_told_before_the_body_is_read(client: httpx.AsyncClient, issuer: Issuer) -> None:
    answer = await client.post("", content=b"{ no JSON", headers=issuer.bearer(scope=READ))

    assert_problem(answer, 403, "INSUFFICIENT_SCOPE")


async def test_two_issuers_with_one_subject_are_two_owners(client: httpx.AsyncClient, issuer: Issuer) -> None:
    async with Issuer() as other, client_of(identity_app(ServiceSettings(**other.settings)), PREFIX) as other_client:
        here = (await client.get("", headers=issuer.bearer("alice"))).json()["id"]
        there = (await other_client.get("", headers=other.bearer("alice"))).json()["id"]
        again = (await client.get("", headers=issuer.bearer("alice", key=issuer.keys[1]))).json()["id"]

    assert here == again
    assert here != there


async def test_with_one_local_owner_tokens_mean_nothing(issuer: Issuer) -> None:
    async with client_of(identity_app(ServiceSettings()), PREFIX) as client:
        for headers in ({}, issuer.bearer("alice"), {"Authorization": "Bearer nonsense"}):
            answer = await client.post("/made", json={}, headers=headers)

            assert answer.json() == {"id": "local", "scopes": [GENERATE, READ, WRITE]}
    assert issuer.asked == []
