"""What the native stack reads of the environment."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from shared.config.base import ServiceSettings
from shared.config.loading import in_words
from stack import settings
from stack.settings import REPOSITORY, StackSettings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No setting of the shell, and a `.env` only where a test writes one; what `load` adds is taken away again."""
    with monkeypatch.context() as context:
        for name in StackSettings.model_fields:
            context.setenv(name.upper(), "")
            context.delenv(name.upper())
        context.setattr(settings, "REPOSITORY", tmp_path)
        yield


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_PORT", "")
    monkeypatch.setenv("MONGODB_URL", "")

    loaded = StackSettings.load()

    assert (loaded.dashboard_port, loaded.mongodb_url) == (8080, None)


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# ports\nDASHBOARD_PORT=9001\nMONGODB_PORT='9002'\n", encoding="utf-8")
    monkeypatch.setenv("DASHBOARD_PORT", "9003")

    loaded = StackSettings.load()

    assert (loaded.dashboard_port, loaded.mongodb_port) == (9003, 9002)


def test_a_relative_data_directory_is_below_the_repository(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATA_DIR", ".other")

    assert StackSettings.load().data_dir == tmp_path / ".other"


def test_an_absolute_data_directory_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "elsewhere"))

    assert StackSettings.load().data_dir == tmp_path / "elsewhere"


def test_the_gateway_takes_the_port_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_PORT", "9004")

    assert StackSettings.load().web_port == 9004


@pytest.mark.parametrize(("error", "port"), [(None, 80), (PermissionError, 8000), (OSError, 8000)])
def test_the_gateway_falls_back_where_port_80_may_not_be_bound(
    monkeypatch: pytest.MonkeyPatch, error: type[OSError] | None, port: int
) -> None:
    asked: list[tuple[str, int]] = []

    def create_server(address: tuple[str, int]) -> socket.socket:
        asked.append(address)
        if error is not None:
            raise error
        return socket.socket()

    monkeypatch.setattr(settings.socket, "create_server", create_server)

    assert StackSettings.load().web_port == port
    assert asked == [("127.0.0.1", 80)]


def test_the_repository_is_the_directory_of_the_makefile() -> None:
    assert (REPOSITORY / "Makefile").is_file()


@pytest.mark.parametrize("kind", [StackSettings, ServiceSettings])
def test_a_log_level_may_be_written_in_capitals(
    kind: type[StackSettings | ServiceSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")

    assert kind().log_level == "debug"


def test_an_unknown_log_level_is_refused_with_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")

    with pytest.raises(ValidationError) as refused:
        ServiceSettings()

    assert in_words(refused.value) == ["LOG_LEVEL: Input should be 'debug', 'info', 'warning' or 'error'"]
