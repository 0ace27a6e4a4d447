"""Application factory of resume-service."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from fastapi import FastAPI

from resume_service.dependencies import ResumeResources
from resume_service.erasures.crud import ErasureCrud
from resume_service.erasures.dependents import open_dependents
from resume_service.erasures.service import Eraser, running
from resume_service.imports.extraction import Extractor, open_extractor
from resume_service.imports.extraction.extractor import QUEUES
from resume_service.imports.originals import OriginalCrud
from resume_service.imports.routes import PATH as IMPORT_PATH
from resume_service.imports.routes import imports
from resume_service.migrations import MIGRATIONS
from resume_service.resumes.crud import ResumeCrud
from resume_service.resumes.routes import PREFIX, exports, router
from resume_service.resumes.service import ResumeService
from resume_service.settings import FRAMING_BYTES, ResumeSettings
from resume_service.versions.crud import VersionCrud
from shared.backup.erased import ErasureLog
from shared.core.fairness import FairThreads
from shared.core.lazy import Lazy
from shared.database.connection import connect, ping
from shared.database.idempotency import IDEMPOTENCY_MIGRATION, IdempotencyStore
from shared.database.migrations import migrate
from shared.database.quotas import QUOTA_MIGRATION, Quota, TimeQuota
from shared.database.spending import SPENDING_MIGRATION, SpendingLedger
from shared.llm import Registry
from shared.skills.technologies import technology_index
from shared.telemetry.llm import open_models
from shared.telemetry.spans import tracing_of
from shared.web.app import build_app
from shared.web.providers import metrics_router, providers_router

if TYPE_CHECKING:
    from resume_service.imports.service import Importer

THREADS = 3
"""Threads that find the fields in documents. As with readers, one owner never occupies all of them."""

DESCRIPTION = """
Stores résumés: create, import, search, replace, patch, export, delete. Errors are `application/problem+json`
(RFC 9457). Every résumé has a `version`, sent as `ETag`; send it as `If-Match` to prevent lost updates.
"""


def create_app(settings: ResumeSettings | None = None) -> FastAPI:
    """Build the service; nothing happens at import."""
    settings = settings or ResumeSettings()
    tracing = tracing_of("resume-service", settings)

    @asynccontextmanager
    async def open_resources() -> AsyncGenerator[ResumeResources]:
        async with (
            connect(settings, settings.resume_database) as database,
            open_dependents(settings.interview_service_url, settings.learning_service_url) as dependents,
            AsyncExitStack() as stack,
        ):
            reading = TimeQuota(database, "reading", settings.quota_reading_seconds_per_day)
            extractor = await stack.enter_async_context(open_extractor(settings, reading))
            await migrate(database, (*MIGRATIONS, SPENDING_MIGRATION, IDEMPOTENCY_MIGRATION, QUOTA_MIGRATION))
            technology_index()  # load it now instead of in the first request
            crud = ResumeCrud(database, settings.search_max_seconds)
            versions = VersionCrud(database, settings.resume_history)
            originals, idempotency = OriginalCrud(database), IdempotencyStore(database)
            log = ErasureLog(settings.erasure_log)
            log.begin()
            eraser = Eraser(crud, versions, originals, ErasureCrud(database), idempotency, dependents, log)
            await stack.enter_async_context(running(eraser))
            # Last, so that loading the SDKs in a thread does not delay the startup of the service.
            models = await stack.enter_async_context(open_models(settings, SpendingLedger(database), tracing))
            importer = Lazy(partial(_importer, extractor, models.registry))
            yield ResumeResources(
                resumes=ResumeService(crud, versions, originals, eraser),
                idempotency=idempotency,
                importer=importer,
                imports=Quota(database, "imports", settings.quota_imports_per_day),
                reading=reading,
                models=models,
                checks={"mongodb": partial(ping, database)},
            )

    return build_app(
        service="resume-service",
        title="Résumés",
        description=DESCRIPTION,
        prefix=PREFIX,
        settings=settings,
        open_resources=open_resources,
        # Fixed paths come before paths with an id in the same position.
        routers=[imports, providers_router(PREFIX), metrics_router(), router, exports],
        tracing=tracing,
        body_limits={IMPORT_PATH: settings.import_max_bytes + FRAMING_BYTES},
    )


def _importer(extractor: Extractor, registry: Registry) -> "Importer":
    # The service listens before the vocabulary of résumés in two languages is loaded.
    from resume_service.imports.service import Importer, RuleStructurer  # noqa: PLC0415

    threads = FairThreads(THREADS, QUEUES)
    if registry.available:
        from resume_service.imports.structuring.model.generator import LlmStructurer  # noqa: PLC0415

        return Importer(extractor, LlmStructurer(registry, threads), threads)
    from resume_service.imports.structuring.rules import structure_by_rules  # noqa: PLC0415

    return Importer(extractor, RuleStructurer(structure_by_rules, threads), threads)
