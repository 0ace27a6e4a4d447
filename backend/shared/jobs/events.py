"""The log of a job: written by the worker that holds it, followed by any process.

An entry has ids and numbers only; the parts themselves are in the job's document. Each write names the sequence of the
entry before it (`Nats-Expected-Last-Subject-Sequence`), so the server refuses a worker that was frozen while another
took over.
"""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any, cast
from uuid import UUID

from nats.errors import Error as NatsError
from nats.errors import TimeoutError as NatsTimeout
from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig, ConsumerInfo, DeliverPolicy, RawStreamMsg
from nats.js.errors import APIError, NotFoundError

from shared.jobs.broker import EVENTS, Broker
from shared.jobs.errors import Fenced, JobsUnavailable
from shared.jobs.models import LAST, EventType, JobEvent

WRONG_LAST_SEQUENCE = 10071
"""The server's error code for a failed expectation (nats-server, errors.json)."""

ENTRY = "Job-Entry"
"""The writer's name for an entry. The server's own deduplication comes after its check of the sequence."""

EXPECTED = "Nats-Expected-Last-Subject-Sequence"
AGAIN_SECONDS = 0.25
IDLE_SECONDS = 1.0
SIGN_OF_LIFE_SECONDS = 2.0
"""How often the server says that it still has a follower. In a cluster, the one that has it can die while the
connection to another one holds; the library then has it followed anew after two to four times this."""

PAGE, MAX_PAGES = 256, 8
"""Followers that the server lists at once."""

INACTIVE_SECONDS = 30.0
"""How long the server keeps the reading position of a follower that vanished."""


class Log:
    """The log of one job, for the process that holds it. `writer` names the process and its attempt."""

    def __init__(self, broker: Broker, job_id: UUID, writer: str, last: JobEvent | None, parts: int) -> None:
        self._broker = broker
        self._subject = subject(job_id)
        self._writer = f"{job_id}:{writer}"
        self._last = 0 if last is None else last.sequence
        self._written = 0
        self.parts = parts
        """The number of parts that the log has, if it was counted."""

        self.is_complete = last is not None and last.type in LAST

    async def append(self, kind: EventType, **members: Any) -> None:
        """Append an entry; wait for a server that is away. Raises `Fenced` if another process wrote meanwhile."""
        payload = json.dumps({"type": kind, **members}, separators=(",", ":")).encode()
        entry = f"{self._writer}:{self._written}"
        headers = {EXPECTED: str(self._last), ENTRY: entry}
        while True:
            try:
                stream = await self._broker.stream(EVENTS)
                self._last = (await stream.publish(self._subject, payload, stream=EVENTS, headers=headers)).seq
                break
            except APIError as error:
                if error.err_code == WRONG_LAST_SEQUENCE:
                    self._last = await self._stored(entry)
                    break
            except (JobsUnavailable, NatsError, OSError, TimeoutError):
                pass
            await asyncio.sleep(AGAIN_SECONDS)
        self._written += 1

    async def _stored(self, entry: str) -> int:
        """Return the sequence of an entry that was stored although its acknowledgement got lost.

        Raises `Fenced` if the last entry is another one, `JobsUnavailable`.
        """
        message = await _last(self._broker, self._subject)
        headers = cast("dict[str, str]", message.headers or {}) if message is not None else {}  # pyright: ignore[reportUnknownMemberType]
        if message is None or headers.get(ENTRY) != entry:
            raise Fenced
        return message.seq or 0


class EventLog:
    """The logs of all jobs."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    async def open(self, job_id: UUID, writer: str, *, counting: bool = False) -> Log:
        """Return the log of a job to write to, from its end; `counting`: with its parts. Raises `JobsUnavailable`."""
        last = await self.last(job_id)
        parts = await self._parts(job_id, last) if counting and last is not None else 0
        return Log(self._broker, job_id, writer, last, parts)

    async def _parts(self, job_id: UUID, last: JobEvent) -> int:
        """Return the number of the last part in a log that ends with `last`."""
        number = 0
        async with aclosing(self.follow(job_id, 0)) as events:
            async for event in events:
                # Nothing more: the log was deleted meanwhile.
                if event is None:
                    break
                number = max(number, event.number)
                if event.sequence >= last.sequence:
                    break
        return number

    async def last(self, job_id: UUID) -> JobEvent | None:
        """Return the last entry of a job's log, if there is one. Raises `JobsUnavailable`."""
        message = await _last(self._broker, subject(job_id))
        return None if message is None else _event(message.seq or 0, message.data or b"")

    async def follow(self, job_id: UUID, after: int) -> AsyncGenerator[JobEvent | None]:
        """Yield the entries of a job after the sequence `after`, then the new ones as they are written.

        Yields `None` where it waited in vain for a while. Raises `JobsUnavailable`; a connection that breaks meanwhile
        is made again, and nothing is skipped or repeated.
        """
        connection = self._broker.connections
        subscription = await self._subscribed(job_id, after)
        try:
            while True:
                # The server forgets the readers of a connection that broke.
                if connection != self._broker.connections:
                    connection = self._broker.connections
                    await _unsubscribed(subscription)
                    subscription = await self._subscribed_again(job_id, after)
                try:
                    message = await subscription.next_msg(timeout=IDLE_SECONDS)
                except NatsTimeout:
                    yield None
                    continue
                except (NatsError, OSError):
                    connection = -1
                    continue
                event = _event(message.metadata.sequence.stream, message.data)
                if event.sequence > after:
                    after = event.sequence
                    yield event
        finally:
            await _unsubscribed(subscription)

    async def _subscribed_again(self, job_id: UUID, after: int) -> JetStreamContext.PushSubscription:
        while True:
            try:
                return await self._subscribed(job_id, after)
            except JobsUnavailable:
                await asyncio.sleep(AGAIN_SECONDS)

    async def _subscribed(self, job_id: UUID, after: int) -> JetStreamContext.PushSubscription:
        """Return a subscription to the entries after `after`, which keeps their order. Raises `JobsUnavailable`."""
        stream = await self._broker.stream(EVENTS)
        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=after + 1,
            inactive_threshold=INACTIVE_SECONDS,
            idle_heartbeat=SIGN_OF_LIFE_SECONDS,
        )
        try:
            return await stream.subscribe(subject(job_id), stream=EVENTS, config=config, ordered_consumer=True)
        except (NatsError, OSError, TimeoutError) as error:
            raise JobsUnavailable from error

    async def following(self) -> tuple[int, int]:
        """Return the number of followers, and of the entries that the slowest of them did not get yet.

        Looks at no more than `MAX_PAGES` pages of followers. Raises `JobsUnavailable`.
        """
        stream, found = await self._broker.stream(EVENTS), list[ConsumerInfo]()
        try:
            for _ in range(MAX_PAGES):
                page = await stream.consumers_info(EVENTS, offset=len(found))
                found += page
                if len(page) < PAGE:
                    break
        except NotFoundError:
            # There never was an event.
            return 0, 0
        except (NatsError, OSError, TimeoutError) as error:
            raise JobsUnavailable from error
        # The others have left, and the server forgets them soon.
        bound = [one.num_pending or 0 for one in found if one.push_bound]
        return len(bound), max(bound, default=0)

    async def forget(self, job_id: UUID) -> None:
        """Delete the entries of a job. Raises `JobsUnavailable`."""
        stream = await self._broker.stream(EVENTS)
        try:
            await stream.purge_stream(EVENTS, subject=subject(job_id))
        except (NatsError, OSError, TimeoutError) as error:
            raise JobsUnavailable from error


async def _unsubscribed(subscription: JetStreamContext.PushSubscription) -> None:
    with suppress(NatsError, OSError):
        await subscription.unsubscribe()


async def _last(broker: Broker, subject: str) -> RawStreamMsg | None:
    stream = await broker.stream(EVENTS)
    try:
        return await stream.get_last_msg(EVENTS, subject)
    except NotFoundError:
        return None
    except (NatsError, OSError, TimeoutError) as error:
        raise JobsUnavailable from error


def subject(job_id: UUID) -> str:
    """Return the subject of a job's log."""
    return f"events.{job_id}"


def _event(sequence: int, payload: bytes) -> JobEvent:
    return JobEvent(sequence, **json.loads(payload))
