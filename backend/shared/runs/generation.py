"""How something was generated: by which models, with which prompt, at what cost. Everything generated includes it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from shared.llm.base import NOTHING, Attempt, Usage


class AttemptOut(BaseModel):
    """One attempt at one provider."""

    provider: str
    model: str
    outcome: str = Field(description="`ok`, `cancelled`, or the kind of failure, such as `rate_limited`.")
    ms: int


RULES = "rule_based"
"""The name of the rules in the list of contributors."""

REASONS = {
    "no_evidence": "it cites no usable evidence",
    "off_topic": "it is not about the evidence it cites",
    "generic": "it would fit any résumé",
    "protected_topic": "an interviewer must not ask it",
    "not_a_question": "it is not a question",
    "unsupported": "it claims a figure or technology that the résumé and the posting do not mention",
    "duplicate": "it repeats another one, or one of an earlier set",
    "wrong_type": "its type was not requested",
    "wrong_difficulty": "its difficulty was not requested",
    "wrong_level": "its level is not in the rubric",
    "wrong_language": "it is in another language",
    "too_many": "enough parts were already accepted",
    "too_long": "it has a text that is longer than the schema allows",
    "too_short": "it has a text that is too short, or a list with too few elements",
    "empty": "it has a text with no visible characters",
    "foreign_address": "it has a link, e-mail address or phone number that is in neither the résumé nor the posting",
    "instructions": "it repeats instructions from the prompt, or instructions hidden in a text",
}
"""The reasons for rejecting a part that a model wrote."""


class ContributorOut(BaseModel):
    """A model, or the rules, that made a part of what is delivered."""

    provider: str = Field(description="`rule_based` for the built-in rules, which make what no model could.")
    model: str = Field(description="Model name as the provider reports it; for rules, the version of their data.")


class UsageOut(BaseModel):
    """Billed tokens."""

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    reasoning_tokens: int = 0

    @classmethod
    def of(cls, usage: Usage) -> Self:
        """Convert the registry's usage to the API's schema."""
        return cls(
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cached_tokens=usage.cached_tokens,
            reasoning_tokens=usage.reasoning_tokens,
        )


class Generation(BaseModel):
    """Origin of generated content."""

    model_config = ConfigDict(frozen=True)

    source: Literal["llm", "rule_based"]
    provider: str | None = Field(
        default=None, description="The provider that wrote most of the delivered parts; `null` for rules."
    )
    model: str | None = Field(default=None, description="The model that wrote them, as the provider reports it.")
    contributors: list[ContributorOut] = Field(
        default_factory=list[ContributorOut],
        description="All models that wrote parts, in the order they were called, and the rules if they made the rest.",
    )
    prompt_version: str = Field(description="Version of the prompt, or of the rules' data.")
    attempts: list[AttemptOut] = Field(default_factory=list[AttemptOut])
    usage: UsageOut = Field(default_factory=UsageOut)
    cost_usd: float | None = Field(
        default=None, description="Cost in US dollars; `null` when a price is not known, 0 for rules."
    )
    latency_ms: int
    rejected: dict[str, int] = Field(
        default_factory=dict[str, int],
        description="Number of parts that the model wrote and that were rejected, by reason: "
        + "; ".join(f"`{reason}`, {why}" for reason, why in REASONS.items())
        + ".",
    )

    @classmethod
    def by_rules(cls, version: str, latency_ms: int) -> Self:
        """Return the metadata of a result made by rules with data of `version`, without a model and without cost."""
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
        """Return the metadata of a result made by models with the prompt of `version`.

        `writers` has provider and model of each part that a model wrote. `rules` is the version of the rules that made
        the rest. If no model's part was accepted, the rules made everything, but the cost is still reported.
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
    """Return the total cost, rounded to a millionth of a dollar, or `None` if any part is unknown."""
    total = 0.0
    for cost in costs:
        if cost is None:
            return None
        total += cost
    return round(total, 6)
