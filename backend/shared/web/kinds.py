"""The kinds of endpoints that operators tell apart: what is fast, what waits for a model, what stays open."""

from typing import Any, Literal

from shared.web.streaming import StreamRoute

Kind = Literal["read", "write", "import", "generation", "follow", "unknown"]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def kind_of(route: Any, method: str) -> Kind:
    """Return the kind of a request; `unknown` if no endpoint matched."""
    path = getattr(route, "path", None)
    if path is None:
        return "unknown"
    if method in SAFE_METHODS:
        return "follow" if path.endswith("/events") else "read"
    if method == "POST" and isinstance(route, StreamRoute):
        return "generation"
    return "import" if method == "POST" and path.endswith("/import") else "write"
