"""The gateway's configuration in the real Traefik, in front of services that do nothing but count."""

import socket
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep
from typing import Any

import httpx
import pytest
import yaml

from shared.testing.breaking import free_port
from stack.__main__ import groups_of
from stack.commands import SERVICES, Command, traefik, traefik_path
from stack.settings import READ_SECONDS, REPOSITORY, StackSettings

UP_SECONDS = 20
POLL_SECONDS = 0.02
SLOW = "/api/v1/resumes/slow"
HALF_SENT = b"POST /api/v1/resumes HTTP/1.1\r\nHost: api.localhost\r\nContent-Length: 1000\r\n\r\nhalf"
HALF_A_HEADER = b"GET /api/v1/resumes HTTP/1.1\r\nHost: api.local"
USER_AND_HASH = "admin:$apr1$Q7jY8zLw$x8vN1rYwRB0OjlBC0wyM31"


@dataclass
class Service:
    """Answers with its name; with `drops`, takes a request whole and closes the connection over it.

    It answers `SLOW` with a stream of two halves of its name, the second one when `goes_on` is set.
    """

    name: str
    drops: bool = False
    goes_on: threading.Event = field(default_factory=threading.Event)
    requests: Counter[str] = field(default_factory=Counter[str])
    url: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        if not handler.path.endswith("/health"):
            self.requests[f"{handler.command} {handler.path}"] += 1
            if self.drops:
                handler.close_connection = True
                return
        handler.send_response(HTTPStatus.OK)
        handler.send_header("Content-Length", str(len(self.name)))
        if handler.path == SLOW:
            handler.send_header("Content-Type", "text/event-stream")
            handler.end_headers()
            half = len(self.name) // 2
            handler.wfile.write(self.name[:half].encode())
            self.goes_on.wait(UP_SECONDS)
            handler.wfile.write(self.name[half:].encode())
            return
        handler.end_headers()
        handler.wfile.write(self.name.encode())


@dataclass
class Gateway:
    """A running Traefik."""

    web: int
    dashboard: int

    def ask(
        self, method: str, path: str, host: str = "api.localhost", body: bytes = b"", accept: str = "*/*"
    ) -> httpx.Response:
        url = f"http://127.0.0.1:{self.web}{path}"
        headers = {"Host": host, "Accept": accept}
        return httpx.request(method, url, headers=headers, content=body, trust_env=False)

    def admin(self, path: str, host: str = "localhost") -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.dashboard}{path}", headers={"Host": host}, trust_env=False)

    def addresses(self) -> dict[str, list[str]]:
        """What the template has made of the addresses it was given, by service."""
        return {
            service["name"].removesuffix("@file"): [server["url"] for server in service["loadBalancer"]["servers"]]
            for service in self.admin("/api/http/services").json()
            if "loadBalancer" in service
        }


@contextmanager
def serving(service: Service) -> Generator[Service]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65_537)
            if self.raw_requestline and self.parse_request():
                service.answer(self)
            else:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": POLL_SECONDS})
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def running(command: Command, gateway: Gateway) -> Generator[Gateway]:
    process = subprocess.Popen(command.arguments, env=dict(command.environment))
    try:
        until = monotonic() + UP_SECONDS
        while not is_up(gateway):
            assert process.poll() is None, "Traefik ended"
            assert monotonic() < until, "Traefik does not start"
            sleep(POLL_SECONDS)
        yield gateway
    finally:
        process.kill()
        process.wait()


def is_up(gateway: Gateway) -> bool:
    try:
        return gateway.admin("/").is_redirect or gateway.admin("/").status_code == HTTPStatus.UNAUTHORIZED
    except httpx.TransportError:
        return False


@contextmanager
def native_gateway(
    urls: Mapping[str, Sequence[str]], read_seconds: int = READ_SECONDS, page_url: str = "", **environment: str
) -> Generator[Gateway]:
    gateway = Gateway(free_port(), free_port())
    command = traefik(gateway.web, gateway.dashboard, urls, read_seconds=read_seconds, page_url=page_url)
    own = {"CORS_ALLOWED_ORIGINS": "", "DASHBOARD_USERS": "", **environment}
    with running(Command(command.name, command.arguments, {**command.environment, **own}), gateway):
        yield gateway


@pytest.fixture
def start() -> Iterator[Callable[[Service], Service]]:
    with ExitStack() as opened:
        yield lambda service: opened.enter_context(serving(service))


def wait_until_closed(gateway: Gateway, sent: bytes) -> None:
    """Send this and no more, until the gateway closes the connection; it may say something before."""
    with socket.create_connection(("127.0.0.1", gateway.web), timeout=UP_SECONDS) as connection:
        connection.sendall(sent)
        while connection.recv(1_000):
            pass


def nowhere() -> list[str]:
    return [f"http://127.0.0.1:{free_port()}"]


def test_a_list_of_replicas_becomes_their_addresses() -> None:
    replicas = ["http://127.0.0.1:1001", " http://127.0.0.1:1002"]

    with native_gateway({"resume": replicas, "interview": nowhere(), "learning": nowhere()}) as gateway:
        assert gateway.addresses()["resume-replicas"] == ["http://127.0.0.1:1001", "http://127.0.0.1:1002"]


def test_every_replica_gets_its_share(start: Callable[[Service], Service]) -> None:
    one, two, other = start(Service("one")), start(Service("two")), start(Service("other"))

    with native_gateway({"resume": [one.url, two.url], "interview": [other.url], "learning": [other.url]}) as gateway:
        answers = Counter(gateway.ask("GET", "/api/v1/resumes").text for _ in range(10))

    assert answers == {"one": 5, "two": 5}


@pytest.mark.parametrize("host", ["evil.example", "api.localhost.evil.example", "127.0.0.2", ""])
def test_a_foreign_host_name_reaches_no_data_and_no_dashboard(start: Callable[[Service], Service], host: str) -> None:
    services = {name: start(Service("a service")) for name in SERVICES}

    with native_gateway({name: [service.url] for name, service in services.items()}) as gateway:
        for _ in range(len(SERVICES) + 1):
            gateway.ask("GET", "/api/v1/resumes", host)
        shown = [gateway.admin(path, host).text for path in ("/", "/dashboard/", "/api/rawdata", "/api/overview")]

    asked = sum((service.requests for service in services.values()), Counter[str]())
    assert set(asked) <= {"GET /none"}
    assert shown == ["a service"] * 4


def test_the_names_that_are_set_are_ours_too_at_both_ports(start: Callable[[Service], Service]) -> None:
    service = start(Service("one"))

    with native_gateway(
        {name: [service.url] for name in SERVICES}, ALLOWED_HOSTS="A.example, [::1],b.example"
    ) as gateway:
        for host in ("a.example", "B.example:8000", "localhost", "127.0.0.1:8080"):
            assert gateway.ask("GET", "/api/v1/resumes", host).text == "one"
            assert gateway.admin("/api/overview", host).is_success
        gateway.ask("GET", "/api/v1/resumes", "api.localhost")

    assert service.requests == {"GET /api/v1/resumes": 4, "GET /none": 1}


@pytest.mark.parametrize(
    ("method", "answered_by"),
    [("POST", "sibling"), ("PATCH", "sibling"), ("GET", "twin"), ("PUT", "twin"), ("DELETE", "twin")],
)
def test_what_a_dying_process_was_at_is_sent_again_only_if_it_may_be(
    start: Callable[[Service], Service], method: str, answered_by: str
) -> None:
    dying, twin, sibling = start(Service("dying", drops=True)), start(Service("twin")), start(Service("sibling"))
    urls = {"resume": [dying.url, twin.url], "interview": [sibling.url], "learning": [sibling.url]}

    answers: list[httpx.Response] = []
    with native_gateway(urls) as gateway:
        while not dying.requests:
            answers.append(gateway.ask(method, "/api/v1/resumes/x"))

    assert dying.requests == {f"{method} /api/v1/resumes/x": 1}
    assert answers[-1].text == answered_by
    asked_instead = {"GET /api/v1/resumes/unreachable": 1} if answered_by == "sibling" else {}
    assert sibling.requests == asked_instead


@pytest.mark.parametrize(("length", "answered_by"), [(0, "twin"), (8_000, "twin"), (40_000, "sibling")])
def test_a_body_that_is_too_long_to_be_kept_is_not_sent_again(
    start: Callable[[Service], Service], length: int, answered_by: str
) -> None:
    dying, twin, sibling = start(Service("dying", drops=True)), start(Service("twin")), start(Service("sibling"))
    urls = {"resume": [dying.url, twin.url], "interview": [sibling.url], "learning": [sibling.url]}

    answers: list[httpx.Response] = []
    with native_gateway(urls) as gateway:
        while not dying.requests:
            answers.append(gateway.ask("PUT", "/api/v1/resumes/x", body=b"x" * length))

    assert answers[-1].text == answered_by
    assert dying.requests.total() == 1


def test_what_never_reached_a_process_is_sent_again_whatever_it_is(start: Callable[[Service], Service]) -> None:
    healthy, sibling = start(Service("healthy")), start(Service("sibling"))
    urls = {"resume": [*nowhere(), healthy.url], "interview": [sibling.url], "learning": [sibling.url]}

    with native_gateway(urls) as gateway:
        answers = [gateway.ask("POST", "/api/v1/resumes").text for _ in range(4)]

    assert answers == ["healthy"] * 4
    assert healthy.requests == {"POST /api/v1/resumes": 4}


def test_a_client_that_asks_too_much_is_told_when_to_come_again(start: Callable[[Service], Service]) -> None:
    services = {name: start(Service(name)) for name in SERVICES}
    urls = {name: [service.url] for name, service in services.items()}
    paths = [f"/api/v1/{name}" for name in ("resumes", "interview", "learning")]

    with native_gateway(urls, GATEWAY_RATE_AVERAGE="1", GATEWAY_RATE_BURST="6") as gateway:
        answers = [gateway.ask("GET", paths[number % 3]) for number in range(60)]

    refused = [answer for answer in answers if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS]
    asked = sum((service.requests for service in services.values()), Counter[str]())
    assert refused
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in refused)
    assert asked.total() + len(refused) == len(answers)


def test_without_a_rate_a_client_may_ask_as_often_as_it_likes(start: Callable[[Service], Service]) -> None:
    service = start(Service("one"))
    urls = {name: [service.url] for name in SERVICES}

    with native_gateway(urls, GATEWAY_RATE_AVERAGE="0", GATEWAY_RATE_BURST="1") as gateway:
        assert {gateway.ask("GET", "/api/v1/resumes").status_code for _ in range(30)} == {HTTPStatus.OK}


@pytest.mark.parametrize("sent", [HALF_SENT, HALF_A_HEADER])
def test_a_request_that_stays_half_sent_is_closed_and_nothing_else_is(
    start: Callable[[Service], Service], sent: bytes
) -> None:
    service = start(Service("answered"))
    urls = {name: [service.url] for name in SERVICES}

    with native_gateway(urls, read_seconds=1) as gateway, ExitStack() as opened:
        kept, reading, waiting = (
            opened.enter_context(closing(HTTPConnection("127.0.0.1", gateway.web, timeout=UP_SECONDS)))
            for _ in range(3)
        )
        for connection in (kept, reading, waiting):
            connection.request("GET", "/api/v1/resumes", headers={"Host": "api.localhost"})
            assert connection.getresponse().read() == b"answered"
        sockets = [connection.sock for connection in (kept, reading, waiting)]
        reading.request("GET", SLOW, headers={"Host": "api.localhost"})
        waiting.request("POST", SLOW, b"a body", {"Host": "api.localhost"})
        answers = [connection.getresponse() for connection in (reading, waiting)]
        first_halves = [answer.read(4) for answer in answers]

        wait_until_closed(gateway, sent)

        service.goes_on.set()
        assert first_halves == [b"answ"] * 2
        assert [answer.read() for answer in answers] == [b"ered"] * 2
        kept.request("GET", "/api/v1/resumes", headers={"Host": "api.localhost"})
        assert kept.getresponse().read() == b"answered"
        assert [connection.sock for connection in (kept, reading, waiting)] == sockets


def test_the_gateway_waits_for_a_whole_request_as_long_as_the_setting_says() -> None:
    settings = StackSettings(gateway_read_seconds=7)

    (gateway,) = (command for group in groups_of(settings, 8000) for command in group if command.name == "gateway")

    assert "--entrypoints.web.transport.respondingtimeouts.readtimeout=7s" in gateway.arguments


def test_the_dashboard_takes_a_password_when_one_is_set() -> None:
    urls = {name: nowhere() for name in SERVICES}

    with native_gateway(urls, DASHBOARD_USERS=USER_AND_HASH) as gateway:
        assert gateway.admin("/dashboard/").status_code == HTTPStatus.UNAUTHORIZED
        assert gateway.admin("/api/rawdata").status_code == HTTPStatus.UNAUTHORIZED


def test_the_dashboard_is_found_without_its_last_slash() -> None:
    with native_gateway({name: nowhere() for name in SERVICES}) as gateway:
        assert [gateway.admin(path).headers["Location"] for path in ("/", "/dashboard")] == ["/dashboard/"] * 2


def test_the_gateway_of_compose_starts_finds_the_services_and_says_that_it_is_healthy() -> None:
    compose: dict[str, Any] = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8"))
    gateway = Gateway(free_port(), free_port())
    here = {
        "/etc/traefik/dynamic.yml": str(REPOSITORY / "traefik" / "dynamic.yml"),
        "=:8000": f"=127.0.0.1:{gateway.web}",
        "=:8080": f"=127.0.0.1:{gateway.dashboard}",
        "${GATEWAY_ACCESS_LOG:-false}": "false",
        "${GATEWAY_READ_SECONDS:-30}s": "1s",
    }

    def on_this_machine(words: list[str]) -> list[str]:
        for there, place in here.items():
            words = [word.replace(there, place) for word in words]
        return words

    service = compose["services"]["gateway"]
    arguments = [traefik_path(), *on_this_machine(service["command"])]
    with running(Command("gateway", arguments, {"CORS_ALLOWED_ORIGINS": "", "DASHBOARD_USERS": ""}), gateway):
        addresses = gateway.addresses()
        wait_until_closed(gateway, HALF_SENT)
        health = on_this_machine(service["healthcheck"]["test"])
        healthy = subprocess.run([traefik_path(), *health[2:]], env={}, capture_output=True, text=True, check=False)

    assert addresses["resume-replicas"] == ["http://resume-service:8001"]
    assert addresses["interview-replicas"] == ["http://interview-service:8002"]
    assert addresses["learning-replicas"] == ["http://learning-service:8003"]
    assert (health[:2], healthy.returncode) == (["CMD", "traefik"], 0), healthy.stdout + healthy.stderr


@pytest.mark.parametrize(
    ("path", "accept", "answered_by"),
    [
        ("/", "text/html,*/*;q=0.8", "page"),
        ("/", "*/*", "page"),
        ("/", "application/json", "one"),
        ("/app/resumes/x", "text/html", "page"),
        ("/app", "text/html", "page"),
        ("/apparel", "text/html", "one"),
        ("/docs", "text/html", "one"),
        ("/api/v1/resumes", "text/html", "one"),
        ("/none", "text/html", "one"),
    ],
)
def test_the_page_gets_its_own_addresses_and_no_others(
    start: Callable[[Service], Service], path: str, accept: str, answered_by: str
) -> None:
    one, page = start(Service("one")), start(Service("page"))

    with native_gateway({name: [one.url] for name in SERVICES}, page_url=page.url) as gateway:
        assert gateway.ask("GET", path, accept=accept).text == answered_by
