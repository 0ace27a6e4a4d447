"""Settings of the language models: which are used, in which order, and with which limits."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self, cast

from pydantic import Field, ModelWrapValidatorHandler, PrivateAttr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import NoDecode, SettingsConfigDict

from shared.config.environment import EnvironmentSettings
from shared.llm.providers.known import PROVIDERS, spec_of
from shared.llm.providers.spec import ProviderSettings, Seconds

KNOWN: tuple[str, ...] = tuple(PROVIDERS)
Share = Annotated[float, Field(ge=0, le=1)]
NAME = re.compile(r"[a-z][a-z0-9]{1,30}")
RESERVED = frozenset(
    {
        *("llm", "mongodb", "service", "resume", "interview", "learning", "auth", "log", "max"),
        *(spec.prefix.lower() for spec in PROVIDERS.values()),
    }
)
"""Names that no other server may have: its settings would collide with existing ones."""


class LlmSettings(EnvironmentSettings):
    """Settings of the LLM registry. A provider without a key is not used; without any key, built-in rules generate.

    Each provider also has its own settings (`providers`). The default models are each provider's fast and cheap tier of
    November 2026 with native structured output.
    """

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True)

    llm_providers: Annotated[tuple[str, ...], NoDecode] = Field(
        default=KNOWN,
        description="Providers in the order they are tried, separated by commas: openai, claude, gemini, and the names "
        "of other OpenAI-compatible servers, each with a <NAME>_BASE_URL and a <NAME>_MODEL.",
    )
    llm_deadline_seconds: Seconds = Field(
        default=180,
        description="Time limit of one generation, including all providers, hedges and repairs. "
        "Shorter generations get less: 30 seconds, plus one for every 20 expected tokens.",
    )
    llm_idle_seconds: Seconds = Field(
        default=10, description="Longest silence within an answer before the next provider is tried."
    )
    llm_hedge_seconds: Seconds = Field(
        default=1.5,
        description="Silence after which the next provider is asked as well, until enough answers were measured to "
        "learn it.",
    )
    llm_hedge_floor_seconds: Seconds = Field(default=0.5, description="Lower bound of the learned silence.")
    llm_hedge_ceiling_seconds: Seconds = Field(default=10, description="Upper bound of the learned silence.")
    llm_hedge_share: Share = Field(
        default=0.1, description="Maximum share of generations that may ask a second provider for speed; 0: none."
    )
    llm_retries: int = Field(
        default=2,
        ge=0,
        le=5,
        description="Retries of a failed provider in one generation when no other provider is left.",
    )
    llm_budget_usd_per_day: float | None = Field(
        default=None,
        gt=0,
        description="Maximum US dollars that each of the two services spends on models per day (UTC), over all its "
        "processes.",
    )
    llm_prices_file: Path | None = Field(
        default=None, description="YAML file with your own prices; they take precedence over the built-in ones."
    )

    _providers: dict[str, ProviderSettings] = PrivateAttr(default_factory=dict[str, ProviderSettings])

    @classmethod
    def variables(cls) -> Mapping[str, FieldInfo]:
        """Return the environment variables of these settings, including those of each known provider."""
        own = {name.upper(): field for name, field in cls.model_fields.items()}
        return own | {
            f"{spec.prefix}_{name.upper()}": field
            for spec in PROVIDERS.values()
            for name, field in spec.settings.model_fields.items()
        }

    @property
    def providers(self) -> Mapping[str, ProviderSettings]:
        """The settings of each provider in `llm_providers`, in that order."""
        return self._providers

    @property
    def configured(self) -> tuple[str, ...]:
        """The providers with complete settings, in the order they are tried."""
        return tuple(name for name, one in self._providers.items() if spec_of(name).is_configured(one))

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
            if name not in KNOWN and (not NAME.fullmatch(name) or name in RESERVED):
                raise ValueError(f"LLM_PROVIDERS: {name!r} is not a valid provider name; use letters and digits")
        return value

    @model_validator(mode="wrap")
    @classmethod
    def _with_providers(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Read the settings of each provider from the arguments with its prefix, or from the environment."""
        settings = handler(data)
        passed = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
        # Unused providers are validated too: otherwise an error would only show up when one is added.
        read = {name: _provider(name, passed) for name in dict.fromkeys((*settings.llm_providers, *KNOWN))}
        settings._providers.update((name, read[name]) for name in settings.llm_providers)  # noqa: SLF001  its own class
        return settings


def _provider(name: str, passed: Mapping[str, Any]) -> ProviderSettings:
    spec = spec_of(name)
    prefix = f"{spec.prefix}_".lower()
    own = {field: passed[prefix + field] for field in spec.settings.model_fields if prefix + field in passed}
    try:
        return spec.settings(_env_prefix=prefix, **own)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        wrong = [(f"{spec.prefix}_{place['loc'][0]}".upper(), place["msg"]) for place in found]
    if name in KNOWN:
        raise ValueError("; ".join(f"{variable}: {said.removeprefix('Value error, ')}" for variable, said in wrong))
    needed = ", ".join(sorted({variable for variable, _ in wrong}))
    raise ValueError(f"LLM_PROVIDERS names {name!r}, so these must be set correctly: {needed}")
