"""OpenAI, and every server that speaks its protocol. The only importer of the `openai` SDK.

Asks the Responses API; a server that has no such path (many compatible ones) is asked by Chat Completions from then on.
"""

from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from shared.llm import errors
from shared.llm.base import Call, Finish, Usage
from shared.llm.loading import tls, undisturbed
from shared.llm.reading import counted, ended_early, reading
from shared.llm.retry_after import retry_after
from shared.llm.structured import schema_of
from shared.utils.lazy import Lazy

if TYPE_CHECKING:
    import openai

CONNECT_SECONDS = 3.0
POOL = 1000
Json = dict[str, Any]


class OpenAIProvider:
    """OpenAI behind the registry's interface; under another `name`, a compatible server at `base_url`."""

    def __init__(self, name: str, key: str, model: str, base_url: str | None, timeout_seconds: float) -> None:
        self.name = name
        self.model = model
        # Compatible servers' Responses APIs are young: llama.cpp's drops the schema, and calls half an answer whole.
        self._has_responses = name == "openai"
        self._client = Lazy(lambda: _client(key, base_url, timeout_seconds, keep_alive=name == "openai"))

    async def prepare(self) -> None:
        """Load the SDK and build the client."""
        await self._client.get()

    async def complete(self, call: Call) -> object:
        """Ask once; raises `shared.llm.errors.ProviderError`."""
        client = await self._client.get()
        with translating(self.name):
            if self._has_responses:
                try:
                    return await self._by_responses(client, call)
                except _NoSuchPath:
                    completion = await self._by_chat(client, call)
                    # Not before: a server that lacks the model can say 404 to both without naming a reason.
                    self._has_responses = False
                    return completion
            return await self._by_chat(client, call)

    async def stream(self, call: Call) -> AsyncGenerator[str | Finish]:
        """Ask once and yield the text as it comes; raises `shared.llm.errors.ProviderError`."""
        client = await self._client.get()
        with translating(self.name):
            if self._has_responses:
                try:
                    events = await self._open(client, "/responses", self._responses_body(call))
                except _NoSuchPath:
                    events = await self._open(client, "/chat/completions", self._chat_body(call, streamed=True))
                    self._has_responses = False
                    parts = self._chat_parts(events)
                else:
                    parts = self._response_parts(events)
            else:
                events = await self._open(client, "/chat/completions", self._chat_body(call, streamed=True))
                parts = self._chat_parts(events)
            async with events:
                async for part in parts:
                    yield part

    async def aclose(self) -> None:
        """Close the connections."""
        client = await self._client.built()
        if client is not None:
            await client.close()

    def _responses_body(self, call: Call) -> Json:
        body: Json = {
            "model": self.model,
            "instructions": call.instructions,
            "input": [{"role": message.role, "content": message.text} for message in call.messages],
            "max_output_tokens": call.max_tokens,
            "store": False,
        }
        if call.output is not None:
            body["text"] = {"format": {"type": "json_schema", **_format(call)}}
        return body

    def _chat_body(self, call: Call, *, streamed: bool) -> Json:
        messages = [{"role": "system", "content": call.instructions}]
        messages += [{"role": message.role, "content": message.text} for message in call.messages]
        # OpenAI's own models refuse the old name, which is the only one that every compatible server knows.
        limit = "max_completion_tokens" if self.name == "openai" else "max_tokens"
        body: Json = {"model": self.model, "messages": messages, limit: call.max_tokens}
        if call.output is not None:
            body["response_format"] = {"type": "json_schema", "json_schema": _format(call)}
        if streamed:
            body["stream_options"] = {"include_usage": True}
        return body

    async def _by_responses(self, client: "openai.AsyncOpenAI", call: Call) -> object:
        with _telling_a_missing_path():
            # Not responses.create(): it walks through all it sends and builds unchecked types of all it gets, a third
            # of the CPU. What is read here is checked by `reading`.
            said: Any = await client.post("/responses", cast_to=object, body=self._responses_body(call))
        with reading(self.name):
            finish = self._response_finish(said)
            parts = [part for item in said["output"] if item["type"] == "message" for part in item["content"]]
            if any(part["type"] == "refusal" for part in parts):
                raise errors.Refused(self.name, usage=finish.usage)
            text = "".join(part["text"] for part in parts if part["type"] == "output_text")
            if not text:
                raise errors.Malformed(self.name, usage=finish.usage)
            return (text, said["model"], finish.usage)

    async def _by_chat(self, client: "openai.AsyncOpenAI", call: Call) -> object:
        body = self._chat_body(call, streamed=False)
        said: Any = await client.post("/chat/completions", cast_to=object, body=body)
        with reading(self.name):
            usage = _chat_usage(said.get("usage"))
            choice = said["choices"][0]
            self._check_choice(choice["finish_reason"], choice["message"].get("refusal"), usage)
            if not choice["message"]["content"]:
                raise errors.Malformed(self.name, usage=usage)
            return (choice["message"]["content"], said.get("model") or self.model, usage)

    async def _open(self, client: "openai.AsyncOpenAI", path: str, body: Json) -> "openai.AsyncStream[object]":
        import openai  # noqa: PLC0415  loaded by now

        body["stream"] = True
        stream = openai.AsyncStream[object]
        if path == "/responses":
            with _telling_a_missing_path():
                return await client.post(path, cast_to=object, body=body, stream=True, stream_cls=stream)
        return await client.post(path, cast_to=object, body=body, stream=True, stream_cls=stream)

    async def _response_parts(self, events: "openai.AsyncStream[object]") -> AsyncGenerator[str | Finish]:
        said = False
        event: Any
        async for event in events:
            with reading(self.name):
                match event["type"]:
                    case "response.output_text.delta":
                        piece = event["delta"]
                    case "response.refusal.delta" | "response.refusal.done":
                        raise errors.Refused(self.name)
                    case "response.completed" | "response.incomplete" | "response.failed":
                        finish = self._response_finish(event["response"])
                        if not said:
                            raise errors.Malformed(self.name, usage=finish.usage)
                        piece = finish
                    case "error":
                        raise _kind_of_code(event.get("code"), errors.Unavailable)(self.name)
                    case _:
                        continue
            if piece:
                said = True
                yield piece
            if isinstance(piece, Finish):
                return
        raise ended_early(self.name, said_something=said)

    async def _chat_parts(self, events: "openai.AsyncStream[object]") -> AsyncGenerator[str | Finish]:
        said, reason, usage, model = False, None, Usage(), None
        event: Any
        async for event in events:
            with reading(self.name):
                usage = _chat_usage(event["usage"]) if event.get("usage") else usage
                model = event.get("model") or model
                choice: Json = event["choices"][0] if event["choices"] else {}
                delta: Json = choice.get("delta") or {}
                reason = choice.get("finish_reason") or reason
                if delta.get("refusal"):
                    raise errors.Refused(self.name)
                piece = delta.get("content")
            if piece:
                said = True
                yield piece
        if reason is None:
            raise ended_early(self.name, said_something=said)
        self._check_choice(reason, None, usage)
        if not said:
            raise errors.Malformed(self.name, usage=usage)
        yield Finish(model, usage)

    def _response_finish(self, said: Json) -> Finish:
        usage = _usage(said.get("usage"))
        incomplete: Json = said.get("incomplete_details") or {}
        if incomplete.get("reason") == "content_filter":
            raise errors.Refused(self.name, usage=usage)
        if said["status"] == "incomplete":
            raise errors.Truncated(self.name, usage=usage)
        if said["status"] == "failed":
            failure: Json = said.get("error") or {}
            raise _kind_of_code(failure.get("code"), errors.Unavailable)(self.name, usage=usage)
        return Finish(said["model"], usage)

    def _check_choice(self, reason: str | None, refusal: str | None, usage: Usage) -> None:
        if refusal or reason == "content_filter":
            raise errors.Refused(self.name, usage=usage)
        if reason == "length":
            raise errors.Truncated(self.name, usage=usage)


class _NoSuchPath(Exception):
    """The server has no Responses API."""


def _client(key: str, base_url: str | None, timeout_seconds: float, *, keep_alive: bool) -> "openai.AsyncOpenAI":
    with undisturbed():
        import httpx2  # noqa: PLC0415  the SDK's transport, loaded with it
        import openai  # noqa: PLC0415  0.5 s of CPU and 14 MB, only for who uses it

    if keep_alive:
        # The SDK's own pool closes all but 100 idle connections, and a burst then pays for new TLS handshakes.
        limits = httpx2.Limits(max_connections=POOL, max_keepalive_connections=POOL)
        transport = openai.DefaultAioHttpClient(verify=tls(), limits=limits)
    else:
        # llama.cpp's server promises to keep a connection and closes it; the next request on it would be lost.
        limits = httpx2.Limits(max_connections=POOL, max_keepalive_connections=0)
        transport = openai.DefaultAsyncHttpxClient(verify=tls(), limits=limits)
    # The SDK would retry twice on its own; the registry owns retrying, so that a dead provider costs one attempt.
    return openai.AsyncOpenAI(
        api_key=key,
        base_url=base_url,
        max_retries=0,
        timeout=openai.Timeout(timeout_seconds, connect=min(CONNECT_SECONDS, timeout_seconds)),
        http_client=transport,
    )


def _format(call: Call) -> Json:
    assert call.output is not None
    return {"name": call.name, "strict": True, "schema": schema_of(call.output, "openai")}


def _usage(said: Any) -> Usage:
    if not said:
        return Usage()
    read: Json = said.get("input_tokens_details") or {}
    written: Json = said.get("output_tokens_details") or {}
    return Usage(
        counted(said["input_tokens"]),
        counted(said["output_tokens"]),
        counted(read.get("cached_tokens")),
        counted(written.get("reasoning_tokens")),
    )


def _chat_usage(said: Any) -> Usage:
    if not said:
        return Usage()
    read: Json = said.get("prompt_tokens_details") or {}
    written: Json = said.get("completion_tokens_details") or {}
    return Usage(
        counted(said["prompt_tokens"]),
        counted(said["completion_tokens"]),
        counted(read.get("cached_tokens")),
        counted(written.get("reasoning_tokens")),
    )


@contextmanager
def _telling_a_missing_path() -> Generator[None]:
    import openai  # noqa: PLC0415  loaded by now

    try:
        yield
    except openai.APIStatusError as error:
        # OpenAI names the model when it is the model that is missing; a server without the path says only 404 or 405.
        if error.status_code in (404, 405) and error.code != "model_not_found":
            raise _NoSuchPath from error
        raise


@contextmanager
def translating(name: str) -> Generator[None]:
    """Turn the SDK's exceptions into ours; everything above knows only ours."""
    import aiohttp  # noqa: PLC0415  the SDK's transport, loaded by now
    import httpx2  # noqa: PLC0415  loaded by now
    import openai  # noqa: PLC0415  loaded by now

    try:
        yield
    except openai.APIStatusError as error:
        kind = _kind_of_code(error.code, _kind_of_code(error.type, errors.kind_of_status(error.status_code)))
        raise kind(name, request_id=error.request_id, retry_after=retry_after(error.response.headers)) from None
    except openai.APITimeoutError as error:
        # The aiohttp transport calls every failure to connect a time-out of connecting.
        connecting = isinstance(error.__cause__, httpx2.ConnectTimeout)
        raise (errors.ConnectionFailed if connecting else errors.TimedOut)(name) from None
    except (openai.APIConnectionError, httpx2.HTTPError, aiohttp.ClientError):
        # aiohttp's own errors hold the request's headers, with the key: none of them may get out of here.
        raise errors.ConnectionFailed(name) from None
    except (openai.APIResponseValidationError, ValueError):
        raise errors.Malformed(name) from None
    except openai.APIError as error:
        # An error event within a stream: there is no status.
        raise _kind_of_code(error.code, errors.Unavailable)(name) from None
    except openai.OpenAIError:
        raise errors.Unavailable(name) from None


def _kind_of_code(code: object, otherwise: type[errors.ProviderError]) -> type[errors.ProviderError]:
    match code:
        case "insufficient_quota" | "billing_hard_limit_reached":
            return errors.QuotaExceeded
        case "context_length_exceeded" | "exceed_context_size_error":
            return errors.TooLong
        case "server_is_overloaded" | "slow_down":
            return errors.Overloaded
        case "content_filter" | "content_policy_violation" | "invalid_prompt":
            return errors.Refused
        case "model_not_found":
            return errors.UnknownModel
        case "rate_limit_exceeded":
            return errors.RateLimited
        case _:
            return otherwise
