"""How answers end, what is thought before them, and what they cost."""

from collections.abc import Mapping

import pytest

from shared.llm import errors
from shared.llm.base import Finish, Provider, Usage
from shared.testing.models.adapters import NAMES, TEXT, Kind, told_by
from shared.testing.wire import (
    CACHED_TOKENS,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    REASONING_TOKENS,
    Answers,
    Fault,
    Sends,
    WireProvider,
)

FINISHES: Mapping[str, Mapping[str, Kind | None]] = {
    "openai": {
        "completed": None,
        "incomplete:max_output_tokens": errors.Truncated,
        "incomplete:content_filter": errors.Refused,
        "incomplete:steered": errors.Truncated,
        "failed": errors.Unavailable,
        "failed:server_error": errors.Unavailable,
        "failed:rate_limit_exceeded": errors.RateLimited,
        "failed:invalid_prompt": errors.Refused,
        "cancelled": errors.Truncated,
        "in_progress": errors.Truncated,
        "queued": errors.Truncated,
        "something_new": errors.Truncated,
    },
    "local": {
        "stop": None,
        "eos": None,
        "eos_token": None,
        "stop_sequence": None,
        "length": errors.Truncated,
        "model_length": errors.Truncated,
        "content_filter": errors.Refused,
        "error": errors.Unavailable,
        "insufficient_system_resource": errors.Overloaded,
        "tool_calls": errors.Malformed,
        "function_call": errors.Malformed,
        "something_new": errors.Truncated,
    },
    "claude": {
        "end_turn": None,
        "stop_sequence": None,
        "max_tokens": errors.Truncated,
        "model_context_window_exceeded": errors.Truncated,
        "refusal": errors.Refused,
        "pause_turn": errors.Truncated,
        "tool_use": errors.Truncated,
        "something_new": errors.Truncated,
    },
    "gemini": {
        "STOP": None,
        "MAX_TOKENS": errors.Truncated,
        "CONTINUATION": errors.Truncated,
        "FINISH_REASON_UNSPECIFIED": errors.Truncated,
        "SAFETY": errors.Refused,
        "RECITATION": errors.Refused,
        "SPII": errors.Refused,
        "OTHER": errors.Refused,
        "MODEL_ARMOR": errors.Refused,
        "MALFORMED_RESPONSE": errors.Malformed,
        "UNEXPECTED_TOOL_CALL": errors.Malformed,
        "PUP_LIMITED_DISABLED": errors.PermissionDenied,
        "SOMETHING_NEW": errors.Truncated,
    },
}


BILLED = (INPUT_TOKENS, OUTPUT_TOKENS, CACHED_TOKENS)


@pytest.mark.filterwarnings("ignore:SOMETHING_NEW is not a valid FinishReason:UserWarning")
@pytest.mark.parametrize(
    ("name", "finish"), [(name, word) for name in NAMES for word in FINISHES[name]], indirect=["name"]
)
@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.asyncio(loop_scope="module")
async def test_only_a_good_end_is_whole_and_none_loses_what_was_billed(
    name: str, finish: str, whole: bool, fake: WireProvider, asked: Provider
) -> None:
    fake.script([Answers(TEXT, finish, whole)])

    told = await told_by(asked)

    assert told.kind is FINISHES[name][finish]
    ended = told.failure or told.finish
    assert ended is not None
    assert (ended.usage.input_tokens, ended.usage.output_tokens, ended.usage.cached_tokens) == BILLED
    if told.finish is not None:
        assert (told.text, told.finish.model) == (TEXT, "model-wire")


@pytest.mark.parametrize("fault", ["refusal", "filtered", "truncated", "empty_text"])
@pytest.mark.asyncio(loop_scope="module")
async def test_a_useless_answer_tells_what_it_cost(fault: Fault, fake: WireProvider, asked: Provider) -> None:
    fake.fails(fault)

    told = await told_by(asked)

    assert told.failure is not None
    assert (told.failure.usage.input_tokens, told.failure.usage.output_tokens) == (INPUT_TOKENS, OUTPUT_TOKENS)


@pytest.mark.parametrize("name", ["claude", "gemini"], indirect=True)
@pytest.mark.parametrize("fault", ["cut_off", "ends_early", "error_event", "broken_json"])
@pytest.mark.asyncio(loop_scope="module")
async def test_a_stream_that_breaks_off_tells_what_had_been_billed_by_then(
    fault: Fault, fake: WireProvider, asked: Provider
) -> None:
    fake.fails(fault, text=TEXT)

    told = await told_by(asked)

    assert told.failure is not None
    assert told.failure.usage.input_tokens == INPUT_TOKENS


@pytest.mark.asyncio(loop_scope="module")
async def test_thoughts_come_before_the_text_and_are_billed(name: str, fake: WireProvider, asked: Provider) -> None:
    fake.thinking = "The user asks for a capital. That is Seoul."

    told = await told_by(asked)

    assert (told.text, sum(told.thoughts)) == (TEXT, len(fake.thinking))
    # OpenAI and Claude announce that they think before there is anything to see of it.
    assert (told.thoughts[0] == 0) == (name in ("openai", "claude"))
    assert told.finish is not None
    assert told.finish.usage == Usage(*BILLED, REASONING_TOKENS)


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
@pytest.mark.parametrize("name", ["local"], indirect=True)
@pytest.mark.asyncio(loop_scope="module")
async def test_compatible_servers_have_two_names_for_thoughts(field: str, fake: WireProvider, asked: Provider) -> None:
    message = {"role": "assistant", field: "A capital...", "content": "Seoul."}
    fake.script([Sends({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})])

    told = await told_by(asked)

    assert (told.thoughts, told.text, told.finish) == ([len("A capital...")], "Seoul.", Finish(None, Usage()))


@pytest.mark.asyncio(loop_scope="module")
async def test_a_stream_that_breaks_off_in_thought_is_a_lost_connection(fake: WireProvider, asked: Provider) -> None:
    fake.thinking = "The user asks for a capital."
    fake.fails("ends_early", text="")

    told = await told_by(asked)

    assert (told.kind, told.text) == (errors.ConnectionFailed, "")
    assert told.thoughts
