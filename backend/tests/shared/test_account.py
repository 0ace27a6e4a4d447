"""Who made what of a thing: models, rules, or both."""

from shared.llm.base import Attempt, Usage
from shared.runs.account import Account
from shared.runs.generation import REASONS, Generation

ATTEMPT = Attempt("openai", "m", "ok", 12, Usage(100, 50), 0.25)


def test_where_no_model_was_asked_the_rules_made_it() -> None:
    generation = Account("rules-1").generation()

    assert (generation.source, generation.contributors, generation.cost_usd) == ("rule_based", [], 0.0)


def test_models_and_rules_stand_beside_each_other() -> None:
    account = Account("prompt-1")
    account.asked([ATTEMPT])
    account.wrote(lambda: ("openai", "m-1"))
    account.reject("off_topic")
    for _ in range(3):
        account.filled("rules-7")

    generation = account.generation()

    assert (generation.source, generation.provider, generation.model) == ("llm", "openai", "m-1")
    assert [(one.provider, one.model) for one in generation.contributors] == [
        ("openai", "m-1"),
        ("rule_based", "rules-7"),
    ]
    assert (generation.prompt_version, generation.rejected) == ("prompt-1", {"off_topic": 1})


def test_a_model_of_which_nothing_is_left_was_paid_all_the_same() -> None:
    account = Account("prompt-1")
    account.asked([ATTEMPT])
    account.filled("rules-7")

    generation = account.generation()

    assert (generation.source, generation.provider, generation.model) == ("rule_based", None, None)
    assert [one.provider for one in generation.contributors] == ["rule_based"]
    assert (generation.cost_usd, generation.usage.input_tokens) == (0.25, 100)


def test_every_reason_is_documented() -> None:
    described = Generation.model_json_schema()["properties"]["rejected"]["description"]

    assert all(f"`{reason}`, {why}" in described for reason, why in REASONS.items())
