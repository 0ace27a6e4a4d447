"""Settings of the page's server, read from the environment. An empty variable means the default."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SCOPE = "resumes:read resumes:write generate"


@dataclass(frozen=True, slots=True)
class PageSettings:
    """Where to listen, what to serve, and how callers of the API are identified."""

    host: str
    port: int
    directory: Path
    auth_mode: str
    issuer: str
    audience: str
    client_id: str
    token_origins: tuple[str, ...]

    @classmethod
    def load(cls) -> "PageSettings":
        """Read the environment."""

        def read(name: str, default: str = "") -> str:
            return os.environ.get(name) or default

        return cls(
            host=read("SERVICE_HOST", "127.0.0.1"),
            port=int(read("PAGE_PORT", "8004")),
            directory=Path(read("PAGE_DIRECTORY", "web/dist")),
            auth_mode=read("AUTH_MODE", "local"),
            issuer=read("AUTH_ISSUER"),
            audience=read("AUTH_AUDIENCE"),
            client_id=read("PAGE_CLIENT_ID", "interview-prep-page"),
            token_origins=tuple(_origin("PAGE_TOKEN_ORIGINS", one) for one in read("PAGE_TOKEN_ORIGINS").split()),
        )

    @property
    def configuration(self) -> dict[str, Any]:
        """What the page needs to know to identify its user."""
        if self.auth_mode != "jwt":
            return {"auth": {"mode": "local"}}
        names = {"issuer": self.issuer, "audience": self.audience, "client_id": self.client_id, "scope": SCOPE}
        return {"auth": {"mode": "jwt", **names}}

    @property
    def issuer_origins(self) -> tuple[str, ...]:
        """The origins that the page fetches tokens from, if callers need them: the issuer's, which says where its
        endpoints are, and those that they are at besides.
        """
        if self.auth_mode != "jwt":
            return ()
        return tuple(dict.fromkeys((_origin("AUTH_ISSUER", self.issuer), *self.token_origins)))


def _origin(setting: str, address: str) -> str:
    """Return the origin alone: in a policy, a path would allow that path alone, and a `;` would end the directive."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc or ";" in parts.netloc or "," in parts.netloc:
        raise ValueError(f"{setting} has no http(s) address: {address}")
    return f"{parts.scheme}://{parts.netloc}"
