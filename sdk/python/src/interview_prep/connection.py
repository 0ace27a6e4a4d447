"""What all requests of a client have in common."""

from dataclasses import dataclass
from typing import Any

import httpx2

from interview_prep.calls import Call

CONNECT_SECONDS = 5.0


@dataclass(frozen=True)
class Connection:
    """Where the API is, and how long to wait for it."""

    base_url: str
    timeout: float

    def request(self, call: Call, token: str | None, after: str | None) -> dict[str, Any]:
        """Return the arguments of a request; `after` is the last event that a stream had."""
        headers = call.headers()
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if after is not None:
            headers["Last-Event-ID"] = after
        return {
            "method": call.method,
            "url": self.base_url.rstrip("/") + call.path,
            "params": call.parameters(),
            "headers": headers,
            "content": call.content(),
            "timeout": httpx2.Timeout(self.timeout, connect=min(CONNECT_SECONDS, self.timeout)),
        }
