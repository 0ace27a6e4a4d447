"""Adapter of Gemini. The only importer of the `google-genai` SDK."""

import asyncio
import re
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from pydantic import BaseModel, Field
from pydantic_core import to_json

from shared.core.lazy import Lazy
from shared.llm import errors
from shared.llm.base import Call, Finish, Message, Piece, Thinking, Usage
from shared.llm.output.structured import COUNTS, DATES, STRUCTURE, Dialect, schema_of
from shared.llm.providers.kinds import kind_of
from shared.llm.providers.loading import tls
from shared.llm.providers.reading import Heard, reading, to_the_end
from shared.llm.providers.retry_after import retry_after
from shared.llm.providers.spec import ProviderSettings, ProviderSpec, sent

if TYPE_CHECKING:
    import httpx2
    from google.genai.client import AsyncClient
    from google.genai.errors import APIError
    from google.genai.types import GenerateContentResponse

    Chunks = AsyncGenerator[GenerateContentResponse]

NAME = "gemini"
CONNECT_SECONDS = 3.0
POOL = 1000
WHOLE = "STOP"
NOT_WHOLE: Mapping[str, type[errors.ProviderError]] = {
    **dict.fromkeys(
        (
            *("SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "OTHER", "ESCALATION"),
            *("IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "IMAGE_OTHER", "MODEL_ARMOR"),
        ),
        errors.Refused,
    ),
    **dict.fromkeys(
        ("MALFORMED_RESPONSE", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "NO_IMAGE"),
        errors.Malformed,
    ),
    "PUP_LIMITED_DISABLED": errors.PermissionDenied,
}
"""Finish reasons with a specific failure; `MAX_TOKENS`, `CONTINUATION` and every unknown one count as `Truncated`."""
ABOUT_EFFORT = re.compile("thinking", re.IGNORECASE)
OK, BAD_REQUEST, TOO_MANY = 200, 400, 429
DIALECT = Dialect(STRUCTURE | COUNTS | {"prefixItems"}, DATES)
ROLES = {"user": "user", "assistant": "model"}


Effort = Literal["default", "minimal", "low", "medium", "high", "xhigh"]
"""The SDK's thinking levels; `default` sends none."""


class GeminiSettings(ProviderSettings):
    """Settings of Gemini."""

    model: str = Field(default="gemini-3.8-flash", description="Gemini model.")
    effort: Effort = Field(default="low", description="How much the model reasons before it answers.")
    api_version: str = Field(
        default="v1", pattern=r"^v[0-9]+[a-z0-9]*$", description="API version; some servers only have v1beta."
    )


class GeminiProvider:
    """Gemini with the registry's interface. `effort` is its thinking level; `None` leaves it to the model."""

    name = NAME

    def __init__(
        self,
        key: str,
        model: str,
        base_url: str | None,
        timeout_seconds: float,
        effort: str | None = None,
        api_version: str = "v1",
    ) -> None:
        self.model = model
        self._effort = effort
        self._client = Lazy(lambda: _open(key, base_url, timeout_seconds, api_version))

    async def prepare(self) -> None:
        """Load the SDK and build the client."""
        await self._client.get()

    async def stream(self, call: Call) -> AsyncGenerator[Piece]:
        """Send one request and yield the text as it arrives; raises `shared.llm.errors.ProviderError`."""
        client = (await self._client.get()).client
        heard = Heard()
        with heard.billing(), translating():
            async with aclosing(self._ask(client, call)) as chunks, aclosing(_pieces(chunks, heard)) as pieces:
                async for piece in pieces:
                    yield piece

    async def aclose(self) -> None:
        """Close the connections."""
        opened = await self._client.built()
        if opened is not None:
            await opened.client.aclose()
            # The SDK does not close a transport that it was given.
            await opened.transport.aclose()

    async def _ask(self, client: "AsyncClient", call: Call) -> "Chunks":
        from google.genai.errors import ClientError  # noqa: PLC0415  loaded by now

        begun = False
        try:
            async with aclosing(_chunks(client, self.model, call, self._effort)) as chunks:
                async for chunk in chunks:
                    begun = True
                    yield chunk
        except ClientError as error:
            refused = error.code == BAD_REQUEST and ABOUT_EFFORT.search(str(error.message))
            if begun or self._effort is None or not refused:
                raise
        else:
            return
        async with aclosing(_chunks(client, self.model, call, None)) as chunks:
            async for chunk in chunks:
                # Only now: the request may have been rejected for another reason.
                self._effort = None
                yield chunk


@dataclass(frozen=True, slots=True)
class _Opened:
    client: "AsyncClient"
    transport: "httpx2.AsyncClient"


def _open(key: str, base_url: str | None, timeout_seconds: float, api_version: str) -> _Opened:
    import httpx2  # noqa: PLC0415  the SDK's transport, loaded with it
    from google import genai  # noqa: PLC0415  0.4 s of CPU and 20 MB, only if it is used
    from google.genai.types import HttpOptions  # noqa: PLC0415  loaded by now

    # Our own client keeps the SDK from using aiohttp if it is installed, which would retry on its own.
    limits = httpx2.Timeout(timeout_seconds, connect=min(CONNECT_SECONDS, timeout_seconds)).as_dict()

    async def limit(request: httpx2.Request) -> None:
        # The SDK sets its own time-out on each request: none, or the same one for connecting and reading.
        request.extensions["timeout"] = limits

    transport = httpx2.AsyncClient(
        limits=httpx2.Limits(max_connections=POOL, max_keepalive_connections=POOL),
        verify=tls(),
        event_hooks={"request": [limit]},
    )
    # The synchronous client is unused, but without it the SDK would build one and load the certificates again.
    options = HttpOptions(
        base_url=base_url,
        api_version=api_version,
        httpx_async_client=transport,
        httpx_client=httpx2.Client(verify=tls()),
    )
    _rehearse()
    return _Opened(genai.Client(api_key=key, vertexai=False, http_options=options).aio, transport)


def _rehearse() -> None:
    """Make a dummy request, because the SDK builds its types on the first one (0.1 s of the event loop)."""
    import httpx2  # noqa: PLC0415  loaded by now
    from google import genai  # noqa: PLC0415  loaded by now
    from google.genai.types import HttpOptions  # noqa: PLC0415  loaded by now

    said = {
        "candidates": [{"content": {"parts": [{"text": "."}], "role": "model"}, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 1},
        "modelVersion": "none",
    }
    nowhere = httpx2.MockTransport(lambda _: httpx2.Response(200, content=b"data: " + to_json(said) + b"\n\n"))
    call = Call("rehearsal", ".", (Message("user", "."),), _Rehearsed, 1)

    async def ask() -> None:
        async with httpx2.AsyncClient(transport=nowhere) as transport:
            options = HttpOptions(httpx_async_client=transport, httpx_client=httpx2.Client(transport=nowhere))
            client = genai.Client(api_key="none", vertexai=False, http_options=options).aio
            async for _ in _pieces(_chunks(client, "none", call, "low"), Heard()):
                pass
            await client.aclose()

    asyncio.run(ask())


class _Rehearsed(BaseModel):
    text: str


async def _chunks(client: "AsyncClient", model: str, call: Call, effort: str | None) -> "Chunks":
    chunks = await client.models.generate_content_stream(  # pyright: ignore[reportUnknownMemberType]  PIL is optional
        model=model,
        contents=[{"role": ROLES[turn.role], "parts": [{"text": turn.text}]} for turn in call.messages],
        config=_config(call, effort),
    )
    async with aclosing(cast("Chunks", chunks)) as opened:
        async for chunk in opened:
            yield chunk


def _config(call: Call, effort: str | None) -> Any:
    config: dict[str, Any] = {
        "system_instruction": call.instructions,
        "max_output_tokens": call.max_tokens,
        # Otherwise the SDK continues a truncated answer by itself, at our cost.
        "automatic_continuation": False,
    }
    if call.output is not None:
        config["response_mime_type"] = "application/json"
        config["response_json_schema"] = schema_of(call.output, DIALECT)
    if call.temperature is not None:
        config["temperature"] = call.temperature
    if effort is not None:
        config["thinking_config"] = {"thinking_level": effort.upper()}
    return config


async def _pieces(chunks: "Chunks", heard: Heard) -> AsyncGenerator[Piece]:
    async for chunk in chunks:
        with reading(NAME):
            heard.usage, heard.model = _usage(chunk) or heard.usage, chunk.model_version or heard.model
            thought, text = _said(chunk)
            reason = _reason(chunk)
        for piece in (thought, text):
            if piece:
                heard.note(piece)
                yield piece
        if reason == WHOLE:
            heard.ended = True
            break
        if reason is not None:
            raise NOT_WHOLE.get(reason, errors.Truncated)(NAME)
    if not heard.ended:
        raise heard.ended_early(NAME)
    if not heard.text:
        raise errors.Malformed(NAME)
    with suppress(errors.ProviderError), translating():
        await to_the_end(chunks)
    yield Finish(heard.model, heard.usage)


def _usage(chunk: "GenerateContentResponse") -> Usage | None:
    said = chunk.usage_metadata
    if said is None:
        return None
    thoughts = said.thoughts_token_count or 0
    output = (said.candidates_token_count or 0) + thoughts
    return Usage(said.prompt_token_count or 0, output, said.cached_content_token_count or 0, thoughts)


def _said(chunk: "GenerateContentResponse") -> tuple[Thinking | str, str]:
    """Return the reasoning in this chunk, if any, and its text."""
    content = chunk.candidates[0].content if chunk.candidates else None
    parts = (content.parts if content is not None else None) or []
    thoughts = [part.text or "" for part in parts if part.thought]
    text = "".join(part.text for part in parts if part.text and not part.thought)
    return Thinking(sum(map(len, thoughts))) if thoughts else "", text


def _reason(chunk: "GenerateContentResponse") -> str | None:
    """Return the finish reason if the answer ends with this chunk."""
    if chunk.candidates:
        reason = chunk.candidates[0].finish_reason
        return reason.value if reason is not None else None
    blocked = chunk.prompt_feedback is not None and chunk.prompt_feedback.block_reason is not None
    return "SAFETY" if blocked else None


@contextmanager
def translating() -> Generator[None]:
    """Turn the SDK's exceptions into ours, the only ones that callers see."""
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
        # The SDK accesses the response without validating it.
        raise errors.Malformed(NAME) from None


def _kind(error: "APIError") -> type[errors.ProviderError]:
    details = _details(error)
    if error.code == TOO_MANY and any("PerDay" in str(detail.get("violations")) for detail in details):
        return errors.CreditExhausted
    # Gemini returns 400 for an unknown key; the reason is in the details.
    codes = [*(detail.get("reason") for detail in details), error.code, error.status]
    began_well = getattr(cast(Any, error).response, "status_code", OK) == OK
    return kind_of(None if began_well else error.code, codes, error.message)


def _retry_info(error: "APIError") -> float | None:
    for detail in _details(error):
        delay = str(detail.get("retryDelay", ""))
        if delay.endswith("s") and delay[:-1].replace(".", "", 1).isdigit():
            return float(delay[:-1])
    return None


def _details(error: "APIError") -> list[dict[str, Any]]:
    """Return the `google.rpc` details of an error body; empty if it has another form."""
    body = cast(object, cast(Any, error).details)
    inner = cast(dict[str, Any], body).get("error") if isinstance(body, dict) else None
    found = cast(dict[str, Any], inner).get("details") if isinstance(inner, dict) else None
    listed = cast(list[Any], found) if isinstance(found, list) else []
    return [cast(dict[str, Any], detail) for detail in listed if isinstance(detail, dict)]


def _provider(_: str, settings: GeminiSettings) -> GeminiProvider:
    seconds, effort = settings.timeout_seconds, sent(settings.effort)
    return GeminiProvider(settings.key, settings.model, settings.base_url, seconds, effort, settings.api_version)


GEMINI = ProviderSpec(NAME, "GEMINI", "generativelanguage.googleapis.com", GeminiSettings, _provider)
