"""Where the API is, and who asks."""

from collections.abc import Mapping
from dataclasses import dataclass

URL = "INTERVIEW_PREP_URL"
TOKEN = "INTERVIEW_PREP_TOKEN"  # noqa: S105  the name of a variable
DEFAULT_URL = "http://127.0.0.1"


@dataclass(frozen=True)
class Settings:
    """What the environment says. Its token is of the person who starts the server, so it is used over stdio only."""

    url: str = DEFAULT_URL
    token: str | None = None

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the settings."""
        return cls(environment.get(URL) or DEFAULT_URL, environment.get(TOKEN) or None)

    def __repr__(self) -> str:
        """Show everything but the token."""
        return f"Settings(url={self.url!r})"
