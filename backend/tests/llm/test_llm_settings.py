import pytest
from pydantic import ValidationError

from shared.config.llm import KNOWN, LlmSettings


@pytest.fixture(autouse=True)
def own_environment(no_settings_from_outside: None) -> None:
    """No variable of the shell decides a test."""


def test_the_defaults_need_no_environment() -> None:
    settings = LlmSettings()

    assert settings.llm_providers == KNOWN == ("openai", "claude", "gemini")
    assert settings.openai_api_key is settings.anthropic_api_key is settings.gemini_api_key is None
    assert (settings.llm_deadline_seconds, settings.openai_timeout_seconds) == (45, 20)


def test_providers_are_a_comma_list_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_PROVIDERS", " Gemini, openai")

    assert LlmSettings().llm_providers == ("gemini", "openai")


@pytest.mark.parametrize(
    ("value", "complaint"),
    [("openai,mistral", "'openai', 'claude' or 'gemini'"), ("openai,claude,openai", "names a provider twice")],
)
def test_unknown_and_repeated_providers_are_refused(
    monkeypatch: pytest.MonkeyPatch, value: str, complaint: str
) -> None:
    monkeypatch.setenv("LLM_PROVIDERS", value)

    with pytest.raises(ValidationError, match=complaint):
        LlmSettings()


@pytest.mark.parametrize("name", ["LLM_PROVIDERS", "OPENAI_MODEL", "OPENAI_MAX_TOKENS", "OPENAI_BASE_URL"])
def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "")

    assert getattr(LlmSettings(), name.lower()) == LlmSettings.model_fields[name.lower()].default


@pytest.mark.parametrize("value", ["", " ", "\t\n"])
def test_a_blank_key_is_no_key(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", value)

    assert LlmSettings().gemini_api_key is None


def test_blanks_around_a_key_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", " sk-1234\n")

    key = LlmSettings().openai_api_key
    assert key is not None
    assert key.get_secret_value() == "sk-1234"


@pytest.mark.parametrize(
    ("name", "value"),
    [("LLM_DEADLINE_SECONDS", "0"), ("OPENAI_TIMEOUT_SECONDS", "-1"), ("ANTHROPIC_MAX_TOKENS", "many")],
)
def test_limits_that_make_no_sense_are_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ValidationError, match=name.lower()):
        LlmSettings()
