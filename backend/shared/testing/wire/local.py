"""A local server that speaks OpenAI's protocol, such as llama.cpp or vLLM: Chat Completions alone."""

from collections.abc import Mapping

from shared.testing.wire.dialects.dialect import ErrorReply, WireRequest
from shared.testing.wire.dialects.openai import CHAT, OpenAIDialect
from shared.testing.wire.faults import Fault


class LocalDialect(OpenAIDialect):
    """How a compatible server without the Responses API talks."""

    headers: Mapping[str, str] = {}

    def knows(self, path: str) -> bool:
        """Whether the server has this endpoint."""
        return path == CHAT

    def error(self, fault: Fault, request: WireRequest, retry_after: float | None) -> ErrorReply:
        """The error of this name; a missing path is told in llama.cpp's way."""
        if fault == "no_such_path":
            return ErrorReply(404, {"error": {"code": 404, "message": "File Not Found", "type": "not_found_error"}})
        return super().error(fault, request, retry_after)
