"""Resources that every generating service opens at its start."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from shared.config.runs import RunSettings
from shared.database.connection import Database, connect, ping
from shared.database.idempotency import IDEMPOTENCY_MIGRATION, IdempotencyStore
from shared.database.migrations import Migration, migrate
from shared.database.quotas import QUOTA_MIGRATION, Quota
from shared.database.spending import SPENDING_MIGRATION, SpendingLedger
from shared.jobs.broker import Broker, open_jobs
from shared.jobs.crud import JOBS_MIGRATION, JobCrud
from shared.jobs.webhooks.crud import CALLBACKS_MIGRATION, CallbackCrud
from shared.jobs.webhooks.policy import Webhooks, webhooks_of
from shared.resumes.client import ResumeClient, open_resumes
from shared.telemetry.llm import Models, open_models
from shared.telemetry.runs import RunMetrics
from shared.telemetry.spans import Tracing

SHARED_MIGRATIONS = (
    SPENDING_MIGRATION,
    IDEMPOTENCY_MIGRATION,
    QUOTA_MIGRATION,
    JOBS_MIGRATION,
    CALLBACKS_MIGRATION,
)


@dataclass(frozen=True, slots=True)
class Workshop:
    """The dependencies of recipes and engines."""

    database: Database
    resumes: ResumeClient
    models: Models
    runs: RunMetrics
    idempotency: IdempotencyStore
    quota: Quota
    jobs: JobCrud
    broker: Broker | None
    """The queue of jobs, if the settings name one."""

    callbacks: CallbackCrud
    webhooks: Webhooks


@asynccontextmanager
async def open_workshop(
    settings: RunSettings, database_name: str, migrations: Sequence[Migration], tracing: Tracing | None
) -> AsyncGenerator[Workshop]:
    """Connect to all dependencies and migrate the database; everything is closed at the end."""
    async with (
        connect(settings, database_name) as database,
        open_resumes(settings.resume_service_url) as resumes,
        open_jobs(settings, database_name) as broker,
        AsyncExitStack() as stack,
    ):
        await migrate(database, (*migrations, *SHARED_MIGRATIONS))
        # Last, so that loading the SDKs in a thread does not delay the other steps before the service is ready.
        models = await stack.enter_async_context(open_models(settings, SpendingLedger(database), tracing))
        quota = Quota(database, "generations", settings.quota_generations_per_day)
        yield Workshop(
            database,
            resumes,
            models,
            RunMetrics(models.metrics.registry),
            IdempotencyStore(database),
            quota,
            JobCrud(database),
            broker,
            CallbackCrud(database),
            webhooks_of(settings),
        )


def checks_of(workshop: Workshop) -> Mapping[str, Callable[[], Awaitable[None]]]:
    """Return the readiness checks of the workshop's dependencies."""
    queue = {} if workshop.broker is None else {"jobs": workshop.broker.check}
    return {"mongodb": partial(ping, workshop.database), "resume-service": workshop.resumes.check, **queue}
