"""Which licence each package has, whether it is allowed, and docs/licences.md."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

import yaml

from supply.packages import Package, Use

POLICY = Path(__file__).parent / "licences.yaml"
USES: Mapping[Use, str] = {
    "services": "In the images of the services",
    "page": "In the page",
    "clients": "Installed with the Python client and the agents' server",
    "tools": "On developers' machines and while something is built",
}
HEAD = """# Licences

`make licences` writes this file from the lock files, the packages' own metadata and
[supply/licences.yaml](../backend/supply/licences.yaml), which says what is allowed and what is an exception. A test
fails if the file is not current, or if a package has a licence that is not allowed. `make sbom` writes the same as
CycloneDX.
"""


class LicenceNotAllowed(Exception):
    """A package has no licence that is known, or one that is not allowed."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What `licences.yaml` says."""

    allowed: frozenset[str]
    exceptions: Mapping[str, Mapping[str, str]]
    corrected: Mapping[str, str]
    spellings: Mapping[str, str]
    images: Mapping[str, str]

    @classmethod
    def load(cls) -> "Policy":
        """Read the file."""
        read: dict[str, Any] = yaml.safe_load(POLICY.read_text(encoding="utf-8"))
        return cls(frozenset(read.pop("allowed")), **read)

    def licence(self, package: Package) -> str:
        """Return a package's licence as an SPDX expression; raises `LicenceNotAllowed` if it is unknown or refused."""
        stated = self.corrected.get(package.name) or package.licence or _stated(package.name)
        expression = self.spellings.get(stated, stated)
        if not VALID.fullmatch(expression):
            raise LicenceNotAllowed(f"{package.name}: {stated!r} is no SPDX expression; add it to `corrected`.")
        exception = self.exceptions.get(package.name, self.exceptions.get(_family(package.name), {}))
        allowed = self.allowed | {exception.get("licence", "")}
        # Alternatives first: one that is allowed is enough, and everything within it must be.
        alternatives = re.split(r"\s+OR\s+", expression.strip("()"))
        if not any(set(re.split(r"\s+AND\s+", one.strip("()"))) <= allowed for one in alternatives):
            raise LicenceNotAllowed(f"{package.name}: {expression} is not allowed.")
        return str(expression)


VALID = re.compile(r"\(?[A-Za-z0-9.+-]+(?:\s+(?:AND|OR)\s+[A-Za-z0-9.+-]+)*\)?")
"""An expression of one level, which all packages have."""


def page(packages: Sequence[Package], policy: Policy) -> str:
    """Return docs/licences.md; raises `LicenceNotAllowed`."""
    parts = [HEAD]
    for use, title in USES.items():
        of_use = [package for package in packages if package.use == use]
        counts = Counter(policy.licence(package) for package in of_use)
        summary = ", ".join(f"{count} {licence}" for licence, count in counts.most_common())
        rows = [f"| {one.name} | {one.ecosystem} | {policy.licence(one)} |" for one in of_use]
        # A package may be locked in two versions.
        rows = list(dict.fromkeys(rows))
        parts.append(
            f"## {title}\n\n{summary}.\n\n| package | from | licence |\n| --- | --- | --- |\n" + "\n".join(rows)
        )
    exceptions = [f"| {name} | {one['licence']} | {one['reason']} |" for name, one in policy.exceptions.items()]
    parts.append("## Exceptions\n\n| package | licence | why |\n| --- | --- | --- |\n" + "\n".join(exceptions))
    images = [f"| {name} | {licence} |" for name, licence in policy.images.items()]
    parts.append(
        "## Images of others\n\nWhat Compose and the Dockerfiles fetch from their registries; the licence is that of "
        "the program. The Debian packages inside have licences of their own.\n\n| image | licence |\n| --- | --- |\n"
        + "\n".join(images)
    )
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _family(name: str) -> str:
    """Return the name without the platform of a binary package (`lightningcss-linux-x64-gnu`)."""
    return name.partition("-")[0]


def _stated(name: str) -> str:
    try:
        found = metadata(name)
    except PackageNotFoundError:  # it is for another platform
        return ""
    if "License-Expression" in found:
        return found["License-Expression"]
    if "License" in found and (text := found["License"].strip()):
        return text.splitlines()[0]
    classifiers: list[str] = found.get_all("Classifier") or []
    stated = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License :: OSI Approved")]
    return stated[0] if len(stated) == 1 else ""
