"""The description of a provider: its name, its settings, and how to open it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from shared.config.environment import EnvironmentSettings
from shared.llm.base import Provider

Seconds = Annotated[float, Field(gt=0, le=600)]
Tokens = Annotated[int, Field(ge=64, le=128_000)]
Concurrency = Annotated[int, Field(ge=1, le=10_000)]


def _usable(key: SecretStr | None) -> SecretStr | None:
    text = key.get_secret_value().strip() if key is not None else ""
    if not (text.isascii() and text.isprintable()):
        raise ValueError("contains characters that no key has")
    return SecretStr(text) if text else None


Key = Annotated[SecretStr | None, AfterValidator(_usable)]


class ProviderSettings(EnvironmentSettings):
    """Settings that every provider has. In the environment they start with its prefix: `OPENAI_API_KEY`.

    A provider adds its own settings and defaults.
    """

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True)

    api_key: Key = Field(default=None, description="API key; without it the provider is not used.")
    model: str = Field(description="Model to request.")
    base_url: str | None = Field(default=None, description="Base URL; empty: the provider's own address.")
    timeout_seconds: Seconds = Field(default=20, description="Longest wait for the first word of an answer.")
    max_tokens: Tokens = Field(default=8192, description="Maximum tokens of one answer.")
    max_concurrency: Concurrency = Field(default=500, description="Maximum requests in flight; further ones wait.")

    @property
    def key(self) -> str:
        """The key in plain text; empty if there is none."""
        return self.api_key.get_secret_value() if self.api_key is not None else ""


S = TypeVar("S", bound=ProviderSettings)


@dataclass(frozen=True, slots=True)
class ProviderSpec(Generic[S]):
    """A provider that can be configured.

    `name` is its name in LLM_PROVIDERS, `prefix` the prefix of its variables, `host` its default host. `open` creates
    the provider from a name and settings; nothing is loaded or connected yet.
    """

    name: str
    prefix: str
    host: str
    settings: type[S]
    open: Callable[[str, S], Provider]
    needs_key: bool = True

    def is_configured(self, settings: S) -> bool:
        """Whether the provider has the settings that it needs."""
        return settings.api_key is not None or not self.needs_key


def sent(effort: str) -> str | None:
    """Return the reasoning effort to send with a request; `None` for `default`."""
    return None if effort == "default" else effort
