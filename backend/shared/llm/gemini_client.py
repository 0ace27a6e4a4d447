"""Gemini. The only importer of the `google-genai` SDK."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel

from shared.llm import errors
from shared.llm.base import Call, Finish, Message, Usage
from shared.llm.loading import tls, undisturbed
from shared.llm.reading import ended_early, reading
from shared.llm.retry_after import retry_after
from shared.llm.structured import schema_of
from shared.utils.lazy import Lazy

if TYPE_CHECKING:
    import httpx2
    from google.genai.client import AsyncClient
    from google.genai.errors import APIError
    from google.genai.types import GenerateContentResponse

NAME = "gemini"
CONNECT_SECONDS = 3.0
POOL = 1000
DECLINED = frozenset(
    {"SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "OTHER"}
)
ROLES = {"user": "user", "assistant": "model"}


class GeminiProvider:
    """Gemini behind the registry's interface."""

    name = NAME

    def __init__(self, key: str, model: str, base_url: str | None, timeout_seconds: float) -> None:
        self.model = model
        self._client = Lazy(lambda: _open(key, base_url, timeout_seconds))

    async def prepare(self) -> None:
        """Load the SDK and build the client."""
        await self._client.get()

    async def complete(self, call: Call) -> object:
        """Ask once; raises `shared.llm.errors.ProviderError`."""
        client = (await self._client.get()).client
        with translating():
            response = await client.models.generate_content(  # pyright: ignore[reportUnknownMemberType]  PIL is optional
                model=self.model, contents=_contents(call), config=_config(call)
            )
            with reading(NAME):
                return _of_response(response, self.model)

    async def stream(self, call: Call) -> AsyncGenerator[str | Finish]:
        """Ask once and yield the text as it comes; raises `shared.llm.errors.ProviderError`."""
        client = (await self._client.get()).client
        said, usage, model = False, Usage(), None
        with translating():
            chunks = await client.models.generate_content_stream(  # pyright: ignore[reportUnknownMemberType]  the same
                model=self.model, contents=_contents(call), config=_config(call)
            )
            async with aclosing(cast("AsyncGenerator[GenerateContentResponse]", chunks)) as opened:
                async for chunk in opened:
                    with reading(NAME):
                        usage, model = _usage(chunk) or usage, chunk.model_version or model
                        text, reason = _text(chunk, usage)
                    if text:
                        said = True
                        yield text
                    if reason == "STOP":
                        if not said:
                            raise errors.Malformed(NAME, usage=usage)
                        yield Finish(model, usage)
                        return
        failure = ended_early(NAME, said_something=said)
        raise type(failure)(NAME, usage=usage)

    async def aclose(self) -> None:
        """Close the connections."""
        opened = await self._client.built()
        if opened is not None:
            await opened.client.aclose()
            # The SDK leaves a transport that it was given open.
            await opened.transport.aclose()


@dataclass(frozen=True, slots=True)
class _Opened:
    client: "AsyncClient"
    transport: "httpx2.AsyncClient"


def _open(key: str, base_url: str | None, timeout_seconds: float) -> _Opened:
    with undisturbed():
        import httpx2  # noqa: PLC0415  the SDK's transport, loaded with it
        from google import genai  # noqa: PLC0415  0.4 s of CPU and 20 MB, only for who uses it
        from google.genai.types import HttpOptions  # noqa: PLC0415  loaded by now

    # A client of our own keeps the SDK from picking aiohttp when that is installed, which retries on its own.
    transport = httpx2.AsyncClient(
        timeout=httpx2.Timeout(timeout_seconds, connect=min(CONNECT_SECONDS, timeout_seconds)),
        limits=httpx2.Limits(max_connections=POOL, max_keepalive_connections=POOL),
        verify=tls(),
    )
    # Nobody uses the synchronous one; given, the SDK does not build one with certificates of its own.
    options = HttpOptions(base_url=base_url, httpx_async_client=transport, httpx_client=httpx2.Client(verify=tls()))
    _rehearse()
    return _Opened(genai.Client(api_key=key, vertexai=False, http_options=options).aio, transport)


def _rehearse() -> None:
    """Make a request that leads nowhere: the SDK builds its types at the first one, 0.1 s of the event loop."""
    import httpx2  # noqa: PLC0415  loaded by now
    from google import genai  # noqa: PLC0415  loaded by now
    from google.genai.types import HttpOptions  # noqa: PLC0415  loaded by now

    said = {
        "candidates": [{"content": {"parts": [{"text": "."}], "role": "model"}, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 1},
        "modelVersion": "none",
    }
    nowhere = httpx2.MockTransport(lambda _: httpx2.Response(200, json=said))
    call = Call("rehearsal", ".", (Message("user", "."),), _Rehearsed, 1)

    async def ask() -> None:
        async with httpx2.AsyncClient(transport=nowhere) as transport:
            options = HttpOptions(httpx_async_client=transport, httpx_client=httpx2.Client(transport=nowhere))
            client = genai.Client(api_key="none", vertexai=False, http_options=options).aio
            response = await client.models.generate_content(  # pyright: ignore[reportUnknownMemberType]  as above
                model="none", contents=_contents(call), config=_config(call)
            )
            _of_response(response, "none")
            await client.aclose()

    asyncio.run(ask())


class _Rehearsed(BaseModel):
    text: str


def _contents(call: Call) -> Any:
    return [{"role": ROLES[turn.role], "parts": [{"text": turn.text}]} for turn in call.messages]


def _config(call: Call) -> Any:
    config: dict[str, Any] = {
        "system_instruction": call.instructions,
        "max_output_tokens": call.max_tokens,
        # Else the SDK asks on by itself when an answer was cut short, at our cost.
        "automatic_continuation": False,
    }
    if call.output is not None:
        config["response_mime_type"] = "application/json"
        config["response_json_schema"] = schema_of(call.output, "gemini")
    return config


def _of_response(response: "GenerateContentResponse", asked: str) -> object:
    usage = _usage(response) or Usage()
    text, reason = _text(response, usage)
    if not text or reason != "STOP":
        raise errors.Malformed(NAME, usage=usage)
    return (text, response.model_version or asked, usage)


def _usage(response: "GenerateContentResponse") -> Usage | None:
    said = response.usage_metadata
    if said is None:
        return None
    thoughts = said.thoughts_token_count or 0
    output = (said.candidates_token_count or 0) + thoughts
    return Usage(said.prompt_token_count or 0, output, said.cached_content_token_count or 0, thoughts)


def _text(response: "GenerateContentResponse", usage: Usage) -> tuple[str, str | None]:
    """The text of a response, or of a piece of one, and why it ends there, if it does."""
    if not response.candidates:
        if response.prompt_feedback is not None and response.prompt_feedback.block_reason is not None:
            raise errors.Refused(NAME, usage=usage)
        return "", None
    candidate = response.candidates[0]
    reason = candidate.finish_reason.value if candidate.finish_reason is not None else None
    if reason in DECLINED:
        raise errors.Refused(NAME, usage=usage)
    if reason in ("MAX_TOKENS", "CONTINUATION"):
        raise errors.Truncated(NAME, usage=usage)
    parts = (candidate.content.parts if candidate.content is not None else None) or []
    return "".join(part.text for part in parts if part.text and not part.thought), reason


@contextmanager
def translating() -> Generator[None]:
    """Turn the SDK's exceptions into ours; everything above knows only ours."""
    import httpx2  # noqa: PLC0415  loaded by now
    from google.genai.errors import APIError  # noqa: PLC0415  loaded by now

    try:
        yield
    except APIError as error:
        headers = cast(dict[str, str], getattr(cast(Any, error).response, "headers", None) or {})
        wait = retry_after(headers) or _retry_info(error)
        raise _kind(error)(NAME, request_id=headers.get("x-goog-request-id"), retry_after=wait) from None
    except httpx2.TimeoutException:
        raise errors.TimedOut(NAME) from None
    except httpx2.HTTPError:
        raise errors.ConnectionFailed(NAME) from None
    except (ValueError, TypeError, AttributeError, LookupError):
        # The SDK looks into what it gets without knowing what it is.
        raise errors.Malformed(NAME) from None


def _kind(error: "APIError") -> type[errors.ProviderError]:
    details = _details(error)
    if any(detail.get("reason") == "API_KEY_INVALID" for detail in details):
        return errors.BadKey  # Gemini says 400 to a key it does not know
    message = (error.message or "").lower()
    violations = [violation for detail in details for violation in detail.get("violations", ())]
    if error.code == 429 and any("PerDay" in str(violation.get("quotaId")) for violation in violations):
        return errors.QuotaExceeded
    if error.code == 400 and "token count" in message:
        return errors.TooLong
    if error.code == 503 and "overloaded" in message:
        return errors.Overloaded
    return errors.kind_of_status(error.code)


def _retry_info(error: "APIError") -> float | None:
    for detail in _details(error):
        delay = str(detail.get("retryDelay", ""))
        if delay.endswith("s") and delay[:-1].replace(".", "", 1).isdigit():
            return float(delay[:-1])
    return None


def _details(error: "APIError") -> list[dict[str, Any]]:
    """The `google.rpc` details of an error body; empty when it has another form."""
    body = cast(object, cast(Any, error).details)
    inner = cast(dict[str, Any], body).get("error") if isinstance(body, dict) else None
    found = cast(dict[str, Any], inner).get("details") if isinstance(inner, dict) else None
    listed = cast(list[Any], found) if isinstance(found, list) else []
    return [cast(dict[str, Any], detail) for detail in listed if isinstance(detail, dict)]
