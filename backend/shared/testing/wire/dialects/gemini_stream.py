"""Gemini's stream: answers that each hold a piece."""

from typing import Any

from pydantic_core import to_json

from shared.testing.wire.dialects.events import EventStream, pieces

Json = dict[str, Any]


def content_stream(answer: Json, piece: int, error: Json) -> EventStream:
    """The chunks of this answer; the last says why it ended and what it cost."""
    if "candidates" not in answer:
        return EventStream([], [], [], [], [_data(answer)], [_data(error)])
    candidate = answer["candidates"][0]
    parts: list[Json] = candidate["content"]["parts"] if "content" in candidate else []
    thinking = "".join(part["text"] for part in parts if part.get("thought"))
    text = "".join(part["text"] for part in parts if not part.get("thought"))
    # Each chunk tells the usage so far; only the last one's is what is billed.
    prompt = answer["usageMetadata"]["promptTokenCount"]
    so_far = {"promptTokenCount": prompt, "totalTokenCount": prompt}

    def chunk(part: Json) -> bytes:
        content = {"parts": [part], "role": "model"}
        return _data({**answer, "candidates": [{"content": content, "index": 0}], "usageMetadata": so_far})

    ended = {key: value for key, value in candidate.items() if key != "content"}
    if text:
        ended["content"] = {"parts": [{"text": ""}], "role": "model"}
    return EventStream(
        opening=[],
        thoughts=[chunk({"text": said, "thought": True}) for said in pieces(thinking, piece)],
        between=[],
        deltas=[chunk({"text": said}) for said in pieces(text, piece)],
        closing=[_data({**answer, "candidates": [ended]})],
        error=[_data(error)],
    )


def _data(body: Json) -> bytes:
    # No comments and no other fields here: the SDK takes every line that does not begin with "data: " for JSON.
    return b"data: " + to_json(body) + b"\r\n\r\n"
