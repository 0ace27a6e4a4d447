"""OpenAI, and every server that speaks its protocol. The only importer of the `openai` SDK.

Asks the Responses API; a server that has no such path (many compatible ones) is asked by Chat Completions from then on.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from shared.config.llm import ProviderName
from shared.llm import errors
from shared.llm.base import Call, Completion, Usage
from shared.llm.reading import reading
from shared.llm.retry_after import retry_after
from shared.llm.structured import schema_of
from shared.utils.lazy import Lazy

if TYPE_CHECKING:
    import openai
    from openai.types import CompletionUsage
    from openai.types.chat import ChatCompletion

NAME: ProviderName = "openai"
CONNECT_SECONDS = 3.0
POOL = 1000


class OpenAIProvider:
    """OpenAI behind the registry's interface."""

    name: ProviderName = NAME

    def __init__(self, key: str, model: str, base_url: str | None, timeout_seconds: float) -> None:
        self.model = model
        self._has_responses = True
        self._client = Lazy(lambda: _client(key, base_url, timeout_seconds))

    async def prepare(self) -> None:
        """Load the SDK and build the client."""
        await self._client.get()

    async def complete(self, call: Call) -> Completion:
        """Ask once; raises `shared.llm.errors.ProviderError`."""
        client = await self._client.get()
        with translating():
            if self._has_responses:
                try:
                    return await self._by_responses(client, call)
                except _NoSuchPath:
                    completion = await self._by_chat(client, call)
                    # Not before: a server that lacks the model can say 404 to both without naming a reason.
                    self._has_responses = False
                    return completion
            return await self._by_chat(client, call)

    async def aclose(self) -> None:
        """Close the connections."""
        client = await self._client.built()
        if client is not None:
            await client.close()

    async def _by_responses(self, client: "openai.AsyncOpenAI", call: Call) -> Completion:
        with _telling_a_missing_path():
            # Not responses.create(): it walks through all it sends and builds unchecked types of all it gets, a third
            # of the CPU. What is read here is checked by `reading`.
            response = await client.post(
                "/responses",
                cast_to=object,
                body={
                    "model": self.model,
                    "instructions": call.instructions,
                    "input": [{"role": message.role, "content": message.text} for message in call.messages],
                    "max_output_tokens": call.max_tokens,
                    "store": False,
                    "text": {"format": {"type": "json_schema", **_format(call)}},
                },
            )
        with reading(NAME):
            return _of_response(response)

    async def _by_chat(self, client: "openai.AsyncOpenAI", call: Call) -> Completion:
        messages = [{"role": "system", "content": call.instructions}]
        messages += [{"role": message.role, "content": message.text} for message in call.messages]
        completion = await client.chat.completions.create(
            model=self.model,
            messages=cast(Any, messages),
            max_completion_tokens=call.max_tokens,
            response_format=cast(Any, {"type": "json_schema", "json_schema": _format(call)}),
        )
        with reading(NAME):
            return _of_completion(completion, self.model)


class _NoSuchPath(Exception):
    """The server has no Responses API."""


def _client(key: str, base_url: str | None, timeout_seconds: float) -> "openai.AsyncOpenAI":
    import httpx2  # noqa: PLC0415  the SDK's transport, loaded with it
    import openai  # noqa: PLC0415  0.5 s of CPU and 14 MB, only for who uses it

    # The SDK would retry twice on its own; the registry owns retrying, so that a dead provider costs one attempt.
    client = openai.AsyncOpenAI(
        api_key=key,
        base_url=base_url,
        max_retries=0,
        timeout=openai.Timeout(timeout_seconds, connect=min(CONNECT_SECONDS, timeout_seconds)),
        # The SDK's own pool closes all but 100 idle connections, and a burst then pays for new TLS handshakes.
        http_client=openai.DefaultAioHttpClient(
            limits=httpx2.Limits(max_connections=POOL, max_keepalive_connections=POOL)
        ),
    )
    # These resources import their types at first touch, 0.3 s that must not fall on the event loop.
    _ = client.responses, client.chat.completions
    return client


def _format(call: Call) -> dict[str, Any]:
    return {"name": call.name, "strict": True, "schema": schema_of(call.output, "openai")}


def _of_response(said: Any) -> Completion:
    usage = _usage(said.get("usage"))
    incomplete: dict[str, Any] = said.get("incomplete_details") or {}
    status, reason = said["status"], incomplete.get("reason")
    if reason == "content_filter":
        raise errors.Refused(NAME, usage=usage)
    if status == "incomplete":
        raise errors.Truncated(NAME, usage=usage)
    if status == "failed":
        raise errors.Unavailable(NAME, usage=usage)
    parts = [part for item in said["output"] if item["type"] == "message" for part in item["content"]]
    if any(part["type"] == "refusal" for part in parts):
        raise errors.Refused(NAME, usage=usage)
    text = "".join(part["text"] for part in parts if part["type"] == "output_text")
    if not text:
        raise errors.Malformed(NAME, usage=usage)
    return Completion(text, said["model"], usage)


def _of_completion(completion: "ChatCompletion", asked: str) -> Completion:
    usage = _chat_usage(completion.usage)
    choice = completion.choices[0]
    if choice.message.refusal or choice.finish_reason == "content_filter":
        raise errors.Refused(NAME, usage=usage)
    if choice.finish_reason == "length":
        raise errors.Truncated(NAME, usage=usage)
    if not choice.message.content:
        raise errors.Malformed(NAME, usage=usage)
    return Completion(choice.message.content, completion.model or asked, usage)


def _usage(said: Any) -> Usage:
    if not said:
        return Usage()
    details: dict[str, Any] = said.get("input_tokens_details") or {}
    return Usage(said["input_tokens"], said["output_tokens"], details.get("cached_tokens") or 0)


def _chat_usage(usage: "CompletionUsage | None") -> Usage:
    if usage is None:
        return Usage()
    details = usage.prompt_tokens_details
    return Usage(usage.prompt_tokens, usage.completion_tokens, (details.cached_tokens or 0) if details else 0)


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
def translating() -> Generator[None]:
    """Turn the SDK's exceptions into ours; everything above knows only ours."""
    import httpx2  # noqa: PLC0415  loaded by now
    import openai  # noqa: PLC0415  loaded by now

    try:
        yield
    except openai.APIStatusError as error:
        kind = _kind(error)
        raise kind(NAME, request_id=error.request_id, retry_after=retry_after(error.response.headers)) from None
    except openai.APITimeoutError as error:
        # The aiohttp transport calls every failure to connect a time-out of connecting.
        connecting = isinstance(error.__cause__, httpx2.ConnectTimeout)
        raise (errors.ConnectionFailed if connecting else errors.TimedOut)(NAME) from None
    except openai.APIConnectionError:
        raise errors.ConnectionFailed(NAME) from None
    except (openai.APIResponseValidationError, ValueError):
        raise errors.Malformed(NAME) from None
    except openai.OpenAIError:
        raise errors.Unavailable(NAME) from None


def _kind(error: "openai.APIStatusError") -> type[errors.ProviderError]:
    match error.code:
        case "insufficient_quota" | "billing_hard_limit_reached":
            return errors.QuotaExceeded
        case "context_length_exceeded":
            return errors.TooLong
        case "server_is_overloaded" | "slow_down":
            return errors.Overloaded
        case "content_filter" | "content_policy_violation":
            return errors.Refused
        case "model_not_found":
            return errors.UnknownModel
        case _:
            return errors.kind_of_status(error.status_code)
