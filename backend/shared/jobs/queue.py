"""The queue of jobs: one durable consumer per kind, shared by all workers of the kind."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from uuid import UUID

from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import TimeoutError as NatsTimeout
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.errors import APIError, BadRequestError, NotFoundError

from shared.jobs.broker import DLQ, JOBS, Broker
from shared.jobs.crud import LEASE_SECONDS
from shared.jobs.errors import JobsUnavailable, QueueFull
from shared.jobs.models import Job

FULL = 10077
"""The server's error code of a stream that has its most messages (nats-server, errors.json)."""

FETCH_SECONDS = 5.0
MAX_WAITING = 100_000
"""Messages that workers have and did not acknowledge yet; each also waits here between two attempts."""

REFUSED = (NatsError, OSError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What the queue holds of a kind: jobs that wait, and jobs that workers have."""

    waiting: int
    taken: int


class Delivery:
    """One delivery of a job to one worker."""

    def __init__(self, message: Msg) -> None:
        self._message = message
        self.job_id = UUID(message.data.decode())

    async def alive(self) -> None:
        """Tell the server that the worker still has it; an outage of the server is survived."""
        with suppress(*REFUSED):
            await self._message.in_progress()

    async def done(self) -> None:
        """Remove the job from the queue. Should this get lost, the next delivery finds the job ended."""
        with suppress(*REFUSED):
            await self._message.ack_sync(timeout=2)

    async def again(self, seconds: float) -> None:
        """Have it delivered again, to any worker, after a while."""
        with suppress(*REFUSED):
            await self._message.nak(delay=max(seconds, 0.001))


class JobQueue:
    """Adds jobs and takes them."""

    def __init__(self, broker: Broker, ack_seconds: float = LEASE_SECONDS) -> None:
        self._broker = broker
        self._ack_seconds = ack_seconds

    async def add(self, job: Job) -> None:
        """Add a job and return once it is on the disk. Raises `QueueFull`, `JobsUnavailable`.

        A job that is added again without having changed meanwhile is added once within two minutes.
        """
        stream = await self._broker.stream()
        headers = {"Nats-Msg-Id": f"{job.id}:{job.changed_at.timestamp()}"}
        try:
            await stream.publish(f"jobs.{job.kind}", str(job.id).encode(), stream=JOBS, headers=headers)
        except APIError as error:
            raise (QueueFull if error.err_code == FULL else JobsUnavailable) from error
        except REFUSED as error:
            raise JobsUnavailable from error

    @asynccontextmanager
    async def taking(self, kind: str) -> AsyncGenerator["Taking"]:
        """Yield what takes jobs of a kind. Raises `JobsUnavailable`."""
        stream = await self._broker.stream()
        try:
            await _consumer(stream, kind, self._ack_seconds)
            subscription = await stream.pull_subscribe_bind(durable(kind), JOBS)
        except REFUSED as error:
            raise JobsUnavailable from error
        try:
            yield Taking(subscription)
        finally:
            with suppress(*REFUSED):
                await subscription.unsubscribe()

    async def backlog(self, kind: str) -> Backlog:
        """Return what the queue holds of a kind. Raises `JobsUnavailable`."""
        stream, name, held = await self._broker.stream(), f"jobs.{kind}", 0
        try:
            state = (await stream.stream_info(JOBS, subjects_filter=name)).state
            held = (state.subjects or {}).get(name, 0)
            taken = (await stream.consumer_info(JOBS, durable(kind))).num_ack_pending or 0
        except NotFoundError:
            # No worker of this kind has ever come.
            return Backlog(held, 0)
        except REFUSED as error:
            raise JobsUnavailable from error
        return Backlog(max(0, held - taken), taken)

    async def buried(self) -> AsyncGenerator[UUID]:
        """Yield the jobs that were given up, the oldest first. Raises `JobsUnavailable`."""
        stream = await self._broker.stream()
        sequence = 1
        while True:
            try:
                # The next one that is left: most of a month may have expired.
                message = await stream.get_msg(DLQ, sequence, subject="dead.>", next=True)
            except NotFoundError:
                return
            except REFUSED as error:
                raise JobsUnavailable from error
            yield UUID((message.data or b"").decode())
            sequence = (message.seq or sequence) + 1

    async def purge(self, kind: str) -> None:
        """Remove all jobs of a kind from the queue; their documents stay. Raises `JobsUnavailable`."""
        stream = await self._broker.stream()
        try:
            await stream.purge_stream(JOBS, subject=f"jobs.{kind}")
        except REFUSED as error:
            raise JobsUnavailable from error

    async def bury(self, kind: str, job_id: UUID) -> None:
        """Note a job that was given up, for the operator. Raises `JobsUnavailable`."""
        stream = await self._broker.stream()
        try:
            await stream.publish(
                f"dead.{kind.replace('.', '_')}",
                str(job_id).encode(),
                stream=DLQ,
                headers={"Nats-Msg-Id": f"dead:{job_id}"},
            )
        except REFUSED as error:
            raise JobsUnavailable from error


class Taking:
    """Takes one job at a time."""

    def __init__(self, subscription: JetStreamContext.PullSubscription) -> None:
        self._subscription = subscription

    async def next(self) -> Delivery | None:
        """Return the next job, or `None` if none came for a while. Raises `JobsUnavailable`."""
        try:
            messages = await self._subscription.fetch(1, timeout=FETCH_SECONDS)
        except NatsTimeout:
            return None
        except REFUSED as error:
            raise JobsUnavailable from error
        return Delivery(messages[0]) if messages else None


async def _consumer(stream: JetStreamContext, kind: str, ack_seconds: float) -> None:
    config = ConsumerConfig(
        durable_name=durable(kind),
        filter_subject=f"jobs.{kind}",
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ack_seconds,
        # The server's own limit loses messages (nats-server #7817): the worker counts the attempts.
        max_deliver=-1,
        max_ack_pending=MAX_WAITING,
    )
    try:
        await stream.add_consumer(JOBS, config)  # pyright: ignore[reportUnknownMemberType]  its **params
    except BadRequestError:
        # There is one with another configuration, of an earlier or a later version.
        await stream.consumer_info(JOBS, durable(kind))


def durable(kind: str) -> str:
    """Return the consumer's name for a kind: a dot is not allowed in it."""
    return kind.replace(".", "_")
