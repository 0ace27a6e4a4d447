"""`interview-prep-mcp` speaks over stdio, `interview-prep-mcp --http` over streamable HTTP."""

import argparse
import asyncio
import os
from collections.abc import Sequence

import httpx2
import uvicorn
from mcp.server.transport_security import TransportSecuritySettings

from interview_prep_mcp.door import Door
from interview_prep_mcp.identity import auth_of
from interview_prep_mcp.server import build
from interview_prep_mcp.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PORT = 8010


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until the agent closes the connection, or over HTTP until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="interview-prep-mcp", description=__doc__)
    parser.add_argument("--http", action="store_true", help="streamable HTTP at /mcp instead of stdio")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--public-url", help="URL of /mcp for agents; its host is allowed in requests, too")
    parser.add_argument("--issuer", help="URL of the issuer of tokens: requests without one are told where to sign in")
    options = parser.parse_args(arguments)
    if options.issuer and not options.http:
        parser.error("--issuer needs --http")
    if options.host not in LOOPBACK and not options.public_url:
        parser.error("--host needs --public-url, which says under which name requests may come")
    asyncio.run(serve_http(options) if options.http else serve_stdio())


async def serve_stdio() -> None:
    """Serve the agent that started the process."""
    settings = Settings.of(os.environ)
    async with httpx2.AsyncClient() as http:
        await build(Door(settings.url, http, token=settings.token)).run_stdio_async()


async def serve_http(options: argparse.Namespace) -> None:
    """Serve whoever comes, each with the token of their own requests. Nothing is kept between requests."""
    own = f"http://{options.host}:{options.port}/mcp"
    public = options.public_url or own
    auth = auth_of(options.issuer, public) if options.issuer else None
    async with httpx2.AsyncClient() as http:
        server = build(Door(Settings.of(os.environ).url, http, over_http=True), auth)
        app = server.streamable_http_app(
            host=options.host, stateless_http=True, transport_security=security(options.port, public)
        )
        # It says that it listens, and does not log requests: what they are for is in their bodies, which nobody logs.
        config = uvicorn.Config(app, host=options.host, port=options.port, access_log=False)
        await uvicorn.Server(config).serve()


def security(port: int, public: str) -> TransportSecuritySettings:
    """Allow requests to this machine and to the public name only: no page of another name reaches the server."""
    names = [f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")]
    url = httpx2.URL(public)
    origin = f"{url.scheme}://{url.netloc.decode()}"
    return TransportSecuritySettings(
        allowed_hosts=[*names, url.netloc.decode()], allowed_origins=[*(f"http://{name}" for name in names), origin]
    )


if __name__ == "__main__":
    main()
