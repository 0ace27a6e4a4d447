"""`python -m page`: serve the page until a signal arrives."""

import sys

import uvicorn

from page.app import Page
from page.settings import PageSettings


def main() -> int:
    """Return the exit code: 1 if there is nothing to serve, or a setting is wrong."""
    try:
        settings = PageSettings.load()
        page = Page(settings.directory, settings.configuration, settings.issuer_origins)
    except (FileNotFoundError, ValueError) as reason:
        print(f"Cannot start: {reason}", file=sys.stderr)
        return 1
    uvicorn.run(
        page, host=settings.host, port=settings.port, log_level="warning", access_log=False, server_header=False
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
