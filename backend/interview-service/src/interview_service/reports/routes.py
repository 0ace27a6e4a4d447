"""HTTP endpoints for reports. Endpoints translate HTTP and contain no business logic."""

from fastapi import APIRouter, Request, Response

from interview_service.dependencies import Reports, SessionId
from interview_service.reports.markdown import to_markdown
from interview_service.reports.models import Progress, Report
from interview_service.sessions.errors import SessionNotFound, WrongSessionState
from shared.resumes.errors import ResumeNotFound, ResumeServiceUnavailable
from shared.web.identity.auth import Reader
from shared.web.problems import responses
from shared.web.routing import RANGES, JsonRoute
from shared.web.runs import ResumeId

PREFIX = "/api/v1/interview"
MARKDOWN = "text/markdown"
REPORTED = {
    "description": "The report as JSON or Markdown, depending on `Accept`.",
    "content": {
        "application/json": {"schema": {"$ref": "#/components/schemas/Report"}},
        MARKDOWN: {"schema": {"type": "string"}},
    },
}


class ReportRoute(JsonRoute):
    """A route that responds with JSON or Markdown."""

    ranges = (*RANGES, "text/*", MARKDOWN)


router = APIRouter(prefix=PREFIX, route_class=JsonRoute, tags=["practice"])
reports = APIRouter(prefix=PREFIX, route_class=ReportRoute, tags=["practice"])


@reports.get(
    "/sessions/{session_id}/report",
    response_model=Report,
    responses={200: REPORTED, **responses(SessionNotFound, WrongSessionState, ResumeServiceUnavailable)},
)
async def get_report(session_id: SessionId, caller: Reader, reports: Reports, request: Request) -> Report | Response:
    """Return the report of a session. The report of a mock interview is available once the session is finished."""
    report = await reports.report(caller, session_id)
    if _wants_markdown(request):
        headers = {"Content-Disposition": 'inline; filename="report.md"', "Vary": "Accept"}
        return Response(to_markdown(report), headers=headers, media_type=f"{MARKDOWN}; charset=utf-8")
    return report


@router.get("/{resume_id}/progress", responses=responses(ResumeNotFound, ResumeServiceUnavailable))
async def get_progress(resume_id: ResumeId, caller: Reader, reports: Reports) -> Progress:
    """Return the practice progress for a résumé: by dimension, type and competence, over time, and weaknesses."""
    return await reports.progress(caller, resume_id)


def _wants_markdown(request: Request) -> bool:
    """Return whether Markdown is the first supported media type in `Accept`."""
    named = [part.partition(";")[0].strip().lower() for part in request.headers.get("accept", "").split(",")]
    return next((one.startswith("text/") for one in named if one in ReportRoute.ranges), False)
