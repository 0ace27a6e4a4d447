"""Which language models are asked, in which order, and with which limits."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, PrivateAttr, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ProviderName = Literal["openai", "claude", "gemini"]
KNOWN: tuple[ProviderName, ...] = get_args(ProviderName)
Seconds = Annotated[float, Field(gt=0, le=600)]
Tokens = Annotated[int, Field(ge=64, le=128_000)]
Concurrency = Annotated[int, Field(ge=1, le=10_000)]
Share = Annotated[float, Field(ge=0, le=1)]
OpenAIEffort = Literal["default", "none", "minimal", "low", "medium", "high", "xhigh", "max"]
AnthropicEffort = Literal["default", "low", "medium", "high", "xhigh", "max"]
GeminiEffort = Literal["default", "minimal", "low", "medium", "high", "xhigh"]
"""How much a model reasons before it answers, in the words of its provider's SDK; `default` does not send any."""
NAME = re.compile(r"[a-z][a-z0-9]{1,30}")
TAKEN = frozenset({"llm", "anthropic", "mongodb", "service", "resume", "interview", "learning", "auth", "log", "max"})
"""Names whose settings would be taken for others."""


def _usable(key: SecretStr | None) -> SecretStr | None:
    text = key.get_secret_value().strip() if key is not None else ""
    if not (text.isascii() and text.isprintable()):
        raise ValueError("no key has such characters")
    return SecretStr(text) if text else None


Key = Annotated[SecretStr | None, AfterValidator(_usable)]


class CompatibleSettings(BaseSettings):
    """Settings of one more server that speaks OpenAI's protocol. Their prefix is its name in LLM_PROVIDERS."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True)

    base_url: str = Field(pattern=r"^https?://", description="Where it listens, with its /v1.")
    model: str = Field(description="Model that is asked for.")
    api_key: Key = Field(default=None, description="Its key; most local servers have none.")
    timeout_seconds: Seconds = Field(default=60, description="Longest silence before the first word of an answer.")
    max_tokens: Tokens = Field(default=4096, description="Most tokens of one answer.")
    max_concurrency: Concurrency = Field(default=4, description="Most requests in flight; more wait their turn.")
    effort: OpenAIEffort = Field(default="default", description="How much its model reasons; `default`: not sent.")


class LlmSettings(BaseSettings):
    """Settings of the LLM registry. A provider without a key is absent; with no key at all, built-in rules generate.

    The default models are each provider's fast and cheap tier of November 2026 with native structured output.
    """

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True)

    llm_providers: Annotated[tuple[str, ...], NoDecode] = Field(
        default=KNOWN,
        description="Providers in the order they are asked, separated by commas: openai, claude, gemini, and the names "
        "of other servers that speak OpenAI's protocol, each with a <NAME>_BASE_URL and a <NAME>_MODEL.",
    )
    llm_deadline_seconds: Seconds = Field(
        default=180,
        description="Longest time for one generation, all providers, second asks and repairs together. "
        "Shorter ones get less: 30 seconds, and one for every 20 tokens they are expected to have.",
    )
    llm_idle_seconds: Seconds = Field(
        default=10, description="Longest silence within an answer before the next provider is asked."
    )
    llm_hedge_seconds: Seconds = Field(
        default=1.5,
        description="Silence after which the next provider is asked too, while too few answers are known to learn it.",
    )
    llm_hedge_floor_seconds: Seconds = Field(default=0.5, description="Shortest such silence that is learned.")
    llm_hedge_ceiling_seconds: Seconds = Field(default=10, description="Longest such silence that is learned.")
    llm_hedge_share: Share = Field(
        default=0.1, description="Most generations that may ask a second provider for speed, as a share; 0: none."
    )
    llm_retries: int = Field(
        default=2,
        ge=0,
        le=5,
        description="How often a provider that failed is asked again in one generation when no other is left.",
    )
    llm_budget_usd_per_day: float | None = Field(
        default=None,
        gt=0,
        description="Most US dollars each of the two services spends on models a day (UTC), over all its processes.",
    )
    llm_prices_file: Path | None = Field(
        default=None, description="YAML file with prices of your own; they win over the built-in ones."
    )

    openai_api_key: Key = Field(default=None, description="Key of OpenAI; without it OpenAI is left out.")
    openai_model: str = Field(default="gpt-6-luna", description="Model of OpenAI.")
    openai_base_url: str | None = Field(
        default=None, description="Another server that speaks OpenAI's protocol, with its /v1; empty: OpenAI's own."
    )
    openai_timeout_seconds: Seconds = Field(default=20, description="Longest silence before the first word of OpenAI.")
    openai_max_tokens: Tokens = Field(default=8192, description="Most tokens of one answer of OpenAI.")
    openai_max_concurrency: Concurrency = Field(
        default=500, description="Most requests a process has in flight to OpenAI; more wait their turn."
    )
    openai_effort: OpenAIEffort = Field(
        default="low", description="How much OpenAI reasons before it answers; `default`: not sent."
    )

    anthropic_api_key: Key = Field(default=None, description="Key of Anthropic; without it Claude is left out.")
    anthropic_model: str = Field(default="claude-haiku-5-5", description="Model of Anthropic.")
    anthropic_base_url: str | None = Field(default=None, description="Another server than Anthropic's, without /v1.")
    anthropic_timeout_seconds: Seconds = Field(
        default=20, description="Longest silence before the first word of Claude."
    )
    anthropic_max_tokens: Tokens = Field(default=8192, description="Most tokens of one answer of Claude.")
    anthropic_max_concurrency: Concurrency = Field(
        default=500, description="Most requests a process has in flight to Claude; more wait their turn."
    )
    anthropic_effort: AnthropicEffort = Field(
        default="low", description="How much Claude reasons before it answers; `default`: not sent."
    )

    gemini_api_key: Key = Field(default=None, description="Key of Gemini; without it Gemini is left out.")
    gemini_model: str = Field(default="gemini-3.8-flash", description="Model of Gemini.")
    gemini_base_url: str | None = Field(default=None, description="Another server than Google's, without a version.")
    gemini_timeout_seconds: Seconds = Field(default=20, description="Longest silence before the first word of Gemini.")
    gemini_max_tokens: Tokens = Field(default=8192, description="Most tokens of one answer of Gemini.")
    gemini_max_concurrency: Concurrency = Field(
        default=500, description="Most requests a process has in flight to Gemini; more wait their turn."
    )
    gemini_effort: GeminiEffort = Field(
        default="low", description="How much Gemini reasons before it answers; `default`: not sent."
    )
    gemini_api_version: str = Field(
        default="v1",
        pattern=r"^v[0-9]+[a-z0-9]*$",
        description="Version of Gemini's API; some servers have v1beta only.",
    )

    _compatible: dict[str, CompatibleSettings] = PrivateAttr(default_factory=dict[str, CompatibleSettings])

    @property
    def compatible(self) -> Mapping[str, CompatibleSettings]:
        """The other servers that LLM_PROVIDERS names, with their settings."""
        return self._compatible

    @property
    def keys(self) -> Mapping[str, SecretStr | None]:
        """The keys of the three providers, by their names."""
        return {"openai": self.openai_api_key, "claude": self.anthropic_api_key, "gemini": self.gemini_api_key}

    @property
    def configured(self) -> tuple[str, ...]:
        """The providers that have what they need, in the order they are asked."""
        keys = self.keys
        return tuple(name for name in self.llm_providers if name in self._compatible or keys[name] is not None)

    @field_validator("llm_providers", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip().lower() for part in value.split(",")) if isinstance(value, str) else value

    @field_validator("llm_providers")
    @classmethod
    def _each_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) != len(value):
            raise ValueError("LLM_PROVIDERS names a provider twice")
        for name in value:
            if not NAME.fullmatch(name) or name in TAKEN:
                raise ValueError(f"LLM_PROVIDERS: {name!r} is no name for a provider; use letters and digits")
        return value

    @model_validator(mode="after")
    def _read_the_compatible(self) -> Self:
        for name in self.llm_providers:
            if name not in KNOWN:
                try:
                    self._compatible[name] = CompatibleSettings(_env_prefix=f"{name}_")  # pyright: ignore[reportCallIssue]  read from the environment
                except ValidationError as error:
                    wrong = sorted({f"{name}_{place['loc'][0]}".upper() for place in error.errors(include_input=False)})
                    raise ValueError(
                        f"LLM_PROVIDERS names {name!r}, so these must be right: {', '.join(wrong)}"
                    ) from None
        return self
