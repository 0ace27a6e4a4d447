"""Wires resume-service together."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI

from resume_service.crud.erasures import ErasureCrud
from resume_service.crud.migrations import MIGRATIONS
from resume_service.crud.resumes import ResumeCrud
from resume_service.crud.versions import VersionCrud
from resume_service.dependencies import ResumeResources
from resume_service.dependents import open_dependents
from resume_service.erasing import Eraser, running
from resume_service.routes import PREFIX, exports, router
from resume_service.service import ResumeService
from resume_service.settings import ResumeSettings
from shared.database.connection import connect, ping
from shared.database.migrations import migrate
from shared.skills.technologies import technology_index
from shared.telemetry.spans import tracing_of
from shared.web.app import build_app

DESCRIPTION = """
Keeps résumés: create, read, list, replace, patch, delete. Errors are `application/problem+json` (RFC 9457);
every résumé has a `version`, sent as `ETag`, which `If-Match` protects against lost updates.
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
        ):
            await migrate(database, MIGRATIONS)
            technology_index()  # now, and not in the first request
            crud, versions = ResumeCrud(database), VersionCrud(database, settings.resume_history)
            eraser = Eraser(crud, versions, ErasureCrud(database), dependents)
            async with running(eraser):
                yield ResumeResources(
                    resumes=ResumeService(crud, versions, eraser), checks={"mongodb": partial(ping, database)}
                )

    return build_app(
        service="resume-service",
        title="Résumés",
        description=DESCRIPTION,
        prefix=PREFIX,
        settings=settings,
        open_resources=open_resources,
        routers=[router, exports],
        tracing=tracing,
    )
