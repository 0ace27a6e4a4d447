"""Error responses: RFC 9457 problem documents, written here and nowhere else."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json
from pymongo.errors import PyMongoError
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from shared.core import errors
from shared.core.errors import AppError, DependencyUnavailable, Unprocessable
from shared.core.fields import field_errors
from shared.database.connection import is_away
from shared.utils.logging import request_id

PROBLEM_JSON = "application/problem+json"
TYPE_PREFIX = "urn:problem:"
METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")
PREFIXES = ("/api/v1/resumes", "/api/v1/interview", "/api/v1/learning")

logger = structlog.stdlib.get_logger(__name__)


class ProblemError(BaseModel):
    """One invalid part of a request."""

    pointer: str = Field(
        description="JSON pointer (RFC 6901) into the body, or `/query/...`, `/path/...`, `/header/...`."
    )
    detail: str


class Problem(BaseModel):
    """An error as an RFC 9457 problem document. `code` is stable: test for it, not for the text."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:problem:resume-not-found"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no résumé with this id."])
    instance: str = Field(description="The requested path.")
    code: str = Field(examples=["RESUME_NOT_FOUND"])
    request_id: str | None = Field(description="The `X-Request-ID` of this response; it also appears in the logs.")
    errors: list[ProblemError] | None = Field(default=None, description="With 422: each invalid part of the request.")


class DatabaseUnavailable(DependencyUnavailable):
    """MongoDB is down, frozen or changing its primary; it is unknown whether a write took effect."""

    code = "DATABASE_UNAVAILABLE"
    default_detail = "The database does not respond. Try again in a moment."


def problem(error: AppError, path: str) -> Response:
    """Return the response for `error`: status, headers and problem document. `path` is the request's path."""
    document = {
        "type": TYPE_PREFIX + error.code.lower().replace("_", "-"),
        "title": error.status.phrase,
        "status": int(error.status),
        "detail": error.detail,
        "instance": path,
        "code": error.code,
        "request_id": request_id.get(),
        **error.extensions,
    }
    return Response(to_json(document), error.status, headers=error.headers, media_type=PROBLEM_JSON)


def responses(*kinds: type[AppError], database: bool = True) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI `responses` of an endpoint with these failures, plus the database's if it uses one."""
    return with_failures({}, (*kinds, DatabaseUnavailable) if database else kinds)


def with_failures(
    described: Mapping[int | str, Mapping[str, Any]], kinds: Sequence[type[AppError]]
) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI `responses` in `described` with the failures in `kinds` added."""
    by_status = {status: dict(response) for status, response in described.items()}
    for kind in kinds:
        entry = by_status.setdefault(
            int(kind.status),
            {"description": "", "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}},
        )
        entry["description"] = " ".join(filter(None, (entry["description"], f"`{kind.code}`: {kind.default_detail}")))
    return by_status


class ServiceUnreachable(DependencyUnavailable):
    """The gateway sent another service's request here, because no process of that service is alive."""

    code = "SERVICE_UNREACHABLE"
    default_detail = "The service behind this address is not running. Try again in a moment."


def install(app: FastAPI, prefix: str) -> None:
    """Turn every failure of `app`, whose routes are below `prefix`, into a problem document."""
    app.state.siblings = tuple(f"{other}/" for other in PREFIXES if other != prefix)
    app.add_exception_handler(AppError, _app_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework_error)
    app.add_exception_handler(PyMongoError, _database_error)


async def _app_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)
    return problem(error, request.url.path)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return problem(Unprocessable(errors=field_errors(error.errors())), request.url.path)


BY_STATUS: Mapping[int, type[AppError]] = {
    int(kind.status): kind
    for kind in (
        errors.BadRequest,
        errors.NotFound,
        errors.MethodNotAllowed,
        errors.ContentTooLarge,
        errors.UnsupportedMediaType,
    )
}


async def _framework_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    path = request.url.path
    if error.status_code == HTTPStatus.NOT_FOUND and f"{path}/".startswith(request.app.state.siblings):
        return problem(ServiceUnreachable(), path)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods(request))
    return problem(BY_STATUS.get(error.status_code, AppError)(headers=headers), request.url.path)


def _methods(request: Request) -> list[str]:
    """Return the methods of the address; Starlette's own `Allow` has only its first route's (RFC 9110, 15.5.6).

    A fixed path that is declared before one with an id in the same place is a separate address.
    """
    routes = [route for route in request.app.router.routes if isinstance(route, Route)]
    path = next((route.path for route in routes if route.matches(request.scope)[0] is not Match.NONE), None)
    found = {method for route in routes if route.path == path for method in route.methods or ()}
    return sorted(found.intersection(METHODS)) or ["GET"]  # only the files of the documentation belong to no route


async def _database_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, PyMongoError)
    failure = database_failure(error)
    if not isinstance(failure, DatabaseUnavailable):
        raise error
    return problem(failure, request.url.path)


def database_failure(error: PyMongoError) -> AppError:
    """Return `DatabaseUnavailable` if the database is away, and a plain `AppError` for anything else."""
    if not is_away(error):
        logger.error("database operation failed", error=type(error).__name__)
        return AppError()
    logger.warning("database does not respond", error=type(error).__name__)
    return DatabaseUnavailable()
