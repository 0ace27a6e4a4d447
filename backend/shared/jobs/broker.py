"""The connection to NATS and the streams that jobs live in.

`JOBS` is a work queue of job ids, `EVENTS` the log of each job, `DLQ` the jobs that were given up, and `WEBHOOKS` a
work queue of ended jobs whose owners want to be told. Messages carry ids and numbers only: what a person wrote stays in
MongoDB, where it is erased.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from uuid import UUID

import structlog
from nats import NATS  # pyright: ignore[reportPrivateImportUsage]  `nats.aio.client` cannot be imported first
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from shared.config.jobs import JobSettings
from shared.jobs.errors import JobsUnavailable

JOBS, EVENTS, DLQ, WEBHOOKS = "JOBS", "EVENTS", "DLQ", "WEBHOOKS"
DAY_SECONDS = 24 * 3600

CANCELLED = "cancel.{}"

CONNECT_SECONDS = 2
OPEN_SECONDS = 0.5
"""How long a start waits for the server. Without it, the service starts and answers everything but jobs."""

REQUEST_SECONDS = 2.0
"""How long the server has to acknowledge a message: it writes each to the disk first."""

ASK_SECONDS = 0.5
"""How long it has to say what a stream is like. In a cluster it says nothing while the stream has no leader."""

RECONNECT_WAIT_SECONDS = 0.25
MAX_EVENTS_PER_JOB = 512
MAX_FOLLOWERS = 20_000
DUPLICATES_SECONDS = 120

logger = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class BrokerLimits:
    """How much the streams hold, and on how many servers of a cluster."""

    queued: int = 10_000
    replicas: int = 1


class Broker:
    """A connection that is made again whenever it breaks. Calls fail at once while it is broken.

    With `limits` it sees to it that the streams exist and have them; without, it leaves them as they are.
    """

    def __init__(self, url: str, limits: BrokerLimits | None, name: str) -> None:
        self._url = url
        self._limits = limits
        self._name = name
        self._client = NATS()
        self._opened = asyncio.Event()
        self._connections = 0
        self._ready: set[str] = set()

    @property
    def connections(self) -> int:
        """How often it was connected: what the server kept for the connection before may be gone."""
        return self._connections

    @property
    def connected(self) -> bool:
        """Whether the connection is up."""
        return self._client.is_connected

    async def stream(self, name: str) -> JetStreamContext:
        """Return the streams, of which the named one exists; raises `JobsUnavailable`."""
        if not self.connected:
            raise JobsUnavailable
        context = self._client.jetstream(timeout=REQUEST_SECONDS)  # pyright: ignore[reportUnknownMemberType]  its **opts
        if name not in self._ready and self._limits is not None:
            # One by one: in a cluster, each has a leader of its own, which may just have died.
            asking = self._client.jetstream(timeout=ASK_SECONDS)  # pyright: ignore[reportUnknownMemberType]  the same
            try:
                await _set_up(asking, context, streams(self._limits)[name])
            except (NatsError, OSError, TimeoutError) as error:
                logger.warning("stream not ready", stream=name, error=type(error).__name__)
                raise JobsUnavailable from error
            self._ready.add(name)
        return context

    async def on_cancel(self, handle: Callable[[UUID], None]) -> None:
        """Have `handle` called for each job that is cancelled from now on, also after the connection broke."""

        async def cancelled(message: Msg) -> None:
            handle(UUID(message.subject.rpartition(".")[2]))

        await self._opened.wait()
        await self._client.subscribe(  # pyright: ignore[reportUnknownMemberType]  its future
            CANCELLED.format("*"), cb=cancelled
        )

    async def tell_cancelled(self, job_id: UUID) -> None:
        """Tell the workers of a cancelled job. It may get lost: their next renewal of the lease tells them, too."""
        if self.connected:
            with suppress(NatsError, OSError):
                await self._client.publish(CANCELLED.format(job_id))

    async def opened(self) -> None:
        """Return when it was connected for the first time."""
        await self._opened.wait()

    async def check(self) -> None:
        """Return if the connection is up; raises `JobsUnavailable`."""
        if not self.connected:
            raise JobsUnavailable

    async def open(self) -> None:
        """Begin to connect. A server that is not up yet is tried again for as long as the process runs."""
        await self._client.connect(
            servers=self._url.split(","),
            name=self._name,
            # Tried again in the background, also the first time.
            allow_reconnect=True,
            max_reconnect_attempts=-1,
            reconnect_time_wait=RECONNECT_WAIT_SECONDS,  # pyright: ignore[reportArgumentType]  a part of a second works
            connect_timeout=CONNECT_SECONDS,
            # A publish while the connection is down must fail, not wait in memory where a crash would lose it.
            pending_size=0,
            error_cb=_trouble,
            disconnected_cb=self._disconnected,
            reconnected_cb=self._connected_again,
        )
        self._opened.set()

    async def _disconnected(self) -> None:
        # The next server may be a new one without streams.
        self._ready.clear()
        if not self._client.is_closed:
            logger.warning("queue disconnected")

    async def _connected_again(self) -> None:
        self._connections += 1
        logger.info("queue connected again")

    async def close(self) -> None:
        """Close the connection."""
        with suppress(NatsError, OSError, TimeoutError):
            await self._client.close()


async def _trouble(error: Exception) -> None:
    # Every attempt to connect fails anew while the server is away: four a second.
    logger.debug("queue error", error=type(error).__name__)


async def _set_up(asking: JetStreamContext, changing: JetStreamContext, config: StreamConfig) -> None:
    assert config.name is not None
    try:
        found = await asking.stream_info(config.name)
    except NotFoundError:
        await changing.add_stream(config)  # pyright: ignore[reportUnknownMemberType]  its **params
        return
    if _differs(found.config, config):
        await changing.update_stream(config)  # pyright: ignore[reportUnknownMemberType]  its **params


def _differs(found: StreamConfig, wanted: StreamConfig) -> bool:
    names = ("subjects", "max_msgs", "max_age", "max_msgs_per_subject", "num_replicas", "max_consumers")
    asked = ((name, getattr(wanted, name)) for name in names)
    # What is not asked for has the server's default, which it names.
    return any(value is not None and getattr(found, name) != value for name, value in asked)


def streams(limits: BrokerLimits) -> dict[str, StreamConfig]:
    """Return the configuration of the streams, by their names."""
    configs = (
        _work_queue(JOBS, "jobs.>", limits),
        # Apart from the jobs: receivers that are away must not fill their queue.
        _work_queue(WEBHOOKS, "webhooks.>", limits),
        StreamConfig(
            name=EVENTS,
            subjects=["events.*"],
            storage=StorageType.FILE,
            discard=DiscardPolicy.OLD,
            max_age=DAY_SECONDS,
            max_msgs_per_subject=MAX_EVENTS_PER_JOB,
            max_consumers=MAX_FOLLOWERS,
            duplicate_window=DUPLICATES_SECONDS,
            num_replicas=limits.replicas,
        ),
        StreamConfig(
            name=DLQ,
            subjects=["dead.*"],
            storage=StorageType.FILE,
            max_age=30 * DAY_SECONDS,
            max_msgs=limits.queued,
            max_consumers=-1,
            duplicate_window=DUPLICATES_SECONDS,
            num_replicas=limits.replicas,
        ),
    )
    return {config.name or "": config for config in configs}


def _work_queue(name: str, subjects: str, limits: BrokerLimits) -> StreamConfig:
    return StreamConfig(
        name=name,
        subjects=[subjects],
        retention=RetentionPolicy.WORK_QUEUE,
        storage=StorageType.FILE,
        # A full queue refuses the next message; it drops none that was acknowledged.
        discard=DiscardPolicy.NEW,
        max_msgs=limits.queued,
        max_consumers=-1,
        duplicate_window=DUPLICATES_SECONDS,
        num_replicas=limits.replicas,
    )


@asynccontextmanager
async def open_broker(url: str, limits: BrokerLimits | None, name: str) -> AsyncGenerator[Broker]:
    """Yield a broker that connects in the background, and close it at the end."""
    broker = Broker(url, limits, name)
    opening = asyncio.create_task(broker.open())
    # One round of the loop per attempt; with the server up, the service starts connected.
    await asyncio.wait({opening}, timeout=OPEN_SECONDS)
    try:
        yield broker
    finally:
        opening.cancel()
        await asyncio.wait({opening})
        await broker.close()


@asynccontextmanager
async def open_jobs(settings: JobSettings, name: str) -> AsyncGenerator[Broker | None]:
    """Yield the connection to the queue, or `None` if the settings name none."""
    if settings.nats_url is None:
        yield None
        return
    limits = BrokerLimits(settings.jobs_max_queued, settings.nats_replicas)
    async with open_broker(settings.nats_url.get_secret_value(), limits, name) as broker:
        yield broker
