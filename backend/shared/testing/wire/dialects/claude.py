"""Anthropic's protocol: Messages."""

from collections.abc import Mapping

from shared.testing.wire.dialects.claude_stream import message_stream
from shared.testing.wire.dialects.dialect import (
    CACHED_TOKENS,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    REASONING_TOKENS,
    Cut,
    ErrorReply,
    Json,
    WireRequest,
)
from shared.testing.wire.dialects.events import EventStream
from shared.testing.wire.faults import Fault

MESSAGES = "/v1/messages"
REQUEST_ID = "req_wire_claude"

ERRORS: Mapping[Fault, tuple[int, str, str]] = {
    "bad_key": (401, "authentication_error", "invalid x-api-key"),
    "forbidden": (403, "permission_error", "Your API key does not have permission to use the specified resource."),
    "location": (403, "forbidden", "Request not allowed: this region is not supported."),
    "unknown_model": (404, "not_found_error", "model: {model}"),
    "no_such_path": (404, "not_found_error", "Not found"),
    "invalid_request": (
        400,
        "invalid_request_error",
        "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false",
    ),
    "no_schema": (400, "invalid_request_error", "output_config.format: Extra inputs are not permitted"),
    "no_effort": (400, "invalid_request_error", "This model does not support the effort parameter."),
    "max_tokens": (
        400,
        "invalid_request_error",
        "max_tokens: 8192 > 4096, which is the maximum allowed number of output tokens for {model}",
    ),
    "too_long": (400, "invalid_request_error", "prompt is too long: 208310 tokens > 200000 maximum"),
    "too_large": (413, "request_too_large", "Request exceeds the maximum size"),
    "rate_limited": (
        429,
        "rate_limit_error",
        "This request would exceed your organization's rate limit of 50 requests per minute.",
    ),
    "quota": (
        400,
        "invalid_request_error",
        (
            "Your credit balance is too low to access the Anthropic API. "
            "Please go to Plans & Billing to upgrade or purchase credits."
        ),
    ),
    "billing": (402, "billing_error", "There is an issue with your billing or payment information."),
    "spend_limit": (429, "rate_limit_error", "Your organization has reached its spend limit."),
    "server_error": (500, "api_error", "Internal server error"),
    "unavailable": (503, "api_error", "Service temporarily unavailable"),
    "overloaded": (529, "overloaded_error", "Overloaded"),
}
"""Status, type and message."""


class ClaudeDialect:
    """How Anthropic talks."""

    version = ""
    headers: Mapping[str, str] = {"request-id": REQUEST_ID}
    breaks_with: Fault = "overloaded"

    def knows(self, path: str) -> bool:
        """Whether the provider has this endpoint."""
        return path == MESSAGES

    def schema(self, request: WireRequest) -> Json | None:
        """The JSON schema the answer must keep, when the request has one."""
        return request.body.get("output_config", {}).get("format", {}).get("schema")

    def streams(self, request: WireRequest) -> bool:
        """Whether the request is for a stream."""
        return request.body.get("stream") is True

    def answer(self, request: WireRequest, text: str, thinking: str = "", finish: str | None = None) -> Json:
        """An answer with this text, after these thoughts; whole unless `finish` is another word for why it ends."""
        content: list[Json] = [{"type": "text", "text": text}]
        if thinking:
            content.insert(0, {"type": "thinking", "thinking": thinking, "signature": "c2lnbmVk"})
        return _message(request, content, finish or "end_turn")

    def finish(self, request: WireRequest, cut: Cut) -> str:  # noqa: ARG002  others have several protocols
        """The word for an answer that was cut short by this."""
        return "max_tokens" if cut == "token_limit" else "refusal"

    def refusal(self, request: WireRequest) -> Json:
        """An answer in which the model declines."""
        return _message(request, [{"type": "text", "text": "I can't help with that."}], "refusal")

    def blocked(self, request: WireRequest) -> Json:
        """An answer that the safety filter held back."""
        details = {"type": "refusal", "category": "cyber", "explanation": "This request was declined."}
        return _message(request, [], "refusal", details)

    def stream(self, request: WireRequest, answer: Json, piece: int, error: Json) -> EventStream:  # noqa: ARG002
        """The events of one of these answers, its text in deltas of `piece` characters, and of one of the errors."""
        return message_stream(answer, piece, error)

    def error(self, fault: Fault, request: WireRequest, retry_after: float | None) -> ErrorReply:
        """The error of this name; `retry_after` is said where the provider says it."""
        status, kind, template = ERRORS.get(fault, ERRORS["server_error"])
        message = template.format(model=request.body.get("model"))
        error: Json = {"type": kind, "message": message}
        if fault == "spend_limit":
            error["details"] = {"error_code": "enforced_spend_limit_reached"}
        body: Json = {"type": "error", "error": error, "request_id": REQUEST_ID}
        return ErrorReply(status, body, {} if retry_after is None else {"retry-after": f"{retry_after:g}"})


def _message(request: WireRequest, content: list[Json], stop_reason: str, stop_details: Json | None = None) -> Json:
    usage: Json = {
        # Anthropic counts what came from the cache, or went into it, beside the input.
        "input_tokens": INPUT_TOKENS - CACHED_TOKENS,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": CACHED_TOKENS,
        "output_tokens": OUTPUT_TOKENS,
        "service_tier": "standard",
    }
    if content and content[0]["type"] == "thinking":
        usage["output_tokens_details"] = {"thinking_tokens": REASONING_TOKENS}
    return {
        "id": "msg_wire",
        "type": "message",
        "role": "assistant",
        "model": f"{request.body.get('model')}-wire",
        "content": content,
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "stop_details": stop_details,
        "usage": usage,
    }
