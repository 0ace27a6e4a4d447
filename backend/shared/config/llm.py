"""Which language models are asked, in which order, and with which limits."""

from typing import Annotated, Literal, get_args

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ProviderName = Literal["openai", "claude", "gemini"]
KNOWN: tuple[ProviderName, ...] = get_args(ProviderName)
Seconds = Annotated[float, Field(gt=0, le=600)]
Tokens = Annotated[int, Field(ge=64, le=128_000)]


class LlmSettings(BaseSettings):
    """Settings of the LLM registry. A provider without a key is absent; with no key at all, built-in rules generate.

    The default models are each provider's fast and cheap tier of November 2026 with native structured output.
    """

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True)

    llm_providers: Annotated[tuple[ProviderName, ...], NoDecode] = Field(
        default=KNOWN, description="Providers in the order they are asked, separated by commas: openai, claude, gemini."
    )
    llm_deadline_seconds: Seconds = Field(
        default=45, description="Longest time for one generation, all providers and repairs together."
    )

    openai_api_key: SecretStr | None = Field(default=None, description="Key of OpenAI; without it OpenAI is left out.")
    openai_model: str = Field(default="gpt-6-luna", description="Model of OpenAI.")
    openai_base_url: str | None = Field(
        default=None, description="Another server that speaks OpenAI's protocol, with its /v1; empty: OpenAI's own."
    )
    openai_timeout_seconds: Seconds = Field(default=20, description="Longest time for one answer of OpenAI.")
    openai_max_tokens: Tokens = Field(default=8192, description="Most tokens of one answer of OpenAI.")

    anthropic_api_key: SecretStr | None = Field(
        default=None, description="Key of Anthropic; without it Claude is left out."
    )
    anthropic_model: str = Field(default="claude-haiku-5-5", description="Model of Anthropic.")
    anthropic_base_url: str | None = Field(default=None, description="Another server than Anthropic's, without /v1.")
    anthropic_timeout_seconds: Seconds = Field(default=20, description="Longest time for one answer of Claude.")
    anthropic_max_tokens: Tokens = Field(default=8192, description="Most tokens of one answer of Claude.")

    gemini_api_key: SecretStr | None = Field(default=None, description="Key of Gemini; without it Gemini is left out.")
    gemini_model: str = Field(default="gemini-3.8-flash", description="Model of Gemini.")
    gemini_base_url: str | None = Field(default=None, description="Another server than Google's, without a version.")
    gemini_timeout_seconds: Seconds = Field(default=20, description="Longest time for one answer of Gemini.")
    gemini_max_tokens: Tokens = Field(default=8192, description="Most tokens of one answer of Gemini.")

    @field_validator("llm_providers", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip().lower() for part in value.split(",")) if isinstance(value, str) else value

    @field_validator("llm_providers")
    @classmethod
    def _each_once(cls, value: tuple[ProviderName, ...]) -> tuple[ProviderName, ...]:
        if len(set(value)) != len(value):
            raise ValueError("LLM_PROVIDERS names a provider twice")
        return value

    @field_validator("openai_api_key", "anthropic_api_key", "gemini_api_key")
    @classmethod
    def _trimmed(cls, value: SecretStr | None) -> SecretStr | None:
        key = value.get_secret_value().strip() if value is not None else ""
        if not (key.isascii() and key.isprintable()):
            raise ValueError("no key has such characters")
        return SecretStr(key) if key else None
