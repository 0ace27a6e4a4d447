from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from shared.llm.money.pricing import Price, PriceEntry, PriceTable, built_in, price_table

OWN = """
- {provider: openai, model: gpt-5, input: 1, cached_input: 0.5, output: 2,
   as_of: 2026-11-23, source: "https://intra.example/llm"}
- {provider: local, model: qwen3-8b, aliases: ["qwen3:8b"], input: 0, cached_input: 0, output: 0,
   as_of: 2026-11-23, source: "https://intra.example/llm"}
"""


def entry(model: str, usd: float, valid_from: date = date.min) -> PriceEntry:
    fields = {"provider": "openai", "model": model, "as_of": "2026-11-23", "source": "https://example.org/prices"}
    return PriceEntry.model_validate(
        {**fields, "input": usd, "cached_input": usd, "output": usd, "valid_from": valid_from},
    )


def own_file(tmp_path: Path, text: str = OWN) -> Path:
    path = tmp_path / "prices.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("provider", "model"), [("openai", "gpt-6-luna"), ("claude", "claude-haiku-5-5"), ("gemini", "gemini-3.8-flash")]
)
def test_the_default_models_have_a_price(provider: str, model: str) -> None:
    assert price_table().price(provider, model) is not None


def test_a_price_is_per_million_tokens() -> None:
    cost = price_table().cost("openai", "gpt-5-mini", 1_000_000, 0, 1_000_000)

    assert cost == pytest.approx(0.25 + 2)


def test_cached_tokens_are_part_of_the_input_and_cost_less() -> None:
    cost = price_table().cost("openai", "gpt-5-mini", 1000, 800, 0)

    assert cost == pytest.approx((200 * 0.25 + 800 * 0.025) / 1_000_000)


def test_more_cached_than_input_tokens_cost_no_less_than_nothing() -> None:
    assert price_table().cost("openai", "gpt-5-mini", 0, 100, 0) == pytest.approx(100 * 0.025 / 1_000_000)


@pytest.mark.parametrize(
    ("provider", "answered", "model"),
    [
        ("openai", "gpt-5-mini-2025-08-07", "gpt-5-mini"),
        ("openai", "gpt-6-luna-2026-09-01", "gpt-6-luna"),
        ("claude", "claude-haiku-4-5-20251001", "claude-haiku-4-5"),
        ("gemini", "gemini-2.5-flash-001", "gemini-2.5-flash"),
        ("gemini", "gemini-2.5-flash-preview-09-2025", "gemini-2.5-flash"),
        ("gemini", "gemini-2.5-pro-latest", "gemini-2.5-pro"),
    ],
)
def test_a_dated_name_costs_what_its_model_costs(provider: str, answered: str, model: str) -> None:
    price = price_table().price(provider, answered)

    assert price is not None
    assert price == price_table().price(provider, model)


@pytest.mark.parametrize(
    "model",
    [
        "gpt-5-pro",
        "gpt-5-mini-high",
        "gpt-6-luna-wire",
        "gpt-6-lunar",
        "gpt-4o-audio-preview",
        "gpt-5-chat-latest",
        "gpt-5-1",
        "gpt",
        "",
    ],
)
def test_a_longer_name_is_another_model(model: str) -> None:
    assert price_table().price("openai", model) is None


def test_a_name_of_its_own_wins_over_the_name_it_is_a_dated_form_of() -> None:
    assert price_table().price("openai", "gpt-4o-2024-05-13") == Price(5, 5, 15)


def test_the_longest_name_wins() -> None:
    prices = PriceTable([entry("nova", 1), entry("nova-preview", 2)])

    assert prices.price("openai", "nova-preview-001") == Price(2, 2, 2)


def test_a_model_belongs_to_its_provider() -> None:
    assert price_table().price("local", "gpt-5-mini") is None


def test_a_model_without_a_price_is_unknown_and_warned_of_once() -> None:
    prices = price_table()

    with capture_logs() as logs:
        costs = [prices.cost("openai", model, 10, 0, 10) for model in ("nova", "nova", "vega")]

    assert costs == [None, None, None]
    assert [(log["log_level"], log["provider"], log["model"]) for log in logs] == [
        ("warning", "openai", "nova"),
        ("warning", "openai", "vega"),
    ]


def test_a_price_known_in_advance_begins_on_its_day() -> None:
    entries = [entry("nova", 2, date(2027, 1, 1)), entry("nova", 1)]

    assert PriceTable(entries, today=lambda: date(2026, 12, 31)).price("openai", "nova") == Price(1, 1, 1)
    assert PriceTable(entries, today=lambda: date(2027, 1, 1)).price("openai", "nova") == Price(2, 2, 2)


def test_geminis_default_model_costs_twice_as_much_from_2027_on() -> None:
    before, after = (
        PriceTable(built_in(), today=lambda day=day: day).price("gemini", "gemini-3.8-flash")
        for day in (date(2026, 12, 31), date(2027, 1, 1))
    )

    assert (before, after) == (Price(0.75, 0.075, 3.75), Price(1.5, 0.15, 7.5))


def test_an_own_file_wins_and_adds(tmp_path: Path) -> None:
    prices = price_table(own_file(tmp_path))

    assert prices.price("openai", "gpt-5-2025-08-07") == Price(1, 0.5, 2)
    assert prices.price("openai", "gpt-5-mini") == price_table().price("openai", "gpt-5-mini")
    assert prices.cost("local", "qwen3:8b", 1000, 0, 1000) == 0


@pytest.mark.parametrize(
    "text",
    [
        "- {",
        "prices",
        OWN.replace("input: 1", "input: -1"),
        OWN.replace("input: 1", "input: .nan"),
        OWN.replace("input: 1", "inputs: 1"),
        OWN.replace("2026-11-23", "lately"),
        OWN.replace("https://intra.example/llm", "a colleague"),
    ],
)
def test_an_own_file_that_is_no_table_of_prices_is_named(tmp_path: Path, text: str) -> None:
    path = own_file(tmp_path, text)

    with pytest.raises(ValueError, match=str(path)):
        price_table(path)


def test_every_built_in_price_has_a_source_and_a_day_that_is_not_in_the_future() -> None:
    for one in built_in():
        assert str(one.source).startswith("https://")
        assert date(2026, 1, 1) <= one.as_of <= date.today()  # noqa: DTZ011  a day, anywhere on earth
        assert one.provider in {"openai", "claude", "gemini"}
        assert 0 < one.cached_input <= one.input < one.output


def test_no_two_built_in_prices_collide() -> None:
    names = Counter((one.provider, name, one.valid_from) for one in built_in() for name in (one.model, *one.aliases))

    assert [name for name, count in names.items() if count > 1] == []
