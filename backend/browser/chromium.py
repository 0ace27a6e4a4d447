"""A Chromium for the tests of the page: where it comes from, and how it is started."""

import os
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP api.localhost 127.0.0.1"),
)


def chromium_path() -> str | None:
    """Return the path of the browser: `CHROMIUM`, or the first of the usual names; None if there is none of these."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def install() -> int:
    """See to it that there is a browser. Return the exit code of what was tried last."""
    if chromium_path() is not None:
        return 0
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        print("Installing Debian's chromium, to test the page with (once) ...")
        # A fresh machine has no lists of packages yet.
        subprocess.run([apt, "update", "-qq"], stdout=subprocess.DEVNULL, check=False)  # noqa: S603  fixed words
        command = [apt, "install", "-y", "-qq", "chromium", "fonts-noto-cjk"]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)  # noqa: S603  fixed words
        if done.returncode == 0:
            return 0
    print("Downloading Playwright's own Chromium, to test the page with (once) ...")
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(playwright, check=False).returncode  # noqa: S603  fixed words


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
