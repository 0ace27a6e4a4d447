"""The packages of both lock files, and where each one ends up."""

import base64
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from stack.settings import REPOSITORY

Ecosystem = Literal["pypi", "npm"]
Use = Literal["services", "page", "tools"]
"""In an image of a service; in the page or what builds it; on developers' machines alone."""

UV_LOCK = REPOSITORY / "backend" / "uv.lock"
NPM_LOCK = REPOSITORY / "web" / "package-lock.json"
SERVICES = ("resume-service", "interview-service", "learning-service")
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
    """Return every package of both lock files once, sorted; npm installs some in several places."""
    found = {package.purl: package for package in (*_python(), *_npm())}
    return sorted(found.values(), key=lambda package: (package.ecosystem, package.name, package.version))


def _python() -> Iterator[Package]:
    locked: list[dict[str, Any]] = tomllib.loads(UV_LOCK.read_text(encoding="utf-8"))["package"]
    by_name = {package["name"]: package for package in locked}
    shipped = _closure(by_name, [(name, ()) for name in SERVICES])
    for package in locked:
        if "registry" not in package["source"]:
            continue  # one of our own
        files: list[dict[str, str]] = [*([package["sdist"]] if "sdist" in package else []), *package.get("wheels", ())]
        algorithm, _, digest = files[0]["hash"].partition(":")
        yield Package(
            "pypi",
            package["name"],
            package["version"],
            "services" if package["name"] in shipped else "tools",
            (algorithm, digest),
            tuple(sorted({one["name"] for one in package.get("dependencies", ())})),
        )


def _closure(locked: Mapping[str, Mapping[str, Any]], roots: Sequence[tuple[str, tuple[str, ...]]]) -> set[str]:
    """Return what the roots need, with their extras."""
    found: set[tuple[str, tuple[str, ...]]] = set()
    waiting = list(roots)
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


def _npm() -> Iterator[Package]:
    locked: dict[str, dict[str, Any]] = json.loads(NPM_LOCK.read_text(encoding="utf-8"))["packages"]
    for path, package in locked.items():
        if not path:
            continue  # the page itself
        name = path.rpartition("node_modules/")[2]
        algorithm, _, encoded = str(package["integrity"]).partition("-")
        in_page = not package.get("dev") or name in SHOWN_TO_BROWSERS
        yield Package(
            "npm",
            name,
            package["version"],
            "page" if in_page else "tools",
            (algorithm, base64.b64decode(encoded).hex()),
            tuple(sorted(package.get("dependencies", {}))),
            package.get("license"),
        )
