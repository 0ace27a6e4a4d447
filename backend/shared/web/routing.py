"""The route class of JSON endpoints: body and `Accept` are checked before the endpoint runs."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, ClassVar

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic_core import from_json

from shared.core.errors import BadRequest, NotAcceptable, UnsupportedMediaType
from shared.web.identity.auth import required_scopes
from shared.web.problems import with_failures
from shared.web.requests import idempotency

ACCEPTED = ("application/json", "application/merge-patch+json")
BODY_METHODS = ("POST", "PUT", "PATCH")
RANGES = ("*/*", "application/*", "application/json", "application/problem+json")


class JsonRequest(Request):
    """A request whose JSON is read strictly: UTF-8, no NaN, no lone surrogates, 200 levels (RFC 8259, RFC 7493)."""

    async def json(self) -> Any:
        """Return the body's value. It is wholly in memory; the body limit bounds it."""
        if not hasattr(self, "_value"):
            self._value = parse(await self.body())
        return self._value


class JsonRoute(APIRoute):
    """An endpoint that accepts and returns JSON.

    It responds with 415 to another body type, 406 to an unsupported `Accept`, and 400 to invalid JSON. A POST with an
    `Idempotency-Key` is carried out once (`shared.web.requests.idempotency`).

    `ranges` are the media ranges of `Accept` that its responses satisfy.
    """

    ranges: ClassVar[Sequence[str]] = RANGES

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        # The name only: FastAPI would include the path, and generated clients would change with it.
        options["operation_id"] = options.get("operation_id") or options.get("name") or endpoint.__name__
        if "POST" in (options.get("methods") or ()):
            options["openapi_extra"] = {**(options.get("openapi_extra") or {}), "parameters": [idempotency.PARAMETER]}
            options["responses"] = with_failures(options.get("responses") or {}, idempotency.FAILURES)
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the endpoint wrapped in the checks."""
        endpoint = super().get_route_handler()
        reads_body = self.body_field is not None
        required = required_scopes(self.dependant)
        ranges = self.ranges
        makes = "POST" in (self.methods or ())

        async def checked(request: Request) -> Response:
            # First: nothing is read or parsed for an unidentified caller, who learns nothing else.
            caller = await required(request) if required is not None else None
            accept = request.headers.get("accept")
            if accept and not _accepts(accept, ranges):
                raise NotAcceptable
            if reads_body and request.method in BODY_METHODS:
                request = JsonRequest(request.scope, request.receive)
                # Read here, because FastAPI would turn a read failure into its own 400.
                if await request.body():
                    if _media_type(request.headers.get("content-type", "")) not in ACCEPTED:
                        raise UnsupportedMediaType
                    await request.json()
            if makes and caller is not None and idempotency.HEADER in request.headers:
                return await idempotency.once(request, caller, endpoint)
            return await endpoint(request)

        return checked


def parse(body: bytes) -> Any:
    """Parse `body` as JSON; raises `BadRequest`, which says where it is invalid."""
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise BadRequest(f"The body is not valid JSON: {error}.") from error


def _media_type(header: str) -> str:
    return header.partition(";")[0].strip().lower()


def _accepts(accept: str, ranges: Sequence[str]) -> bool:
    for part in accept.split(","):
        media_range, _, parameters = part.partition(";")
        if media_range.strip().lower() in ranges and parameters.replace(" ", "") not in ("q=0", "q=0.0"):
            return True
    return False
