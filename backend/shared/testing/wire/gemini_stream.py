"""Gemini's stream: answers that each hold a piece."""

from typing import Any

from pydantic_core import to_json

from shared.testing.wire.events import EventStream, pieces

Json = dict[str, Any]


def content_stream(answer: Json, piece: int, error: Json) -> EventStream:
    """The chunks of this answer; the last says why it ended and what it cost."""
    if "candidates" not in answer:
        return EventStream([], [], [_data(answer)], [_data(error)])
    candidate = answer["candidates"][0]
    text = candidate["content"]["parts"][0]["text"] if "content" in candidate else ""
    # Each chunk tells the usage so far; only the last one's is what is billed.
    prompt = answer["usageMetadata"]["promptTokenCount"]
    so_far = {"promptTokenCount": prompt, "totalTokenCount": prompt}
    deltas = [
        {**answer, "candidates": [{"content": _content(said), "index": 0}], "usageMetadata": so_far}
        for said in pieces(text, piece)
    ]
    ended = {**candidate, "content": _content("")} if text else candidate
    closing = {**answer, "candidates": [ended]}
    return EventStream([], [_data(delta) for delta in deltas], [_data(closing)], [_data(error)])


def _content(text: str) -> Json:
    return {"parts": [{"text": text}], "role": "model"}


def _data(body: Json) -> bytes:
    # No comments and no other fields here: the SDK takes every line that does not begin with "data: " for JSON.
    return b"data: " + to_json(body) + b"\r\n\r\n"
