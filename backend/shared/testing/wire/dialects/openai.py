"""OpenAI's protocol: Responses and Chat Completions."""

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
from shared.testing.wire.dialects.openai_stream import completion_stream, response_stream
from shared.testing.wire.faults import Fault

RESPONSES, CHAT = "/v1/responses", "/v1/chat/completions"
CREATED = 1_795_400_000
TOTAL = INPUT_TOKENS + OUTPUT_TOKENS
REFUSAL = "I'm sorry, but I can't assist with that request."


OURS = "invalid_request_error"

ERRORS: Mapping[Fault, tuple[int, str, str | None, str | None, str]] = {
    "bad_key": (
        401,
        OURS,
        "invalid_api_key",
        None,
        "Incorrect API key provided: {key}. You can find your API key at https://platform.openai.com/account/api-keys.",
    ),
    "forbidden": (403, OURS, "insufficient_permissions", None, "You have insufficient permissions for this operation."),
    "location": (
        403,
        "request_forbidden",
        "unsupported_country_region_territory",
        None,
        "Country, region, or territory not supported",
    ),
    "unknown_model": (
        404,
        OURS,
        "model_not_found",
        None,
        "The model `{model}` does not exist or you do not have access to it.",
    ),
    "no_such_path": (404, OURS, None, None, "Invalid URL (POST {path})"),
    "invalid_request": (
        400,
        OURS,
        "invalid_json_schema",
        "text.format.schema",
        "Invalid schema for response_format 'answer': In context=(), 'additionalProperties' is required.",
    ),
    "no_schema": (
        400,
        OURS,
        None,
        None,
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
    ),
    "no_effort": (
        400,
        OURS,
        "unsupported_parameter",
        "reasoning.effort",
        "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
    ),
    "max_tokens": (
        400,
        OURS,
        "invalid_value",
        "max_tokens",
        "max_tokens is too large: 8192. This model supports at most 4096 completion tokens, whereas you provided 8192.",
    ),
    "too_long": (
        400,
        OURS,
        "context_length_exceeded",
        "input",
        "Your input exceeds the context window of this model. Please adjust your input and try again.",
    ),
    "too_large": (413, OURS, None, None, "Maximum content size limit exceeded."),
    "rate_limited": (
        429,
        "requests",
        "rate_limit_exceeded",
        None,
        (
            "Rate limit reached for {model} in organization org-wire on requests per min (RPM): "
            "Limit 500, Used 500, Requested 1. Please try again in 7s."
        ),
    ),
    "quota": (
        429,
        "insufficient_quota",
        "insufficient_quota",
        None,
        "You exceeded your current quota, please check your plan and billing details.",
    ),
    "billing": (
        429,
        OURS,
        "billing_not_active",
        None,
        "Your account is not active, please check your billing details.",
    ),
    "spend_limit": (400, OURS, "billing_hard_limit_reached", None, "Billing hard limit has been reached."),
    "server_error": (
        500,
        "server_error",
        None,
        None,
        "The server had an error while processing your request. Sorry about that!",
    ),
    "unavailable": (503, "server_error", None, None, "The service is temporarily unavailable."),
    "overloaded": (
        503,
        "service_unavailable_error",
        "server_is_overloaded",
        None,
        "Our servers are currently overloaded. Please try again later.",
    ),
}
"""Status, type, code, parameter and message."""


class OpenAIDialect:
    """How OpenAI talks."""

    version = "/v1"
    headers: Mapping[str, str] = {"x-request-id": "req_wire_openai", "openai-version": "2020-10-01"}
    breaks_with: Fault = "server_error"

    def knows(self, path: str) -> bool:
        """Whether the provider has this endpoint."""
        return path in (RESPONSES, CHAT)

    def schema(self, request: WireRequest) -> Json | None:
        """The JSON schema the answer must keep, when the request has one."""
        if request.path == RESPONSES:
            return request.body.get("text", {}).get("format", {}).get("schema")
        return request.body.get("response_format", {}).get("json_schema", {}).get("schema")

    def streams(self, request: WireRequest) -> bool:
        """Whether the request is for a stream."""
        return request.body.get("stream") is True

    def answer(self, request: WireRequest, text: str, thinking: str = "", finish: str | None = None) -> Json:
        """An answer with this text, after these thoughts; whole unless `finish` is another word for why it ends."""
        if request.path == CHAT:
            thought = {"reasoning_content": thinking} if thinking else {}
            return _completion(request, {"content": text, "refusal": None, **thought}, finish or "stop")
        content: list[Json] = [{"type": "output_text", "text": text, "annotations": [], "logprobs": []}]
        return _response(request, content, finish or "completed", thinking)

    def finish(self, request: WireRequest, cut: Cut) -> str:
        """The word for an answer that was cut short by this."""
        if request.path == CHAT:
            return "length" if cut == "token_limit" else "content_filter"
        return f"incomplete:{'max_output_tokens' if cut == 'token_limit' else 'content_filter'}"

    def refusal(self, request: WireRequest) -> Json:
        """An answer in which the model declines."""
        if request.path == CHAT:
            return _completion(request, {"content": None, "refusal": REFUSAL}, "stop")
        return _response(request, [{"type": "refusal", "refusal": REFUSAL}], "completed")

    def blocked(self, request: WireRequest) -> Json:
        """An answer that the safety filter held back."""
        if request.path == CHAT:
            return _completion(request, {"content": "", "refusal": None}, "content_filter")
        return _response(request, [], "incomplete:content_filter")

    def stream(self, request: WireRequest, answer: Json, piece: int, error: Json) -> EventStream:
        """The events of one of these answers, its text in deltas of `piece` characters, and of one of the errors."""
        if request.path == RESPONSES:
            return response_stream(answer, piece, error["error"])
        options: Json = request.body.get("stream_options") or {}
        return completion_stream(answer, piece, error["error"], usage=options.get("include_usage") is True)

    def error(self, fault: Fault, request: WireRequest, retry_after: float | None) -> ErrorReply:
        """The error of this name; `retry_after` is said where the provider says it."""
        status, kind, code, param, template = ERRORS.get(fault, ERRORS["server_error"])
        message = template.format(model=request.body.get("model"), key=_masked(request), path=request.path)
        body: Json = {"error": {"message": message, "type": kind, "param": param, "code": code}}
        return ErrorReply(status, body, {} if retry_after is None else {"retry-after": f"{retry_after:g}"})


def _response(request: WireRequest, content: list[Json], finish: str, thinking: str = "") -> Json:
    status, _, reason = finish.partition(":")
    # A reasoning model's answer has its reasoning before the message.
    summary = [{"type": "summary_text", "text": thinking}] if thinking else []
    output: list[Json] = [{"type": "reasoning", "id": "rs_wire", "summary": summary}]
    if content:
        output.append({"type": "message", "id": "msg_wire", "role": "assistant", "status": status, "content": content})
    return {
        "id": "resp_wire",
        "object": "response",
        "created_at": CREATED,
        "status": status,
        "error": {"code": reason, "message": "It failed."} if status == "failed" and reason else None,
        "incomplete_details": {"reason": reason} if status == "incomplete" else None,
        "instructions": None,
        "metadata": {},
        "model": f"{request.body.get('model')}-wire",
        "output": output,
        "parallel_tool_calls": True,
        "store": False,
        "temperature": 1.0,
        "text": request.body.get("text"),
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "usage": {
            "input_tokens": INPUT_TOKENS,
            "input_tokens_details": {"cached_tokens": CACHED_TOKENS},
            "output_tokens": OUTPUT_TOKENS,
            "output_tokens_details": {"reasoning_tokens": REASONING_TOKENS},
            "total_tokens": TOTAL,
        },
    }


def _completion(request: WireRequest, message: Json, finish_reason: str) -> Json:
    return {
        "id": "chatcmpl-wire",
        "object": "chat.completion",
        "created": CREATED,
        "model": f"{request.body.get('model')}-wire",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "annotations": [], **message},
                "logprobs": None,
                "finish_reason": finish_reason,
            }
        ],
        "usage": {
            "prompt_tokens": INPUT_TOKENS,
            "completion_tokens": OUTPUT_TOKENS,
            "total_tokens": TOTAL,
            "prompt_tokens_details": {"cached_tokens": CACHED_TOKENS, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": REASONING_TOKENS},
        },
        "service_tier": "default",
    }


def _masked(request: WireRequest) -> str:
    key = request.headers.get("authorization", "").removeprefix("Bearer ")
    return f"{key[:8]}{'*' * max(0, len(key) - 12)}{key[-4:]}"
