"""HTTP endpoints for reports. Endpoints translate HTTP and contain no business logic."""

from fastapi import APIRouter, Request, Response

from interview_service.dependencies import Reports, SessionId
from interview_service.reports.html import headers as page_headers
from interview_service.reports.html import to_html
from interview_service.reports.markdown import to_markdown
from interview_service.reports.models import Progress, Report
from interview_service.sessions.errors import SessionNotFound, WrongSessionState
from shared.resumes.errors import ResumeNotFound, ResumeServiceUnavailable
from shared.web.identity.auth import Reader
from shared.web.problems import responses
from shared.web.routing import RANGES, JsonRoute
from shared.web.runs import ResumeId

PREFIX = "/api/v1/interview"
JSON, MARKDOWN, HTML = "application/json", "text/markdown", "text/html"
REPORTED = {
    "description": "The report as JSON, Markdown, or HTML to print, depending on `Accept`.",
    "content": {
        JSON: {"schema": {"$ref": "#/components/schemas/Report"}},
        MARKDOWN: {"schema": {"type": "string"}},
        HTML: {"schema": {"type": "string"}},
    },
}


class ReportRoute(JsonRoute):
    """A route that responds with JSON, Markdown or HTML."""

    ranges = (*RANGES, "text/*", MARKDOWN, HTML)


router = APIRouter(prefix=PREFIX, route_class=JsonRoute, tags=["practice"])
reports = APIRouter(prefix=PREFIX, route_class=ReportRoute, tags=["practice"])


@reports.get(
    "/sessions/{session_id}/report",
    response_model=Report,
    responses={200: REPORTED, **responses(SessionNotFound, WrongSessionState, ResumeServiceUnavailable)},
)
async def get_report(
    session_id: SessionId, caller: Reader, reports: Reports, request: Request, response: Response
) -> Report | Response:
    """Return the report of a session. The report of a mock interview is available once the session is finished."""
    report = await reports.report(caller, session_id)
    wanted = _wanted(request.headers.get("accept", ""))
    headers = {"Vary": "Accept"}
    if wanted == MARKDOWN:
        headers["Content-Disposition"] = 'inline; filename="report.md"'
        return Response(to_markdown(report), headers=headers, media_type=f"{MARKDOWN}; charset=utf-8")
    if wanted == HTML:
        return Response(to_html(report), headers={**headers, **page_headers()}, media_type=f"{HTML}; charset=utf-8")
    response.headers.update(headers)
    return report


@router.get("/{resume_id}/progress", responses=responses(ResumeNotFound, ResumeServiceUnavailable))
async def get_progress(resume_id: ResumeId, caller: Reader, reports: Reports) -> Progress:
    """Return the practice progress for a résumé: by dimension, type and competence, over time, and weaknesses."""
    return await reports.progress(caller, resume_id)


def _wanted(accept: str) -> str:
    """Return the media type that `Accept` prefers; of equals the first one."""
    best, wanted = 0.0, JSON
    for part in accept.split(","):
        media_range, *parameters = (one.strip().lower() for one in part.split(";"))
        quality = next((_quality(one[2:]) for one in parameters if one.startswith("q=")), 1.0)
        if media_range in ReportRoute.ranges and quality > best:
            best, wanted = quality, media_range
    return wanted if wanted in (MARKDOWN, HTML) else MARKDOWN if wanted == "text/*" else JSON


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
