"""Every failure the product answers with: a name, a status and a stable code.

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
    └─ DeadlineExceeded            504 DEADLINE_EXCEEDED

A service adds its own leaves (`ResumeNotFound`), each with its own `code`. `shared.web.problems` turns any of them
into an RFC 9457 problem document; nothing else of the project writes an error body.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

RETRY_AFTER_SECONDS = 2
"""What a client is told to wait when a dependency is down; MongoDB's own recovery takes about as long."""


class AppError(Exception):
    """A failure with an HTTP meaning.

    `detail` is written for the client: it names what is wrong and how to fix it, and never carries a driver's or a
    provider's words. `extensions` are further members of the problem document (RFC 9457, section 3.2).
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
    """The request cannot be read: broken JSON, a broken header, a cursor this service did not make."""

    status = HTTPStatus.BAD_REQUEST
    code = "BAD_REQUEST"
    default_detail = "The request could not be read."


class Unauthorized(AppError):
    """Nobody is known to be calling."""

    status = HTTPStatus.UNAUTHORIZED
    code = "UNAUTHORIZED"
    default_detail = "This request needs a valid bearer token."


class Forbidden(AppError):
    """The caller is known and may not do this."""

    status = HTTPStatus.FORBIDDEN
    code = "FORBIDDEN"
    default_detail = "You are not allowed to do this."


class NotFound(AppError):
    """Nothing the caller owns is at this address."""

    status = HTTPStatus.NOT_FOUND
    code = "NOT_FOUND"
    default_detail = "There is no such endpoint."


class MethodNotAllowed(AppError):
    """The address exists, the method is not among those it takes."""

    status = HTTPStatus.METHOD_NOT_ALLOWED
    code = "METHOD_NOT_ALLOWED"
    default_detail = "This endpoint does not support this method."


class NotAcceptable(AppError):
    """The answer exists in no media type that the request accepts."""

    status = HTTPStatus.NOT_ACCEPTABLE
    code = "NOT_ACCEPTABLE"
    default_detail = "This endpoint returns application/json only."


class RequestTimeout(AppError):
    """The client has not sent its request in the time that it has for that. The connection is closed."""

    status = HTTPStatus.REQUEST_TIMEOUT
    code = "REQUEST_TIMEOUT"
    default_detail = "The request body did not arrive in time. Send it again over a faster connection."

    def __init__(self, detail: str | None = None) -> None:
        # What may still come of the body must not be taken for the next request (RFC 9110, 15.5.9).
        super().__init__(detail, headers={"Connection": "close"})


class Conflict(AppError):
    """The request collides with the present state of the thing it is about."""

    status = HTTPStatus.CONFLICT
    code = "CONFLICT"
    default_detail = "The request conflicts with the current state."


class PreconditionFailed(AppError):
    """`If-Match` names a version that is no longer the current one."""

    status = HTTPStatus.PRECONDITION_FAILED
    code = "PRECONDITION_FAILED"
    default_detail = "The resource has changed since it was read; read it again and repeat the change."


class ContentTooLarge(AppError):
    """The body is larger than the service takes."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "CONTENT_TOO_LARGE"
    default_detail = "The request body is too large."


class UnsupportedMediaType(AppError):
    """The body is not in a media type the address takes."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = "UNSUPPORTED_MEDIA_TYPE"
    default_detail = "This endpoint accepts application/json."


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong place of a body or of the query: a JSON pointer (RFC 6901) and what is wrong there."""

    pointer: str
    detail: str


class Unprocessable(AppError):
    """The request can be read and its content breaks a rule; `errors` names each place."""

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
    """The caller has had as much as there is for now; `retry_after` seconds later there is more."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "TOO_MANY_REQUESTS"
    default_detail = "Too many requests. Retry after `Retry-After` seconds."

    def __init__(
        self, detail: str | None = None, *, retry_after: int = 1, extensions: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)}, extensions=extensions)


class DependencyUnavailable(AppError):
    """Something this service needs does not answer; the client may try again after `Retry-After` seconds."""

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


class DeadlineExceeded(AppError):
    """The time a request may take is over."""

    status = HTTPStatus.GATEWAY_TIMEOUT
    code = "DEADLINE_EXCEEDED"
    default_detail = "The request timed out."
