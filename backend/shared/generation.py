"""How something was generated: by whom, with which prompt, at what cost. It stands on everything generated."""

from collections.abc import Iterable, Sequence
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from shared.llm.base import NOTHING, LlmAnswer, Usage


class AttemptOut(BaseModel):
    """One try at one provider."""

    provider: str
    model: str
    outcome: str = Field(description="`ok`, or the kind of failure, e.g. `rate_limited`.")
    ms: int


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
    provider: str | None = Field(default=None, description="The provider that really answered; `null` for rules.")
    model: str | None = Field(default=None, description="The model that really answered, in its own words.")
    prompt_version: str = Field(description="Version of the prompt, or of the data the rules work with.")
    attempts: list[AttemptOut] = Field(default_factory=list[AttemptOut])
    usage: UsageOut = Field(default_factory=UsageOut)
    cost_usd: float | None = Field(default=None, description="`null` when no price is known; 0 for rules.")
    latency_ms: int

    @classmethod
    def by_rules(cls, version: str, latency_ms: int) -> Self:
        """Made by rules from data of `version`; no provider was asked and nothing was billed."""
        return cls(source="rule_based", prompt_version=version, cost_usd=0.0, latency_ms=latency_ms)

    @classmethod
    def by_llm(cls, version: str, answers: Sequence[LlmAnswer[BaseModel]], latency_ms: int) -> Self:
        """Made by one or more answers to the prompt of `version`; provider and model are the first answer's."""
        return cls(
            source="llm",
            provider=answers[0].provider,
            model=answers[0].model,
            prompt_version=version,
            attempts=[
                AttemptOut(provider=attempt.provider, model=attempt.model, outcome=attempt.outcome, ms=attempt.ms)
                for answer in answers
                for attempt in answer.attempts
            ],
            usage=UsageOut.of(sum((answer.usage for answer in answers), NOTHING)),
            cost_usd=_sum(answer.cost_usd for answer in answers),
            latency_ms=latency_ms,
        )


def _sum(costs: Iterable[float | None]) -> float | None:
    """The whole cost, rounded to a millionth of a dollar; unknown when a part of it is."""
    total = 0.0
    for cost in costs:
        if cost is None:
            return None
        total += cost
    return round(total, 6)
