"""OpenAI's streams: the events of Responses and the chunks of Chat Completions."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Any

from shared.testing.wire.dialects.events import EventStream, event, pieces

Json = dict[str, Any]

DONE = b"data: [DONE]\n\n"


def response_stream(answer: Json, piece: int, error: Json) -> EventStream:
    """The events that end with this answer of the Responses API."""
    begun: Json = {**answer, "status": "in_progress", "output": [], "usage": None, "incomplete_details": None}
    opening: list[Json] = [
        {"type": "response.created", "response": begun},
        {"type": "response.in_progress", "response": begun},
    ]
    thoughts: list[Json] = []
    between: list[Json] = []
    deltas: list[Json] = []
    closing: list[Json] = []
    for index, item in enumerate(answer["output"]):
        at = {"output_index": index}
        done = {"type": "response.output_item.done", **at, "item": item}
        if item["type"] == "message":
            empty: Json = {**item, "status": "in_progress", "content": []}
            between.append({"type": "response.output_item.added", **at, "item": empty})
            before, deltas, after = _part_events(item["content"][0], {**at, "item_id": item["id"]}, piece)
            between.append(before)
            closing += [*after, done]
        else:
            opening.append({"type": "response.output_item.added", **at, "item": {**item, "summary": []}})
            thoughts = _summary_events(item, at, piece)
            between.append(done)
    # Only these three end a stream; a response of another status is in an event of one of them.
    last = answer["status"] if answer["status"] in ("incomplete", "failed") else "completed"
    closing.append({"type": f"response.{last}", "response": answer})
    said = {"code": error["code"] or error["type"], "message": error["message"]}
    failing: list[Json] = [
        {"type": "error", **said, "param": None},
        {"type": "response.failed", "response": {**begun, "status": "failed", "error": said}},
    ]
    numbers = count()
    # What ends the stream and what breaks it off in its place have the same numbers.
    heard = sum(map(len, (opening, thoughts, between, deltas)))
    return EventStream(
        opening=_numbered(opening, numbers),
        thoughts=_numbered(thoughts, numbers),
        between=_numbered(between, numbers),
        deltas=_numbered(deltas, numbers),
        closing=_numbered(closing, count(heard)),
        error=_numbered(failing, count(heard)),
    )


def completion_stream(answer: Json, piece: int, error: Json, *, usage: bool) -> EventStream:
    """The chunks of this chat completion; its usage only for who asked for it."""
    common = {key: value for key, value in answer.items() if key not in ("choices", "usage")}
    common["object"] = "chat.completion.chunk"
    if usage:
        common["usage"] = None
    choice = answer["choices"][0]
    message = choice["message"]
    key = "refusal" if message["refusal"] else "content"

    def chunk(delta: Json, finish_reason: str | None = None) -> bytes:
        made = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return event({**common, "choices": [made]})

    closing = [chunk({}, choice["finish_reason"])]
    if usage:
        closing.append(event({**common, "choices": [], "usage": answer["usage"]}))
    return EventStream(
        opening=[chunk({"role": "assistant", "content": "", "refusal": None})],
        thoughts=[chunk({"reasoning_content": part}) for part in pieces(message.get("reasoning_content", ""), piece)],
        between=[],
        deltas=[chunk({key: part}) for part in pieces(message[key], piece)],
        closing=[*closing, DONE],
        error=[event({"error": error})],
    )


def _part_events(part: Json, at: Json, piece: int) -> tuple[Json, list[Json], list[Json]]:
    at = {**at, "content_index": 0}
    kind, key = ("response.refusal", "refusal") if part["type"] == "refusal" else ("response.output_text", "text")
    text: Json = at if key == "refusal" else {**at, "logprobs": []}
    added = {"type": "response.content_part.added", **at, "part": {**part, key: ""}}
    deltas: list[Json] = [{"type": f"{kind}.delta", **text, "delta": said} for said in pieces(part[key], piece)]
    done: list[Json] = [
        {"type": f"{kind}.done", **text, key: part[key]},
        {"type": "response.content_part.done", **at, "part": part},
    ]
    return added, deltas, done


def _summary_events(item: Json, at: Json, piece: int) -> list[Json]:
    at = {**at, "item_id": item["id"], "summary_index": 0}
    thinking = "".join(part["text"] for part in item["summary"])
    return [{"type": "response.reasoning_summary_text.delta", **at, "delta": part} for part in pieces(thinking, piece)]


def _numbered(events: Iterable[Json], numbers: Iterator[int]) -> Sequence[bytes]:
    return [event({**made, "sequence_number": next(numbers)}, str(made["type"])) for made in events]
