"""`python -m shared.testing.issuer` serves a development issuer; with `token` it prints a token of a running one."""

import argparse
import asyncio
import signal
import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from shared.testing.issuer.server import AUDIENCE, EVERYTHING, TOKEN_PATH, Issuer

PORT = 8009
BANNER = """\
Development issuer at {url}. It gives every token to whoever asks, and its key ends with it. Ctrl-C stops it.

In a second terminal:

  AUTH_MODE=jwt AUTH_ISSUER={url} AUTH_AUDIENCE={audience} make run

In a third one, a token of alice for an hour (`make token SUBJECT=bob SCOPE=resumes:read` prints others):

  TOKEN=$(make -s token{elsewhere})
"""


def main() -> None:
    """Serve until SIGTERM or SIGINT, or print one token."""
    parser = argparse.ArgumentParser(prog="python -m shared.testing.issuer", description=__doc__)
    parser.add_argument("what", choices=["serve", "token"], nargs="?", default="serve")
    parser.add_argument("--port", type=int, default=PORT, help="port on 127.0.0.1")
    parser.add_argument("--subject", default="alice", help="whom the token names")
    parser.add_argument("--scope", default=EVERYTHING, help="what it allows, with spaces between")
    options = parser.parse_args()
    if options.what == "token":
        print(token(options.port, options.subject, options.scope))  # noqa: T201  the output of the command
    else:
        asyncio.run(serve(options.port))


def token(port: int, subject: str, scope: str) -> str:
    """A token of the issuer that runs on `port`; ends the process when none does."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("POST", TOKEN_PATH, urlencode({"sub": subject, "scope": scope}))
        answer = connection.getresponse()
        if answer.status == HTTPStatus.OK:
            return answer.read().decode()
    except (OSError, HTTPException):
        pass  # something else may listen there
    finally:
        connection.close()
    sys.exit(f"No development issuer runs on port {port}: start one with `make issuer`, or name its ISSUER_PORT.")


async def serve(port: int) -> None:
    """Serve on `port`; print what to do with it once connections are taken."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    try:
        issuer = Issuer(port, mints=True)
    except OSError as error:
        sys.exit(f"Cannot serve on port {port}: {error.strerror}; choose another one: make issuer ISSUER_PORT=8010")
    async with issuer:
        elsewhere = "" if port == PORT else f" ISSUER_PORT={port}"
        print(BANNER.format(url=issuer.url, audience=AUDIENCE, elsewhere=elsewhere), flush=True)  # noqa: T201
        await stopped.wait()


if __name__ == "__main__":
    main()
