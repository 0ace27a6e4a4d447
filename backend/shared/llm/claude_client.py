"""Claude. The only importer of the `anthropic` SDK."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from shared.config.llm import ProviderName
from shared.llm import errors
from shared.llm.base import Call, Completion, Usage
from shared.llm.retry_after import retry_after
from shared.llm.structured import schema_of
from shared.utils.lazy import Lazy

if TYPE_CHECKING:
    import anthropic
    from anthropic.types import Message

NAME: ProviderName = "claude"
CONNECT_SECONDS = 3.0


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
            return _of_message(message)

    async def aclose(self) -> None:
        """Close the connections."""
        client = await self._client.built()
        if client is not None:
            await client.close()


def _client(key: str, base_url: str | None, timeout_seconds: float) -> "anthropic.AsyncAnthropic":
    import anthropic  # noqa: PLC0415  1.5 s of CPU and 39 MB, only for who uses it

    # The SDK would retry twice on its own; the registry owns retrying, so that a dead provider costs one attempt.
    client = anthropic.AsyncAnthropic(
        api_key=key,
        base_url=base_url,
        max_retries=0,
        timeout=anthropic.Timeout(timeout_seconds, connect=min(CONNECT_SECONDS, timeout_seconds)),
    )
    _ = client.messages
    return client


def _of_message(message: "Message") -> Completion:
    # A server may answer 200 with something else than JSON; the SDK hands that over as text.
    if isinstance(message, str) or getattr(message, "content", None) is None:
        raise errors.Malformed(NAME)
    read = message.usage.cache_read_input_tokens or 0
    # Anthropic counts cached tokens beside input_tokens, the other providers within them.
    usage = Usage(message.usage.input_tokens + read, message.usage.output_tokens, read)
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

    try:
        yield
    except anthropic.APIStatusError as error:
        kind = _kind(error)
        raise kind(NAME, request_id=error.request_id, retry_after=retry_after(error.response.headers)) from None
    except anthropic.APITimeoutError:
        raise errors.TimedOut(NAME) from None
    except anthropic.APIConnectionError:
        raise errors.ConnectionFailed(NAME) from None
    except (anthropic.APIResponseValidationError, ValueError):
        raise errors.Malformed(NAME) from None
    except anthropic.AnthropicError:
        raise errors.Unavailable(NAME) from None


def _kind(error: "anthropic.APIStatusError") -> type[errors.ProviderError]:
    said = _said(error.body)
    if said.get("type") == "overloaded_error":
        return errors.Overloaded
    message = str(said.get("message", "")).lower()
    # Anthropic has no code of its own for these two.
    if error.status_code == 400 and "prompt is too long" in message:
        return errors.TooLong
    if error.status_code == 400 and "credit balance" in message:
        return errors.QuotaExceeded
    return errors.kind_of_status(error.status_code)


def _said(body: object) -> dict[str, Any]:
    error = cast(dict[str, Any], body).get("error") if isinstance(body, dict) else None
    return cast(dict[str, Any], error) if isinstance(error, dict) else {}
