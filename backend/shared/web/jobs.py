"""Jobs over HTTP: `Prefer: respond-async` (RFC 7240), the job's state, and its events, which can be resumed."""

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from http import HTTPStatus
from time import monotonic
from typing import Annotated, Any, Generic, TypeVar, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response, status
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from pydantic_core import to_json

from shared.core.errors import BadRequest, Unprocessable
from shared.core.paging import InvalidCursor
from shared.jobs.errors import CallbackRefused, JobFinished, JobNotFound, JobsUnavailable, QueueFull, TooManyJobs
from shared.jobs.models import LAST, EventType, Failure, Job, JobEvent, JobState, JobUrls
from shared.jobs.schemas import CallbackOut, JobList, JobOut, JobProgress
from shared.jobs.service import JobService
from shared.resumes.errors import ResumeServiceUnavailable
from shared.runs.models import M, P
from shared.web.documentation.openapi import operation_id
from shared.web.identity.auth import Reader, Writer
from shared.web.problems import TYPE_PREFIX, responses
from shared.web.requests.pagination import PageQuery
from shared.web.routing import RANGES, JsonRoute
from shared.web.runs import thing_id
from shared.web.streaming import BEAT, EVENT_STREAM, HEADERS, HEARTBEAT_SECONDS, ProgressOut, described

B = TypeVar("B")
ASYNC = "respond-async"
ACCEPTED_FAILURES = (JobsUnavailable, QueueFull, TooManyJobs, CallbackRefused)


class JobEventRoute(JsonRoute):
    """An endpoint that responds with events."""

    ranges = (*RANGES, EVENT_STREAM, "text/*")


def wants_async(request: Request, callback_url: str | None = None) -> bool:
    """Whether the client prefers to be answered before the work is done.

    Raises `CallbackRefused` if it does not, and wants to be called back.
    """
    preferences = ",".join(request.headers.getlist("prefer")).split(",")
    wants = any(preference.partition(";")[0].strip().lower() == ASYNC for preference in preferences)
    if callback_url is not None and not wants:
        raise CallbackRefused(f"callback_url needs the header `Prefer: {ASYNC}`.")
    return wants


def accepted() -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI response of an accepted job."""
    return {
        202: {
            "description": f"With `Prefer: {ASYNC}`: the job that does it; `Location` is its path.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/JobOut"}}},
        }
    }


@dataclass(frozen=True, slots=True)
class Door(Generic[B, P, M]):
    """How the jobs of one kind look over HTTP.

    `part` gives name and schema of the event of a part, and `whole` the schema of a result.
    """

    kind: str
    urls: JobUrls
    part: Callable[[P], tuple[str, BaseModel]]
    whole: Callable[[M], BaseModel]
    forms: Mapping[str, str]

    def accepted(self, job: Job) -> Response:
        """Return the 202 for a job (RFC 7240, section 4.1)."""
        headers = {"Location": self.urls.job(job), "Preference-Applied": ASYNC}
        return Response(self.out(job).model_dump_json(), status.HTTP_202_ACCEPTED, headers, "application/json")

    def out(self, job: Job, service: JobService | None = None) -> JobOut:
        """Return a job as the API shows it; with a service, its parts too."""
        return JobOut(
            id=job.id,
            kind=job.kind,
            state=job.state,
            resume_id=job.resume_id,
            progress=JobProgress(stage=job.stage, done=job.done, wanted=job.wanted),
            parts=None if service is None else [self.event_of(service, job, part)[1] for part in job.parts],
            result_id=job.makes if job.state == "succeeded" else None,
            result_url=self.urls.result(job),
            attempts=job.attempts,
            retry_at=job.retry_at if job.state == "queued" else None,
            error=None if job.failure is None else _problem(job.failure),
            callback=None if job.callback is None else CallbackOut.of(job.callback),
            created_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
        )

    async def stream(self, request: Request, service: JobService, job: Job, after: int) -> Response:
        """Return the events of a job after the event with id `after`. Raises `JobsUnavailable`.

        A client that has them all gets a 204, after which browsers do not connect again (WHATWG HTML, section 9.2).
        """
        text = await Watching(self, request, service, job, after).text()
        if text is None:
            return Response(status_code=status.HTTP_204_NO_CONTENT)
        return StreamingResponse(text, media_type=EVENT_STREAM, headers=HEADERS)

    def event_of(self, service: JobService, job: Job, part: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return name and data of the event of a part that is kept in a job."""
        name, form = self.part(service.part(job, part))
        return name, form.model_dump(mode="json")


class Watching(Generic[B, P, M]):
    """One client that follows one job."""

    def __init__(self, door: Door[B, P, M], request: Request, service: JobService, job: Job, after: int) -> None:
        self._door = door
        self._request = request
        self._service = service
        self._job = job
        self._after = after
        self._shown = 0

    async def text(self) -> AsyncGenerator[bytes] | None:
        """Return the stream, or `None` if nothing is left to tell. Raises `JobsUnavailable` before it begins."""
        if self._job.ended and self._after >= LAST_ID:
            return None
        try:
            last = await self._service.completed_log(self._job)
        except JobsUnavailable:
            # Without its log, an ended job is told from its document, but not to a client that has a part of the log.
            if self._after or not self._job.ended:
                raise
            last = None
        if self._job.ended and last is None:
            return self._snapshot()
        if self._job.ended and last is not None and self._after >= last.sequence:
            return None
        return self._followed(await self._service.follow(self._job, self._after))

    async def _snapshot(self) -> AsyncGenerator[bytes]:
        """Yield an ended job whose log is gone: its parts, then its end.

        Which parts a client has that followed before is not known any more: it gets the end, which has them all.
        """
        if not self._after:
            async for text in self._shown_parts(0, len(self._job.parts)):
                yield text
        yield await self._end(LAST_ID, ENDS[self._job.state])

    async def _followed(self, events: AsyncGenerator[JobEvent | None]) -> AsyncGenerator[bytes]:
        # The gateway passes the head of a response on with its first bytes, and a job that waits says nothing for long.
        yield BEAT
        spoke, silent_since_end = monotonic(), 0
        async with aclosing(events) as coming:
            async for event in coming:
                if event is None:
                    if self._request.app.state.draining or await self._is_gone():
                        return
                    silent_since_end += self._job.ended
                    if silent_since_end >= SILENT_AFTER_END:
                        # The queue has lost the log, or numbers it anew: a client that comes back is told the end.
                        return
                    if monotonic() - spoke >= HEARTBEAT_SECONDS:
                        spoke = monotonic()
                        yield BEAT
                    continue
                spoke = monotonic()
                if event.type in LAST and not await self._ended_so(event):
                    # It was queued again since.
                    continue
                async for text in self._form(event):
                    yield text
                if event.type in LAST:
                    return

    async def _ended_so(self, event: JobEvent) -> bool:
        """Whether the job is in the state that the last event of an attempt tells."""
        self._job = await self._service.read_again(self._job) or self._job
        return ENDS.get(self._job.state) == event.type

    async def _is_gone(self) -> bool:
        """Read the job again while nothing happens; return whether it was erased."""
        found = await self._service.look_again(self._job)
        self._job = found or self._job
        return found is None

    async def _form(self, event: JobEvent) -> AsyncGenerator[bytes]:
        if event.type == "progress":
            form = ProgressOut(stage=event.stage, done=event.done, wanted=event.wanted)
            yield _event(event.sequence, "progress", form.model_dump_json())
        elif event.type == "part":
            if len(self._job.parts) < event.number:
                self._job = await self._service.read_again(self._job) or self._job
            # Those before it whose entries the log does not hold any more.
            first = min(self._shown, event.number - 1) if not self._after else event.number - 1
            async for text in self._shown_parts(first, event.number, event.sequence):
                yield text
            self._shown = event.number
        else:
            yield await self._end(event.sequence, event.type)

    async def _shown_parts(self, first: int, end: int, sequence: int = 0) -> AsyncGenerator[bytes]:
        for part in self._job.parts[first:end]:
            name, form = self._door.part(self._service.part(self._job, part))
            yield _event(sequence, name, form.model_dump_json())

    async def _end(self, sequence: int, kind: EventType) -> bytes:
        if kind == "completed" and (made := await self._service.result(self._job)) is not None:
            return _event(sequence, "completed", self._door.whole(made).model_dump_json())
        if kind == "failed" and self._job.failure is not None:
            return _event(sequence, "failed", to_json(_problem(self._job.failure)).decode())
        # Its owner cancelled it, or has deleted what it made.
        return _event(sequence, "cancelled", self._door.out(self._job).model_dump_json())


LAST_ID = 999_999_999_999_999
"""The id of the last event of a job whose log is gone; every client reads it exactly."""

SILENT_AFTER_END = 3
"""Idle seconds after the end of a job in which its log should have told it."""

EVENT_ID = r"^[0-9]{0,15}$"
"""For the OpenAPI document only: an invalid id raises `InvalidEventId`."""

EventId = Annotated[str, Field(json_schema_extra={"pattern": EVENT_ID})]

ENDS: Mapping[JobState, EventType] = {"succeeded": "completed", "failed": "failed", "cancelled": "cancelled"}


def _event(sequence: int, name: str, data: str) -> bytes:
    return f"id: {sequence}\nevent: {name}\ndata: {data}\n\n".encode()


def _problem(failure: Failure) -> dict[str, Any]:
    return {
        "type": TYPE_PREFIX + failure.code.lower().replace("_", "-"),
        "title": HTTPStatus(failure.status).phrase,
        "status": failure.status,
        "detail": failure.detail,
        "code": failure.code,
        **failure.extensions,
    }


def _last_event_id(
    header: Annotated[
        EventId, Header(alias="Last-Event-ID", description="Id of the last event that the client has.")
    ] = "",
    last_event_id: Annotated[EventId, Query(description="The same, for clients that cannot send the header.")] = "",
) -> int:
    text = header or last_event_id or "0"
    if not (text.isascii() and text.isdigit() and int(text) <= LAST_ID):
        raise InvalidEventId
    return int(text)


class InvalidEventId(BadRequest):
    """The id was not issued by this API."""

    code = "INVALID_EVENT_ID"
    default_detail = "This Last-Event-ID was not issued by this API. Omit it to read the events from the first."


async def _id_of(job_id: Annotated[str, Path(description="Id of a job.")]) -> UUID:
    return thing_id(job_id, JobNotFound)


async def _service_of(request: Request) -> JobService:
    return cast("JobService", request.state.resources.jobs)


JobId = Annotated[UUID, Depends(_id_of)]
Jobs = Annotated[JobService, Depends(_service_of)]
LastEventId = Annotated[int, Depends(_last_event_id)]


def jobs_router(prefix: str, doors: Sequence[Door[Any, Any, Any]], tag: str) -> Sequence[APIRouter]:
    """Return the endpoints of a service's jobs of all kinds."""
    router, of_kind = APIRouter(prefix=prefix, route_class=JsonRoute, tags=[tag]), {door.kind: door for door in doors}

    @router.get(
        "/jobs",
        operation_id=operation_id(prefix, "list_jobs"),
        responses=responses(InvalidCursor, Unprocessable),
    )
    async def list_jobs(  # pyright: ignore[reportUnusedFunction]  the router keeps it
        caller: Reader,
        jobs: Jobs,
        page: PageQuery,
        state: Annotated[JobState | None, Query(description="Only jobs in this state.")] = None,
    ) -> JobList:
        """List your jobs, newest first, without their parts. A job can be read for a week after its end."""
        found = await jobs.list(caller, state, page)
        return JobList(items=[of_kind[job.kind].out(job) for job in found.items], next_cursor=found.next_cursor)

    @router.get(
        "/jobs/{job_id}",
        operation_id=operation_id(prefix, "get_job"),
        responses=responses(JobNotFound, ResumeServiceUnavailable),
    )
    async def get_job(  # pyright: ignore[reportUnusedFunction]  the router keeps it
        job_id: JobId, caller: Reader, jobs: Jobs
    ) -> JobOut:
        """Return a job: its state, its progress, and its parts so far."""
        job = await jobs.get(caller, job_id)
        return of_kind[job.kind].out(job, jobs)

    @router.delete(
        "/jobs/{job_id}",
        operation_id=operation_id(prefix, "cancel_job"),
        status_code=status.HTTP_204_NO_CONTENT,
        responses=responses(JobNotFound, JobFinished),
    )
    async def cancel_job(  # pyright: ignore[reportUnusedFunction]  the router keeps it
        job_id: JobId, caller: Writer, jobs: Jobs
    ) -> None:
        """Cancel a job that is queued or running, and its call to a provider."""
        await jobs.cancel(caller, job_id)

    return (router, _events_router(prefix, of_kind, tag))


def _events_router(prefix: str, of_kind: Mapping[str, Door[Any, Any, Any]], tag: str) -> APIRouter:
    router = APIRouter(prefix=prefix, route_class=JobEventRoute, tags=[tag])

    @router.get(
        "/jobs/{job_id}/events",
        operation_id=operation_id(prefix, "follow_job"),
        response_class=StreamingResponse,
        responses={
            **described("the events of the job from the first, then the new ones.", _forms(of_kind.values())),
            204: {"description": "The client has all events, and the job has ended."},
            **responses(InvalidEventId, JobNotFound, JobsUnavailable, ResumeServiceUnavailable),
        },
    )
    async def follow_job(  # pyright: ignore[reportUnusedFunction]  the router keeps it
        job_id: JobId, caller: Reader, jobs: Jobs, request: Request, after: LastEventId
    ) -> Response:
        """Follow a job. A client that reconnects with `Last-Event-ID` gets every event once, from any replica."""
        job = await jobs.get(caller, job_id)
        return await of_kind[job.kind].stream(request, jobs, job, after)

    return router


def _forms(doors: Iterable[Door[Any, Any, Any]]) -> dict[str, Sequence[str]]:
    """Return the schemas of each event: those of `completed` depend on the kind."""
    forms: dict[str, list[str]] = {}
    for door in doors:
        for name, schema in {**door.forms, **CANCELLED}.items():
            if schema not in forms.setdefault(name, []):
                forms[name].append(schema)
    return {name: tuple(schemas) for name, schemas in forms.items()}


CANCELLED = {"cancelled": "JobOut"}
