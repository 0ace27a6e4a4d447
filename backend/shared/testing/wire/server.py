"""The server: three providers and a local one on one port of the loopback, told apart by the first part of the path."""

import asyncio
import socket
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Self

from pydantic_core import to_json

from shared.testing.wire.dialects.claude import ClaudeDialect
from shared.testing.wire.dialects.gemini import GeminiDialect
from shared.testing.wire.dialects.openai import OpenAIDialect
from shared.testing.wire.http import HttpConnection, HttpRequest, Step, whole
from shared.testing.wire.local import LocalDialect
from shared.testing.wire.provider import WireProvider

BACKLOG = 2048


class WireServer:
    """OpenAI, Anthropic and Gemini on `http://127.0.0.1:<port>/openai`, `/claude` and `/gemini`.

    `/local` is a compatible server that lacks OpenAI's Responses API.

    Use it as an async context manager; each provider's `base_url` is what the settings take.
    """

    def __init__(self, port: int = 0) -> None:
        # Bound here, so that the URLs are known before anything runs.
        self._listener = socket.create_server(("127.0.0.1", port), backlog=BACKLOG)
        url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.openai = WireProvider(f"{url}/openai", OpenAIDialect())
        self.claude = WireProvider(f"{url}/claude", ClaudeDialect())
        self.gemini = WireProvider(f"{url}/gemini", GeminiDialect())
        self.local = WireProvider(f"{url}/local", LocalDialect())
        self._server: asyncio.Server | None = None
        self._connections: set[HttpConnection] = set()

    @property
    def providers(self) -> Mapping[str, WireProvider]:
        """The providers by the registry's names for them."""
        return {"openai": self.openai, "claude": self.claude, "gemini": self.gemini, "local": self.local}

    async def __aenter__(self) -> Self:
        self._server = await asyncio.get_running_loop().create_server(
            self._connect, sock=self._listener, backlog=BACKLOG
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
            for connection in tuple(self._connections):
                connection.close()
            await self._server.wait_closed()

    def handle(self, request: HttpRequest) -> Iterator[Step]:
        """The steps of the reply of the provider that the path names."""
        _, name, *rest = request.path.split("/")
        provider = self.providers.get(name)
        if provider is None:
            return iter((whole(404, to_json({"detail": "no such provider"})),))
        return provider.handle(request, "/" + "/".join(rest))

    def lost(self, connection: HttpConnection) -> None:
        """Forget a connection that is gone."""
        self._connections.discard(connection)
        for provider in self.providers.values():
            provider.lost(connection)

    def _connect(self) -> HttpConnection:
        connection = HttpConnection(self)
        self._connections.add(connection)
        return connection


def closed_port_url() -> str:
    """The URL of a port on which nobody listens: connections to it are refused."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
