"""Claude. The only importer of the `anthropic` SDK."""

from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shared.llm import errors
from shared.llm.base import Call, Finish, Usage
from shared.llm.loading import tls, undisturbed
from shared.llm.reading import ended_early, reading
from shared.llm.retry_after import retry_after
from shared.llm.structured import schema_of
from shared.utils.lazy import Lazy

if TYPE_CHECKING:
    import anthropic

NAME = "claude"
CONNECT_SECONDS = 3.0
POOL = 1000
PATH = "/v1/messages"
OK = 200
Json = dict[str, Any]
BY_TYPE: Mapping[str, type[errors.ProviderError]] = {
    "overloaded_error": errors.Overloaded,
    "rate_limit_error": errors.RateLimited,
    "billing_error": errors.QuotaExceeded,
    "authentication_error": errors.BadKey,
    "permission_error": errors.Forbidden,
    "not_found_error": errors.UnknownModel,
    "invalid_request_error": errors.InvalidRequest,
    "timeout_error": errors.TimedOut,
}
OUT_OF_MONEY = frozenset(
    {
        "contract_spend_limit_reached",
        "enforced_spend_limit_reached",
        "linked_organization_billing_unavailable",
        "linked_organization_spend_limit_reached",
    }
)


class ClaudeProvider:
    """Claude behind the registry's interface."""

    name = NAME

    def __init__(self, key: str, model: str, base_url: str | None, timeout_seconds: float) -> None:
        self.model = model
        self._client = Lazy(lambda: _client(key, base_url, timeout_seconds))

    async def prepare(self) -> None:
        """Load the SDK and build the client."""
        await self._client.get()

    async def complete(self, call: Call) -> object:
        """Ask once; raises `shared.llm.errors.ProviderError`."""
        client = await self._client.get()
        with translating():
            # Not messages.create(), for the reason given in `openai_client`.
            said: Any = await client.post(PATH, cast_to=object, body=self._body(call))
        with reading(NAME):
            usage = _usage(said["usage"])
            _check_stop(said["stop_reason"], usage)
            text = "".join(block["text"] for block in said["content"] if block["type"] == "text")
            if not text:
                raise errors.Malformed(NAME, usage=usage)
            return (text, said["model"], usage)

    async def stream(self, call: Call) -> AsyncGenerator[str | Finish]:
        """Ask once and yield the text as it comes; raises `shared.llm.errors.ProviderError`."""
        import anthropic  # noqa: PLC0415  0.01 ms once it is loaded, which `_client` does in a thread

        client = await self._client.get()
        with translating():
            events = await client.post(
                PATH,
                cast_to=object,
                body={**self._body(call), "stream": True},
                stream=True,
                stream_cls=anthropic.AsyncStream[object],
            )
            async with events:
                async for part in _parts(events):
                    yield part

    async def aclose(self) -> None:
        """Close the connections."""
        client = await self._client.built()
        if client is not None:
            await client.close()

    def _body(self, call: Call) -> Json:
        body: Json = {
            "model": self.model,
            "system": call.instructions,
            "messages": [{"role": turn.role, "content": turn.text} for turn in call.messages],
            "max_tokens": call.max_tokens,
        }
        if call.output is not None:
            body["output_config"] = {"format": {"type": "json_schema", "schema": schema_of(call.output, "claude")}}
        return body


async def _parts(events: "anthropic.AsyncStream[object]") -> AsyncGenerator[str | Finish]:
    said, model, usage, stop = False, None, Usage(), None
    event: Any
    async for event in events:
        piece = None
        with reading(NAME):
            match event["type"]:
                case "message_start":
                    model, usage = event["message"]["model"], _usage(event["message"]["usage"])
                case "content_block_delta":
                    piece = event["delta"].get("text")
                case "message_delta":
                    stop = event["delta"].get("stop_reason") or stop
                    usage = replace(usage, output_tokens=event["usage"]["output_tokens"])
                case "message_stop":
                    _check_stop(stop, usage)
                    if not said:
                        raise errors.Malformed(NAME, usage=usage)
                    if stop is None:
                        raise errors.ConnectionFailed(NAME, usage=usage)
                    piece = Finish(model, usage)
                case _:
                    pass
        if piece:
            said = True
            yield piece
        if isinstance(piece, Finish):
            return
    failure = ended_early(NAME, said_something=said)
    raise type(failure)(NAME, usage=usage)


def _client(key: str, base_url: str | None, timeout_seconds: float) -> "anthropic.AsyncAnthropic":
    with undisturbed():
        import anthropic  # noqa: PLC0415  1.0 s of CPU and 39 MB, only for who uses it
        import httpx2  # noqa: PLC0415  the SDK's transport, loaded with it

    # The SDK would retry twice on its own; the registry owns retrying, so that a dead provider costs one attempt.
    return anthropic.AsyncAnthropic(
        api_key=key,
        base_url=base_url,
        max_retries=0,
        timeout=anthropic.Timeout(timeout_seconds, connect=min(CONNECT_SECONDS, timeout_seconds)),
        # The SDK's own pool closes all but 100 idle connections, and a burst then pays for new TLS handshakes.
        http_client=anthropic.DefaultAioHttpClient(
            verify=tls(), limits=httpx2.Limits(max_connections=POOL, max_keepalive_connections=POOL)
        ),
    )


def _usage(billed: Json) -> Usage:
    # Anthropic counts what it read from its cache, or wrote to it, beside input_tokens; the others within them.
    read, written = billed.get("cache_read_input_tokens") or 0, billed.get("cache_creation_input_tokens") or 0
    return Usage(billed["input_tokens"] + read + written, billed["output_tokens"], read)


def _check_stop(reason: str | None, usage: Usage) -> None:
    if reason == "refusal":
        raise errors.Refused(NAME, usage=usage)
    if reason in ("max_tokens", "model_context_window_exceeded"):
        raise errors.Truncated(NAME, usage=usage)


@contextmanager
def translating() -> Generator[None]:
    """Turn the SDK's exceptions into ours; everything above knows only ours."""
    import aiohttp  # noqa: PLC0415  the SDK's transport, loaded by now
    import anthropic  # noqa: PLC0415  loaded by now
    import httpx2  # noqa: PLC0415  loaded by now

    try:
        yield
    except anthropic.APIStatusError as error:
        kind = _kind(error)
        raise kind(NAME, request_id=error.request_id, retry_after=retry_after(error.response.headers)) from None
    except anthropic.APITimeoutError as error:
        # The aiohttp transport calls every failure to connect a time-out of connecting.
        connecting = isinstance(error.__cause__, httpx2.ConnectTimeout)
        raise (errors.ConnectionFailed if connecting else errors.TimedOut)(NAME) from None
    except (anthropic.APIConnectionError, httpx2.HTTPError, aiohttp.ClientError):
        # aiohttp's own errors hold the request's headers, with the key: none of them may get out of here.
        raise errors.ConnectionFailed(NAME) from None
    except (anthropic.APIResponseValidationError, ValueError):
        raise errors.Malformed(NAME) from None
    except anthropic.AnthropicError:
        raise errors.Unavailable(NAME) from None


def _kind(error: "anthropic.APIStatusError") -> type[errors.ProviderError]:
    if error.status_code == OK:
        # An error event within a stream, whose status has long been sent.
        return BY_TYPE.get(str(error.type), errors.Unavailable)
    if error.type == "overloaded_error":
        return errors.Overloaded
    if error.type == "billing_error" or error.error_code in OUT_OF_MONEY:
        return errors.QuotaExceeded
    # Anthropic has no code of its own for these two.
    message = (error.api_message or "").lower()
    if error.status_code == 400 and "prompt is too long" in message:
        return errors.TooLong
    if error.status_code == 400 and "credit balance" in message:
        return errors.QuotaExceeded
    return errors.kind_of_status(error.status_code)
