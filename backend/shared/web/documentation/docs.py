"""Swagger UI and ReDoc below each service's path, with assets served by the service itself.

FastAPI's own pages load their scripts from a CDN and stay blank without internet access; here the scripts come from the
`fastapi-offline` package, of which only the files are used.
"""

from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

SWAGGER_PARAMETERS = {"tryItOutEnabled": True, "displayRequestDuration": True, "persistAuthorization": True}


def install(app: FastAPI, prefix: str) -> None:
    """Serve `docs`, `redoc` and their files below `prefix`; `openapi.json` is FastAPI's own."""
    assets = f"{prefix}/docs/assets"
    openapi = f"{prefix}/openapi.json"
    router = APIRouter(prefix=prefix, include_in_schema=False)

    @router.get("/docs")
    async def swagger() -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]  the router keeps it
        return get_swagger_ui_html(
            openapi_url=openapi,
            title=f"{app.title}: Swagger UI",
            swagger_js_url=f"{assets}/swagger-ui-bundle.js",
            swagger_css_url=f"{assets}/swagger-ui.css",
            swagger_favicon_url=f"{assets}/favicon.png",
            swagger_ui_parameters=SWAGGER_PARAMETERS,
        )

    @router.get("/redoc")
    async def redoc() -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]  the router keeps it
        return get_redoc_html(
            openapi_url=openapi,
            title=f"{app.title}: ReDoc",
            redoc_js_url=f"{assets}/redoc.standalone.js",
            redoc_favicon_url=f"{assets}/favicon.png",
            with_google_fonts=False,
        )

    app.router.routes.extend(router.routes)
    app.mount(assets, StaticFiles(directory=_assets_directory()), name="docs-assets")


def _assets_directory() -> Path:
    spec = find_spec("fastapi_offline")
    assert spec is not None, "fastapi-offline is a dependency of this package"
    assert spec.origin is not None, "fastapi-offline is a regular package"
    return Path(spec.origin).parent / "static"
