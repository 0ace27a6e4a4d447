"""Adapter of OpenAI and of compatible servers. The only importer of the `openai` SDK.

It uses the Responses API, and switches to Chat Completions for a server without it (many compatible ones).
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterable, Iterator, Mapping
from contextlib import aclosing, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Literal, cast

from pydantic import Field

from shared.core.lazy import Lazy
from shared.llm import errors
from shared.llm.base import Call, Finish, Piece, Thinking, Usage
from shared.llm.output.structured import COUNTS, DATES, STRUCTURE, Dialect, schema_of
from shared.llm.providers.kinds import kind_of
from shared.llm.providers.loading import tls
from shared.llm.providers.reading import Heard, counted, joined, reading, to_the_end, worded
from shared.llm.providers.retry_after import retry_after
from shared.llm.providers.spec import Concurrency, ProviderSettings, ProviderSpec, Seconds, Tokens, sent
from shared.llm.providers.sse import DONE, batches_of, decoded

if TYPE_CHECKING:
    import openai

NO_KEY = "none"
CONNECT_SECONDS = 3.0
POOL = 1000
RESPONSES, CHAT = "/responses", "/chat/completions"
WHOLE = frozenset({"stop", "eos", "eos_token", "stop_sequence"})
"""Finish reasons of a complete answer: OpenAI's, Together's, and the two of Hugging Face's server."""
NOT_WHOLE: Mapping[str, type[errors.ProviderError]] = {
    "content_filter": errors.Refused,
    "error": errors.Unavailable,
    "insufficient_system_resource": errors.Overloaded,
    "tool_calls": errors.Malformed,
    "function_call": errors.Malformed,
}
"""Finish reasons with a specific failure; `length` and every unknown one count as `Truncated`."""
ABOUT_EFFORT = re.compile("effort|reasoning", re.IGNORECASE)
DIALECT = Dialect(
    STRUCTURE | COUNTS | {"exclusiveMinimum", "exclusiveMaximum", "multipleOf", "pattern"},
    DATES | {"duration", "email", "hostname", "ipv4", "ipv6", "uuid"},
)
Json = dict[str, Any]
Batches = AsyncIterator[list[bytes]]
Read = Callable[[Batches, Heard], AsyncGenerator[Piece]]


Effort = Literal["default", "none", "minimal", "low", "medium", "high", "xhigh", "max"]
"""The SDK's values; `default` sends none."""


class OpenAISettings(ProviderSettings):
    """Settings of OpenAI."""

    model: str = Field(default="gpt-6-luna", description="OpenAI model.")
    effort: Effort = Field(default="low", description="How much the model reasons before it answers.")


class CompatibleSettings(ProviderSettings):
    """Settings of another OpenAI-compatible server."""

    base_url: str | None = Field(pattern=r"^https?://", description="Base URL, including /v1.")
    timeout_seconds: Seconds = Field(default=60, description="Longest wait for the first word of an answer.")
    max_tokens: Tokens = Field(default=4096, description="Maximum tokens of one answer.")
    max_concurrency: Concurrency = Field(default=4, description="Maximum requests in flight; further ones wait.")
    effort: Effort = Field(default="default", description="How much the model reasons before it answers.")


class OpenAIProvider:
    """OpenAI with the registry's interface; under another `name`, a compatible server at `base_url`.

    `effort` is the reasoning effort; `None` leaves it to the model.
    """

    def __init__(
        self,
        name: str,
        key: str,
        model: str,
        base_url: str | None,
        timeout_seconds: float,
        effort: str | None = None,
    ) -> None:
        self.name = name
        self.model = model
        self._effort = effort
        # Compatible servers' Responses APIs are immature: llama.cpp's ignores the schema, and reports a truncated
        # answer as complete.
        self._has_responses = name == "openai"
        self._client = Lazy(lambda: _client(key, base_url, timeout_seconds, keep_alive=name == "openai"))

    async def prepare(self) -> None:
        """Load the SDK and build the client."""
        await self._client.get()

    async def stream(self, call: Call) -> AsyncGenerator[Piece]:
        """Send one request and yield the text as it arrives; raises `shared.llm.errors.ProviderError`."""
        client = await self._client.get()
        heard = Heard()
        with heard.billing(), translating(self.name):
            opened, read = await self._ask(client, call)
            async with opened, aclosing(read(batches_of(opened), heard)) as pieces:
                async for piece in pieces:
                    yield piece

    async def aclose(self) -> None:
        """Close the connections."""
        client = await self._client.built()
        if client is not None:
            await client.close()

    async def _ask(self, client: "openai.AsyncOpenAI", call: Call) -> "tuple[openai.AsyncStream[object], Read]":
        import openai  # noqa: PLC0415  loaded by now

        try:
            return await self._open(client, call, self._effort)
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            if self._effort is None or not ABOUT_EFFORT.search(error.message):
                raise
        opened = await self._open(client, call, None)
        # Only now: the request may have been rejected for another reason.
        self._effort = None
        return opened

    async def _open(
        self, client: "openai.AsyncOpenAI", call: Call, effort: str | None
    ) -> "tuple[openai.AsyncStream[object], Read]":
        if self._has_responses:
            try:
                with _telling_a_missing_path():
                    return await _post(client, RESPONSES, self._responses_body(call, effort)), self._read_response
            except _NoSuchPath:
                opened = await _post(client, CHAT, self._chat_body(call, effort))
                # Only now: a server without the model can return 404 to both without a reason.
                self._has_responses = False
                return opened, self._read_chat
        return await _post(client, CHAT, self._chat_body(call, effort)), self._read_chat

    def _responses_body(self, call: Call, effort: str | None) -> Json:
        body: Json = {
            "model": self.model,
            "instructions": call.instructions,
            "input": [{"role": message.role, "content": message.text} for message in call.messages],
            "max_output_tokens": call.max_tokens,
            "store": False,
            "stream": True,
        }
        if call.output is not None:
            body["text"] = {"format": {"type": "json_schema", **_format(call)}}
        if effort is not None:
            body["reasoning"] = {"effort": effort}
        return body

    def _chat_body(self, call: Call, effort: str | None) -> Json:
        messages = [{"role": "system", "content": call.instructions}]
        messages += [{"role": message.role, "content": message.text} for message in call.messages]
        # OpenAI's own models reject the old name, which is the only one that every compatible server supports.
        limit = "max_completion_tokens" if self.name == "openai" else "max_tokens"
        body: Json = {
            "model": self.model,
            "messages": messages,
            limit: call.max_tokens,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if call.output is not None:
            body["response_format"] = {"type": "json_schema", "json_schema": _format(call)}
        if call.temperature is not None and self.name != "openai":
            # OpenAI's own models that reason refuse it.
            body["temperature"] = call.temperature
        if effort is not None:
            body["reasoning_effort"] = effort
        return body

    async def _read_response(self, batches: Batches, heard: Heard) -> AsyncGenerator[Piece]:
        async for batch in batches:
            for piece in joined(self._response_pieces(batch, heard)):
                yield piece
            if heard.ended:
                break
        yield await self._finish(batches, heard)

    def _response_pieces(self, batch: Iterable[bytes], heard: Heard) -> Iterator[Piece]:
        with reading(self.name):
            for data in batch:
                yield heard.note(self._response_piece(decoded(data), heard))
                if heard.ended:
                    return

    def _response_piece(self, event: Json, heard: Heard) -> Piece:
        kind = event.get("type")
        if kind is not None and event.get("error"):
            raise _told(self.name, event["error"])
        match kind:
            case "response.output_text.delta":
                return worded(event["delta"])
            case "response.reasoning_text.delta" | "response.reasoning_summary_text.delta":
                return Thinking(len(event["delta"]))
            case "response.output_item.added" if event["item"]["type"] == "reasoning":
                return Thinking()
            case "response.refusal.delta" | "response.refusal.done":
                # The usage comes at the end.
                heard.refused = True
            case "response.completed" | "response.incomplete" | "response.failed":
                return self._last_words(event["response"], heard)
            case None:
                # A complete answer although a stream was requested.
                return self._last_words(event, heard)
            case "error":
                raise _told(self.name, event)
            case _:
                pass
        return ""

    async def _read_chat(self, batches: Batches, heard: Heard) -> AsyncGenerator[Piece]:
        async for batch in batches:
            for piece in joined(self._chat_pieces(batch, heard)):
                yield piece
            if heard.is_over:
                break
        reason = heard.reason
        if reason is not None and reason not in WHOLE and not heard.refused:
            raise NOT_WHOLE.get(reason, errors.Truncated)(self.name)
        heard.ended = reason is not None
        yield await self._finish(batches, heard)

    def _chat_pieces(self, batch: Iterable[bytes], heard: Heard) -> Iterator[Piece]:
        with reading(self.name):
            for data in batch:
                if data.startswith(DONE):
                    heard.is_over = True
                    return
                thought, text = self._chat_words(decoded(data), heard)
                yield heard.note(Thinking(len(thought)) if thought else "")
                yield heard.note(text)

    def _chat_words(self, event: Json, heard: Heard) -> tuple[str, str]:
        """Record what an event says of the answer; return what it thinks and what it says."""
        if event.get("usage"):
            heard.usage = _usage(event["usage"], "prompt_tokens", "completion_tokens")
        heard.model = event.get("model") or heard.model
        if event.get("error"):
            raise _told(self.name, event["error"])
        choice: Json = event["choices"][0] if event["choices"] else {}
        # A complete answer although a stream was requested has a message.
        said: Json = choice.get("delta") or choice.get("message") or {}
        heard.reason = choice.get("finish_reason") or heard.reason
        heard.refused = heard.refused or bool(said.get("refusal"))
        return worded(said.get("reasoning_content") or said.get("reasoning")), worded(said.get("content"))

    def _last_words(self, said: Json, heard: Heard) -> str:
        """Record the end of a response, and return its text unless it was already streamed."""
        heard.ended, heard.usage, heard.model = True, _usage(said.get("usage")), said.get("model")
        if said.get("error"):
            raise _told(self.name, said["error"])
        incomplete: Json = said.get("incomplete_details") or {}
        if incomplete.get("reason") == "content_filter":
            raise errors.Refused(self.name)
        if said["status"] == "failed":
            raise errors.Unavailable(self.name)
        if said["status"] == "incomplete":
            raise errors.Truncated(self.name)
        parts = [part for item in said["output"] if item["type"] == "message" for part in item["content"]]
        heard.refused = heard.refused or any(part["type"] == "refusal" for part in parts)
        if said["status"] != "completed":
            raise errors.Truncated(self.name)
        return "" if heard.text else "".join(worded(part["text"]) for part in parts if part["type"] == "output_text")

    async def _finish(self, batches: Batches, heard: Heard) -> Finish:
        if heard.refused:
            raise errors.Refused(self.name)
        if not heard.ended:
            raise heard.ended_early(self.name)
        if not heard.text:
            raise errors.Malformed(self.name)
        with suppress(errors.ProviderError), translating(self.name):
            await to_the_end(batches)
        return Finish(heard.model, heard.usage)


class _NoSuchPath(Exception):
    """The server has no Responses API."""


def _client(key: str, base_url: str | None, timeout_seconds: float, *, keep_alive: bool) -> "openai.AsyncOpenAI":
    import httpx2  # noqa: PLC0415  the SDK's transport, loaded with it
    import openai  # noqa: PLC0415  0.5 s of CPU and 14 MB, only if it is used

    if keep_alive:
        # The SDK's own pool closes all but 100 idle connections, so a burst would need new TLS handshakes.
        limits = httpx2.Limits(max_connections=POOL, max_keepalive_connections=POOL)
        transport = openai.DefaultAioHttpClient(verify=tls(), limits=limits)
    else:
        # llama.cpp's server announces keep-alive but closes the connection; the next request on it would be lost.
        limits = httpx2.Limits(max_connections=POOL, max_keepalive_connections=0)
        transport = openai.DefaultAsyncHttpxClient(verify=tls(), limits=limits)
    # The SDK would retry twice on its own; the registry handles retries, so that a dead provider costs one attempt.
    return openai.AsyncOpenAI(
        api_key=key,
        base_url=base_url,
        max_retries=0,
        timeout=openai.Timeout(timeout_seconds, connect=min(CONNECT_SECONDS, timeout_seconds)),
        http_client=transport,
    )


async def _post(client: "openai.AsyncOpenAI", path: str, body: Json) -> "openai.AsyncStream[object]":
    import openai  # noqa: PLC0415  loaded by now

    # Not responses.create(): it traverses everything it sends and builds unchecked types of everything it receives, a
    # third of the CPU time. `reading` checks the fields that are used here.
    return await client.post(path, cast_to=object, body=body, stream=True, stream_cls=openai.AsyncStream[object])


def _format(call: Call) -> Json:
    assert call.output is not None
    return {"name": call.name, "strict": True, "schema": schema_of(call.output, DIALECT)}


def _usage(said: Any, asked: str = "input_tokens", answered: str = "output_tokens") -> Usage:
    if not said:
        return Usage()
    read: Json = said.get(f"{asked}_details") or {}
    written: Json = said.get(f"{answered}_details") or {}
    return Usage(
        counted(said.get(asked)),
        counted(said.get(answered)),
        counted(read.get("cached_tokens")),
        counted(written.get("reasoning_tokens")),
    )


@contextmanager
def _telling_a_missing_path() -> Generator[None]:
    import openai  # noqa: PLC0415  loaded by now

    try:
        yield
    except openai.APIStatusError as error:
        # OpenAI's error names a missing model; a server without the path only returns 404 or 405.
        if error.status_code in (404, 405) and error.code != "model_not_found":
            raise _NoSuchPath from error
        raise


@contextmanager
def translating(name: str) -> Generator[None]:
    """Turn the SDK's exceptions into ours, the only ones that callers see."""
    import aiohttp  # noqa: PLC0415  the SDK's transport, loaded by now
    import httpx2  # noqa: PLC0415  loaded by now
    import openai  # noqa: PLC0415  loaded by now

    try:
        yield
    except openai.APIStatusError as error:
        kind = kind_of(error.status_code, (error.code, error.type), error.message)
        raise kind(name, request_id=error.request_id, retry_after=retry_after(error.response.headers)) from None
    except openai.APITimeoutError as error:
        # The aiohttp transport reports every failure to connect as a connect time-out.
        connecting = isinstance(error.__cause__, httpx2.ConnectTimeout)
        raise (errors.ConnectionFailed if connecting else errors.TimedOut)(name) from None
    except httpx2.TimeoutException as error:
        raise (errors.ConnectionFailed if isinstance(error, httpx2.ConnectTimeout) else errors.TimedOut)(name) from None
    except (openai.APIConnectionError, httpx2.HTTPError, aiohttp.ClientError):
        # aiohttp's own errors contain the request's headers with the key, so none of them may propagate.
        raise errors.ConnectionFailed(name) from None
    except (openai.APIResponseValidationError, ValueError):
        raise errors.Malformed(name) from None
    except openai.APIError as error:
        # An error event within a stream has no status.
        raise kind_of(None, (error.code, error.type), error.message)(name) from None
    except openai.OpenAIError:
        raise errors.Unavailable(name) from None


def _told(name: str, error: object) -> errors.ProviderError:
    """Return the failure for an error within a response that began as a 200."""
    if not isinstance(error, dict):
        return kind_of(None, (), error)(name)
    said = cast("Json", error)
    return kind_of(None, (said.get("code"), said.get("type")), said.get("message"))(name)


def _provider(name: str, settings: OpenAISettings | CompatibleSettings) -> OpenAIProvider:
    # The SDK requires a key, most local servers do not.
    key, seconds = settings.key or NO_KEY, settings.timeout_seconds
    return OpenAIProvider(name, key, settings.model, settings.base_url, seconds, sent(settings.effort))


OPENAI = ProviderSpec("openai", "OPENAI", "api.openai.com", OpenAISettings, _provider)
COMPATIBLE = ProviderSpec("", "", "", CompatibleSettings, _provider, needs_key=False)
