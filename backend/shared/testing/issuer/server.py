"""An OpenID Connect issuer on the loopback: its configuration, its keys, and tokens signed with them."""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from time import time
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs

import jwt
from pydantic_core import to_json

from shared.testing.issuer.codes import AUTHORIZE_PATH, OPEN, Codes
from shared.testing.issuer.keys import SigningKey, new_key
from shared.testing.wire.http import HttpConnection, HttpRequest, Send, Step, Wait, whole

AUDIENCE = "interview-prep"
EVERYTHING = "resumes:read resumes:write generate"
DISCOVERY_PATH = "/.well-known/openid-configuration"
JWKS_PATH = "/jwks"
TOKEN_PATH = "/token"  # noqa: S105  a path
LIFETIME_SECONDS = 3600
FOREVER_SECONDS = 3600


class Issuer:
    """An issuer at `url`. Use it as an async context manager; `stop` and `start` let it be down meanwhile.

    `keys` are published, and the first signs what names no other. `says` replaces the answer about the keys, `hangs`
    keeps it back. `asked` are the paths of all requests. With `mints`, `POST /token` gives tokens to everybody, and
    whoever comes with a browser is signed in.
    """

    def __init__(self, port: int = 0, keys: Sequence[SigningKey] = (), *, mints: bool = False) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        self._address = self._listener.getsockname()
        self.url = f"http://127.0.0.1:{self._address[1]}"
        self.keys = list(keys) or [new_key("ES256")]
        self.says: Send | None = None
        self.configuration: dict[str, Any] = {
            "issuer": self.url,
            "jwks_uri": f"{self.url}{JWKS_PATH}",
            "authorization_endpoint": f"{self.url}{AUTHORIZE_PATH}",
            "token_endpoint": f"{self.url}{TOKEN_PATH}",
        }
        self.hangs = False
        self.asked: list[str] = []
        self._mints = mints
        self._codes = Codes(self.token)
        self._server: asyncio.Server | None = None
        self._connections: set[HttpConnection] = set()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Take connections, on the same port as before."""
        if self._listener.fileno() == -1:
            self._listener = socket.create_server(self._address)
        self._server = await asyncio.get_running_loop().create_server(self._connect, sock=self._listener)

    async def stop(self) -> None:
        """End all connections and refuse new ones."""
        if self._server is not None:
            self._server.close()
            for connection in tuple(self._connections):
                connection.close()
            await self._server.wait_closed()
            self._server = None

    @property
    def asked_for_keys(self) -> int:
        """How often somebody wanted the keys."""
        return self.asked.count(JWKS_PATH)

    @property
    def settings(self) -> dict[str, Any]:
        """What a service is configured with to take these tokens."""
        return {"auth_mode": "jwt", "auth_issuer": self.url, "auth_audience": AUDIENCE}

    def claims(self, subject: str = "alice", **members: object) -> dict[str, Any]:
        """What a token says, with `members` on top; a member that is `None` is left out."""
        now = int(time())
        made = {
            "iss": self.url,
            "sub": subject,
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + LIFETIME_SECONDS,
            "scope": EVERYTHING,
            **members,
        }
        return {name: value for name, value in made.items() if value is not None}

    def token(self, subject: str = "alice", *, key: SigningKey | None = None, **members: object) -> str:
        """A signed token."""
        signer = key or self.keys[0]
        headers = {"kid": signer.kid}
        return jwt.encode(self.claims(subject, **members), signer.private, signer.algorithm, headers=headers)

    def bearer(self, subject: str = "alice", *, key: SigningKey | None = None, **members: object) -> dict[str, str]:
        """The headers of a request that shows such a token."""
        return {"Authorization": f"Bearer {self.token(subject, key=key, **members)}"}

    def handle(self, request: HttpRequest) -> Iterator[Step]:
        """The reply to a request."""
        self.asked.append(request.path)
        if request.headers.get("host") != self.url.removeprefix("http://"):
            # A page of some name that points here must get no token (DNS rebinding).
            return iter((whole(404, b"{}"),))
        match request.path:
            case "/.well-known/openid-configuration":
                return iter((whole(200, to_json(self.configuration), OPEN),))
            case "/jwks":
                published = whole(200, to_json({"keys": [key.jwk for key in self.keys]}))
                pause = (Wait(FOREVER_SECONDS),) if self.hangs else ()
                return iter((*pause, self.says or published))
            case "/token" if self._mints:
                return iter((self._exchange(request.body),))
            case "/authorize" if self._mints:
                return iter((self._codes.authorize(request.query),))
            case _:
                return iter((whole(404, b"{}"),))

    def lost(self, connection: HttpConnection) -> None:
        """Forget a connection that is gone."""
        self._connections.discard(connection)

    def _exchange(self, body: bytes) -> Send:
        wished = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if wished.get("grant_type") == "authorization_code":
            return self._codes.redeem(wished)
        token = self.token(wished.get("sub", "alice"), scope=wished.get("scope", EVERYTHING))
        return whole(200, token.encode(), media_type="text/plain")

    def _connect(self) -> HttpConnection:
        connection = HttpConnection(self)
        self._connections.add(connection)
        return connection
