"""Whatever stands in the Authorization header: an answer that the caller can act on, and never a failure of ours."""

import asyncio
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jwt import PyJWS

from shared.config.base import ServiceSettings
from shared.testing.identity import PREFIX, identity_app
from shared.testing.issuer import Issuer
from shared.testing.serving import serving

pytestmark = pytest.mark.unmeasured

PATIENCE_SECONDS = 5
EXAMPLES = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass
class World:
    """One issuer and one service for all examples."""

    runner: asyncio.Runner
    issuer: Issuer
    port: int

    def status(self, *authorization: bytes) -> int:
        """The status of the answer to a request with these headers, as bytes on the wire."""
        return self.runner.run(self._status(authorization))

    async def _status(self, authorization: tuple[bytes, ...]) -> int:
        headers = b"".join(b"Authorization: %b\r\n" % value for value in authorization)
        async with asyncio.timeout(PATIENCE_SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            fixed = b"Host: localhost\r\nConnection: close\r\n"
            writer.write(b"GET %b HTTP/1.1\r\n%b%b\r\n" % (PREFIX.encode(), fixed, headers))
            answer = await reader.read()
            writer.close()
        return int(answer.split(b" ", 2)[1])

    def signed(self, claims: bytes, headers: dict[str, Any] | None = None) -> bytes:
        """A token with a good signature over anything."""
        key = self.issuer.keys[0]
        token = PyJWS().encode(claims, key.private, key.algorithm, headers={"kid": key.kid, **(headers or {})})
        return b"Bearer " + token.encode()


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()

        async def start() -> World:
            issuer = await stack.enter_async_context(Issuer())
            app = identity_app(ServiceSettings(**issuer.settings, log_level="error"))
            url = await stack.enter_async_context(serving(app))
            return World(runner, issuer, int(url.rpartition(":")[2]))

        world = runner.run(start())
        assert world.status(f"Bearer {world.issuer.token()}".encode()) == 200
        yield world
        runner.run(stack.aclose())


# A line break would be another header, and the server itself refuses the other control characters.
lines = st.binary(max_size=300).map(lambda value: b"".join(value.splitlines()))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["iss", "sub", "aud", "exp", "iat", "nbf", "jti", "scope", "scp", "typ", "cnf"])
headers = st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jwk", "jku", "x5c", "x5u", "zip", "enc"])


@EXAMPLES
@given(values=st.lists(lines, max_size=3))
def test_bytes_are_refused(world: World, values: list[bytes]) -> None:
    assert world.status(*values) in (400, 401)


@EXAMPLES
@given(parts=st.lists(st.binary(max_size=60), min_size=1, max_size=5))
def test_what_looks_like_a_token_is_refused(world: World, parts: list[bytes]) -> None:
    token = b".".join(urlsafe_b64encode(part).rstrip(b"=") for part in parts)

    assert world.status(b"Bearer " + token) == 401


@EXAMPLES
@given(place=st.integers(0, 10_000), byte=st.integers(33, 126))
def test_a_token_with_one_character_changed_is_refused(world: World, place: int, byte: int) -> None:
    token = bytearray(world.issuer.token().encode())
    place %= len(token) - 2  # the last characters have bits that say nothing
    if token[place] != byte:
        token[place] = byte
        assert world.status(b"Bearer " + bytes(token)) == 401


@EXAMPLES
@given(members=st.dictionaries(headers, values, max_size=4))
def test_any_other_header_in_front_of_a_signature_is_refused(world: World, members: dict[str, Any]) -> None:
    _, claims, signature = world.issuer.token().split(".")
    key = world.issuer.keys[0]
    header = json.dumps({"alg": key.algorithm, "kid": key.kid, **members}).encode()
    token = f"{urlsafe_b64encode(header).decode().rstrip('=')}.{claims}.{signature}"

    assert world.status(f"Bearer {token}".encode()) == 401


@EXAMPLES
@given(members=st.dictionaries(names, values, min_size=1, max_size=3))
@example(members={"exp": []})
@example(members={"iat": {}})
@example(members={"nbf": [1]})
@example(members={"exp": 1e999})
@example(members={"exp": 10**400})
@example(members={"iat": -(10**400)})
@example(members={"aud": {"interview-prep": 1}})
@example(members={"sub": "\ud800"})
def test_any_claims_that_the_issuer_signed_are_taken_or_refused(world: World, members: dict[str, Any]) -> None:
    claims = json.dumps({**world.issuer.claims(), **members}).encode()

    assert world.status(world.signed(claims)) in (200, 401)


@EXAMPLES
@given(claims=st.binary(max_size=200) | values.map(lambda value: json.dumps(value).encode()))
@example(claims=b"[" * 5_000)
@example(claims=b'{"exp": ' + b"9" * 5_000 + b"}")
def test_anything_else_that_the_issuer_signed_is_refused(world: World, claims: bytes) -> None:
    assert world.status(world.signed(claims)) == 401
