"""How the queue is doing, for operators: read from the queue and the database, so every process says the same."""

from dataclasses import dataclass

from pymongo.errors import PyMongoError

from shared.core.clock import utc_now
from shared.jobs.broker import Broker
from shared.jobs.crud import JobCrud
from shared.jobs.errors import JobsUnavailable
from shared.jobs.events import EventLog
from shared.jobs.queue import WEBHOOK_LANE, Backlog, JobQueue


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database says of a kind."""

    running: int
    retrying: int
    """Jobs that wait for another attempt."""

    dead: int
    """Jobs that were given up and not tried again since."""

    oldest_seconds: float
    """How long the oldest job that waits has done so."""


@dataclass(frozen=True, slots=True)
class Queued:
    """What the queue says of a kind, and of all followers of events."""

    jobs: Backlog
    webhooks: Backlog
    followers: int
    behind: int
    """Events that the slowest follower did not get yet."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a kind; `None` where the database or the queue is away."""

    kind: str
    stored: Stored | None
    queued: Queued | None


async def figures_of(kind: str, crud: JobCrud, broker: Broker | None) -> Figures:
    """Read the figures of a kind."""
    try:
        stored = await _stored(kind, crud)
    except PyMongoError:
        stored = None
    try:
        queued = None if broker is None else await _queued(kind, broker)
    except JobsUnavailable:
        queued = None
    return Figures(kind, stored, queued)


async def _stored(kind: str, crud: JobCrud) -> Stored:
    oldest = await crud.oldest(kind, "queued")
    waited = 0.0 if oldest is None else max(0.0, (utc_now() - oldest).total_seconds())
    return Stored(await crud.running(kind), await crud.retrying(kind), await crud.dead(kind), waited)


async def _queued(kind: str, broker: Broker) -> Queued:
    jobs = await JobQueue(broker).backlog(kind)
    webhooks = await JobQueue(broker, lane=WEBHOOK_LANE).backlog(kind)
    followers, behind = await EventLog(broker).following()
    return Queued(jobs, webhooks, followers, behind)
