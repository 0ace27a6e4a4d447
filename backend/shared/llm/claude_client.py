"""Claude. The only importer of the `anthropic` SDK."""

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
    import anthropic
    from anthropic.types import Message

NAME: ProviderName = "claude"
CONNECT_SECONDS = 3.0
POOL = 1000
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

    name: ProviderName = NAME

    def __init__(self, key: str, model: str, base_url: str | None, timeout_seconds: float) -> None:
        self.model = model
        self._client = Lazy(lambda: _client(key, base_url, timeout_seconds))

    async def prepare(self) -> None:
        """Load the SDK and build the client."""
        await self._client.get()

    async def complete(self, call: Call) -> Completion:
        """Ask once; raises `shared.llm.errors.ProviderError`."""
        client = await self._client.get()
        with translating():
            message = await client.messages.create(
                model=self.model,
                system=call.instructions,
                messages=cast(Any, [{"role": turn.role, "content": turn.text} for turn in call.messages]),
                max_tokens=call.max_tokens,
                output_config=cast(
                    Any, {"format": {"type": "json_schema", "schema": schema_of(call.output, "claude")}}
                ),
            )
            with reading(NAME):
                return _of_message(message)

    async def aclose(self) -> None:
        """Close the connections."""
        client = await self._client.built()
        if client is not None:
            await client.close()


def _client(key: str, base_url: str | None, timeout_seconds: float) -> "anthropic.AsyncAnthropic":
    import anthropic  # noqa: PLC0415  1.5 s of CPU and 39 MB, only for who uses it
    import httpx2  # noqa: PLC0415  the SDK's transport, loaded with it

    # The SDK would retry twice on its own; the registry owns retrying, so that a dead provider costs one attempt.
    client = anthropic.AsyncAnthropic(
        api_key=key,
        base_url=base_url,
        max_retries=0,
        timeout=anthropic.Timeout(timeout_seconds, connect=min(CONNECT_SECONDS, timeout_seconds)),
        # The SDK's own pool closes all but 100 idle connections, and a burst then pays for new TLS handshakes.
        http_client=anthropic.DefaultAioHttpClient(
            limits=httpx2.Limits(max_connections=POOL, max_keepalive_connections=POOL)
        ),
    )
    _ = client.messages
    return client


def _of_message(message: "Message") -> Completion:
    billed = message.usage
    # Anthropic counts what it read from its cache, or wrote to it, beside input_tokens; the others within them.
    read, written = billed.cache_read_input_tokens or 0, billed.cache_creation_input_tokens or 0
    usage = Usage(billed.input_tokens + read + written, billed.output_tokens, read)
    if message.stop_reason == "refusal":
        raise errors.Refused(NAME, usage=usage)
    if message.stop_reason in ("max_tokens", "model_context_window_exceeded"):
        raise errors.Truncated(NAME, usage=usage)
    text = "".join(block.text for block in message.content if block.type == "text")
    if not text:
        raise errors.Malformed(NAME, usage=usage)
    return Completion(text, message.model, usage)


@contextmanager
def translating() -> Generator[None]:
    """Turn the SDK's exceptions into ours; everything above knows only ours."""
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
    except anthropic.APIConnectionError:
        raise errors.ConnectionFailed(NAME) from None
    except (anthropic.APIResponseValidationError, ValueError):
        raise errors.Malformed(NAME) from None
    except anthropic.AnthropicError:
        raise errors.Unavailable(NAME) from None


def _kind(error: "anthropic.APIStatusError") -> type[errors.ProviderError]:
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
