"""Each adapter against its provider's fake: every failure has its kind, before an answer, in its place or within it."""

from collections.abc import Mapping

import pytest

from shared.llm import errors
from shared.llm.base import Provider
from shared.llm.errors import ProviderError
from shared.testing.models.adapters import TEXT, Kind, told_by
from shared.testing.wire import FAULTS, Fails, Fault, Sends, WireProvider

BY_STATUS: dict[Fault, Kind] = {
    "bad_key": errors.BadKey,
    "forbidden": errors.PermissionDenied,
    "location": errors.PermissionDenied,
    "unknown_model": errors.UnknownModel,
    "no_such_path": errors.UnknownModel,
    "invalid_request": errors.InvalidRequest,
    "no_schema": errors.InvalidRequest,
    "no_effort": errors.InvalidRequest,
    "max_tokens": errors.InvalidRequest,
    "too_long": errors.TooLong,
    "too_large": errors.TooLong,
    "rate_limited": errors.RateLimited,
    "quota": errors.CreditExhausted,
    "billing": errors.CreditExhausted,
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
    402: errors.CreditExhausted,
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
    451: errors.PermissionDenied,
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
        ("Insufficient Balance", errors.CreditExhausted),
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


@pytest.mark.parametrize(
    ("name", "kind"), [("openai", errors.CreditExhausted), ("claude", errors.CreditExhausted)], indirect=["name"]
)
@pytest.mark.parametrize("within", [None, "stream", "body"])
@pytest.mark.asyncio(loop_scope="module")
async def test_a_spend_limit_is_no_rate_limit(kind: Kind, within: str, fake: WireProvider, asked: Provider) -> None:
    fake.script([Fails("spend_limit", within=within)])  # pyright: ignore[reportArgumentType]  one of the three

    assert (await told_by(asked)).kind is kind
