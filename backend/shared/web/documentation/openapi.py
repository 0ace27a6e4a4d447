"""Corrections of FastAPI's OpenAPI document: failures and required scopes."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI

from shared.core.errors import RequestTimeout
from shared.core.identity import InsufficientScope, InvalidToken, IssuerUnavailable, TokenMissing
from shared.web import problems
from shared.web.identity.auth import SCHEME
from shared.web.requests.bodies import UploadsBusy
from shared.web.requests.origins import SAFE_METHODS, CrossOriginRequest, InvalidHost, UnknownHost

REFUSALS = problems.responses(TokenMissing, InvalidToken, InsufficientScope, IssuerUnavailable, database=False)
FOREIGN_NAME = problems.responses(InvalidHost, UnknownHost, database=False)
UNREAD = problems.responses(RequestTimeout, UploadsBusy, database=False)
"""Failures to receive a body."""

CROSS_ORIGIN = problems.responses(CrossOriginRequest, database=False)


def operation_id(prefix: str, name: str) -> str:
    """Return the id of an operation that every service has: unique, because one client may use all three services.

    `prefix` is the service's path.
    """
    return f"{name}_of_{prefix.rpartition('/')[2]}"


def link(operation: str, **parameters: str) -> dict[str, Any]:
    """Return an OpenAPI link to an operation whose path parameters are members of the response (JSON pointers)."""
    expressions = {name: f"$response.body#{pointer}" for name, pointer in parameters.items()}
    return {"operationId": operation, "parameters": expressions}


def install(app: FastAPI, *, tokens: bool) -> None:
    """Complete `app`'s document. With `tokens`, each operation lists its required scopes and the failures of tokens."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = generate()
            schemas = document["components"]["schemas"]
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            problem = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(problem.pop("$defs", {}))
            schemas["Problem"] = problem
            for path in document["paths"].values():
                for method, operation in path.items():
                    _describe(operation, FOREIGN_NAME)
                    if method.upper() not in SAFE_METHODS:
                        _describe(operation, CROSS_ORIGIN)
                    if "requestBody" in operation:
                        _describe(operation, UNREAD)
                    _drop_unknown_422s(operation)
                    _describe_refusals(operation, tokens=tokens)
            if not tokens:
                # Hides Swagger UI's Authorize button, which would do nothing.
                document["components"].pop("securitySchemes", None)
        return generate()

    app.openapi = openapi  # FastAPI's documented way to extend the document


def _drop_unknown_422s(operation: dict[str, Any]) -> None:
    called = [item for callback in operation.get("callbacks", {}).values() for item in callback.values()]
    for one in (operation, *[request for item in called for request in item.values()]):
        _drop_unknown_422(one["responses"])


def _drop_unknown_422(responses: dict[str, Any]) -> None:
    # FastAPI adds its own 422 to every operation with a parameter; ours are declared where they can happen.
    content = responses.get("422", {}).get("content", {})
    if "application/json" in content:
        del responses["422"]


def _describe(operation: dict[str, Any], refused: Mapping[int | str, dict[str, Any]]) -> None:
    for status, refusal in refused.items():
        known = operation["responses"].setdefault(str(status), {**refusal, "description": ""})
        known["description"] = " ".join(filter(None, (known["description"], refusal["description"])))


def _describe_refusals(operation: dict[str, Any], *, tokens: bool) -> None:
    if "security" not in operation:
        return
    if not tokens:
        del operation["security"]
        return
    scopes: list[str] = operation["security"][0][SCHEME]
    refused = {status: refusal for status, refusal in REFUSALS.items() if scopes or status != InsufficientScope.status}
    _describe(operation, refused)
    if scopes:
        needed = ", ".join(f"`{scope}`" for scope in scopes)
        operation["description"] = f"{operation.get('description', '')}\n\nRequired scopes: {needed}.".lstrip()
