"""Sends calls with asyncio."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from types import TracebackType, UnionType
from typing import Any, Self, TypeVar

import httpx2

from interview_prep.answers import M, Page, failure_of, is_stream, model_of, no_answer
from interview_prep.calls import Call
from interview_prep.connection import Connection
from interview_prep.errors import InterviewPrepError, StreamCut
from interview_prep.model import Model
from interview_prep.retrying import Retries
from interview_prep.streams import Delivery, Event, EventDecoder

T = TypeVar("T")


class AsyncTransport:
    """Sends calls, again if that is worth it, and reads their answers."""

    def __init__(
        self,
        base_url: str,
        *,
        token: str | Callable[[], Awaitable[str]] | None = None,
        retries: Retries | None = None,
        timeout: float = 120.0,
        http: httpx2.AsyncClient | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Call the API at `base_url`, such as `http://localhost:8000`.

        `token` is a bearer token, or a function that returns a valid one and is asked before each request. `timeout` is
        how many seconds of silence a call may have: with a language model, a plain call answers after 5 to 60. A client
        passed as `http` stays open when this one is closed. `sleep` waits between attempts.
        """
        self._connection = Connection(base_url, timeout)
        self._token = token
        self._retries = retries or Retries()
        self._own = http is None
        self._http = http or httpx2.AsyncClient()
        self._sleep = sleep

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        if self._own:
            await self._http.aclose()

    async def _model(self, call: Call, model: type[M]) -> M:
        return model_of(await self._send(call), model)

    async def _content(self, call: Call) -> bytes:
        return (await self._send(call)).content

    async def _text(self, call: Call) -> str:
        return (await self._send(call)).text

    async def _nothing(self, call: Call) -> None:
        await self._send(call)

    async def _items(self, fetch: Callable[[str | None], Awaitable[Page[T]]]) -> AsyncIterator[T]:
        page = await fetch(None)
        while True:
            for item in page.items:
                yield item
            if page.next_cursor is None:
                return
            page = await fetch(page.next_cursor)

    def _events(self, call: Call, types: Mapping[str, type[Model] | UnionType]) -> AsyncGenerator[Event[Any, Any]]:
        return self._continued(call, Delivery(types), follows=False)

    def _follow(
        self, call: Call, types: Mapping[str, type[Model] | UnionType], last_event_id: str | None
    ) -> AsyncGenerator[Event[Any, Any]]:
        return self._continued(call, Delivery(types, last_event_id), follows=True)

    async def _continued(self, call: Call, delivery: Delivery, *, follows: bool) -> AsyncGenerator[Event[Any, Any]]:
        """Yield the events of a stream over as many connections as it takes."""
        attempt = 0
        while not delivery.ended:
            attempt += 1
            delivery.advanced = False
            failure: InterviewPrepError = StreamCut("the stream ended before its last event")
            try:
                async with aclosing(self._connected(call, delivery, follows=follows)) as events:
                    async for event in events:
                        yield event
            except httpx2.TransportError as error:
                failure = no_answer(error)
            except InterviewPrepError as error:
                failure = error
            if delivery.failure is not None:
                raise delivery.failure
            if not delivery.ended:
                attempt = 1 if delivery.advanced else attempt
                await self._wait(attempt, failure, call)

    async def _connected(self, call: Call, delivery: Delivery, *, follows: bool) -> AsyncGenerator[Event[Any, Any]]:
        """Yield the events of one connection; raises `InterviewPrepError` or `httpx2.TransportError`."""
        request = await self._request(call, delivery.last_id if follows else None)
        response = await self._http.send(request, stream=True)
        async with aclosing(response):
            if not is_stream(response):
                await response.aread()
                event = delivery.answered(response)
                if event is not None:
                    yield event
                return
            decoder = EventDecoder()
            async for chunk in response.aiter_bytes():
                for raw in decoder.feed(chunk):
                    event = delivery.take(raw)
                    if event is not None:
                        yield event

    async def _send(self, call: Call) -> httpx2.Response:
        """Return the answer of a call that succeeded; raises `InterviewPrepError`."""
        attempt = 0
        while True:
            attempt += 1
            try:
                response = await self._http.send(await self._request(call))
                failure = failure_of(response)
                if failure is None:
                    return response
            except httpx2.TransportError as error:
                failure = no_answer(error)
            await self._wait(attempt, failure, call)

    async def _request(self, call: Call, after: str | None = None) -> httpx2.Request:
        token = self._token if isinstance(self._token, str | None) else await self._token()
        return self._http.build_request(**self._connection.request(call, token, after))

    async def _wait(self, attempt: int, failure: InterviewPrepError, call: Call) -> None:
        """Wait until the next attempt; raises `failure` if there is none."""
        pause = self._retries.pause(attempt, failure, repeatable=call.repeatable)
        if pause is None:
            raise failure
        await self._sleep(pause)
