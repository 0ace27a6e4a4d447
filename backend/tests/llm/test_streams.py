"""Streams above the wire: elements once and in order, whoever breaks off; text never half as whole."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

import pytest
from pydantic import BaseModel

from shared.llm.base import Call, ConfiguredProvider, Finish, ListRequest, LlmRequest, Usage
from shared.llm.errors import (
    ConnectionFailed,
    LlmDeadlineExceeded,
    LlmInterrupted,
    LlmUnavailable,
    ProviderError,
    Truncated,
    Unavailable,
)
from shared.llm.race.latency import HedgeLimits
from shared.llm.registry import Registry, RegistryLimits

BILLED = Usage(100, 50)


class Word(BaseModel):
    text: str
    number: int


def words(*numbers: int) -> list[Word]:
    return [Word(text=f"word {number} ]}}", number=number) for number in numbers]


def said(items: Sequence[Word]) -> str:
    return json.dumps({"items": [item.model_dump() for item in items]})


REQUEST = ListRequest(Word, "Answer in JSON.", "Five words.", "words", count=5)


@dataclass(frozen=True)
class Pause:
    seconds: float


Step = str | Pause | ProviderError | Finish
END = Finish("fake-1", BILLED)


class Script:
    """A provider that plays steps: text, a pause in seconds, a failure, the end. One list of steps a call."""

    def __init__(self, name: str, *calls: Sequence[Step]) -> None:
        self.name = name
        self.model = f"model of {name}"
        self.asked: list[Call] = []
        self.taken = 0
        self.open = 0
        self._calls = list(calls)

    async def prepare(self) -> None: ...

    async def stream(self, call: Call) -> AsyncGenerator[str | Finish]:
        self.asked.append(call)
        self.open += 1
        try:
            for step in self._calls.pop(0) if len(self._calls) > 1 else self._calls[0]:
                if isinstance(step, ProviderError):
                    raise step
                if isinstance(step, Pause):
                    await asyncio.sleep(step.seconds)
                    continue
                self.taken += 1
                yield step
        finally:
            self.open -= 1

    async def aclose(self) -> None: ...


def registry(*providers: Script, deadline: float = 5, idle: float = 2, hedge: float = 1) -> Registry:
    configured = [ConfiguredProvider(provider, 5, 4096, 100) for provider in providers]
    return Registry(configured, RegistryLimits(deadline, idle, HedgeLimits(hedge, hedge, 10), max_retries=1))


def pieces(text: str, size: int = 7) -> list[Step]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def half(text: str) -> list[Step]:
    return pieces(text[: text.index("word 2") + 3])


async def read(llm: Registry, request: ListRequest[Word] = REQUEST) -> tuple[list[Word], tuple[str, ...], list[str]]:
    async with llm.stream(request) as stream:
        values = [value async for value in stream]
    answer = stream.answer
    assert answer.value == tuple(values)
    return values, answer.contributors, [f"{made.provider} {made.outcome}" for made in answer.attempts]


WHOLE = said(words(0, 1, 2, 3, 4))


async def test_elements_come_as_they_become_whole_and_the_answer_says_how() -> None:
    first = Script("first", [*pieces(WHOLE), END])
    llm = registry(first)

    async with llm.stream(REQUEST) as stream:
        value = await anext(stream)
        assert value == words(0)[0]
        assert first.taken < len(pieces(WHOLE)) / 2
        with pytest.raises(RuntimeError, match="not over"):
            _ = stream.answer
        rest = [value async for value in stream]

    answer = stream.answer
    assert [value, *rest] == words(0, 1, 2, 3, 4) == list(answer.value)
    assert (answer.provider, answer.model, answer.usage) == ("first", "fake-1", BILLED)


@pytest.mark.parametrize("failure", [ConnectionFailed("first"), Unavailable("first")])
async def test_the_next_provider_goes_on_where_the_first_broke_off(failure: ProviderError) -> None:
    first = Script("first", [*half(WHOLE), failure])
    second = Script("second", [*pieces(said(words(2, 3, 4))), END])

    values, contributors, attempts = await read(registry(first, second))

    assert values == words(0, 1, 2, 3, 4)
    assert contributors == ("first", "second")
    assert attempts == [f"first {failure.kind}", "second ok"]
    history = second.asked[0].messages
    assert json.loads(history[1].text) == json.loads(said(words(0, 1)))
    assert "3 are missing" in history[2].text


async def test_what_the_next_provider_repeats_is_left_out() -> None:
    first = Script("first", [*half(WHOLE), ConnectionFailed("first")])
    second = Script("second", [*pieces(WHOLE), END])

    values, _, _ = await read(registry(first, second))

    assert values == words(0, 1, 2, 3, 4)


async def test_a_list_cut_for_its_length_is_gone_on_with_by_the_same_provider() -> None:
    first = Script("first", [*half(WHOLE), Truncated("first", usage=BILLED)], [*pieces(said(words(2, 3, 4))), END])
    second = Script("second", [Unavailable("second")])

    values, contributors, attempts = await read(registry(first, second))

    assert values == words(0, 1, 2, 3, 4)
    assert contributors == ("first", "first")
    assert attempts == ["first truncated", "first ok"]


async def test_a_broken_element_is_shown_to_who_wrote_it_and_then_the_next_one_is_asked() -> None:
    broken = said(words(0, 1))[:-2] + ', {"text": 5, "number": "many"}]}'
    first = Script("first", [*pieces(broken), END])
    second = Script("second", [*pieces(said(words(2, 3, 4))), END])

    values, _, attempts = await read(registry(first, second))

    assert values == words(0, 1, 2, 3, 4)
    assert attempts == ["first malformed", "first malformed", "second ok"]
    assert "/number: Input should be a valid integer" in first.asked[1].messages[2].text
    assert all("many" not in str(call) for call in second.asked)


async def test_a_list_whose_provider_says_it_is_whole_is_whole() -> None:
    values, _, _ = await read(registry(Script("first", [*pieces(said(words(0, 1))), END])))

    assert values == words(0, 1)


async def test_more_than_was_asked_for_is_cut_off() -> None:
    endless = Script("first", [*pieces(said(words(*range(1000)))), END])

    values, _, attempts = await read(registry(endless))

    assert values == words(0, 1, 2, 3, 4)
    assert endless.taken < 60
    assert attempts == ["first cancelled"]
    assert endless.open == 0


async def test_an_empty_list_where_elements_were_wanted_is_no_answer() -> None:
    first = Script("first", ['{"items": []}', END])
    second = Script("second", [*pieces(WHOLE), END])

    values, _, attempts = await read(registry(first, second))

    assert values == words(0, 1, 2, 3, 4)
    assert attempts == ["first malformed", "second ok"]


async def test_a_list_of_any_length_may_be_empty() -> None:
    llm = registry(Script("first", ['{"items": []}', END]))

    values, _, _ = await read(llm, ListRequest(Word, "Answer in JSON.", "Any words.", "words"))

    assert values == []


async def test_half_a_list_and_the_end_is_not_whole() -> None:
    first = Script("first", [*half(WHOLE), END])
    second = Script("second", [*pieces(said(words(2, 3, 4))), END])

    values, _, attempts = await read(registry(first, second))

    assert values == words(0, 1, 2, 3, 4)
    assert attempts[-1] == "second ok"


async def test_silence_in_the_middle_is_a_failure() -> None:
    first = Script("first", [*half(WHOLE), Pause(60)])
    second = Script("second", [*pieces(said(words(2, 3, 4))), END])

    values, _, attempts = await read(registry(first, second, idle=0.1))

    assert values == words(0, 1, 2, 3, 4)
    assert attempts == ["first timed_out", "second ok"]
    assert first.open == 0


async def test_silence_before_the_first_piece_is_hedged_and_the_first_to_speak_is_heard_to_the_end() -> None:
    first = Script("first", [Pause(60)])
    second = Script("second", [*pieces(WHOLE), END])

    values, contributors, attempts = await read(registry(first, second, hedge=0.05))

    assert values == words(0, 1, 2, 3, 4)
    assert contributors == ("second",)
    assert attempts == ["first cancelled", "second ok"]
    assert first.open == 0


async def test_the_provider_is_read_no_faster_than_the_elements_are_taken() -> None:
    first = Script("first", [*pieces(said(words(*range(100)))), END])
    async with registry(first).stream(ListRequest(Word, "", "", "words")) as stream:
        await anext(stream)
        taken = first.taken
        for _ in range(10):
            await asyncio.sleep(0)
        assert first.taken == taken


async def test_leaving_early_closes_the_stream() -> None:
    first = Script("first", [*pieces(WHOLE), END])
    llm = registry(first)

    async with llm.stream(REQUEST) as stream:
        await anext(stream)

    assert first.open == 0
    assert llm.states[0].in_flight == 0


async def test_when_nobody_can_finish_the_list_that_is_said() -> None:
    first = Script("first", [*half(WHOLE), ConnectionFailed("first")])
    second = Script("second", [Unavailable("second")])
    got: list[Word] = []

    async def take() -> None:
        async with registry(first, second).stream(REQUEST) as stream:
            async for value in stream:
                got.append(value)  # noqa: PERF401  the part is wanted

    with pytest.raises(LlmInterrupted) as caught:
        await take()

    assert got == words(0, 1)
    assert {made.outcome for made in caught.value.attempts} == {"connection_failed", "unavailable"}


async def test_without_a_first_element_nobody_was_available() -> None:
    llm = registry(Script("first", [Unavailable("first")]))

    with pytest.raises(LlmUnavailable) as caught:
        await read(llm)

    assert not isinstance(caught.value, LlmInterrupted)


async def test_the_deadline_ends_a_stream_that_drags_on() -> None:
    first = Script("first", [step for piece in pieces(WHOLE, 1) for step in (piece, Pause(0.05))])

    with pytest.raises(LlmDeadlineExceeded) as caught:
        await read(registry(first, deadline=0.3))

    assert [made.outcome for made in caught.value.attempts] == ["timed_out"]
    assert first.open == 0


TEXT = LlmRequest(str, "Answer.", "Tell me about Seoul.", "text")


async def test_a_text_comes_in_its_pieces() -> None:
    first = Script("first", ["Seoul ", "is ", "big.", END])

    async with registry(first).stream_text(TEXT) as stream:
        got = [piece async for piece in stream]

    assert got == ["Seoul ", "is ", "big."]
    assert stream.answer.value == ("Seoul is big.",)


async def test_a_text_that_has_not_begun_is_taken_elsewhere() -> None:
    llm = registry(Script("first", [Unavailable("first")]), Script("second", ["Seoul.", END]))

    async with llm.stream_text(TEXT) as stream:
        assert [piece async for piece in stream] == ["Seoul."]


async def test_half_a_text_is_a_failure_that_carries_it() -> None:
    first = Script("first", ["Seoul ", "is", ConnectionFailed("first")])
    llm = registry(first, Script("second", ["Busan.", END]))

    async def take() -> list[str]:
        async with llm.stream_text(TEXT) as stream:
            return [piece async for piece in stream]

    with pytest.raises(LlmInterrupted) as caught:
        await take()

    assert caught.value.part == "Seoul is"
    assert [made.outcome for made in caught.value.attempts] == ["connection_failed"]
