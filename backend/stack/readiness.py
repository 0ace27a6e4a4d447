"""Wait until every service is ready, as seen by a client through the gateway."""

from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from time import monotonic, sleep

READY_PATHS = ("/api/v1/resumes/ready", "/api/v1/interview/ready", "/api/v1/learning/ready")
POLL_SECONDS = 0.05


def wait_until_ready(port: int, seconds: float, goes_on: Callable[[], bool] = lambda: True) -> bool:
    """Poll until all services behind the gateway at `port` are ready.

    Return false after `seconds`, or as soon as `goes_on` returns false.
    """
    until = monotonic() + seconds
    waiting = list(READY_PATHS)
    while waiting and monotonic() < until and goes_on():
        waiting = [path for path in waiting if not _is_ok(port, path)]
        if waiting:
            sleep(POLL_SECONDS)
    return not waiting


def _is_ok(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path, headers={"Host": "api.localhost"})
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
