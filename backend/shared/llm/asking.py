"""One request to one provider, written into the journal whatever becomes of it."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import structlog

from shared.llm.base import Call, Completion, Finish
from shared.llm.errors import ConnectionFailed, Malformed, ProviderError, TimedOut, Unavailable
from shared.llm.journal import Journal, Request
from shared.llm.race import Turn
from shared.llm.upstream import Upstream

logger = structlog.stdlib.get_logger(__name__)


async def complete(turn: Turn[Any], call: Call, journal: Journal) -> tuple[Completion, Request]:
    """The provider's whole answer. The request is left open: who reads the answer knows how it ended.

    Raises `ProviderError`.
    """
    upstream = turn.upstream
    turn.asks()
    request = journal.request(upstream, call)
    try:
        # The SDKs' time-outs are per read, and a provider that drips a byte now and then never trips them.
        async with asyncio.timeout(upstream.timeout_seconds):
            completion = await upstream.provider.complete(call)
    except TimeoutError:
        error = TimedOut(upstream.name)
        request.failed(error)
        raise error from None
    except ProviderError as error:
        request.failed(error)
        raise
    except asyncio.CancelledError:
        request.given_up(turn.given_up_as)
        raise
    except Exception as error:  # noqa: BLE001  see `_foreign`
        failure = _foreign(upstream, error)
        request.failed(failure)
        raise failure from None
    turn.heard()
    request.heard()
    return completion, request


def _foreign(upstream: Upstream, error: Exception) -> ProviderError:
    """The failure for an exception that an adapter did not translate.

    A mistake of ours, or an SDK's surprise: the next provider answers all the same, and the log says so loudly. It is
    not quoted and becomes nobody's cause, since SDKs' exceptions may hold the request with its key.
    """
    logger.error("untranslated exception", provider=upstream.name, model=upstream.model, error=type(error).__name__)
    return Unavailable(upstream.name)


class Opened:
    """A stream whose first piece has come. Somebody has to end it: `finished`, `failed` or `aclose`."""

    def __init__(
        self, turn: "Turn[Opened]", request: Request, pieces: AsyncGenerator[str | Finish], first: str
    ) -> None:
        self.turn = turn
        self.finish: Finish | None = None
        self._request = request
        self._pieces = pieces
        self._first: str | None = first
        self._said: list[str] = []
        self._ended = False

    @property
    def said(self) -> str:
        """The text so far."""
        return "".join(self._said)

    async def next(self, idle_seconds: float) -> str | None:
        """The next piece; `None` when the provider has said that the text is whole.

        Raises `TimedOut` after `idle_seconds` of silence, and what else the provider's stream raises.
        """
        if self._first is not None:
            piece, self._first = self._first, None
        else:
            try:
                async with asyncio.timeout(idle_seconds):
                    piece = await anext(self._pieces)
            except TimeoutError:
                raise TimedOut(self.turn.upstream.name) from None
            except StopAsyncIteration:
                raise ConnectionFailed(self.turn.upstream.name) from None
            except ProviderError:
                raise
            except Exception as error:  # noqa: BLE001  see `_foreign`
                raise _foreign(self.turn.upstream, error) from None
        if isinstance(piece, Finish):
            self.finish = piece
            return None
        self._said.append(piece)
        return piece

    async def finished(self) -> None:
        """It was whole and good."""
        if not self._ended:
            self._ended = True
            assert self.finish is not None
            self._request.done(self.finish.model, self.finish.usage)
            self.turn.succeeded()
            await self._pieces.aclose()

    async def failed(self, error: ProviderError) -> None:
        """It broke off, or what it said is of no use."""
        if not self._ended:
            self._ended = True
            if self.finish is not None:
                self._request.done(self.finish.model, self.finish.usage, error.kind)
            else:
                self._request.failed(error, self.said)
            self.turn.failed(error)
            await self._pieces.aclose()

    async def aclose(self) -> None:
        """Nobody wants the rest."""
        if not self._ended:
            self._ended = True
            self._request.given_up(self.turn.given_up_as, self.said or self._first or "")
            self.turn.released()
            await self._pieces.aclose()


async def open_stream(turn: "Turn[Opened]", call: Call, journal: Journal) -> Opened:
    """A stream of the provider, once its first piece has come. Raises `ProviderError`."""
    upstream = turn.upstream
    turn.asks()
    request = journal.request(upstream, call, streamed=True)
    pieces = upstream.provider.stream(call)
    try:
        async with asyncio.timeout(upstream.timeout_seconds):
            first = await anext(pieces)
        if not isinstance(first, str):
            raise Malformed(upstream.name, usage=first.usage)
    except TimeoutError:
        error = TimedOut(upstream.name)
        request.failed(error)
        await pieces.aclose()
        raise error from None
    except ProviderError as error:
        request.failed(error)
        raise
    except asyncio.CancelledError:
        request.given_up(turn.given_up_as)
        await pieces.aclose()
        raise
    except Exception as error:  # noqa: BLE001  see `_foreign`; the end of the stream without a piece is one, too
        failure = _foreign(upstream, error)
        request.failed(failure)
        raise failure from None
    turn.heard()
    request.heard()
    return Opened(turn, request, pieces, first)
