"""Server-sent events (WHATWG HTML, section 9.2): reading them, and what a stream has delivered so far."""

import codecs
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any, Generic, TypeVar, cast

import httpx2
from pydantic import TypeAdapter

from interview_prep.answers import failure_of
from interview_prep.errors import ProblemError
from interview_prep.model import Model

N = TypeVar("N")
D = TypeVar("D")

ENDS = ("completed", "cancelled")
"""The last events of a stream; the other one, `failed`, is raised."""

INTERNAL_ERROR = 500


@dataclass(frozen=True)
class Event(Generic[N, D]):
    """An event of a stream. Comparing `name` tells a type checker the type of `data`."""

    name: N
    data: D
    id: str | None
    """Of a job's events: where to go on after it."""


@dataclass(frozen=True)
class RawEvent:
    """An event as it was sent."""

    name: str
    data: str
    id: str | None


class EventDecoder:
    """Cuts bytes, in whatever pieces they come, into events."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._line = ""
        self._name = "message"
        self._data: list[str] = []
        self._id: str | None = None

    def feed(self, chunk: bytes) -> Iterator[RawEvent]:
        """Yield the events that these bytes complete."""
        *lines, self._line = (self._line + self._decoder.decode(chunk)).split("\n")
        for line in lines:
            event = self._take(line.removesuffix("\r"))
            if event is not None:
                yield event

    def _take(self, line: str) -> RawEvent | None:
        if not line:
            return self._end()
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            self._name = value
        elif field == "data":
            self._data.append(value)
        elif field == "id":
            self._id = value
        # Everything else is a comment that keeps the connection open.
        return None

    def _end(self) -> RawEvent | None:
        event = RawEvent(self._name, "\n".join(self._data), self._id) if self._data else None
        self._name, self._data = "message", []
        return event


class Delivery:
    """What of a stream was delivered, over all its connections."""

    def __init__(self, types: Mapping[str, type[Model] | UnionType], last_id: str | None = None) -> None:
        # A union is no `type`, and `TypeAdapter` accepts both.
        self._types = {name: TypeAdapter[Any](cast("type[Model]", model)) for name, model in types.items()}
        self._parts: set[tuple[str, str]] = set()
        self.last_id = last_id
        self.ended = False
        self.failure: ProblemError | None = None
        """What the event `failed` said: unlike the failure of a request, it is final."""
        self.advanced = False
        """Whether anything came since the last time that somebody set this to false."""

    def take(self, raw: RawEvent) -> Event[Any, Any] | None:
        """Return an event to deliver; `None` if it was delivered before, or if there is nothing to deliver of it."""
        self.advanced = True
        self.last_id = raw.id
        if raw.name == "failed":
            self.failure = _failure(raw.data)
            return None
        self.ended = raw.name in ENDS
        part = (raw.name, raw.data)
        if raw.name not in self._types or part in self._parts:
            return None
        if raw.name != "progress":
            self._parts.add(part)
        return Event(raw.name, self._types[raw.name].validate_json(raw.data), raw.id)

    def answered(self, response: httpx2.Response) -> Event[Any, Any] | None:
        """Return the last event of a stream that was answered otherwise: with what was stored, or with nothing more.

        Raises `InterviewPrepError` if the answer is one.
        """
        failure = failure_of(response)
        if failure is not None:
            raise failure
        self.ended = True
        if not response.content:
            return None
        whole: Model = self._types["completed"].validate_json(response.content)
        return Event("completed", whole.came_with(response.headers), None)


def _failure(data: str) -> ProblemError:
    error = ProblemError.of(INTERNAL_ERROR, data, {})
    status = error.problem.get("status", INTERNAL_ERROR)
    return ProblemError.of(status, data, {})
