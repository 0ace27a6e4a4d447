"""The schema each provider is sent, and how an answer is read."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, HttpUrl, ValidationError

from shared.config.llm import KNOWN
from shared.llm import LlmRequest, open_registry
from shared.llm.output.structured import MAX_ERRORS, Dialect, complaint, read, schema_of
from shared.llm.providers.claude import DIALECT as CLAUDE
from shared.llm.providers.gemini import DIALECT as GEMINI
from shared.llm.providers.openai import DIALECT as OPENAI
from shared.testing.wire import WireServer, settings_for

Schema = dict[str, Any]
Level = Literal["easy", "hard"]

DIALECTS = (OPENAI, CLAUDE, GEMINI)


class Source(BaseModel):
    """Where something stands."""

    pointer: Annotated[str, Field(pattern="^/", max_length=200)]
    link: HttpUrl | None = None


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]


class Question(BaseModel):
    """A question with about everything a schema can have."""

    text: Annotated[str, Field(min_length=10, description="What is asked.")]
    level: Level = "easy"
    minutes: Annotated[int, Field(ge=1, le=60)]
    sources: Annotated[list[Source], Field(min_length=2, max_length=4)]
    main: Annotated[Source, Field(description="The best one.")]
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]
    deeper: "Question | None" = None


def schemas_in(schema: Schema) -> Iterator[Schema]:
    """A schema and every schema inside it."""
    yield schema
    inner: list[Schema] = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    inner += schema.get("anyOf", [])
    inner += [schema["items"]] if "items" in schema else []
    for member in inner:
        yield from schemas_in(member)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_objects_are_closed_and_all_their_properties_required(dialect: Dialect) -> None:
    found = [each for each in schemas_in(schema_of(Question, dialect)) if "properties" in each]

    assert len(found) > 4
    assert all(each["additionalProperties"] is False for each in found)
    assert all(each["required"] == list(each["properties"]) for each in found)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_reference_stands_alone_and_leads_somewhere(dialect: Dialect) -> None:
    schema = schema_of(Question, dialect)
    references = [each for each in schemas_in(schema) if "$ref" in each and each is not schema]

    assert references
    assert all(list(each) == ["$ref"] for each in references)
    assert all(each["$ref"].removeprefix("#/$defs/") in schema["$defs"] for each in references)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_provider_is_sent_words_that_it_refuses(dialect: Dialect) -> None:
    used = {keyword for each in schemas_in(schema_of(Question, dialect)) for keyword in each}

    assert not used & {"const", "oneOf", "discriminator", "default", "title", "minLength", "maxLength"}
    assert ("pattern" in used) == (dialect is OPENAI)
    assert ("minimum" in used) == (dialect is not CLAUDE)


def test_what_cannot_be_said_in_the_schema_is_said_in_words() -> None:
    source = schema_of(Question, CLAUDE)["$defs"]["Source"]["properties"]
    question = schema_of(Question, CLAUDE)["$defs"]["Question"]["properties"]

    assert source["pointer"] == {"type": "string", "description": "(maxLength: 200, pattern: ^/)"}
    assert question["text"] == {"type": "string", "description": "What is asked. (minLength: 10)"}
    assert question["sources"]["description"] == "(maxItems: 4, minItems: 2)"


def test_a_described_reference_is_written_out_with_its_own_description() -> None:
    main = schema_of(Question, OPENAI)["$defs"]["Question"]["properties"]["main"]

    assert main["description"] == "The best one."
    assert list(main["properties"]) == ["pointer", "link"]


def test_a_format_that_a_provider_does_not_know_is_said_in_words() -> None:
    def link(dialect: Dialect) -> Any:
        return schema_of(Question, dialect)["$defs"]["Source"]["properties"]["link"]["anyOf"][0]

    assert link(CLAUDE)["format"] == "uri"
    assert "format" not in link(OPENAI)
    assert "format: uri" in link(OPENAI)["description"]


def test_the_schema_is_translated_once() -> None:
    assert schema_of(Question, OPENAI) is schema_of(Question, OPENAI)


async def test_the_schema_goes_where_the_provider_looks_for_it(wire: WireServer) -> None:
    for name in KNOWN:
        wire.providers[name].answers('{"pointer": "/name", "link": null}')
        async with open_registry(settings_for(wire, name)) as llm:
            await llm.generate(LlmRequest(Source, "Answer in JSON.", "Where?", "source"))

    openai, claude, gemini = (wire.providers[name].requests[0].body for name in KNOWN)
    asked = {"type": "json_schema", "name": "source", "strict": True, "schema": schema_of(Source, OPENAI)}
    assert openai["text"]["format"] == asked
    assert claude["output_config"]["format"] == {"type": "json_schema", "schema": schema_of(Source, CLAUDE)}
    assert gemini["generationConfig"]["responseJsonSchema"] == schema_of(Source, GEMINI)
    assert gemini["generationConfig"]["responseMimeType"] == "application/json"


@pytest.mark.parametrize(
    "text",
    [
        '{"kind": "cat"}',
        '  {"kind": "cat"}\n',
        '```json\n{"kind": "cat"}\n```',
        '{"kind": "cat"}\n```',
        'Gladly:\n{"kind": "cat"}\nIs there more?',
    ],
)
def test_json_is_found_in_what_stands_around_it(text: str) -> None:
    assert read(Cat, text) == Cat(kind="cat")


@pytest.mark.parametrize("text", ["", "no JSON", "{", "}{", '{"kind": "cat"', '["cat"]', '{"kind": "dog"}'])
def test_what_is_no_value_is_no_value(text: str) -> None:
    with pytest.raises(ValidationError):
        read(Cat, text)


def test_a_complaint_names_the_places_and_not_the_input() -> None:
    with pytest.raises(ValidationError) as caught:
        read(Source, '{"pointer": "secret words"}')

    assert "- at /pointer: String should match pattern" in complaint(caught.value)
    assert "secret words" not in complaint(caught.value)


def test_a_complaint_stays_short() -> None:
    class Many(BaseModel):
        numbers: list[int]

    with pytest.raises(ValidationError) as caught:
        read(Many, '{"numbers": ["a", "b", "c", "d", "e", "f", "g"]}')

    assert complaint(caught.value).count("- at /numbers/") == MAX_ERRORS
