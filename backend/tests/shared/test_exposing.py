"""The metrics of a worker, on a port of its own."""

import subprocess
import sys

import httpx
import pytest

from shared.telemetry.exposing import Address, exposing

NAMES = ("interview-worker", "127.0.0.1", "[::1]")


def get(port: int | None, path: str = "/metrics", host: str = "interview-worker:9100") -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{port}{path}", headers={"Host": host}, trust_env=False)


def test_each_scrape_reads_the_metrics_anew() -> None:
    texts = iter([b"a_total 1\n", b"a_total 2\n"])

    with exposing(Address("127.0.0.1", 0, NAMES), lambda: next(texts)) as port:
        answers = [get(port), get(port)]

    assert [answer.text for answer in answers] == ["a_total 1\n", "a_total 2\n"]
    assert answers[0].headers["Content-Type"].startswith("text/plain; version=")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:9100", "", "interview-worker.evil.example"])
def test_a_foreign_host_name_is_refused(host: str) -> None:
    with exposing(Address("127.0.0.1", 0, NAMES), lambda: b"secret") as port:
        refused = get(port, host=host)

    assert (refused.status_code, refused.text) == (421, "")


@pytest.mark.parametrize("host", ["127.0.0.1", "INTERVIEW-WORKER:1", "[::1]:9100"])
def test_our_own_names_are_answered(host: str) -> None:
    with exposing(Address("127.0.0.1", 0, NAMES), lambda: b"metrics") as port:
        assert get(port, host=host).text == "metrics"


def test_nothing_else_is_served() -> None:
    with exposing(Address("127.0.0.1", 0, NAMES), lambda: b"metrics") as port:
        assert [get(port, path).status_code for path in ("/", "/metrics/", "/metrics?a=1")] == [404] * 3


def test_without_an_address_nothing_listens() -> None:
    with exposing(None, lambda: b"metrics") as port:
        assert port is None


def test_a_scraper_that_stays_connected_does_not_delay_the_end() -> None:
    script = (
        "import socket\n"
        "from shared.telemetry.exposing import Address, exposing\n"
        "with exposing(Address('127.0.0.1', 0, ('127.0.0.1',)), lambda: b'') as port:\n"
        "    open_connection = socket.create_connection(('127.0.0.1', port))\n"
        "    print('ends', flush=True)\n"
    )

    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ends\n"
        # The time limit of a request is 5 s; a process that waited for it would not end within 4.
        assert process.wait(timeout=4) == 0
