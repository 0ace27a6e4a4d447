"""Classification of provider errors: by code, then by message, then by status.

One table for all providers: compatible servers copy each other's codes and messages, and none is ambiguous.
"""

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus

from shared.llm.errors import (
    BadKey,
    CreditExhausted,
    InvalidRequest,
    Overloaded,
    PermissionDenied,
    ProviderError,
    RateLimited,
    Refused,
    TooLong,
    Unavailable,
    UnknownModel,
    kind_of_status,
)

Kind = type[ProviderError]

CODES: Mapping[str, Kind] = {
    "invalid_api_key": BadKey,
    "API_KEY_INVALID": BadKey,
    "insufficient_permissions": PermissionDenied,
    "unsupported_country_region_territory": PermissionDenied,
    "data_residency_mismatch": PermissionDenied,
    "model_not_found": UnknownModel,
    "insufficient_quota": CreditExhausted,
    "billing_error": CreditExhausted,
    "billing_hard_limit_reached": CreditExhausted,
    "billing_not_active": CreditExhausted,
    "contract_spend_limit_reached": CreditExhausted,
    "enforced_spend_limit_reached": CreditExhausted,
    "linked_organization_billing_unavailable": CreditExhausted,
    "linked_organization_spend_limit_reached": CreditExhausted,
    "context_length_exceeded": TooLong,
    "exceed_context_size_error": TooLong,
    "request_too_large": TooLong,
    "rate_limit_exceeded": RateLimited,
    "server_is_overloaded": Overloaded,
    "slow_down": Overloaded,
    "overloaded_error": Overloaded,
    "content_filter": Refused,
    "content_policy_violation": Refused,
    "invalid_prompt": Refused,
    "bio_policy": Refused,
    "misalignment_policy_violation": Refused,
}
"""Codes that are more specific than the status."""

STATUSES: Mapping[str, int] = {
    "invalid_request_error": 400,
    "invalid_json_schema": 400,
    "invalid_value": 400,
    "unsupported_parameter": 400,
    "unsupported_value": 400,
    "INVALID_ARGUMENT": 400,
    "FAILED_PRECONDITION": 400,
    "authentication_error": 401,
    "UNAUTHENTICATED": 401,
    "permission_error": 403,
    "PERMISSION_DENIED": 403,
    "not_found_error": 404,
    "NOT_FOUND": 404,
    "timeout_error": 408,
    "DEADLINE_EXCEEDED": 408,
    "conflict_error": 409,
    "rate_limit": 429,
    "rate_limit_error": 429,
    "requests": 429,
    "tokens": 429,
    "RESOURCE_EXHAUSTED": 429,
}
"""The status that an error within a 200 response stands for, by its type."""

WORDS: tuple[tuple[re.Pattern[str], Kind], ...] = tuple(
    (re.compile(words, re.IGNORECASE), kind)
    for words, kind in (
        (r"max_(?:\w+_)?tokens\W.{0,60}(?:too large|maximum allowed|at most|must be|exceed|range)", InvalidRequest),
        (r"(?:location|country|region|territory)\b.{0,20}\bnot (?:supported|available)", PermissionDenied),
        (r"billing|credit balance|insufficient (?:balance|credits?|funds|quota)", CreditExhausted),
        (r"context (?:length|window|size)|(?:prompt|input|request) is too long|token count|size limit", TooLong),
        (r"api key (?:not valid|invalid|expired)|(?:invalid|incorrect) (?:x-)?api[- ]key", BadKey),
        (r"model \S+ (?:does not exist|(?:was |is )?not found)|model not exist|not a valid model", UnknownModel),
    )
)
"""Errors that only the message identifies, with one of the ambiguous statuses."""
VAGUE = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY})
BUSY = re.compile(r"overloaded|at capacity", re.IGNORECASE)


def kind_of(status: int | None, codes: Iterable[object], message: object) -> Kind:
    """Return the kind of an error. `status` is `None` if it occurred within a response that began as a 200."""
    told = [str(code) for code in codes if code is not None]
    for code in told:
        if code in CODES:
            return CODES[code]
    status = status or _status_in(told)
    words = message if isinstance(message, str) else ""
    if status is None or status in VAGUE:
        for pattern, kind in WORDS:
            if pattern.search(words):
                return kind
    if status in (None, HTTPStatus.SERVICE_UNAVAILABLE) and BUSY.search(words):
        return Overloaded
    return Unavailable if status is None else kind_of_status(status)


def _status_in(codes: Iterable[str]) -> int | None:
    for code in codes:
        if code in STATUSES:
            return STATUSES[code]
        if code.isdecimal() and HTTPStatus.BAD_REQUEST <= int(code) < 600:
            return int(code)
    return None
