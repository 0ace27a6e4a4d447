"""The registry against a real model, which `make test-local-llm` starts. The model is far too small to know anything:
what it says is nonsense, but how it says it, what it bills and how it ends are those of a real server.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, TypeVar
from unicodedata import normalize

import httpx
import pytest
import pytest_asyncio
from interview_service.prompting import load_prompts
from interview_service.questions.errors import NoGroundedQuestions
from interview_service.questions.generator_llm import LlmGenerator
from interview_service.questions.models import Draft
from interview_service.questions.recipe import QuestionSetDraft, wish_of
from interview_service.questions.schemas import QuestionsIn
from pydantic import BaseModel, Field

from local_llm.server import MODEL
from shared.config.llm import LlmSettings
from shared.llm import ListRequest, LlmRequest, LlmStream, Registry, open_registry
from shared.llm.errors import LlmDeadlineExceeded, LlmInterrupted, LlmUnavailable
from shared.resumes.document import ResumeDocument
from shared.testing.models.drafting import Drafting, NoRules
from shared.testing.services import example_resume

V = TypeVar("V")
OURS = (LlmUnavailable, LlmDeadlineExceeded)
SETTINGS = {
    "LLM_PROVIDERS": "local",
    "LLM_DEADLINE_SECONDS": "120",
    "LOCAL_MODEL": MODEL,
    "LOCAL_TIMEOUT_SECONDS": "60",
    "LOCAL_MAX_TOKENS": "1000",
}
"""Time enough for two cores that others use, too, and an end to what this model never ends by itself."""

MAX_DRAFTS = 2
CHANGE_SECONDS = 8
"""Within these the server begins, and ends; the story would take it a minute."""


class Capital(BaseModel):
    """More than this model would keep to by itself."""

    city: Annotated[str, Field(pattern="^[A-Z][a-z]{2,12}$")]
    continent: Literal["Africa", "Asia", "Europe"]
    inhabitants: Annotated[int, Field(ge=1, le=99_000_000)]


class Story(BaseModel):
    """More than this machine tells in a minute."""

    lines: Annotated[list[str], Field(min_length=1_000)]


CAPITAL = LlmRequest(Capital, "Answer in JSON.", "What is the capital of Korea?", "capital", max_tokens=512)
CAPITALS = ListRequest(Capital, "Answer in JSON.", "Name some capitals.", "capitals", count=3)
STORY = LlmRequest(Story, "Answer in JSON.", "Tell a story.", "story")
STORIES = ListRequest(Story, "Answer in JSON.", "Tell stories.", "stories", max_tokens=64)
TEXT = LlmRequest(str, "Answer at length.", "Tell a story.", "text", max_tokens=24)


@dataclass(frozen=True, slots=True)
class Server:
    """What the model server says about itself; it has one slot."""

    url: str

    async def slot(self) -> dict[str, Any]:
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as client:
            return (await client.get("/slots")).json()[0]

    async def until(self, *, busy: bool, poll_seconds: float) -> None:
        async with asyncio.timeout(CHANGE_SECONDS):
            while True:
                await asyncio.sleep(poll_seconds)
                if (await self.slot())["is_processing"] is busy:
                    return


@pytest.fixture
def server() -> Server:
    return Server(os.environ["LOCAL_LLM_URL"])


@pytest_asyncio.fixture
async def registry(server: Server, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Registry]:
    for name, value in {**SETTINGS, "LOCAL_BASE_URL": f"{server.url}/v1"}.items():
        monkeypatch.setenv(name, value)
    async with open_registry(LlmSettings()) as registry:
        yield registry


async def test_the_answer_keeps_the_schema(registry: Registry) -> None:
    answer = await registry.generate(CAPITAL)

    assert isinstance(answer.value, Capital)
    assert (answer.provider, answer.model) == ("local", MODEL)
    assert [attempt.outcome for attempt in answer.attempts] == ["ok"]
    assert answer.usage.input_tokens > 0
    assert answer.usage.output_tokens > 0


async def test_the_server_was_made_to_keep_the_schema(registry: Registry, server: Server) -> None:
    await registry.generate(CAPITAL)

    # llama.cpp has a Responses API, too, which drops the schema (ggml-org/llama.cpp#21922) and takes a cut for an end.
    assert (await server.slot())["params"]["grammar"]


async def test_an_answer_that_was_cut_off_is_none(registry: Registry) -> None:
    with pytest.raises(LlmUnavailable) as caught:
        await registry.generate(replace(STORY, max_tokens=64))

    assert {attempt.outcome for attempt in caught.value.attempts} == {"truncated"}


async def test_a_prompt_beyond_the_context_is_too_long(registry: Registry) -> None:
    with pytest.raises(LlmUnavailable) as caught:
        await registry.generate(replace(CAPITAL, prompt="capital " * 6_000))

    assert [attempt.outcome for attempt in caught.value.attempts] == ["too_long"]


async def test_a_stream_gives_whole_elements_and_an_account(registry: Registry) -> None:
    stream = registry.stream(CAPITALS)
    capitals: list[Capital] = []

    await take(stream, capitals)

    assert len(capitals) <= 3
    assert all(isinstance(capital, Capital) for capital in capitals)
    assert stream.answer.value == tuple(capitals)
    # When enough have come the stream is cut, and what it cost is estimated.
    assert sum(attempt.usage.output_tokens for attempt in stream.answer.attempts) > 0
    assert {attempt.provider for attempt in stream.answer.attempts} == {"local"}


async def test_a_list_that_is_cut_off_does_not_pass_for_whole(registry: Registry) -> None:
    stories: list[Story] = []
    ended = "ok"

    try:
        await take(registry.stream(STORIES), stories)
    except LlmUnavailable as error:
        # Not all of them: llama.cpp promises to keep the connection of a stream and closes it.
        ended = error.attempts[-1].outcome

    # No story is whole after so few tokens; an empty list may be.
    assert stories == []
    assert ended in ("truncated", "ok")


async def test_a_text_that_is_cut_off_does_not_pass_for_whole(registry: Registry) -> None:
    pieces: list[str] = []

    with pytest.raises(LlmInterrupted) as caught:
        await take(registry.stream_text(TEXT), pieces)

    assert caught.value.part == "".join(pieces) != ""
    assert [attempt.outcome for attempt in caught.value.attempts] == ["truncated"]


async def test_a_question_is_delivered_only_with_its_ground(registry: Registry) -> None:
    resume = ResumeDocument("01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b", 1, example_resume())
    prompt = load_prompts().questions
    # A model of this size answers in English, whatever language it is asked for.
    wish = wish_of(QuestionsIn(count=3, language="en"), resume, [])

    generator = LlmGenerator(registry, prompt, NoRules())
    drafting = Drafting(QuestionSetDraft, generator)
    drafts: Sequence[Draft] = ()
    for _ in range(MAX_DRAFTS):
        try:
            made = await drafting.draft(resume, wish)
            drafts = [question.draft for question in made.questions]
        except OURS:
            continue  # no answer came to its end, so there was none to judge
        except NoGroundedQuestions:
            print("all that the model asked was refused")
        break

    print(f"{len(drafts)} of {wish.count} questions stand")
    for draft in drafts:
        assert draft.evidence
        for evidence in draft.evidence:
            assert comparable(evidence.quote) in comparable(resume.text(evidence.pointer) or "")


async def test_a_cancelled_generation_frees_the_server(registry: Registry, server: Server) -> None:
    story = asyncio.create_task(registry.generate(STORY))
    await server.until(busy=True, poll_seconds=0.05)

    story.cancel()

    with pytest.raises(asyncio.CancelledError):
        await story
    # llama.cpp looks for clients that are gone when it has had no result for anybody, not even for this, for a second.
    await server.until(busy=False, poll_seconds=1.5)


async def take(stream: LlmStream[V], into: list[V]) -> None:
    async with stream:
        async for part in stream:
            into += [part]


def comparable(text: str) -> str:
    return " ".join(normalize("NFKC", text).split()).casefold()
