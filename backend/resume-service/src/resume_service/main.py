"""Wires resume-service together."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI

from resume_service.crud import MIGRATIONS, ResumeCrud
from resume_service.dependencies import ResumeResources
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
        async with connect(settings, settings.resume_database) as database:
            await migrate(database, MIGRATIONS)
            technology_index()  # now, and not in the first request
            yield ResumeResources(
                resumes=ResumeService(ResumeCrud(database)), checks={"mongodb": partial(ping, database)}
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
