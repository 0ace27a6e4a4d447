"""The life of a worker process."""

import asyncio
import signal
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import structlog

from shared.config.runs import RunSettings
from shared.core import garbage
from shared.jobs.broker import Broker
from shared.jobs.crud import JobCrud
from shared.jobs.events import EventLog
from shared.jobs.queue import WEBHOOK_LANE, JobQueue
from shared.jobs.sweep import Sweep
from shared.jobs.webhooks.crud import CallbackCrud
from shared.jobs.webhooks.delivering import ACK_SECONDS, Postman
from shared.jobs.webhooks.policy import Webhooks
from shared.jobs.webhooks.sending import Sender
from shared.jobs.work import Work
from shared.jobs.worker import HEARTBEAT_SECONDS, Worker
from shared.telemetry.exposing import Address, exposing

ALIVE = Path(tempfile.gettempdir()) / "worker-alive"
"""Touched while the process works; the container's health check looks at its age."""

ALIVE_SECONDS = 5.0

logger = structlog.stdlib.get_logger(__name__)


class QueueNotConfigured(Exception):
    """A worker was started without `NATS_URL`."""


@dataclass(frozen=True, slots=True)
class Works:
    """What a worker process carries out, and with what."""

    jobs: JobCrud
    broker: Broker | None
    works: Sequence[Work]
    callbacks: CallbackCrud
    webhooks: Webhooks
    metrics: Callable[[], bytes]


async def work(works: Works, slots: int) -> None:
    """Carry out jobs until SIGTERM or SIGINT, then hand back those that are not finished.

    Raises `QueueNotConfigured`.
    """
    broker = works.broker
    if broker is None:
        raise QueueNotConfigured("A worker needs NATS_URL, the server that the jobs are queued on.")
    queue, kinds = JobQueue(broker), tuple(one.kind for one in works.works)
    callbacks = JobQueue(broker, ACK_SECONDS, WEBHOOK_LANE)
    worker = Worker(works.jobs, queue, EventLog(broker), works.works, slots, HEARTBEAT_SECONDS, callbacks)
    postman = Postman(works.callbacks, callbacks, Sender(works.webhooks), {one.kind: one.urls for one in works.works})
    sweep = Sweep(works.jobs, queue, kinds)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    logger.info("worker started", kinds=kinds, slots=slots)
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(one)
            for one in (worker.run(), postman.run(), sweep.run(), _live(), broker.on_cancel(worker.cancel))
        ]
        await stop.wait()
        worker.stop()
        postman.stop()
        for task in tasks:
            task.cancel()
    logger.info("worker stopped")


async def _live() -> None:
    while True:
        ALIVE.touch()
        await asyncio.sleep(ALIVE_SECONDS)


def run(open_works: Callable[[], AbstractAsyncContextManager[Works]], settings: RunSettings) -> None:
    """Run a worker process until it is asked to end. Raises `OSError` if the port of its metrics is taken."""
    port = settings.worker_metrics_port
    address = None if port is None else Address(settings.service_host, port, settings.allowed_hosts)

    async def main() -> None:
        async with open_works() as works:
            garbage.started()
            with exposing(address, works.metrics):
                await work(works, settings.worker_slots)

    asyncio.run(main())
