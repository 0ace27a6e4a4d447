"""Anthropic's stream: the events of a message."""

from collections.abc import Iterable, Sequence
from typing import Any

from shared.testing.wire.dialects.events import EventStream, event, pieces

Json = dict[str, Any]


def message_stream(answer: Json, piece: int, error: Json) -> EventStream:
    """The events that make up this message."""
    unsaid: Json = {"content": [], "stop_reason": None, "stop_details": None}
    # A token is counted before anything is said; the real numbers come at the end.
    usage = {key: count for key, count in answer["usage"].items() if key != "output_tokens_details"}
    begun = {**answer, **unsaid, "usage": {**usage, "output_tokens": 1}}
    parts = {block["type"]: _block(index, block, piece) for index, block in enumerate(answer["content"])}
    thinking, thoughts, thought = parts.get("thinking", ([], [], []))
    text, deltas, said = parts.get("text", ([], [], []))
    stopped = {key: answer[key] for key in ("stop_reason", "stop_sequence", "stop_details")}
    billed = {key: count for key, count in answer["usage"].items() if key.startswith("output_tokens")}
    ended: list[Json] = [{"type": "message_delta", "delta": stopped, "usage": billed}, {"type": "message_stop"}]
    started: Json = {"type": "message_start", "message": begun}
    return EventStream(
        opening=_events([started, *thinking, {"type": "ping"}]),
        thoughts=_events(thoughts),
        between=_events([*thought, *text]),
        deltas=_events(deltas),
        closing=_events([*said, *ended]),
        error=_events([error]),
    )


def _block(index: int, block: Json, piece: int) -> tuple[list[Json], list[Json], list[Json]]:
    at = {"index": index}
    key = block["type"]
    start: Json = {"type": "content_block_start", **at, "content_block": {**block, key: ""}}
    stop: list[Json] = [{"type": "content_block_stop", **at}]
    if key == "thinking":
        signed = {"type": "signature_delta", "signature": block["signature"]}
        start["content_block"]["signature"] = ""
        stop.insert(0, {"type": "content_block_delta", **at, "delta": signed})
    deltas: list[Json] = [
        {"type": "content_block_delta", **at, "delta": {"type": f"{key}_delta", key: part}}
        for part in pieces(block[key], piece)
    ]
    return [start], deltas, stop


def _events(made: Iterable[Json]) -> Sequence[bytes]:
    return [event(each, each["type"]) for each in made]
