"""What a model writes, played at the far end of the wire; and what it was asked."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from pydantic_core import to_json

from shared.testing.models.questions import question
from shared.testing.wire import WireProvider
from shared.testing.wire.dialects.dialect import Json
from shared.testing.wire.instances import instance_of

LARGE_PIECE = 1_048_576
"""Characters in one delta: a megabyte in the usual ones would measure how fast deltas are read."""

Value = Any | Callable[[str], Any]
"""What is written, or what is made of the prompt."""

ACHIEVEMENT = "/work_experiences/0/achievements/0"
QUOTE = "Redis 캐시로 상품 조회 응답 시간을 800ms에서 120ms로 단축"
HARMLESS = "Redis 캐시로 상품 조회 응답 시간을 800ms에서 120ms로 줄이실 때 캐시의 만료 시간은 어떤 근거로 정하셨나요?"
"""A question that must be delivered. A set without it proves nothing: everything in it may have been thrown away."""


class Model:
    """A model that says what it is told to, by the name of the schema that it is asked to keep."""

    def __init__(self, provider: WireProvider) -> None:
        self.provider = provider
        self._says: dict[str, Value] = {}
        provider.answers(self._answer)

    def writes(self, **by_schema: Value) -> None:
        """Write these from now on; schemas that nobody named get any value that keeps them."""
        self._says = by_schema
        self.provider.piece = LARGE_PIECE

    @property
    def prompts(self) -> Sequence[str]:
        """What it was asked, oldest first."""
        return [prompt_of(request.body) for request in self.provider.requests]

    def _answer(self, body: Json) -> str:
        schema = body["text"]["format"]
        said = self._says.get(schema["name"])
        if callable(said):
            said = said(prompt_of(body))
        return to_json(instance_of(schema["schema"]) if said is None else said).decode()


def prompt_of(body: Json) -> str:
    """All that a request says to the model, its schema left out."""
    return "\n".join(_strings({name: member for name, member in body.items() if name != "text"}))


def asked(number: int, text: str, **members: object) -> dict[str, Any]:
    """A question with a true quote beside it."""
    evidence = [{"pointer": ACHIEVEMENT, "quote": QUOTE}]
    return question(number, question=text, type="performance", topics=["Redis"], evidence=evidence, **members)


def items(*elements: Mapping[str, Any]) -> dict[str, Any]:
    """A list as models are asked for it."""
    return {"items": list(elements)}


def harmless() -> dict[str, Any]:
    """A question that must come through."""
    return asked(0, HARMLESS)


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for member in cast("Mapping[str, object]", value).values() for text in _strings(member)]
    return (
        [text for element in cast("list[object]", value) for text in _strings(element)]
        if isinstance(value, list)
        else []
    )
