"""Nobody's résumés are open by accident: a process that would make them so says what to set, and does not start."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from shared.config.base import ServiceSettings
from shared.config.loading import in_words
from stack.settings import REPOSITORY, StackSettings

REFUSAL = (
    "Cannot start: SERVICE_HOST=0.0.0.0 is reachable from other machines, and with AUTH_MODE=local anyone there would "
    "own every résumé: set AUTH_MODE=jwt with AUTH_ISSUER and AUTH_AUDIENCE, or SERVICE_HOST=127.0.0.1, or "
    "AUTH_LOCAL_ON_NETWORK=true if something else keeps strangers out"
)
PORTS = ("RESUME_SERVICE_PORT", "INTERVIEW_SERVICE_PORT", "LEARNING_SERVICE_PORT", "GATEWAY_PORT", "MONGODB_PORT")


@pytest.fixture
def taken() -> Iterator[str]:
    """A port that is listened on already: who tried to listen there, too, would complain."""
    with socket.create_server(("0.0.0.0", 0)) as listener:  # noqa: S104  as the process would
        yield str(listener.getsockname()[1])


def started(module: str, port: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A process that ended by itself."""
    return subprocess.run(
        [sys.executable, "-m", module],
        cwd=REPOSITORY / "backend",
        env={**os.environ, **dict.fromkeys(PORTS, port), "MONGODB_URL": "mongodb://127.0.0.1:1", **settings},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("module", ["resume_service", "interview_service", "learning_service", "stack"])
def test_local_mode_on_a_network_is_refused_before_anything_listens(module: str, taken: str) -> None:
    ended = started(module, taken, SERVICE_HOST="0.0.0.0", AUTH_MODE="local")  # noqa: S104  that is what is refused

    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", REFUSAL + "\n")


def test_a_setting_that_is_wrong_is_named_without_what_it_is_set_to(taken: str) -> None:
    ended = started(
        "resume_service", taken, AUTH_MODE="jwt", AUTH_ISSUER="not-a-url", AUTH_ALGORITHMS="HS256", AUTH_AUDIENCE="api"
    )

    assert (ended.returncode, ended.stdout) == (1, "")
    assert [line.partition(": ")[2].partition(":")[0] for line in ended.stderr.splitlines()] == [
        "AUTH_ISSUER",
        "AUTH_ALGORITHMS",
    ]
    assert "not-a-url" not in ended.stderr


HOSTS = {
    "127.0.0.1": True,
    "127.9.9.9": True,
    "::1": True,
    "localhost": True,
    "0.0.0.0": False,  # noqa: S104  that is what is refused
    "::": False,
    "0": False,
    "192.168.0.10": False,
    "::ffff:192.168.0.10": False,
    "api.example.com": False,
    "localhost.example.com": False,
}
OPEN_HOSTS = [host for host, alone in HOSTS.items() if not alone]


@pytest.mark.parametrize("host", HOSTS)
def test_local_mode_is_for_the_loopback(host: str) -> None:
    for settings in (ServiceSettings, StackSettings):
        if HOSTS[host]:
            assert settings(service_host=host).service_host == host
        else:
            with pytest.raises(ValidationError, match="set AUTH_MODE=jwt with AUTH_ISSUER and AUTH_AUDIENCE"):
                settings(service_host=host)


@pytest.mark.parametrize("host", OPEN_HOSTS)
def test_with_tokens_or_when_it_is_meant_any_address_will_do(host: str) -> None:
    with_tokens = ServiceSettings(
        service_host=host, auth_mode="jwt", auth_issuer="https://a.example", auth_audience="api"
    )
    meant = ServiceSettings(service_host=host, auth_local_on_network=True)

    assert with_tokens.service_host == meant.service_host == host


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"auth_mode": "jwt"}, "AUTH_MODE=jwt also requires AUTH_ISSUER and AUTH_AUDIENCE"),
        ({"auth_mode": "jwt", "auth_issuer": "https://a.example"}, "AUTH_MODE=jwt also requires AUTH_AUDIENCE"),
        ({"auth_mode": "jwt", "auth_audience": "api"}, "AUTH_MODE=jwt also requires AUTH_ISSUER"),
        (
            {"auth_issuer": "https://a.example"},
            "AUTH_ISSUER is set, but AUTH_MODE=local does not check tokens: set AUTH_MODE=jwt, or unset both",
        ),
    ],
    ids=str,
)
def test_half_a_configuration_is_refused(settings: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name.upper(), value)

    with pytest.raises(ValidationError) as caught:
        ServiceSettings()

    assert in_words(caught.value) == [words]


@pytest.mark.parametrize("algorithms", ["none", "HS256", "RS256,HS512", "", "rs256", "RS256,,ES256"])
def test_only_asymmetric_algorithms_can_be_set(algorithms: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTH_ALGORITHMS", algorithms)

    if algorithms == "":
        assert ServiceSettings().auth_algorithms == ("RS256", "PS256", "ES256", "EdDSA")
    else:
        with pytest.raises(ValidationError, match="auth_algorithms"):
            ServiceSettings()


@pytest.mark.parametrize("service", ["resume", "interview", "learning"])
def test_without_tokens_nothing_of_their_cryptography_is_loaded(service: str) -> None:
    code = f"import sys, {service}_service.main as main; main.create_app(); print('jwt' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY / "backend", capture_output=True, check=True)

    assert done.stdout.split()[-1] == b"False"
