"""The packages of all lock files, and where each one ends up."""

import base64
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from stack.settings import REPOSITORY

Ecosystem = Literal["pypi", "npm"]
Use = Literal["services", "page", "clients", "tools"]
"""In an image of a service; in the page; with a client or the agents' server; on developers' machines alone."""

UV_LOCK = REPOSITORY / "backend" / "uv.lock"
NPM_LOCKS: Mapping[Path, Use] = {
    REPOSITORY / "web" / "package-lock.json": "page",
    REPOSITORY / "sdk" / "typescript" / "package-lock.json": "clients",
}
"""The lock files of npm, with the use of what is no tool in each."""

SERVICES = ("resume-service", "interview-service", "learning-service")
CLIENTS = ("interview-prep", "interview-prep-mcp")
USES: tuple[Use, ...] = ("tools", "clients", "page", "services")
"""From the one that matters least: a package with several has the last of them."""

SHOWN_TO_BROWSERS = frozenset({"svelte"})
"""Compiled into the page, though npm counts it among the tools."""


@dataclass(frozen=True, slots=True)
class Package:
    """A locked package. `sha` has the algorithm and the hexadecimal digest of one of its files."""

    ecosystem: Ecosystem
    name: str
    version: str
    use: Use
    sha: tuple[str, str] | None
    needs: tuple[str, ...]
    licence: str | None = None
    """What the lock file says; Python's says nothing."""

    @property
    def purl(self) -> str:
        """Its package URL (ECMA-427)."""
        return f"pkg:{self.ecosystem}/{self.name.replace('@', '%40')}@{self.version}"


def packages() -> list[Package]:
    """Return every package of all lock files once, sorted; npm installs some in several places."""
    listed = [*_python(), *(one for lock, use in NPM_LOCKS.items() for one in _npm(lock, use))]
    found = {package.purl: package for package in sorted(listed, key=lambda package: USES.index(package.use))}
    return sorted(found.values(), key=lambda package: (package.ecosystem, package.name, package.version))


def _python() -> Iterator[Package]:
    locked: list[dict[str, Any]] = tomllib.loads(UV_LOCK.read_text(encoding="utf-8"))["package"]
    by_name = {package["name"]: package for package in locked}
    shipped = _closure(by_name, SERVICES)
    of_clients = _closure(by_name, CLIENTS)
    for package in locked:
        if "registry" not in package["source"]:
            continue  # one of our own
        files: list[dict[str, str]] = [*([package["sdist"]] if "sdist" in package else []), *package.get("wheels", ())]
        algorithm, _, digest = files[0]["hash"].partition(":")
        yield Package(
            "pypi",
            package["name"],
            package["version"],
            "services" if package["name"] in shipped else "clients" if package["name"] in of_clients else "tools",
            (algorithm, digest),
            tuple(sorted({one["name"] for one in package.get("dependencies", ())})),
        )


def _closure(locked: Mapping[str, Mapping[str, Any]], roots: Sequence[str]) -> set[str]:
    """Return what the roots need, with their extras."""
    found: set[tuple[str, tuple[str, ...]]] = set()
    waiting: list[tuple[str, tuple[str, ...]]] = [(name, ()) for name in roots]
    while waiting:
        name, extras = one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        needed = list(locked[name].get("dependencies", ()))
        for extra in extras:
            needed += locked[name].get("optional-dependencies", {}).get(extra, ())
        waiting += [(need["name"], tuple(need.get("extra", ()))) for need in needed]
    return {name for name, _ in found}


def _npm(lock: Path, shipped: Use) -> Iterator[Package]:
    locked: dict[str, dict[str, Any]] = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    for path, package in locked.items():
        if not path:
            continue  # the page or the client itself
        name = path.rpartition("node_modules/")[2]
        algorithm, _, encoded = str(package["integrity"]).partition("-")
        is_tool = package.get("dev") and name not in SHOWN_TO_BROWSERS
        yield Package(
            "npm",
            name,
            package["version"],
            "tools" if is_tool else shipped,
            (algorithm, base64.b64decode(encoded).hex()),
            tuple(sorted(package.get("dependencies", {}))),
            package.get("license"),
        )
