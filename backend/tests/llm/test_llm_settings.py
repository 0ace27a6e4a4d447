import pytest
from pydantic import ValidationError

from shared.config.llm import KNOWN, LlmSettings


@pytest.fixture(autouse=True)
def own_environment(no_settings_from_outside: None) -> None:
    """No variable of the shell decides a test."""


def test_the_defaults_need_no_environment() -> None:
    settings = LlmSettings()

    assert settings.llm_providers == KNOWN == ("openai", "claude", "gemini")
    assert [one.api_key for one in settings.providers.values()] == [None, None, None]
    assert (settings.llm_deadline_seconds, settings.providers["openai"].timeout_seconds) == (180, 20)


def test_providers_are_a_comma_list_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_PROVIDERS", " Gemini, openai")

    assert LlmSettings().llm_providers == ("gemini", "openai")


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("openai,claude,openai", "names a provider twice"),
        ("openai,", "is not a valid provider name"),
        ("my_server", "is not a valid provider name"),
        ("mongodb", "is not a valid provider name"),
        ("openai,local", "LOCAL_BASE_URL, LOCAL_MODEL"),
    ],
)
def test_a_list_of_providers_that_makes_no_sense_is_refused(
    monkeypatch: pytest.MonkeyPatch, value: str, complaint: str
) -> None:
    monkeypatch.setenv("LLM_PROVIDERS", value)

    with pytest.raises(ValidationError, match=complaint):
        LlmSettings()


def test_any_other_name_is_a_compatible_server_with_settings_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_PROVIDERS", "local,openai,vllm2")
    for name, value in {
        "LOCAL_BASE_URL": "http://127.0.0.1:8080/v1",
        "LOCAL_MODEL": "gemma",
        "VLLM2_BASE_URL": "https://llm.example.org/v1",
        "VLLM2_MODEL": "qwen",
        "VLLM2_API_KEY": "secret-of-vllm2",
        "VLLM2_MAX_CONCURRENCY": "7",
    }.items():
        monkeypatch.setenv(name, value)

    settings = LlmSettings()

    local, vllm = settings.providers["local"], settings.providers["vllm2"]
    assert (local.base_url, local.model, local.api_key) == ("http://127.0.0.1:8080/v1", "gemma", None)
    assert (vllm.model, vllm.max_concurrency) == ("qwen", 7)
    assert "secret-of-vllm2" not in repr(settings) + repr(vllm) + str(vllm.model_dump())


@pytest.mark.parametrize("name", ["LLM_PROVIDERS", "OPENAI_MODEL", "OPENAI_MAX_TOKENS", "OPENAI_BASE_URL"])
def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = LlmSettings()
    monkeypatch.setenv(name, "")

    assert LlmSettings() == before


def test_a_provider_that_is_not_asked_must_be_right_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_PROVIDERS", "claude")
    monkeypatch.setenv("OPENAI_TIMEOUT_SECONDS", "0")

    with pytest.raises(ValidationError, match="OPENAI_TIMEOUT_SECONDS"):
        LlmSettings()


@pytest.mark.parametrize("value", ["", " ", "\t\n"])
def test_a_blank_key_is_no_key(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", value)

    assert LlmSettings().providers["gemini"].api_key is None


def test_blanks_around_a_key_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", " sk-1234\n")

    assert LlmSettings().providers["openai"].key == "sk-1234"


@pytest.mark.parametrize(
    ("name", "value"),
    [("LLM_DEADLINE_SECONDS", "0"), ("OPENAI_TIMEOUT_SECONDS", "-1"), ("ANTHROPIC_MAX_TOKENS", "many")],
)
def test_limits_that_make_no_sense_are_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ValidationError, match=f"(?i){name}"):
        LlmSettings()
