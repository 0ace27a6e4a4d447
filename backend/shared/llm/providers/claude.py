"""Adapter of Claude. The only importer of the `anthropic` SDK."""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Mapping
from contextlib import aclosing, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Literal, cast

from pydantic import Field

from shared.core.lazy import Lazy
from shared.llm import errors
from shared.llm.base import Call, Finish, Piece, Thinking, Usage
from shared.llm.output.structured import DATES, STRUCTURE, Dialect, schema_of
from shared.llm.providers.kinds import kind_of
from shared.llm.providers.loading import tls
from shared.llm.providers.reading import Heard, counted, events_of, reading, to_the_end, worded
from shared.llm.providers.retry_after import retry_after
from shared.llm.providers.spec import ProviderSettings, ProviderSpec, sent

if TYPE_CHECKING:
    import anthropic

NAME = "claude"
CONNECT_SECONDS = 3.0
POOL = 1000
PATH = "/v1/messages"
OK = 200
WHOLE = frozenset({"end_turn", "stop_sequence"})
NOT_WHOLE: Mapping[str | None, type[errors.ProviderError]] = {
    "refusal": errors.Refused,
    # No stop reason: a proxy lost its connection to Anthropic and ended the stream regularly.
    None: errors.ConnectionFailed,
}
"""Stop reasons with a specific failure; `max_tokens`, `model_context_window_exceeded`, `pause_turn`, `tool_use` and
every unknown one count as `Truncated`."""
THOUGHTS = frozenset({"thinking", "redacted_thinking"})
ABOUT_EFFORT = re.compile("effort", re.IGNORECASE)
DIALECT = Dialect(
    STRUCTURE, DATES | {"duration", "email", "hostname", "ipv4", "ipv6", "uuid", "uri"}, frozenset({0, 1})
)
Json = dict[str, Any]


Effort = Literal["default", "low", "medium", "high", "xhigh", "max"]
"""The SDK's values; `default` sends none."""


class ClaudeSettings(ProviderSettings):
    """Settings of Claude."""

    model: str = Field(default="claude-haiku-5-5", description="Anthropic model.")
    effort: Effort = Field(default="low", description="How much the model reasons before it answers.")


class ClaudeProvider:
    """Claude with the registry's interface. `effort` is the reasoning effort; `None` leaves it to the model."""

    name = NAME

    def __init__(
        self, key: str, model: str, base_url: str | None, timeout_seconds: float, effort: str | None = None
    ) -> None:
        self.model = model
        self._effort = effort
        self._client = Lazy(lambda: _client(key, base_url, timeout_seconds))

    async def prepare(self) -> None:
        """Load the SDK and build the client."""
        await self._client.get()

    async def stream(self, call: Call) -> AsyncGenerator[Piece]:
        """Send one request and yield the text as it arrives; raises `shared.llm.errors.ProviderError`."""
        client = await self._client.get()
        heard = Heard()
        with heard.billing(), translating():
            opened = await self._ask(client, call)
            async with opened, aclosing(_pieces(events_of(opened), heard)) as pieces:
                async for piece in pieces:
                    yield piece

    async def aclose(self) -> None:
        """Close the connections."""
        client = await self._client.built()
        if client is not None:
            await client.close()

    async def _ask(self, client: "anthropic.AsyncAnthropic", call: Call) -> "anthropic.AsyncStream[object]":
        import anthropic  # noqa: PLC0415  loaded by now

        try:
            return await _post(client, self._body(call, self._effort))
        except (anthropic.BadRequestError, anthropic.UnprocessableEntityError) as error:
            if self._effort is None or not ABOUT_EFFORT.search(error.message):
                raise
        opened = await _post(client, self._body(call, None))
        # Only now: the request may have been rejected for another reason.
        self._effort = None
        return opened

    def _body(self, call: Call, effort: str | None) -> Json:
        body: Json = {
            "model": self.model,
            "system": call.instructions,
            "messages": [{"role": turn.role, "content": turn.text} for turn in call.messages],
            "max_tokens": call.max_tokens,
            "stream": True,
        }
        config: Json = {}
        if call.output is not None:
            config["format"] = {"type": "json_schema", "schema": schema_of(call.output, DIALECT)}
        if effort is not None:
            config["effort"] = effort
        if config:
            body["output_config"] = config
        return body


async def _post(client: "anthropic.AsyncAnthropic", body: Json) -> "anthropic.AsyncStream[object]":
    import anthropic  # noqa: PLC0415  loaded by now

    # Not messages.create(), for the same reason as in `openai.py`.
    return await client.post(PATH, cast_to=object, body=body, stream=True, stream_cls=anthropic.AsyncStream[object])


async def _pieces(events: AsyncIterator[Any], heard: Heard) -> AsyncGenerator[Piece]:
    stop: str | None = None
    async for event in events:
        with reading(NAME):
            if event.get("error"):
                raise _told(event["error"])
            piece, stop = _piece(event, heard), _stop(event) or stop
        if piece:
            heard.note(piece)
            yield piece
        if heard.ended:
            break
    if not heard.ended:
        raise heard.ended_early(NAME)
    if stop not in WHOLE:
        raise NOT_WHOLE.get(stop, errors.Truncated)(NAME)
    if not heard.text:
        raise errors.Malformed(NAME)
    with suppress(errors.ProviderError), translating():
        await to_the_end(events)
    yield Finish(heard.model, heard.usage)


def _piece(event: Json, heard: Heard) -> Piece:
    match event["type"]:
        case "message_start":
            heard.model, heard.usage = event["message"].get("model"), _usage(event["message"].get("usage"), heard.usage)
        case "content_block_start":
            block = event["content_block"]
            return Thinking() if block["type"] in THOUGHTS else worded(block.get("text"))
        case "content_block_delta" if event["delta"]["type"] == "thinking_delta":
            return Thinking(len(event["delta"]["thinking"]))
        case "content_block_delta":
            return worded(event["delta"].get("text"))
        case "message_delta":
            heard.usage = _usage(event.get("usage"), heard.usage)
        case "message_stop":
            heard.ended = True
        case "message":
            # A complete answer although a stream was requested.
            heard.ended, heard.model, heard.usage = True, event.get("model"), _usage(event.get("usage"), heard.usage)
            return "".join(worded(block["text"]) for block in event["content"] if block["type"] == "text")
        case _:
            pass
    return ""


def _stop(event: Json) -> str | None:
    delta: Json = event.get("delta") or {}
    return event.get("stop_reason") or delta.get("stop_reason")


def _client(key: str, base_url: str | None, timeout_seconds: float) -> "anthropic.AsyncAnthropic":
    import anthropic  # noqa: PLC0415  1.0 s of CPU and 39 MB, only if it is used
    import httpx2  # noqa: PLC0415  the SDK's transport, loaded with it

    # The SDK would retry twice on its own; the registry handles retries, so that a dead provider costs one attempt.
    return anthropic.AsyncAnthropic(
        api_key=key,
        base_url=base_url,
        max_retries=0,
        timeout=anthropic.Timeout(timeout_seconds, connect=min(CONNECT_SECONDS, timeout_seconds)),
        # The SDK's own pool closes all but 100 idle connections, so a burst would need new TLS handshakes.
        http_client=anthropic.DefaultAioHttpClient(
            verify=tls(), limits=httpx2.Limits(max_connections=POOL, max_keepalive_connections=POOL)
        ),
    )


def _usage(billed: Json | None, before: Usage) -> Usage:
    """Return the usage so far: each number is a running total, and an event may omit some."""
    if not billed:
        return before
    # Anthropic counts cache reads and writes in addition to input_tokens; other providers include them.
    read, written = counted(billed.get("cache_read_input_tokens")), counted(billed.get("cache_creation_input_tokens"))
    thought: Json = billed.get("output_tokens_details") or {}
    return Usage(
        max(before.input_tokens, counted(billed.get("input_tokens")) + read + written),
        max(before.output_tokens, counted(billed.get("output_tokens"))),
        max(before.cached_tokens, read),
        max(before.reasoning_tokens, counted(thought.get("thinking_tokens"))),
    )


@contextmanager
def translating() -> Generator[None]:
    """Turn the SDK's exceptions into ours, the only ones that callers see."""
    import aiohttp  # noqa: PLC0415  the SDK's transport, loaded by now
    import anthropic  # noqa: PLC0415  loaded by now
    import httpx2  # noqa: PLC0415  loaded by now

    try:
        yield
    except anthropic.APIStatusError as error:
        # An error event within a stream comes after the status was sent.
        status = None if error.status_code == OK else error.status_code
        kind = kind_of(status, (error.error_code, error.type), error.api_message)
        raise kind(NAME, request_id=error.request_id, retry_after=retry_after(error.response.headers)) from None
    except anthropic.APITimeoutError as error:
        # The aiohttp transport reports every failure to connect as a connect time-out.
        connecting = isinstance(error.__cause__, httpx2.ConnectTimeout)
        raise (errors.ConnectionFailed if connecting else errors.TimedOut)(NAME) from None
    except httpx2.TimeoutException:
        raise errors.TimedOut(NAME) from None
    except (anthropic.APIConnectionError, httpx2.HTTPError, aiohttp.ClientError):
        # aiohttp's own errors contain the request's headers with the key, so none of them may propagate.
        raise errors.ConnectionFailed(NAME) from None
    except (anthropic.APIResponseValidationError, ValueError):
        raise errors.Malformed(NAME) from None
    except anthropic.AnthropicError:
        raise errors.Unavailable(NAME) from None


def _told(error: object) -> errors.ProviderError:
    """Return the failure for an error within a response that began as a 200."""
    if not isinstance(error, dict):
        return kind_of(None, (), error)(NAME)
    said = cast("Json", error)
    details = said.get("details")
    cause = cast("Json", details).get("error_code") if isinstance(details, dict) else None
    return kind_of(None, (cause, said.get("code"), said.get("type")), said.get("message"))(NAME)


def _provider(_: str, settings: ClaudeSettings) -> ClaudeProvider:
    seconds, effort = settings.timeout_seconds, sent(settings.effort)
    return ClaudeProvider(settings.key, settings.model, settings.base_url, seconds, effort)


CLAUDE = ProviderSpec(NAME, "ANTHROPIC", "api.anthropic.com", ClaudeSettings, _provider)
