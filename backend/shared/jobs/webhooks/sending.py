"""One attempt to deliver a webhook, over a connection to an address that was checked."""

import asyncio
import ssl
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

import httpx

from shared.jobs.errors import CallbackRefused
from shared.jobs.webhooks.addresses import Address, Resolve, resolved
from shared.jobs.webhooks.policy import Webhooks
from shared.jobs.webhooks.signing import headers

SECONDS = 10.0
"""For resolving the name, connecting, sending, and the status of the answer, together."""

MAX_ADDRESSES = 3
MAX_RETRY_AFTER_SECONDS = 3600.0
USER_AGENT = "interview-prep-webhooks/1"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an attempt did not deliver. `is_final`: the receiver wants none, or must not be called."""

    reason: str
    retry_after: float = 0
    is_final: bool = False


class Sender:
    """Sends messages. Follows no redirect, uses no proxy, keeps no connection, and reads no body of an answer."""

    def __init__(
        self, webhooks: Webhooks, resolve: Resolve = resolved, authorities: ssl.SSLContext | None = None
    ) -> None:
        self._webhooks = webhooks
        self._resolve = resolve
        self._authorities = authorities

    async def send(self, url: str, message_id: str, body: bytes) -> Refusal | None:
        """Send a message once; return `None` if the receiver took it."""
        try:
            async with asyncio.timeout(SECONDS):
                target = self._webhooks.check(url)
                port = target.port or (443 if target.scheme == "https" else 80)
                addresses = self._webhooks.checked(await self._resolve(target.host, port))
                signed = headers(self._webhooks.secrets, message_id, int(time.time()), body)
                return await self._post(target, addresses[:MAX_ADDRESSES], signed, body)
        except CallbackRefused as refused:
            return Refusal(refused.detail, is_final=True)
        except TimeoutError:
            return Refusal(f"no answer within {SECONDS:.0f} s")
        except OSError:
            return Refusal("the name has no address")

    async def _post(
        self, target: httpx.URL, addresses: Sequence[Address], signed: Mapping[str, str], body: bytes
    ) -> Refusal | None:
        async with self._transport(target) as transport:
            for address in addresses:
                try:
                    answer = await transport.handle_async_request(_request(target, address, signed, body))
                except (httpx.ConnectError, httpx.ConnectTimeout):
                    continue
                except httpx.TransportError as error:
                    return Refusal(f"the connection broke ({type(error).__name__})")
                await answer.aclose()
                return _judged(answer)
        return Refusal("no connection")

    @asynccontextmanager
    async def _transport(self, target: httpx.URL) -> AsyncGenerator[httpx.AsyncHTTPTransport]:
        if target.scheme == "https" and self._authorities is None:
            # In a thread: reading the authorities takes as long as several jobs.
            self._authorities = await asyncio.to_thread(httpx.create_ssl_context, trust_env=False)
        context = self._authorities or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        limits = httpx.Limits(max_keepalive_connections=0)
        async with httpx.AsyncHTTPTransport(verify=context, trust_env=False, limits=limits) as transport:
            yield transport


def _request(target: httpx.URL, address: Address, signed: Mapping[str, str], body: bytes) -> httpx.Request:
    """Return a request to an address with the name in its `Host` and, for TLS, as the server's name."""
    own = {"Host": target.netloc.decode(), "User-Agent": USER_AGENT, "Content-Type": "application/json"}
    extensions = {
        "sni_hostname": target.raw_host.decode(),
        "timeout": {"connect": SECONDS / MAX_ADDRESSES, "read": SECONDS, "write": SECONDS, "pool": SECONDS},
    }
    return httpx.Request(
        "POST", target.copy_with(host=str(address)), headers={**own, **signed}, content=body, extensions=extensions
    )


def _judged(answer: httpx.Response) -> Refusal | None:
    if answer.is_success:
        return None
    wait = answer.headers.get("Retry-After", "")
    seconds = min(float(wait), MAX_RETRY_AFTER_SECONDS) if wait.isascii() and wait.isdigit() else 0
    # A receiver that is gone says so; Standard Webhooks asks senders to stop then.
    return Refusal(f"status {answer.status_code}", seconds, is_final=answer.status_code == HTTPStatus.GONE)
