"""`.env.example` and the settings say the same."""

import re
from pathlib import Path

import pytest
from interview_service.settings import InterviewSettings
from learning_service.settings import LearningSettings
from pydantic import SecretStr
from pydantic_settings import BaseSettings
from resume_service.settings import ResumeSettings

from interview_prep_mcp.settings import DEFAULT_URL, TOKEN, URL
from shared.llm.providers.openai import CompatibleSettings
from shared.testing.settings import variables
from stack.settings import REPOSITORY, StackSettings

SETTINGS: tuple[type[BaseSettings], ...] = (ResumeSettings, InterviewSettings, LearningSettings, StackSettings)
OF_THE_GATEWAY = {"DASHBOARD_USERS", "GATEWAY_RATE_AVERAGE", "GATEWAY_RATE_BURST"}
OF_A_SERVER = {f"LOCAL_{name}".upper() for name in CompatibleSettings.model_fields}
OF_AGENTS = {URL: DEFAULT_URL, TOKEN: ""}
OF_COMPOSE = {
    *("MONGO_ROOT_PASSWORD", "MONGO_APP_PASSWORD", "NATS_PASSWORD"),
    *("GATEWAY_IMAGE", "MONGODB_IMAGE", "NATS_IMAGE", "PROMETHEUS_IMAGE", "GRAFANA_IMAGE"),
    *("PROMETHEUS_PORT", "GRAFANA_PORT"),
}
EXAMPLE = (REPOSITORY / ".env.example").read_text(encoding="utf-8")
ENTRY = re.compile(r"^# (?P<comment>[^\n=]+[^\n]*)\n# (?P<name>[A-Z_]+)=(?P<value>.*)$", re.MULTILINE)


def documented() -> dict[str, tuple[str, str]]:
    return {found["name"]: (found["value"], found["comment"]) for found in ENTRY.finditer(EXAMPLE)}


def test_every_setting_stands_in_the_example_and_nothing_else() -> None:
    fields = {name for settings in SETTINGS for name in variables(settings)}

    assert set(documented()) == fields | OF_THE_GATEWAY | OF_A_SERVER | OF_AGENTS.keys() | OF_COMPOSE
    assert set(re.findall(r"^# ([A-Z_]+)=", EXAMPLE, re.MULTILINE)) == set(documented())


@pytest.mark.parametrize("settings", SETTINGS)
def test_the_example_shows_the_defaults(settings: type[BaseSettings]) -> None:
    shown = documented()

    for name, field in variables(settings).items():
        value = shown[name][0]
        if name in ("MONGODB_URL", "GATEWAY_PORT"):
            continue
        default = field.default
        if isinstance(default, Path):
            default = default.relative_to(REPOSITORY)
        if default is None or isinstance(default, SecretStr):
            assert value == ""
        elif isinstance(default, tuple):
            assert value == ",".join(str(part) for part in default)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        elif isinstance(default, bool):
            assert value == str(default).lower()
        else:
            assert value == f"{default:g}" if isinstance(default, float) else value == str(default)


def test_the_example_shows_the_defaults_of_the_agents_server() -> None:
    assert {name: documented()[name][0] for name in OF_AGENTS} == OF_AGENTS


def test_the_example_shows_the_defaults_of_compose() -> None:
    compose = (REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8")

    for name in OF_COMPOSE:
        value = documented()[name][0]
        assert (f"${{{name}:-{value}}}" if value else f"${{{name}:?") in compose


def test_the_example_shows_the_defaults_of_a_compatible_server() -> None:
    for name, field in CompatibleSettings.model_fields.items():
        shown = documented()[f"LOCAL_{name}".upper()][0]
        default = "" if field.is_required() or field.default is None else field.default
        assert shown == (default if isinstance(default, str) else f"{default:g}")


@pytest.mark.parametrize("settings", SETTINGS)
def test_the_example_as_it_stands_can_be_used(settings: type[BaseSettings], monkeypatch: pytest.MonkeyPatch) -> None:
    plain = settings()
    for name, (value, _) in documented().items():
        if name not in OF_COMPOSE:
            monkeypatch.setenv(name, value)

    assert settings() == plain


def test_a_key_is_never_shown() -> None:
    settings = InterviewSettings.model_validate({"openai_api_key": "sk-known-secret"})
    assert settings.providers["openai"].key == "sk-known-secret"

    assert "sk-known-secret" not in f"{settings!r} {settings} {settings.model_dump()}"
