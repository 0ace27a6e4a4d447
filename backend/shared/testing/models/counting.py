"""A list that says by whom and in which order its elements were made, and fakes that make it as they are asked to."""

import re
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel
from pydantic_core import from_json, to_json

from shared.llm.output.lists import KEY
from shared.testing.wire.dialects.dialect import Json

DELIVERED = re.compile(r"\\?\"number\\?\": ?(\d+)")


class Counted(BaseModel):
    """An element: the `number` it has in the list, and who made it."""

    number: int
    maker: str


def counting(maker: str, count: int) -> Callable[[Json], str]:
    """What a provider says when it is asked for the elements 0 to `count - 1`, and shown those that are there."""

    def text(body: Json) -> str:
        known = {int(number) for number in DELIVERED.findall(_shown(body))}
        items = [{"number": number, "maker": maker} for number in range(count) if number not in known]
        return to_json({KEY: items}).decode()

    return text


def _shown(body: Json) -> str:
    """The turns of the assistant, in any provider's protocol."""
    turns: list[Any] = body.get("input") or body.get("messages") or body.get("contents") or []
    said = [turn for turn in turns if turn["role"] in ("assistant", "model")]
    return " ".join(str(from_json(to_json(turn))) for turn in said)
