"""Reading what an SDK hands over, which it has not checked itself."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic_core import from_json

from shared.llm.base import NOTHING, Piece, Thinking, Usage
from shared.llm.errors import ConnectionFailed, Malformed, ProviderError

LINGER_SECONDS = 0.05


@dataclass(slots=True)
class Heard:
    """What a stream has told so far."""

    text: bool = False
    thought: bool = False
    refused: bool = False
    ended: bool = False
    model: str | None = None
    usage: Usage = NOTHING

    def note(self, piece: Piece) -> None:
        """Remember that there was text, or a thought."""
        if isinstance(piece, Thinking):
            self.thought = True
        else:
            self.text = True

    @contextmanager
    def billing(self) -> Generator[None]:
        """Let no failure lose what had been billed by then."""
        try:
            yield
        except ProviderError as error:
            error.usage = self.usage
            raise

    def ended_early(self, provider: str) -> ProviderError:
        """The failure of a stream that ended without the provider having said that it is whole.

        One that told nothing was none of the provider's streams: a proxy's page, for example.
        """
        return (ConnectionFailed if self.text or self.thought else Malformed)(provider)


@contextmanager
def reading(provider: str) -> Generator[None]:
    """Turn a missing or odd field of an answer into `Malformed`.

    The SDKs build their types without validation: from a proxy's JSON, or a text where JSON was due, comes an object
    that lacks what its type promises.
    """
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise Malformed(provider) from error


def counted(tokens: object) -> int:
    """A number of tokens; some compatible servers say `null`, or -1 where they do not know.

    Raises `TypeError` or `ValueError` for what is no number, which `reading` turns into `Malformed`.
    """
    if tokens is None:
        return 0
    if isinstance(tokens, int | float):
        return max(0, int(tokens))
    raise TypeError("tokens are a number")


def worded(text: object) -> str:
    """A piece of text, which may be missing; raises `TypeError` for anything else, as `counted` does."""
    if text is None:
        return ""
    if isinstance(text, str):
        return text
    raise TypeError("text is a string")


class _Response(Protocol):
    @property
    def headers(self) -> Mapping[str, str]: ...

    async def aread(self) -> bytes: ...


class SdkStream(Protocol):
    """What the streams of the two SDKs of one make have in common."""

    @property
    def response(self) -> _Response:
        """The response that the events come from."""
        ...

    def __aiter__(self) -> AsyncIterator[object]:
        """The events."""
        ...


async def events_of(stream: SdkStream) -> AsyncGenerator[Any]:
    """The events of a stream, or the one JSON body of a server that ignores that it was asked for a stream."""
    if "json" in stream.response.headers.get("content-type", ""):
        yield from_json(await stream.response.aread())
        return
    async for event in stream:
        yield event


async def to_the_end(events: AsyncIterator[object]) -> None:
    """Read what is left after the last word, usually nothing: only then can the connection be used again.

    A provider that keeps the stream open is not waited for.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            async for _ in events:
                pass
