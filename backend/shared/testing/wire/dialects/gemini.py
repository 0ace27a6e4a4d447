"""Gemini's protocol: generateContent and streamGenerateContent of the Gemini Developer API."""

import re
from collections.abc import Mapping

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
from shared.testing.wire.dialects.gemini_stream import content_stream
from shared.testing.wire.faults import Fault

GENERATE = re.compile(r"/v1(?:alpha|beta)?/models/([^/:]+):(generateContent|streamGenerateContent)")
GOOGLE = "type.googleapis.com/google.rpc"

ERRORS: Mapping[Fault, tuple[int, str, str]] = {
    # Gemini says 400, not 401, to a key it does not know.
    "bad_key": (400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."),
    "forbidden": (
        403,
        "PERMISSION_DENIED",
        "Generative Language API has not been used in project 1 before or it is disabled.",
    ),
    "location": (400, "FAILED_PRECONDITION", "User location is not supported for the API use."),
    "unknown_model": (
        404,
        "NOT_FOUND",
        "models/{model} is not found for API version v1, or is not supported for generateContent.",
    ),
    "no_such_path": (404, "NOT_FOUND", "Requested entity was not found."),
    "invalid_request": (400, "INVALID_ARGUMENT", 'Invalid JSON payload received. Unknown name "kind".'),
    "no_schema": (
        400,
        "INVALID_ARGUMENT",
        "JSON mode is not enabled for this model: response_mime_type application/json is not supported.",
    ),
    "no_effort": (400, "INVALID_ARGUMENT", "Thinking level is not supported for this model."),
    "max_tokens": (
        400,
        "INVALID_ARGUMENT",
        "The request has a max_output_tokens value of 8192 but the supported range is from 1 to 4097 (exclusive).",
    ),
    "too_long": (
        400,
        "INVALID_ARGUMENT",
        "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
    ),
    "too_large": (413, "INVALID_ARGUMENT", "Request payload size exceeds the limit: 20971520 bytes."),
    "rate_limited": (
        429,
        "RESOURCE_EXHAUSTED",
        "You exceeded your current quota, please check your plan and billing details.",
    ),
    "quota": (
        429,
        "RESOURCE_EXHAUSTED",
        "You exceeded your current quota, please check your plan and billing details.",
    ),
    "billing": (
        400,
        "FAILED_PRECONDITION",
        (
            "Gemini API free tier is not available in your country. "
            "Please enable billing on your project in Google AI Studio."
        ),
    ),
    "server_error": (500, "INTERNAL", "An internal error has occurred. Please retry or report."),
    "unavailable": (503, "UNAVAILABLE", "The service is currently unavailable."),
    "overloaded": (503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
}
"""Status, its name and message."""


class GeminiDialect:
    """How Gemini talks."""

    version = ""
    headers: Mapping[str, str] = {"x-goog-request-id": "req_wire_gemini"}
    breaks_with: Fault = "unavailable"

    def knows(self, path: str) -> bool:
        """Whether the provider has this endpoint."""
        return GENERATE.fullmatch(path) is not None

    def schema(self, request: WireRequest) -> Json | None:
        """The JSON schema the answer must keep, when the request has one."""
        return request.body.get("generationConfig", {}).get("responseJsonSchema")

    def streams(self, request: WireRequest) -> bool:
        """Whether the request is for a stream."""
        return request.path.endswith(":streamGenerateContent")

    def answer(self, request: WireRequest, text: str, thinking: str = "", finish: str | None = None) -> Json:
        """An answer with this text, after these thoughts; whole unless `finish` is another word for why it ends."""
        return _response(request, text, finish or "STOP", thinking)

    def finish(self, request: WireRequest, cut: Cut) -> str:  # noqa: ARG002  others have several protocols
        """The word for an answer that was cut short by this."""
        return "MAX_TOKENS" if cut == "token_limit" else "SAFETY"

    def refusal(self, request: WireRequest) -> Json:
        """An answer in which the model declines."""
        return _response(request, "", "SAFETY")

    def blocked(self, request: WireRequest) -> Json:
        """An answer that the safety filter held back."""
        usage = {"promptTokenCount": INPUT_TOKENS, "totalTokenCount": INPUT_TOKENS}
        feedback = {"blockReason": "PROHIBITED_CONTENT"}
        return {"promptFeedback": feedback, "usageMetadata": usage, "modelVersion": f"{_model(request)}-wire"}

    def stream(self, request: WireRequest, answer: Json, piece: int, error: Json) -> EventStream:  # noqa: ARG002
        """The events of one of these answers, its text in deltas of `piece` characters, and of one of the errors."""
        return content_stream(answer, piece, error)

    def error(self, fault: Fault, request: WireRequest, retry_after: float | None) -> ErrorReply:
        """The error of this name; `retry_after` is said where the provider says it."""
        status, name, template = ERRORS.get(fault, ERRORS["server_error"])
        error: Json = {"code": status, "message": template.format(model=_model(request)), "status": name}
        if details := _details(fault, retry_after):
            error["details"] = details
        return ErrorReply(status, {"error": error})


def _details(fault: Fault, retry_after: float | None) -> list[Json]:
    details: list[Json] = []
    if fault in ("bad_key", "forbidden"):
        reason = "API_KEY_INVALID" if fault == "bad_key" else "SERVICE_DISABLED"
        metadata = {"service": "generativelanguage.googleapis.com"}
        domain = "googleapis.com"
        details.append({"@type": f"{GOOGLE}.ErrorInfo", "reason": reason, "domain": domain, "metadata": metadata})
    if fault in ("rate_limited", "quota"):
        window = "PerMinute" if fault == "rate_limited" else "PerDay"
        violation = {
            "quotaMetric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
            "quotaId": f"GenerateRequests{window}PerProjectPerModel-FreeTier",
            "quotaValue": "10",
        }
        details.append({"@type": f"{GOOGLE}.QuotaFailure", "violations": [violation]})
    if retry_after is not None:
        details.append({"@type": f"{GOOGLE}.RetryInfo", "retryDelay": f"{retry_after:g}s"})
    return details


def _model(request: WireRequest) -> str:
    found = GENERATE.fullmatch(request.path)
    return found[1] if found is not None else ""


def _response(request: WireRequest, text: str, finish_reason: str, thinking: str = "") -> Json:
    candidate: Json = {"finishReason": finish_reason, "index": 0}
    parts: list[Json] = [{"text": thinking, "thought": True}] if thinking else []
    parts += [{"text": text}] if text else []
    if parts:
        candidate["content"] = {"parts": parts, "role": "model"}
    return {
        "candidates": [candidate],
        "usageMetadata": {
            "promptTokenCount": INPUT_TOKENS,
            "cachedContentTokenCount": CACHED_TOKENS,
            "candidatesTokenCount": OUTPUT_TOKENS - REASONING_TOKENS,
            "thoughtsTokenCount": REASONING_TOKENS,
            "totalTokenCount": INPUT_TOKENS + OUTPUT_TOKENS,
        },
        "modelVersion": f"{_model(request)}-wire",
        "responseId": "wire",
    }
