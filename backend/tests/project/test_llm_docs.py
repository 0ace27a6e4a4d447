"""docs/llm.md says what the code does: its tables, figures, sample and adapter are held to it."""

import re
from collections.abc import AsyncGenerator
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from shared.config.llm import LlmSettings
from shared.llm import registry, streams
from shared.llm.base import Attempt, ConfiguredProvider, ListRequest, LlmRequest, Usage
from shared.llm.checking import ADVICE, MAX_TOKENS, Check, Report
from shared.llm.errors import ProviderError
from shared.llm.money import costs
from shared.llm.money.pricing import PriceEntry
from shared.llm.output import structured
from shared.llm.providers.openai import CompatibleSettings
from shared.llm.race import breaker, bulkhead, candidates, latency
from shared.llm.race.policy import POLICIES, Policy
from shared.llm.registry import Registry, RegistryLimits
from shared.testing.models.silent import FakeProvider
from shared.testing.wire import Fails, Fault, Improvises, WireServer
from stack.settings import REPOSITORY

DOCUMENT = (REPOSITORY / "docs" / "llm.md").read_text(encoding="utf-8")
WORDS = re.sub(r"\s+", " ", DOCUMENT)


def rows_after(heading: str) -> list[list[str]]:
    """The cells of the first table after a heading, without its head."""
    table = re.search(r"(?:^\|.*\n)+", DOCUMENT[DOCUMENT.index(f"\n## {heading}\n") :], re.MULTILINE)
    assert table is not None
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table[0].splitlines()[2:]]


def block(language: str, containing: str = "") -> str:
    blocks: list[str] = re.findall(rf"^```{language}\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    (found,) = [text for text in blocks if containing in text]
    return found


def row_of(kind: type[ProviderError], policy: Policy) -> list[str]:
    said = {True: "yes", False: "no"}
    opens = f"opens for its Retry-After, else {policy.seconds:g} s"
    what = opens if policy.breaker == "opens" else policy.breaker
    return [f"`{kind.kind}`", said[policy.again], what, said[policy.loud]]


def test_the_policies_are_those_of_the_code() -> None:
    assert [row[:4] for row in rows_after("What is done about each failure")] == [
        row_of(kind, policy) for kind, policy in POLICIES.items() if kind is not ProviderError
    ]


def test_the_settings_are_those_of_the_code_with_their_defaults() -> None:
    shown = {row[0].strip("`"): row[1] for row in rows_after("Settings")}

    fields = {name.upper(): field.default for name, field in LlmSettings.model_fields.items()}
    assert shown.keys() == {name for name in fields if name.startswith("LLM_")}
    for name, value in shown.items():
        default: Any = fields[name]
        text = ",".join(default) if name == "LLM_PROVIDERS" else "none" if default is None else f"{default:g}"
        assert value.strip("`") == text


def test_every_setting_is_mentioned_and_no_other() -> None:
    named = set(re.findall(r"\b(?:LLM|OPENAI|ANTHROPIC|GEMINI)_[A-Z_]+\b", DOCUMENT))

    errors = {row[0].strip("`") for row in rows_after("What the registry promises")}
    assert named - errors == LlmSettings.variables().keys()
    for name in CompatibleSettings.model_fields:
        assert f"`<NAME>_{name.upper()}`" in DOCUMENT


@pytest.mark.parametrize(
    "sentence",
    [
        f"opens after {breaker.CONSECUTIVE} failures in a row, or when {breaker.RATE:.0%}".replace("%", " %"),
        f"of the last {breaker.WINDOW} calls failed (and at least {breaker.MIN_CALLS} are known)",
        f"stays open for {breaker.FIRST_OPEN_SECONDS:g} s, then for twice as long",
        f"up to {breaker.MAX_OPEN_SECONDS:g} s, each time give or take a quarter",
        f"the limit begins at {bulkhead.UNPROVEN} and grows by one",
        f"the {latency.PERCENTILE * 100:.0f}th percentile of the silence before its last {latency.KEPT} answers",
        f"answers, once {latency.ENOUGH} are known",
        f"{latency.MARGIN} times the longest silence before an answer",
        f"with {registry.BURST} in advance",
        f"{registry.STARTING_SECONDS:.0f} s, and 1 s for every {registry.SLOW_TOKENS_PER_SECOND} tokens that are",
        f"1 s for every {registry.WRITING_TOKENS_PER_SECOND} tokens that are expected",
        f"{({1.0: 'Each answer earns a retry'})[registry.RETRIES_PER_ANSWER]}, with {registry.BURST} in advance",
        f"back-off of up to {candidates.FIRST_BACKOFF_SECONDS} s that doubles",
        f"input at {costs.BYTES_PER_TOKEN} bytes a token",
        f"at {costs.TOKENS_PER_SECOND} tokens a second of silence",
        f"with the first {({5: 'five'})[structured.MAX_ERRORS]} errors",
        f"may break off {({2: 'twice'})[streams.MAX_FAILURES]} in one list",
        f"at most {MAX_TOKENS} tokens",
    ],
)
def test_the_figures_are_those_of_the_code(sentence: str) -> None:
    assert sentence in WORDS


def test_the_prices_shown_can_be_used() -> None:
    import yaml  # noqa: PLC0415  needed by this test alone

    (price,) = TypeAdapter(tuple[PriceEntry, ...]).validate_python(yaml.safe_load(block("yaml", "qwen3")))

    assert (price.provider, price.model) == ("local", "qwen3:8b")


def test_the_sample_is_what_the_check_prints() -> None:
    report = Report(
        checks=(
            Check(
                "openai",
                "gpt-6-luna",
                works=True,
                result="ok",
                attempt=Attempt("openai", "gpt-6-luna-2026-09-22", "ok", 612, Usage(16, 11), 0.0000075),
            ),
            Check(
                "claude",
                "claude-haiku-5-5",
                works=False,
                result=ADVICE["bad_key"].format(prefix="ANTHROPIC"),
                attempt=Attempt("claude", "claude-haiku-5-5", "bad_key", 148),
            ),
            Check(
                "local",
                "qwen3:8b",
                works=False,
                result=ADVICE["timed_out"].format(prefix="LOCAL", seconds=20.0),
                attempt=Attempt("local", "qwen3:8b", "timed_out", 20_003, Usage(9, 64), None, estimated=True),
            ),
        ),
        lacking={"gemini": "GEMINI_API_KEY"},
    )

    assert f"{report}\n" == block("text")


class City(BaseModel):
    name: str


REQUEST = LlmRequest(City, "Answer in JSON.", "What is the capital of Korea?", "city")
LIST = ListRequest(City, "Answer in JSON.", "Name two cities.", "cities", count=2)


@pytest.fixture
async def wire() -> AsyncGenerator[WireServer]:
    async with WireServer() as server:
        yield server


@pytest.fixture
async def example(wire: WireServer) -> AsyncGenerator[Any]:
    """The document's adapter, at a server that has Chat Completions."""
    module = ModuleType("example_client")
    exec(compile(block("python", "class ExampleProvider"), "docs/llm.md", "exec"), module.__dict__)  # noqa: S102
    provider = module.ExampleProvider("sk-example-key", "example-1", wire.openai.base_url, 5)
    yield provider
    await provider.aclose()


def registry_of(*providers: Any) -> Registry:
    return Registry(
        [ConfiguredProvider(provider, 5, 4096, 10) for provider in providers], RegistryLimits(10, max_retries=0)
    )


async def test_the_adapter_answers(wire: WireServer, example: Any) -> None:
    wire.openai.answers('{"name": "서울"}')

    answer = await registry_of(example).generate(REQUEST)

    assert (answer.value, answer.provider, answer.model) == (City(name="서울"), "example", "example-1-wire")
    assert answer.usage.output_tokens > 0
    (asked,) = wire.openai.requests
    assert asked.path == "/v1/chat/completions"
    assert asked.body["response_format"]["json_schema"]["schema"]["properties"].keys() == {"name"}
    assert asked.headers["authorization"] == "Bearer sk-example-key"


async def test_the_adapter_streams_a_list(wire: WireServer, example: Any) -> None:
    wire.openai.answers('{"items": [{"name": "서울"}, {"name": "부산"}]}')

    async with registry_of(example).stream(LIST) as stream:
        names = [city.name async for city in stream]

    assert names == ["서울", "부산"]
    assert stream.answer.contributors == ("example",)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("bad_key", "bad_key"),
        ("unknown_model", "unknown_model"),
        ("rate_limited", "rate_limited"),
        ("server_error", "unavailable"),
        ("cut_off", "connection_failed"),
        ("html", "malformed"),
        ("truncated", "truncated"),
    ],
)
async def test_the_adapters_failures_have_names_and_the_next_one_answers(
    wire: WireServer, example: Any, fault: Fault, outcome: str
) -> None:
    wire.openai.script([Fails(fault), Improvises()])

    answer = await registry_of(example, FakeProvider('{"name": "Busan"}', name="next")).generate(REQUEST)

    assert [(made.provider, made.outcome) for made in answer.attempts] == [("example", outcome), ("next", "ok")]
