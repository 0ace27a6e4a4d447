"""The dashboard and the alerts ask for what the running processes really export."""

import asyncio
import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import promql_parser as promql
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from shared.testing.breaking import free_port
from shared.testing.services import example_resume
from shared.testing.wire import WireServer
from stack.commands import traefik_path
from stack.running import RunningStack, running_stack
from stack.settings import REPOSITORY

FOLDER = REPOSITORY / "docs" / "operations"
DASHBOARD: dict[str, Any] = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
SCRAPE: dict[str, Any] = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))
COMPOSE: dict[str, Any] = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8"))
PANELS = {panel["title"]: panel for panel in DASHBOARD["panels"] if panel["type"] != "row"}
QUERIES = {
    **{f"{title} {target['refId']}": target["expr"] for title, panel in PANELS.items() for target in panel["targets"]},
    **{rule.get("alert") or rule["record"]: rule["expr"] for rule in RULES},
}
BY_PROMETHEUS = {"job", "instance"}
"""Labels that each sample gets when it is scraped."""

UP_SECONDS = 20
POSTING = "Backend engineer: Python, PostgreSQL, Kubernetes. You build payment services."
TEXT = "Kim Minsu\nBackend engineer\n\nExperience\nExample Corp, 2020 - 2024\n- Built an API with Python\n"


@dataclass
class Exported:
    """The names and labels of samples, with each label's values."""

    labels: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))

    def add(self, text: str) -> None:
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                known = self.labels[sample.name]
                for name, value in sample.labels.items():
                    known[name].add(value)


@contextmanager
def gateway_of_compose(stack: RunningStack) -> Generator[tuple[int, int]]:
    """Run the gateway with the flags of docker-compose.yml before the services of `stack`; yield web and metrics."""
    web, metrics = free_port(), free_port()
    places = {
        "/etc/traefik/dynamic.yml": str(REPOSITORY / "traefik" / "dynamic.yml"),
        "address=:8000": f"address=127.0.0.1:{web}",
        "address=:8082": f"address=127.0.0.1:{metrics}",
        "address=:8080": f"address=127.0.0.1:{free_port()}",
        "${GATEWAY_ACCESS_LOG:-false}": "false",
        "${GATEWAY_READ_SECONDS:-30}": "30",
    }
    flags: list[str] = COMPOSE["services"]["gateway"]["command"]
    for there, here in places.items():
        flags = [flag.replace(there, here) for flag in flags]
    urls = {
        f"{name.upper()}_SERVICE_URLS": f"http://127.0.0.1:{stack.ports[f'{name}-1']}"
        for name in ("resume", "interview", "learning")
    }
    process = subprocess.Popen([traefik_path(), *flags], env={**urls, "GATEWAY_RATE_AVERAGE": "0"})
    try:
        until = monotonic() + UP_SECONDS
        while not answers(web, "/api/v1/resumes/health"):
            assert process.poll() is None, "Traefik ended"
            assert monotonic() < until, "Traefik does not start"
            sleep(0.05)
        yield web, metrics
    finally:
        process.kill()
        process.wait()


def answers(port: int, path: str) -> bool:
    try:
        headers = {"Host": "api.localhost"}
        return httpx.get(f"http://127.0.0.1:{port}{path}", headers=headers, trust_env=False).is_success
    except httpx.TransportError:
        return False


async def use(client: httpx.AsyncClient) -> None:
    """Cause each kind of request, a run and a job in each service, and requests to a model."""
    made = await client.post("/api/v1/resumes", json=example_resume())
    resume_id = made.json()["id"]
    assert (await client.get(f"/api/v1/resumes/{resume_id}")).status_code == HTTPStatus.OK
    imported = await client.post("/api/v1/resumes/import", params={"dry_run": True}, json={"text": TEXT})
    assert imported.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
    body = {"count": 1, "job_posting": POSTING}
    await client.post(f"/api/v1/interview/{resume_id}/questions", json=body)
    for path in (f"/api/v1/interview/{resume_id}/questions", f"/api/v1/learning/{resume_id}/learning-path"):
        accepted = await client.post(path, json={"count": 3}, headers={"Prefer": "respond-async"})
        assert accepted.status_code == HTTPStatus.ACCEPTED
        async with client.stream("GET", f"{accepted.headers['Location']}/events") as events:
            async for _ in events.aiter_lines():
                pass


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """What Prometheus would see after a little use of the product, with a language model."""
    return asyncio.run(scraped(tmp_path_factory.mktemp("board")))


async def scraped(logs: Path) -> Exported:
    found = Exported()
    async with WireServer() as wire:
        models = {"LLM_PROVIDERS": "openai", "OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": wire.openai.base_url}
        with (
            running_stack(logs, jobs=True, environment=models) as stack,
            gateway_of_compose(stack) as (web, metrics),
        ):
            base, headers = f"http://127.0.0.1:{web}", {"Host": "api.localhost"}
            async with httpx.AsyncClient(base_url=base, headers=headers, timeout=60, trust_env=False) as client:
                await use(client)
            for port in (metrics, *stack.ports.values()):
                async with httpx.AsyncClient(trust_env=False) as scraper:
                    answer = await scraper.get(f"http://127.0.0.1:{port}/metrics")
                assert answer.status_code == HTTPStatus.OK
                found.add(answer.text)
    return found


def parts(query: str) -> list[promql.Expr]:
    """Return every node of a query; raises `ValueError` if Prometheus could not read it."""
    nodes: list[promql.Expr] = []
    promql.walk(promql.parse(query), nodes.append)
    return nodes


def selectors(query: str) -> list[promql.VectorSelector]:
    nodes = parts(query)
    ranges = [node.vector_selector for node in nodes if isinstance(node, promql.MatrixSelector)]
    return [*ranges, *(node for node in nodes if isinstance(node, promql.VectorSelector))]


def grouping(query: str) -> set[str]:
    return {
        label
        for node in parts(query)
        if isinstance(node, promql.AggregateExpr) and node.modifier is not None
        for label in node.modifier.labels
    }


def recorded() -> dict[str, set[str]]:
    """The series that the rules record, with their labels."""
    return {rule["record"]: grouping(rule["expr"]) - {"le"} for rule in RULES if "record" in rule}


def known_labels(exported: Exported, name: str) -> set[str]:
    if name in recorded():
        return recorded()[name]
    return BY_PROMETHEUS if name == "up" else {*exported.labels[name], *BY_PROMETHEUS}


def test_all_queries_are_read_by_the_parser_of_promql() -> None:
    assert len(QUERIES) > 35
    for query in QUERIES.values():
        assert selectors(query)


@pytest.mark.parametrize("where", list(QUERIES))
def test_a_query_names_metrics_and_labels_that_are_exported(exported: Exported, where: str) -> None:
    query = QUERIES[where]
    available: set[str] = set()
    for selector in selectors(query):
        assert selector.name in {*exported.labels, *recorded(), "up"}
        labels = known_labels(exported, selector.name)
        available |= labels
        for matcher in selector.matchers.matchers:
            assert matcher.name in labels

    assert grouping(query) <= available


@pytest.mark.parametrize("where", list(QUERIES))
def test_a_query_asks_for_values_that_occur(exported: Exported, where: str) -> None:
    for selector in selectors(QUERIES[where]):
        for matcher in selector.matchers.matchers:
            if matcher.op == promql.MatchOp.Equal and selector.name in exported.labels:
                assert matcher.value in exported.labels[selector.name][matcher.name]


@pytest.mark.parametrize("title", list(PANELS))
def test_the_legend_of_a_panel_uses_labels_of_its_query(title: str) -> None:
    for target in PANELS[title]["targets"]:
        shown = set(re.findall(r"{{(\w+)}}", target["legendFormat"]))
        (name, *_) = (selector.name for selector in selectors(target["expr"]))

        assert shown <= grouping(target["expr"]) | recorded().get(name or "", set())


def test_an_alert_says_what_happened_and_what_to_do() -> None:
    for rule in RULES:
        if "alert" in rule:
            assert rule["labels"]["severity"] in ("page", "ticket")
            shown = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
            names = [selector.name or "" for selector in selectors(rule["expr"])]
            series = [recorded().get(name, BY_PROMETHEUS) for name in names]
            assert shown <= grouping(rule["expr"]).union(*series)
            assert rule["annotations"]["action"]


def test_every_panel_asks_the_data_source_that_is_provisioned() -> None:
    sources = yaml.safe_load((FOLDER / "grafana" / "datasources.yml").read_text(encoding="utf-8"))["datasources"]

    assert {panel["datasource"]["uid"] for panel in PANELS.values()} == {source["uid"] for source in sources}


def test_prometheus_scrapes_every_process_at_the_name_and_port_it_has_in_compose() -> None:
    targets = {job["job_name"]: job["static_configs"][0]["targets"] for job in SCRAPE["scrape_configs"]}
    services = COMPOSE["services"]
    worker_port = services["interview-worker"]["environment"]["WORKER_METRICS_PORT"]

    assert targets == {
        "gateway": ["gateway:8082"],
        **{f"{name}-service": [f"{name}-service:{port}"] for name, port in OWN_PORTS.items()},
        **{f"{name}-worker": [f"{name}-worker:{worker_port}"] for name in ("interview", "learning")},
    }
    hosts = services["interview-worker"]["environment"]["ALLOWED_HOSTS"].split(",")
    assert {*targets} - {"gateway"} <= set(hosts)


OWN_PORTS = {"resume": 8001, "interview": 8002, "learning": 8003}


def test_the_files_of_the_board_are_mounted_where_they_are_read() -> None:
    mounted = {
        there: Path(here).name
        for name in ("prometheus", "grafana")
        for here, _, there in (
            volume.removesuffix(":ro").partition(":") for volume in COMPOSE["services"][name]["volumes"]
        )
        if here.startswith("./")
    }

    assert mounted["/etc/prometheus/prometheus.yml"] == "prometheus.yml"
    assert SCRAPE["rule_files"] == ["/etc/prometheus/alerts.yml"]
    assert mounted["/etc/prometheus/alerts.yml"] == "alerts.yml"
    provider = yaml.safe_load((FOLDER / "grafana" / "dashboards.yml").read_text(encoding="utf-8"))["providers"][0]
    assert mounted[f"{provider['options']['path']}/dashboard.json"] == "dashboard.json"
    home = COMPOSE["services"]["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert home in mounted
