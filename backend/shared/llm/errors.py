"""Failures of providers, in one hierarchy. `race/policy.py` defines how the registry handles each kind.

    ProviderError
    ├─ Unavailable       5xx, 409
    ├─ Overloaded        529, or a 503 that says so
    ├─ RateLimited       429; has `retry_after`
    ├─ CreditExhausted   the account has no credit or quota left
    ├─ TimedOut          no answer in time, or silence within one
    ├─ ConnectionFailed  refused, reset, cut off
    ├─ BadKey            401, 498
    ├─ PermissionDenied  403, 451, or an unsupported country
    ├─ UnknownModel      404, 405, 410
    ├─ TooLong           the prompt does not fit the model
    ├─ Refused           the model, or its safety filter, declined
    ├─ Truncated         the answer hit the token limit
    ├─ Malformed         no text, no JSON, or not the schema
    └─ InvalidRequest    400 and every other 4xx: this provider rejects the request

No message contains a prompt, an answer, a key or a provider's body; use `request_id` to look up an error.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from math import ceil
from typing import ClassVar

from shared.core.errors import RETRY_AFTER_SECONDS, DeadlineExceeded, DependencyUnavailable
from shared.llm.base import Attempt, Usage


class ProviderError(Exception):
    """A failure of one provider.

    `usage` is what it billed nevertheless; for an interrupted stream it is what was reported so far, a lower bound.
    `request_id` is the provider's id of the call.
    """

    kind: ClassVar[str]

    def __init__(
        self,
        provider: str,
        *,
        request_id: str | None = None,
        retry_after: float | None = None,
        usage: Usage | None = None,
    ) -> None:
        super().__init__(f"{provider}: {self.kind}")
        self.provider = provider
        self.request_id = request_id
        self.retry_after = retry_after
        self.usage = usage or Usage()


class Unavailable(ProviderError):
    """The provider failed on its own side."""

    kind = "unavailable"


class Overloaded(ProviderError):
    """The provider is overloaded."""

    kind = "overloaded"


class RateLimited(ProviderError):
    """Too many requests or tokens; `retry_after` is in seconds if the provider sent it."""

    kind = "rate_limited"


class CreditExhausted(ProviderError):
    """The account has used up its credit or quota."""

    kind = "quota_exceeded"


class TimedOut(ProviderError):
    """No complete answer arrived in time."""

    kind = "timed_out"


class ConnectionFailed(ProviderError):
    """The connection was refused, reset or cut off."""

    kind = "connection_failed"


class BadKey(ProviderError):
    """The provider rejects the key."""

    kind = "bad_key"


class PermissionDenied(ProviderError):
    """The key lacks permission."""

    kind = "forbidden"


class UnknownModel(ProviderError):
    """The provider has no such model."""

    kind = "unknown_model"


class TooLong(ProviderError):
    """The prompt does not fit this model."""

    kind = "too_long"


class Refused(ProviderError):
    """The model or its safety filter declined to answer."""

    kind = "refused"


class Truncated(ProviderError):
    """The answer reached the token limit and is incomplete."""

    kind = "truncated"


class Malformed(ProviderError):
    """The answer is empty, is not JSON, or breaks the schema."""

    kind = "malformed"


class InvalidRequest(ProviderError):
    """The provider rejects the request: our mistake, or a feature that it does not support."""

    kind = "invalid_request"


BY_STATUS: Mapping[int, type[ProviderError]] = {
    HTTPStatus.UNAUTHORIZED: BadKey,
    HTTPStatus.PAYMENT_REQUIRED: CreditExhausted,
    HTTPStatus.FORBIDDEN: PermissionDenied,
    HTTPStatus.NOT_FOUND: UnknownModel,
    # The path only supports another method, or its model was removed: another model may help.
    HTTPStatus.METHOD_NOT_ALLOWED: UnknownModel,
    HTTPStatus.GONE: UnknownModel,
    HTTPStatus.PROXY_AUTHENTICATION_REQUIRED: PermissionDenied,
    HTTPStatus.REQUEST_TIMEOUT: TimedOut,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: TooLong,
    HTTPStatus.TOO_MANY_REQUESTS: RateLimited,
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS: PermissionDenied,
    # These are temporary problems on the provider's side.
    HTTPStatus.CONFLICT: Unavailable,
    HTTPStatus.MISDIRECTED_REQUEST: Unavailable,
    HTTPStatus.LOCKED: Unavailable,
    HTTPStatus.FAILED_DEPENDENCY: Unavailable,
    HTTPStatus.TOO_EARLY: Unavailable,
    498: BadKey,
    499: Unavailable,
    529: Overloaded,
}
"""Statuses with a more specific meaning than a wrong request (4xx) or a failing provider (5xx). Of those without a name
in `http`, 498 is an invalid token, 499 a proxy that gave up, and 529 Anthropic's own."""


def kind_of_status(status: int) -> type[ProviderError]:
    """Return the kind of failure for an HTTP status if the provider sends nothing more specific."""
    if status in BY_STATUS:
        return BY_STATUS[status]
    if status < HTTPStatus.BAD_REQUEST:
        # A redirect, or nothing at all: something other than the provider is responding.
        return Malformed
    return Unavailable if status >= HTTPStatus.INTERNAL_SERVER_ERROR else InvalidRequest


def _attempts(attempts: Sequence[Attempt]) -> dict[str, object]:
    return {
        "attempts": [
            {"provider": made.provider, "model": made.model, "outcome": made.outcome, "ms": made.ms}
            for made in attempts
        ]
    }


class LlmUnavailable(DependencyUnavailable):
    """Every provider failed; `attempts` says how. After `retry_after` seconds one may be called again."""

    code = "LLM_UNAVAILABLE"
    default_detail = "No language model is available. Try again in a moment."

    def __init__(self, attempts: Sequence[Attempt], retry_after: float = 0) -> None:
        super().__init__(retry_after=max(RETRY_AFTER_SECONDS, ceil(retry_after)), extensions=_attempts(attempts))
        self.attempts = tuple(attempts)


class LlmInterrupted(LlmUnavailable):
    """The provider failed in the middle of a text; `part` is the incomplete text so far."""

    code = "LLM_INTERRUPTED"
    default_detail = "The language model stopped in the middle of its answer. Try again in a moment."

    def __init__(self, attempts: Sequence[Attempt], part: str) -> None:
        super().__init__(attempts)
        self.part = part


class LlmBudgetExceeded(DependencyUnavailable):
    """The rest of today's budget (UTC) does not pay for another request; `attempts` lists earlier attempts."""

    code = "LLM_BUDGET_EXCEEDED"
    default_detail = "Today's budget for language models is used up. It resets at 00:00 UTC."

    def __init__(self, attempts: Sequence[Attempt] = ()) -> None:
        super().__init__(extensions=_attempts(attempts))
        self.attempts = tuple(attempts)


class LlmDeadlineExceeded(DeadlineExceeded):
    """The deadline of a generation passed before a provider answered; `attempts` lists what was tried."""

    code = "LLM_DEADLINE_EXCEEDED"
    default_detail = "No language model answered in time. Try again in a moment."

    def __init__(self, attempts: Sequence[Attempt]) -> None:
        super().__init__(extensions=_attempts(attempts))
        self.attempts = tuple(attempts)
