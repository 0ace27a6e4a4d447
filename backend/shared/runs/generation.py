"""How something was generated: by whom, with which prompt, at what cost. It stands on everything generated."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from shared.llm.base import NOTHING, Attempt, Usage


class AttemptOut(BaseModel):
    """One try at one provider."""

    provider: str
    model: str
    outcome: str = Field(description="`ok`, or the kind of failure, e.g. `rate_limited`.")
    ms: int


RULES = "rule_based"
"""The name of the rules among those who made something."""

REASONS = {
    "no_evidence": "it cites no place that says anything",
    "off_topic": "it is about something else than the place that it cites",
    "generic": "it would fit anybody",
    "protected_topic": "an interviewer must not ask it",
    "not_a_question": "it asks nothing",
    "unsupported": "it claims a figure or a technology that nobody has written",
    "duplicate": "it repeats another one, or one of an earlier set",
    "wrong_type": "nobody asked for its type",
    "wrong_difficulty": "nobody asked for its difficulty",
    "wrong_level": "its level is none of the rubric",
    "wrong_language": "it is in another language",
    "too_many": "there are enough already",
    "too_long": "a text in it is longer than the schema allows",
    "too_short": "a text in it says too little, or a list has too few elements",
    "empty": "a text in it shows nothing",
    "foreign_address": "it holds a link, an e-mail address or a number that neither résumé nor posting has",
    "instructions": "it repeats instructions, those of the prompt or those hidden in a text",
}
"""Why a part that a model wrote is not delivered."""


class ContributorOut(BaseModel):
    """Somebody who made a part of what is delivered."""

    provider: str = Field(description="`rule_based` for the built-in rules, which make what no model could.")
    model: str = Field(description="In the provider's own words; for rules the version of their data.")


class UsageOut(BaseModel):
    """Tokens billed."""

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    reasoning_tokens: int = 0

    @classmethod
    def of(cls, usage: Usage) -> Self:
        """The API's form of a registry's usage."""
        return cls(
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cached_tokens=usage.cached_tokens,
            reasoning_tokens=usage.reasoning_tokens,
        )


class Generation(BaseModel):
    """Where generated content comes from."""

    model_config = ConfigDict(frozen=True)

    source: Literal["llm", "rule_based"]
    provider: str | None = Field(
        default=None, description="The provider that wrote most of what is delivered; `null` for rules."
    )
    model: str | None = Field(default=None, description="The model that wrote it, in the provider's own words.")
    contributors: list[ContributorOut] = Field(
        default_factory=list[ContributorOut],
        description="All models that wrote parts of it, in the order of asking, and the rules if they made the rest.",
    )
    prompt_version: str = Field(description="Version of the prompt, or of the data the rules work with.")
    attempts: list[AttemptOut] = Field(default_factory=list[AttemptOut])
    usage: UsageOut = Field(default_factory=UsageOut)
    cost_usd: float | None = Field(default=None, description="`null` when no price is known; 0 for rules.")
    latency_ms: int
    rejected: dict[str, int] = Field(
        default_factory=dict[str, int],
        description="How many parts the model wrote that are not delivered, by reason: "
        + "; ".join(f"`{reason}`, {why}" for reason, why in REASONS.items())
        + ".",
    )

    @classmethod
    def by_rules(cls, version: str, latency_ms: int) -> Self:
        """Made by rules from data of `version`; no provider was asked and nothing was billed."""
        return cls(source="rule_based", prompt_version=version, cost_usd=0.0, latency_ms=latency_ms)

    @classmethod
    def by_llm(
        cls,
        version: str,
        attempts: Sequence[Attempt],
        writers: Sequence[tuple[str, str]],
        latency_ms: int,
        rejected: Mapping[str, int],
        rules: str | None = None,
    ) -> Self:
        """Made by models with the prompt of `version`; `writers` names provider and model of each part of theirs.

        `rules` is the version of the rules that made the rest. They made all of it when nothing of a model is left, and
        what it cost is said all the same.
        """
        provider, model = Counter(writers).most_common(1)[0][0] if writers else (None, None)
        made = [*dict.fromkeys(writers), *([(RULES, rules)] if rules is not None else [])]
        return cls(
            source="llm" if writers else "rule_based",
            provider=provider,
            model=model,
            contributors=[ContributorOut(provider=name, model=named) for name, named in made],
            prompt_version=version,
            attempts=[
                AttemptOut(provider=attempt.provider, model=attempt.model, outcome=attempt.outcome, ms=attempt.ms)
                for attempt in attempts
            ],
            usage=UsageOut.of(sum((attempt.usage for attempt in attempts if not attempt.estimated), NOTHING)),
            cost_usd=_sum(attempt.cost_usd for attempt in attempts),
            latency_ms=latency_ms,
            rejected=dict(rejected),
        )


def _sum(costs: Iterable[float | None]) -> float | None:
    """The whole cost, rounded to a millionth of a dollar; unknown when a part of it is."""
    total = 0.0
    for cost in costs:
        if cost is None:
            return None
        total += cost
    return round(total, 6)
