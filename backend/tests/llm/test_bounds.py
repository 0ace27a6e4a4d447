"""Whatever a model is asked to write has an end, and every provider is told where it is."""

from collections.abc import Iterator
from typing import Any

import pytest
from interview_service.questions.generator_llm import ModelQuestion
from learning_service.paths.answer import ModelAnalysis, ModelItem
from pydantic import BaseModel
from resume_service.imports.structuring.model.answer import Answer

from shared.config.llm import KNOWN
from shared.llm import ListRequest, LlmRequest, open_registry
from shared.llm.output.lists import wrapped
from shared.llm.output.structured import Dialect, schema_of
from shared.llm.providers.claude import DIALECT as CLAUDE
from shared.llm.providers.gemini import DIALECT as GEMINI
from shared.llm.providers.openai import DIALECT as OPENAI
from shared.runs.gate import check_bounds
from shared.testing.wire import WireServer, settings_for

WRITTEN: tuple[type[BaseModel], ...] = (ModelQuestion, ModelItem, ModelAnalysis, Answer)


def values_in(schema: dict[str, Any], name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema inside one, with the name of the field that it is of."""
    yield name, schema
    for key in ("properties", "$defs"):
        for inner, member in schema.get(key, {}).items():
            yield from values_in(member, inner)
    for member in (*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else [])):
        yield from values_in(member, name)


def is_bounded(schema: dict[str, Any]) -> bool:
    if schema.get("type") == "string":
        return "maxLength" in schema or "enum" in schema or "pattern" in schema
    return schema.get("type") != "array" or "maxItems" in schema


@pytest.mark.parametrize("model", WRITTEN)
def test_every_text_and_every_list_has_bounds(model: type[BaseModel]) -> None:
    check_bounds(model)
    for one in (model, wrapped(model)):
        unbounded = [name for name, schema in values_in(one.model_json_schema()) if not is_bounded(schema)]
        assert [name for name in unbounded if name != "resource_ids"] == []


@pytest.mark.parametrize("dialect", [OPENAI, CLAUDE, GEMINI])
@pytest.mark.parametrize("model", WRITTEN)
def test_every_provider_reads_the_bounds(model: type[BaseModel], dialect: Dialect) -> None:
    asked = schema_of(model, dialect)
    for name, schema in values_in(asked):
        if schema.get("type") == "array":
            assert "maxItems" in schema or "maxItems" in schema["description"], name
        if schema.get("type") == "string" and "enum" not in schema and name not in ("evidence", "resource_ids"):
            assert "maxLength" in schema["description"], name


@pytest.mark.parametrize("name", KNOWN)
async def test_every_provider_takes_the_schemas(wire: WireServer, name: str) -> None:
    async with open_registry(settings_for(wire, name)) as llm:
        whole = await llm.generate(LlmRequest(Answer, "Answer in JSON.", "What does it say?", "structuring"))
        assert whole.provider == name
        for element in (ModelQuestion, ModelItem):
            async with llm.stream(ListRequest(element, "Answer in JSON.", "Write.", "parts")) as stream:
                assert [made async for made in stream]


async def test_an_element_that_is_too_long_does_not_break_the_list(wire: WireServer) -> None:
    long = ModelQuestion.model_validate(
        {
            "type": "trade_off",
            "difficulty": "easy",
            "topics": ["가" * 1_000],
            "question": "나" * 100_000,
            "intent": "",
            "what_good_answers_cover": [],
            "follow_ups": ["다"] * 1_000,
            "evidence": [],
        }
    ).model_dump_json()
    wire.openai.answers(f'{{"items": [{long}, {long.replace("easy", "hard")}]}}')
    request = ListRequest(ModelQuestion, "Answer in JSON.", "Write.", "parts")
    async with open_registry(settings_for(wire, "openai")) as llm, llm.stream(request) as stream:
        assert len([made async for made in stream]) == 2
    assert len(wire.openai.requests) == 1
