"""The operator's view of the queue: `python -m shared.jobs status | dead | redrive <job> | purge <kind>`."""

import argparse
import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from pydantic import Field

from shared.config.base import ServiceSettings
from shared.config.jobs import JobSettings
from shared.config.loading import load
from shared.core.clock import rfc3339
from shared.database.connection import connect
from shared.jobs.broker import Broker, open_broker
from shared.jobs.crud import JobCrud
from shared.jobs.errors import JobsUnavailable, QueueFull
from shared.jobs.figures import figures_of
from shared.jobs.models import Job
from shared.jobs.queue import JobQueue

KINDS = {
    "interview.questions": "interview",
    "interview.evaluation": "interview",
    "learning.path": "learning",
}
"""The service of each kind."""
CONNECT_SECONDS = 5.0


class OperatorSettings(ServiceSettings, JobSettings):
    """Where the jobs of both services are."""

    interview_database: str = Field(default="interview_service", description="MongoDB database of interview-service.")
    learning_database: str = Field(default="learning_service", description="MongoDB database of learning-service.")


@dataclass(frozen=True, slots=True)
class Office:
    """The jobs of both services, and their queue."""

    broker: Broker
    queue: JobQueue
    crud: dict[str, JobCrud]

    async def status(self) -> int:
        """Print the figures of each kind, and how many jobs are in each state."""
        for kind, service in KINDS.items():
            figures = await figures_of(kind, self.crud[service], self.broker)
            queued, stored = figures.queued, figures.stored
            if queued is None or stored is None:
                raise JobsUnavailable("The queue or the database does not respond.")
            states = await self.crud[service].counts(kind)
            print(f"{kind}: {queued.jobs.waiting} wait, the oldest for {stored.oldest_seconds:.0f} s")
            print(f"  {stored.running} run, {stored.retrying} wait for another attempt, {stored.dead} given up")
            print(f"  {queued.webhooks.waiting + queued.webhooks.taken} webhooks to send")
            print(f"  {queued.followers} followers of events, the slowest {queued.behind} behind")
            ended = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
            print(f"  stored: {ended or 'no jobs'}")
        return 0

    async def dead(self) -> int:
        """Print the jobs that were given up."""
        async for job_id in self.queue.buried():
            if (job := await self._find(job_id)) is not None and job.failure is not None and job.state == "failed":
                when = "" if job.finished_at is None else rfc3339(job.finished_at)
                print(f"{job.id}  {job.kind}  {when}  {job.attempts} attempts  {job.failure.code}")
        return 0

    async def redrive(self, job_id: UUID) -> int:
        """Queue a failed job again."""
        for crud in self.crud.values():
            if (job := await crud.retry(job_id)) is not None:
                await self.queue.add(job)
                await crud.published(job.id)
                print(f"{job.id} is queued again.")
                return 0
        print(f"{job_id} is not a failed job.", file=sys.stderr)
        return 1

    async def purge(self, kind: str) -> int:
        """Remove the waiting jobs of a kind from the queue; the sweep queues them again after a minute."""
        await self.queue.purge(kind)
        print(f"The queue of {kind} is empty. Cancel jobs through the API to end them.")
        return 0

    async def _find(self, job_id: UUID) -> Job | None:
        for crud in self.crud.values():
            if (job := await crud.whole(job_id)) is not None:
                return job
        return None


@asynccontextmanager
async def _office(settings: OperatorSettings) -> AsyncGenerator[Office]:
    names = {"interview": settings.interview_database, "learning": settings.learning_database}
    async with AsyncExitStack() as stack:
        if settings.nats_url is None:
            raise JobsUnavailable("NATS_URL is not set.")
        # Without limits: what an operator looks at stays as the services have set it up.
        url = settings.nats_url.get_secret_value()
        broker = await stack.enter_async_context(open_broker(url, None, "operator"))
        async with asyncio.timeout(CONNECT_SECONDS):
            await broker.opened()
        crud = {name: JobCrud(await stack.enter_async_context(connect(settings, of))) for name, of in names.items()}
        yield Office(broker, JobQueue(broker), crud)


async def run(arguments: argparse.Namespace, settings: OperatorSettings) -> int:
    """Carry out a command; return the exit code."""
    try:
        async with _office(settings) as office:
            match arguments.command:
                case "dead":
                    return await office.dead()
                case "redrive":
                    return await office.redrive(arguments.job)
                case "purge":
                    return await office.purge(arguments.kind)
                case _:
                    return await office.status()
    except (JobsUnavailable, QueueFull, TimeoutError) as error:
        print(str(error) or "The queue does not respond.", file=sys.stderr)
        return 1


def parsed() -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(prog="python -m shared.jobs", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("status", help="how many jobs wait, run and have ended, by kind")
    commands.add_parser("dead", help="the jobs that were given up")
    redrive = commands.add_parser("redrive", help="queue a failed job again")
    redrive.add_argument("job", type=UUID)
    purge = commands.add_parser("purge", help="empty the queue of a kind; the jobs themselves stay")
    purge.add_argument("kind", choices=sorted(KINDS))
    return parser.parse_args()


def main() -> int:
    """Return the exit code."""
    return asyncio.run(run(parsed(), load(OperatorSettings)))


if __name__ == "__main__":
    sys.exit(main())
