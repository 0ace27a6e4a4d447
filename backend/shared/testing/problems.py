"""What every error answer of the product has in common, as an assertion."""

from typing import Any

import httpx


def assert_problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Assert that `answer` is a problem document of this status and code; return it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert (problem["status"], problem["code"]) == (status, code), problem
    assert problem["request_id"] == answer.headers["X-Request-ID"]
    assert {"type", "title", "detail", "instance"} <= problem.keys()
    assert "Traceback" not in answer.text
    return problem
