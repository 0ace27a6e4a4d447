"""A Chromium for the tests of the page: where it comes from, and how it is started."""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP api.localhost 127.0.0.1"),
)


class NoChromium(RuntimeError):
    """There is no browser to test with."""


def chromium_path() -> str:
    """Return the path of the browser: `CHROMIUM`, or the first of the usual names; raises `NoChromium`."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise NoChromium(
            "Install a Chromium (Debian: apt-get install chromium), or name one with CHROMIUM=/path/to/it."
        )
    return found


@contextmanager
def running_chromium(profile: Path) -> Generator[BrowserContext]:
    """Yield a browser with an empty profile in `profile`; it ends afterwards."""
    # As root, Chromium refuses to start with its sandbox.
    sandbox = () if os.geteuid() else ("--no-sandbox",)
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=chromium_path(),
            headless=True,
            args=[*FLAGS, *sandbox],
            timezone_id="Asia/Seoul",
        )
        try:
            yield context
        finally:
            context.close()
