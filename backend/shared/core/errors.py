"""Every failure the API can return: a name, a status and a stable code.

    AppError                       500 INTERNAL
    ├─ BadRequest                  400 BAD_REQUEST
    ├─ Unauthorized                401 UNAUTHORIZED
    ├─ Forbidden                   403 FORBIDDEN
    ├─ NotFound                    404 NOT_FOUND
    ├─ MethodNotAllowed            405 METHOD_NOT_ALLOWED
    ├─ NotAcceptable               406 NOT_ACCEPTABLE
    ├─ RequestTimeout              408 REQUEST_TIMEOUT
    ├─ Conflict                    409 CONFLICT
    ├─ PreconditionFailed          412 PRECONDITION_FAILED
    ├─ ContentTooLarge             413 CONTENT_TOO_LARGE
    ├─ UnsupportedMediaType        415 UNSUPPORTED_MEDIA_TYPE
    ├─ Unprocessable               422 VALIDATION_FAILED
    ├─ TooManyRequests             429 TOO_MANY_REQUESTS
    ├─ DependencyUnavailable       503 DEPENDENCY_UNAVAILABLE
    │   └─ Degraded              503 DEGRADED
    └─ DeadlineExceeded            504 DEADLINE_EXCEEDED

A service adds its own leaves (`ResumeNotFound`), each with its own `code`. `shared.web.problems` turns any of them
into an RFC 9457 problem document; nothing else in the project writes an error body.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

RETRY_AFTER_SECONDS = 2
"""Default `Retry-After` when a dependency is down; MongoDB's own recovery takes about as long."""


class AppError(Exception):
    """A failure with an HTTP status.

    `detail` is written for the client: it says what is wrong and how to fix it, and never contains a message of a
    driver or provider. `extensions` are further members of the problem document (RFC 9457, section 3.2).
    """

    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR
    code: ClassVar[str] = "INTERNAL"
    default_detail: ClassVar[str] = "The service failed to handle this request."

    def __init__(
        self,
        detail: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        extensions: Mapping[str, Any] | None = None,
    ) -> None:
        self.detail = detail or self.default_detail
        self.headers = dict(headers or {})
        self.extensions = dict(extensions or {})
        super().__init__(self.detail)


class BadRequest(AppError):
    """The request cannot be read: broken JSON, a broken header, a cursor that this service did not issue."""

    status = HTTPStatus.BAD_REQUEST
    code = "BAD_REQUEST"
    default_detail = "The request could not be read."


class Unauthorized(AppError):
    """The caller is not identified."""

    status = HTTPStatus.UNAUTHORIZED
    code = "UNAUTHORIZED"
    default_detail = "This request needs a valid bearer token."


class Forbidden(AppError):
    """The caller is identified but not allowed to do this."""

    status = HTTPStatus.FORBIDDEN
    code = "FORBIDDEN"
    default_detail = "You are not allowed to do this."


class NotFound(AppError):
    """The caller owns nothing at this address."""

    status = HTTPStatus.NOT_FOUND
    code = "NOT_FOUND"
    default_detail = "There is no such endpoint."


class MethodNotAllowed(AppError):
    """The address exists but does not support the method."""

    status = HTTPStatus.METHOD_NOT_ALLOWED
    code = "METHOD_NOT_ALLOWED"
    default_detail = "This endpoint does not support this method."


class NotAcceptable(AppError):
    """No media type of the response is acceptable to the client."""

    status = HTTPStatus.NOT_ACCEPTABLE
    code = "NOT_ACCEPTABLE"
    default_detail = "This endpoint returns application/json only."


class RequestTimeout(AppError):
    """The client did not send its request in time. The connection is closed."""

    status = HTTPStatus.REQUEST_TIMEOUT
    code = "REQUEST_TIMEOUT"
    default_detail = "The request body did not arrive in time. Send it again over a faster connection."

    def __init__(self, detail: str | None = None) -> None:
        # The rest of the body must not be read as the next request (RFC 9110, 15.5.9).
        super().__init__(detail, headers={"Connection": "close"})


class Conflict(AppError):
    """The request conflicts with the current state of its resource."""

    status = HTTPStatus.CONFLICT
    code = "CONFLICT"
    default_detail = "The request conflicts with the current state."


class PreconditionFailed(AppError):
    """`If-Match` names a version that is not the current one."""

    status = HTTPStatus.PRECONDITION_FAILED
    code = "PRECONDITION_FAILED"
    default_detail = "The resource has changed since it was read; read it again and repeat the change."


class ContentTooLarge(AppError):
    """The body is larger than the service accepts."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "CONTENT_TOO_LARGE"
    default_detail = "The request body is too large."


class UnsupportedMediaType(AppError):
    """The endpoint does not accept the body's media type."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = "UNSUPPORTED_MEDIA_TYPE"
    default_detail = "This endpoint accepts application/json."


@dataclass(frozen=True, slots=True)
class FieldError:
    """One invalid part of the body or the query: a JSON pointer (RFC 6901) and what is wrong there."""

    pointer: str
    detail: str


class Unprocessable(AppError):
    """The request can be read but its content is invalid; `errors` lists each invalid part."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "VALIDATION_FAILED"
    default_detail = "The request is not valid."

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: Sequence[FieldError] = (),
        extensions: Mapping[str, Any] | None = None,
    ) -> None:
        places = [{"pointer": error.pointer, "detail": error.detail} for error in errors]
        super().__init__(detail, extensions={"errors": places, **(extensions or {})})
        self.errors = tuple(errors)


class TooManyRequests(AppError):
    """The caller has reached a limit and may try again after `retry_after` seconds."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "TOO_MANY_REQUESTS"
    default_detail = "Too many requests. Retry after `Retry-After` seconds."

    def __init__(
        self, detail: str | None = None, *, retry_after: int = 1, extensions: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)}, extensions=extensions)


class DependencyUnavailable(AppError):
    """A dependency of this service is unavailable; the client may try again after `Retry-After` seconds."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "DEPENDENCY_UNAVAILABLE"
    default_detail = "A dependency of this service is unavailable. Try again in a moment."

    def __init__(
        self,
        detail: str | None = None,
        *,
        retry_after: int = RETRY_AFTER_SECONDS,
        extensions: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)}, extensions=extensions)


class Degraded(DependencyUnavailable):
    """A dependency is unavailable that only a part of the service needs; everything else works."""

    code = "DEGRADED"


class DeadlineExceeded(AppError):
    """The time limit of the request is over."""

    status = HTTPStatus.GATEWAY_TIMEOUT
    code = "DEADLINE_EXCEEDED"
    default_detail = "The request timed out."
