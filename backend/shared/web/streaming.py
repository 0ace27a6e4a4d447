"""A run as server-sent events (WHATWG HTML, section 9.2): each part is sent as soon as it is complete."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, suppress
from typing import Any, Generic

import structlog
from fastapi import Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from pymongo.errors import PyMongoError

from shared.core.errors import AppError
from shared.runs.models import Completed, Event, Failed, M, P, Part, Progress
from shared.web.problems import database_failure, problem
from shared.web.routing import JsonRoute

EVENT_STREAM = "text/event-stream"
HEARTBEAT_SECONDS = 10.0
"""A comment is sent after this much silence, because proxies and browsers close idle connections."""

BEAT = b": still here\n\n"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

logger = structlog.stdlib.get_logger(__name__)


class ProgressOut(BaseModel):
    """Progress of a run."""

    stage: str = Field(description="`reading`, `writing` or `storing`.")
    done: int = Field(description="Parts that are finished.")
    wanted: int = Field(description="Parts that are wanted in total.")


class StreamRoute(JsonRoute):
    """An endpoint that returns JSON, or events if the client asks for them."""

    ranges = (*JsonRoute.ranges, EVENT_STREAM, "text/*")


def wants_events(request: Request) -> bool:
    """Whether the client asks for a stream."""
    accept = request.headers.get("accept", "")
    return any(part.partition(";")[0].strip().lower() == EVENT_STREAM for part in accept.split(","))


class EventStream(Generic[P, M]):
    """The event format of one kind of run: the name and schema of its parts, and the schema of the whole."""

    def __init__(self, part: Callable[[P], tuple[str, BaseModel]], whole: Callable[[M], BaseModel]) -> None:
        self._part = part
        self._whole = whole

    async def answer(self, request: Request, events: AsyncGenerator[Event[P, M]]) -> StreamingResponse:
        """Return the stream. If the run fails before it writes anything, raise its error as for a plain request."""
        begun: list[Event[P, M]] = []
        try:
            async for event in events:
                begun.append(event)
                if not (isinstance(event, Progress) and event.stage == "reading"):
                    break
        except BaseException:
            await events.aclose()
            raise
        if isinstance(begun[-1], Failed):
            await events.aclose()
            raise begun[-1].error
        return StreamingResponse(self._bytes(request, begun, events), media_type=EVENT_STREAM, headers=HEADERS)

    async def _bytes(
        self, request: Request, begun: list[Event[P, M]], events: AsyncGenerator[Event[P, M]]
    ) -> AsyncGenerator[bytes]:
        number = 0
        async with aclosing(_with_beats(begun, events)) as coming:
            async for event in coming:
                if event is None:
                    yield BEAT
                    continue
                number += 1
                name, data = self._form(request, event)
                yield f"id: {number}\nevent: {name}\ndata: {data}\n\n".encode()

    def _form(self, request: Request, event: Event[P, M]) -> tuple[str, str]:
        if isinstance(event, Progress):
            return "progress", ProgressOut(stage=event.stage, done=event.done, wanted=event.wanted).model_dump_json()
        if isinstance(event, Part):
            name, form = self._part(event.value)
            return name, form.model_dump_json()
        if isinstance(event, Completed):
            return "completed", self._whole(event.value).model_dump_json()
        return "failed", bytes(problem(event.error, request.url.path).body).decode()


async def _with_beats(
    begun: list[Event[P, M]], events: AsyncGenerator[Event[P, M]]
) -> AsyncGenerator[Event[P, M] | None]:
    """Yield the events, and `None` after each silence. Its time limits need it to stay in one task."""
    queue: asyncio.Queue[Event[P, M] | None] = asyncio.Queue(maxsize=1)

    async def produce() -> None:
        try:
            async with aclosing(events):
                async for event in events:
                    await queue.put(event)
        except PyMongoError as error:
            await queue.put(Failed(database_failure(error)))
        except Exception:
            # The head was sent as a 200: the client can be told of a bug only by an event, and would else wait forever.
            logger.exception("stream failed")
            await queue.put(Failed(AppError()))
        await queue.put(None)

    for event in begun:
        yield event
    producer = asyncio.create_task(produce())
    try:
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    event = await queue.get()
            except TimeoutError:
                yield None
                continue
            if event is None:
                return
            yield event
    finally:
        producer.cancel()
        with suppress(asyncio.CancelledError):
            await producer


def described(what: str, parts: Mapping[str, str]) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI response of a stream; `parts` maps the names of its part events to their schemas."""
    schemas = {name: {"$ref": f"#/components/schemas/{schema}"} for name, schema in parts.items()}
    schemas |= {"progress": ProgressOut.model_json_schema(), "failed": {"$ref": "#/components/schemas/Problem"}}
    return {
        200: {
            "description": f"With `Accept: {EVENT_STREAM}`: {what}",
            "content": {EVENT_STREAM: {"schema": {"type": "string", "x-events": schemas}}},
        }
    }
