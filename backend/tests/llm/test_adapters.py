"""Each adapter against its provider's fake: every failure has its kind, before an answer, in its place or within it."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from shared.llm import errors
from shared.llm.base import Call, Finish, Message, Provider, Thinking, Usage
from shared.llm.errors import ProviderError
from shared.llm.providers.claude import ClaudeProvider
from shared.llm.providers.gemini import GeminiProvider
from shared.llm.providers.openai import OpenAIProvider
from shared.testing.wire import (
    CACHED_TOKENS,
    FAULTS,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    REASONING_TOKENS,
    Answers,
    Fails,
    Fault,
    Sends,
    WireProvider,
    WireServer,
)

Kind = type[ProviderError]

NAMES = ("openai", "local", "claude", "gemini")
CALL = Call("capital", "Answer.", (Message("user", "What is the capital of Korea?"),), None, 100)
TEXT = "Seoul has been the capital of Korea since 1394. " * 4
SECONDS = 10


def adapter(name: str, wire: WireServer, seconds: float = SECONDS, effort: str | None = None) -> Provider:
    url = wire.providers[name].base_url
    if name == "claude":
        return ClaudeProvider("key", "model", url, seconds, effort)
    if name == "gemini":
        return GeminiProvider("key", "model", url, seconds, effort)
    return OpenAIProvider(name, "key", "model", url, seconds, effort)


@dataclass
class Told:
    """What an adapter made of an answer."""

    text: str = ""
    thoughts: list[int] = field(default_factory=list[int])
    finish: Finish | None = None
    failure: ProviderError | None = None

    @property
    def kind(self) -> Kind | None:
        return type(self.failure) if self.failure is not None else None


async def told_by(provider: Provider) -> Told:
    told = Told()
    try:
        async for piece in provider.stream(CALL):
            assert told.finish is None, "something after the finish"
            match piece:
                case str():
                    assert piece
                    told.text += piece
                case Thinking(characters):
                    assert not told.text
                    told.thoughts.append(characters)
                case Finish():
                    told.finish = piece
    except ProviderError as error:
        assert told.finish is None, "a failure after the finish"
        told.failure = error
    return told


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def adapters(shared_wire: WireServer) -> AsyncGenerator[Mapping[str, Provider]]:
    made = {name: adapter(name, shared_wire) for name in NAMES}
    yield made
    for provider in made.values():
        await provider.aclose()


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def fake(name: str, shared_wire: WireServer) -> WireProvider:
    provider = shared_wire.providers[name]
    provider.answers(TEXT)
    provider.thinking = ""
    return provider


@pytest.fixture
def asked(name: str, adapters: Mapping[str, Provider]) -> Provider:
    return adapters[name]


BY_STATUS: dict[Fault, Kind] = {
    "bad_key": errors.BadKey,
    "forbidden": errors.Forbidden,
    "location": errors.Forbidden,
    "unknown_model": errors.UnknownModel,
    "no_such_path": errors.UnknownModel,
    "invalid_request": errors.InvalidRequest,
    "no_schema": errors.InvalidRequest,
    "no_effort": errors.InvalidRequest,
    "max_tokens": errors.InvalidRequest,
    "too_long": errors.TooLong,
    "too_large": errors.TooLong,
    "rate_limited": errors.RateLimited,
    "quota": errors.QuotaExceeded,
    "billing": errors.QuotaExceeded,
    "server_error": errors.Unavailable,
    "unavailable": errors.Unavailable,
    "overloaded": errors.Overloaded,
}
BY_ANSWER: dict[Fault, Kind] = {
    "reset": errors.ConnectionFailed,
    "cut_off": errors.ConnectionFailed,
    "ends_early": errors.ConnectionFailed,
    "html": errors.Malformed,
    "other_json": errors.Malformed,
    "broken_json": errors.Malformed,
    "empty_text": errors.Malformed,
    "refusal": errors.Refused,
    "blocked": errors.Refused,
    "filtered": errors.Refused,
    "truncated": errors.Truncated,
}
WHOLE: tuple[Fault, ...] = ("not_json", "breaks_schema")
"""Whole to the adapter, which does not look into a text."""
SILENT: tuple[Fault, ...] = ("hang", "drip", "stalls")
ALONE: tuple[Fault, ...] = ("spend_limit", "error_event")
"""Those that some providers do not have, or have under another name."""
BEGUN: frozenset[Fault] = frozenset({"cut_off", "ends_early", "broken_json", "filtered", "truncated"})


def test_every_fault_is_in_a_table() -> None:
    assert {*BY_STATUS, *BY_ANSWER, *WHOLE, *SILENT, *ALONE} == set(FAULTS)
    kinds = {*BY_STATUS.values(), *BY_ANSWER.values(), errors.TimedOut}
    assert kinds == set(ProviderError.__subclasses__())


@pytest.mark.parametrize("fault", [*BY_STATUS, *BY_ANSWER])
@pytest.mark.asyncio(loop_scope="module")
async def test_a_fault_has_its_kind(fault: Fault, fake: WireProvider, asked: Provider) -> None:
    fake.fails(fault, text=TEXT)

    told = await told_by(asked)

    assert told.kind is {**BY_STATUS, **BY_ANSWER}[fault]
    # Half of the text is heard where there is one, and is not whole.
    if fault != "refusal":
        assert told.text == (TEXT[: len(TEXT) // 2] if fault in BEGUN else "")


UNSAID: Mapping[tuple[str, Fault], Kind] = {
    # Within an answer there is no status, and OpenAI says nothing else of it but that the request is wrong.
    ("openai", "no_such_path"): errors.InvalidRequest,
}


@pytest.mark.parametrize("share", [0, 0.5])
@pytest.mark.parametrize("fault", BY_STATUS)
@pytest.mark.asyncio(loop_scope="module")
async def test_an_error_within_a_stream_has_the_same_kind(
    fault: Fault, share: float, name: str, fake: WireProvider, asked: Provider
) -> None:
    fake.fails(fault, text=TEXT, share=share, within="stream")

    told = await told_by(asked)

    assert told.kind is UNSAID.get((name, fault), BY_STATUS[fault])
    assert told.text == TEXT[: int(len(TEXT) * share)]


@pytest.mark.parametrize("fault", BY_STATUS)
@pytest.mark.asyncio(loop_scope="module")
async def test_an_error_in_the_place_of_an_answer_has_the_same_kind(
    fault: Fault, name: str, fake: WireProvider, asked: Provider
) -> None:
    fake.fails(fault, within="body")

    told = await told_by(asked)

    assert told.kind is UNSAID.get((name, fault), BY_STATUS[fault])


@pytest.mark.parametrize("error", [{"code": 429}, {"code": 429, "message": "Slow down.", "metadata": {}}])
@pytest.mark.asyncio(loop_scope="module")
async def test_a_200_with_the_code_of_a_rate_limit_is_one(
    error: dict[str, object], fake: WireProvider, asked: Provider
) -> None:
    fake.script([Sends({"error": error})])

    assert (await told_by(asked)).kind is errors.RateLimited


@pytest.mark.parametrize("error", [{"type": "rate_limit"}, {"code": "429"}, {"code": None, "type": "rate_limit_error"}])
@pytest.mark.parametrize("name", ["openai", "local", "claude"], indirect=True)
@pytest.mark.asyncio(loop_scope="module")
async def test_so_is_one_with_its_type(error: dict[str, object], fake: WireProvider, asked: Provider) -> None:
    # Gemini's SDK wants a number there, and makes a malformed answer of anything else.
    fake.script([Sends({"error": error})])

    assert (await told_by(asked)).kind is errors.RateLimited


@pytest.mark.parametrize("name", ["openai", "local", "claude"], indirect=True)
@pytest.mark.asyncio(loop_scope="module")
async def test_an_error_that_is_only_a_text_is_a_failure(fake: WireProvider, asked: Provider) -> None:
    fake.script([Sends({"error": "the model is overloaded"}), Sends({"error": "something"})])

    assert [(await told_by(asked)).kind for _ in range(2)] == [errors.Overloaded, errors.Unavailable]


STATUSES: dict[int, Kind] = {
    402: errors.QuotaExceeded,
    405: errors.UnknownModel,
    406: errors.InvalidRequest,
    408: errors.TimedOut,
    409: errors.Unavailable,
    410: errors.UnknownModel,
    415: errors.InvalidRequest,
    418: errors.InvalidRequest,
    422: errors.InvalidRequest,
    423: errors.Unavailable,
    425: errors.Unavailable,
    451: errors.Forbidden,
    498: errors.BadKey,
    499: errors.Unavailable,
    502: errors.Unavailable,
    504: errors.Unavailable,
    529: errors.Overloaded,
    599: errors.Unavailable,
}


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.asyncio(loop_scope="module")
async def test_a_status_has_its_kind(status: int, fake: WireProvider, asked: Provider) -> None:
    fake.fails(status=status)

    assert (await told_by(asked)).kind is STATUSES[status]


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("'max_tokens' or 'max_completion_tokens' is too large: 9000. This model's maximum context length is 8192.",
         errors.InvalidRequest),
        ("This model's maximum context length is 4097 tokens. Your messages resulted in 5000.", errors.TooLong),
        ("the request exceeds the available context size (4096 tokens), try increasing it", errors.TooLong),
        ("Insufficient Balance", errors.QuotaExceeded),
        ("Model Not Exist", errors.UnknownModel),
        ("nonsense/model is not a valid model ID", errors.UnknownModel),
        ("The model `m` does not exist.", errors.UnknownModel),
        ("Invalid schema", errors.InvalidRequest),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["local"], indirect=True)
@pytest.mark.asyncio(loop_scope="module")
async def test_the_words_of_a_compatible_server_are_understood(
    message: str, kind: Kind, fake: WireProvider, asked: Provider
) -> None:
    fake.script([Sends({"error": {"message": message, "type": "invalid_request_error", "code": 400}})])

    assert (await told_by(asked)).kind is kind


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
        "PUP_LIMITED_DISABLED": errors.Forbidden,
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


@pytest.mark.parametrize("fault", ["hang", "stalls"])
async def test_silence_is_a_time_out(fault: Fault, name: str, wire: WireServer) -> None:
    wire.providers[name].fails(fault, text=TEXT)
    provider = adapter(name, wire, seconds=0.3)
    await provider.prepare()

    told = await told_by(provider)
    await provider.aclose()

    assert told.kind is errors.TimedOut
    assert bool(told.text) == (fault == "stalls")


@pytest.mark.parametrize(
    ("name", "kind"), [("openai", errors.QuotaExceeded), ("claude", errors.QuotaExceeded)], indirect=["name"]
)
@pytest.mark.parametrize("within", [None, "stream", "body"])
@pytest.mark.asyncio(loop_scope="module")
async def test_a_spend_limit_is_no_rate_limit(kind: Kind, within: str, fake: WireProvider, asked: Provider) -> None:
    fake.script([Fails("spend_limit", within=within)])  # pyright: ignore[reportArgumentType]  one of the three

    assert (await told_by(asked)).kind is kind


async def test_a_connection_is_used_again(name: str, wire: WireServer) -> None:
    provider = adapter(name, wire)

    for _ in range(3):
        assert (await told_by(provider)).finish
    await asyncio.sleep(0.05)  # for one that is being closed

    # A compatible server's connection is never used twice: see `openai_client`.
    assert wire.providers[name].open_connections == (0 if name == "local" else 1)
    await provider.aclose()


@pytest.mark.parametrize("name", ["openai", "claude", "gemini"], indirect=True)
async def test_a_stream_that_stays_open_after_its_last_word_is_not_waited_for(name: str, wire: WireServer) -> None:
    fake = wire.providers[name]
    fake.script([Answers(TEXT)])
    fake.lingers = True
    provider = adapter(name, wire)
    await provider.prepare()

    async with asyncio.timeout(SECONDS / 2):
        told = await told_by(provider)
    await provider.aclose()

    assert told.text == TEXT
    assert told.finish is not None
