"""What goes over the network while somebody uses the page, and what happens to it there."""

import json
from typing import Any

import httpx
from playwright.sync_api import Page, Request, Route


def sent_to(page: Page, path: str) -> list[tuple[str, dict[str, Any]]]:
    """Keep the keys and bodies of what is sent to this path from here on."""
    sent: list[tuple[str, dict[str, Any]]] = []

    def saw(request: Request) -> None:
        if request.url.split("?")[0].endswith(path) and request.method in {"POST", "PATCH"}:
            sent.append((request.headers.get("idempotency-key", ""), json.loads(request.post_data or "null")))

    page.on("request", saw)
    return sent


def fetched(route: Route) -> str:
    """Let a request through and return what it is answered with. Only the browser knows where the page's host is."""
    host = httpx.URL(route.request.url)
    url = route.request.url.replace(host.host, "127.0.0.1", 1)
    return route.fetch(url=url, headers={**route.request.all_headers(), "host": host.netloc.decode()}).text()


def unseen(route: Route) -> None:
    """Have a request carried out, and let its answer be lost."""
    fetched(route)
    route.abort()
