"""The index page behind the gateway, with links to the documentation of each service and the dashboard.

Every service serves it, so it is available while any of them runs. The gateway adds a header with the port of its
dashboard; a request without that header did not come through the gateway and gets a 404.
"""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from string import Template

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from shared.core.errors import NotFound

DASHBOARD_HEADER = "x-dashboard-port"
SERVICES: Mapping[str, tuple[str, str]] = {
    "resumes": ("/api/v1/resumes", "Résumés"),
    "interview": ("/api/v1/interview", "Interview questions"),
    "learning": ("/api/v1/learning", "Learning paths"),
}
STYLE = (
    "body{font:1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}"
)
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Vary": "Accept",
}


def install(app: FastAPI, version: str) -> None:
    """Serve `/` and `/docs` for the gateway: HTML, or JSON for a client that asks for it."""
    router = APIRouter(include_in_schema=False)
    template = Template((files("shared.web.documentation") / "index.html").read_text(encoding="utf-8"))
    services = "\n".join(f'<li><a href="{path}/docs">{title}</a></li>' for path, title in SERVICES.values())

    @router.get("/")
    @router.get("/docs")
    async def index(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]  the router keeps it
        port = request.headers.get(DASHBOARD_HEADER, "")
        if not (port.isascii() and port.isdigit()):
            raise NotFound
        dashboard = f"http://127.0.0.1:{port}/dashboard/"
        if _wants_json(request.headers.get("accept", "")):
            links = {name: _links(path) for name, (path, _) in SERVICES.items()}
            return JSONResponse({"version": version, "services": links, "dashboard": dashboard}, headers=HEADERS)
        page = template.substitute(style=STYLE, version=version, services=services, dashboard=dashboard)
        return HTMLResponse(page, headers=HEADERS)

    app.router.routes.extend(router.routes)


def _links(path: str) -> dict[str, str]:
    return {"docs": f"{path}/docs", "openapi": f"{path}/openapi.json"}


def _wants_json(accept: str) -> bool:
    ranges = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    return "application/json" in ranges and "text/html" not in ranges
