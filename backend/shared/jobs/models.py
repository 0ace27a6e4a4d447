"""A job, its states, and the events of its log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

JobState = Literal["queued", "running", "succeeded", "failed", "cancelled"]
ENDED: frozenset[JobState] = frozenset({"succeeded", "failed", "cancelled"})

MAX_ATTEMPTS = 4
"""Attempts without progress after which a job is given up."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed: what a client would have got as a problem document."""

    status: int
    code: str
    detail: str
    extensions: Mapping[str, Any] = field(default_factory=dict[str, Any])


CallbackState = Literal["waiting", "delivered", "given_up"]


@dataclass(frozen=True, slots=True)
class Callback:
    """Where a job's end is told, and how that went. The address may contain a secret of its owner's."""

    url: str = field(repr=False)
    state: CallbackState = "waiting"
    attempts: int = 0
    due_at: datetime | None = None
    problem: str | None = None
    """Why the last attempt did not deliver."""


@dataclass(frozen=True, slots=True)
class Job:
    """A request that a worker carries out. `makes` is the id of the resource that it creates, fixed from the start.

    It contains the version of the résumé that its owner had when sending the request, and no token: a worker needs no
    right of the owner to read it.
    """

    id: UUID
    owner_id: str
    scopes: frozenset[str]
    kind: str
    resume_id: UUID
    makes: UUID
    request: Mapping[str, Any] = field(repr=False)
    resume: bytes = field(repr=False)
    created_at: datetime
    changed_at: datetime
    state: JobState = "queued"
    stage: str = "queued"
    wanted: int = 0
    done: int = 0
    """The number of its parts, which are not read with a list."""

    parts: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    attempts: int = 0
    stalled: float = 0
    """Attempts, the running one included, since a part was last kept; half of one for each that ended with a worker
    which had other jobs, too."""

    place: str | None = None
    """Path of what it makes, below the service's, where the id alone does not name it."""

    callback: Callback | None = None
    failure: Failure | None = None
    retry_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ENDED


@dataclass(frozen=True, slots=True)
class JobUrls:
    """The paths of a service's jobs and of what they make."""

    prefix: str
    results: str

    def job(self, job: Job) -> str:
        """Return the path of a job."""
        return f"{self.prefix}/jobs/{job.id}"

    def result(self, job: Job) -> str | None:
        """Return the path of what a job made, once it succeeded."""
        return f"{self.prefix}/{job.place or f'{self.results}/{job.makes}'}" if job.state == "succeeded" else None


@dataclass(frozen=True, slots=True)
class Target:
    """What a job adds to: a resource that exists already, with its path below the service's."""

    id: UUID
    place: str


EventType = Literal["progress", "part", "completed", "failed", "cancelled"]
LAST: frozenset[EventType] = frozenset({"completed", "failed", "cancelled"})


@dataclass(frozen=True, slots=True)
class JobEvent:
    """An entry of a job's log. `sequence` orders it among all entries of all jobs; `number` counts parts from 1."""

    sequence: int
    type: EventType
    number: int = 0
    stage: str = ""
    done: int = 0
    wanted: int = 0
