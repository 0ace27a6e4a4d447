"""Anthropic's stream: the events of a message."""

from typing import Any

from shared.testing.wire.events import EventStream, event, pieces

Json = dict[str, Any]


def message_stream(answer: Json, piece: int, error: Json) -> EventStream:
    """The events that make up this message."""
    unsaid: Json = {"content": [], "stop_reason": None, "stop_details": None}
    # A token is counted before anything is said; the real number comes at the end.
    begun = {**answer, **unsaid, "usage": {**answer["usage"], "output_tokens": 1}}
    opening: list[Json] = [{"type": "message_start", "message": begun}]
    deltas: list[Json] = []
    closing: list[Json] = []
    for block in answer["content"]:
        opening.append({"type": "content_block_start", "index": 0, "content_block": {**block, "text": ""}})
        deltas += [
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": said}}
            for said in pieces(block["text"], piece)
        ]
        closing.append({"type": "content_block_stop", "index": 0})
    stopped = {key: answer[key] for key in ("stop_reason", "stop_sequence", "stop_details")}
    usage = {"output_tokens": answer["usage"]["output_tokens"]}
    closing += [{"type": "message_delta", "delta": stopped, "usage": usage}, {"type": "message_stop"}]
    opening.append({"type": "ping"})
    return EventStream(*([event(made, made["type"]) for made in part] for part in (opening, deltas, closing, [error])))
