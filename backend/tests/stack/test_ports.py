"""What is said of a port that is taken."""

import os
import socket
from collections.abc import Iterator

import pytest

from shared.testing.breaking import free_port
from stack.ports import PortsTaken, check_free


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


@pytest.fixture
def taken_on_all_addresses() -> Iterator[int]:
    with socket.create_server(("0.0.0.0", 0)) as listener:  # noqa: S104  what another program of the user may do
        yield int(listener.getsockname()[1])


def test_free_ports_are_no_obstacle() -> None:
    check_free({"the gateway": (free_port(), "GATEWAY_PORT"), "the dashboard": (free_port(), "DASHBOARD_PORT")})


def test_the_process_that_holds_a_port_is_named_with_the_setting_that_avoids_it(taken: int) -> None:
    with pytest.raises(PortsTaken) as refused:
        check_free({"the gateway": (free_port(), "GATEWAY_PORT"), "resume-service": (taken, "RESUME_SERVICE_PORT")})

    message = str(refused.value)
    assert f"port {taken} for resume-service is in use by process {os.getpid()} (" in message
    assert "python" in message.lower()
    assert "RESUME_SERVICE_PORT" in message
    assert "GATEWAY_PORT" not in message


def test_a_port_that_is_taken_on_all_addresses_is_taken(taken_on_all_addresses: int) -> None:
    held = f"port {taken_on_all_addresses} for MongoDB is in use by process {os.getpid()} "

    with pytest.raises(PortsTaken, match=held):
        check_free({"MongoDB": (taken_on_all_addresses, "MONGODB_PORT")})


def test_every_taken_port_is_listed(taken: int, taken_on_all_addresses: int) -> None:
    with pytest.raises(PortsTaken) as refused:
        check_free({"one": (taken, "ONE"), "two": (taken_on_all_addresses, "TWO")})

    assert len(str(refused.value).splitlines()) == 2


def test_one_port_for_two_things_is_refused() -> None:
    port = free_port()

    with pytest.raises(PortsTaken, match=f"port {port} is needed by both the gateway and the dashboard"):
        check_free({"the gateway": (port, "GATEWAY_PORT"), "the dashboard": (port, "DASHBOARD_PORT")})
