"""The SBOM in CycloneDX 1.6. It depends on the lock files alone, so equal inputs give equal bytes."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml

from stack.settings import REPOSITORY
from supply.licences import Policy
from supply.packages import Package

HASHES = {"sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}
SCOPES = {"services": "required", "page": "required", "clients": "optional", "tools": "excluded"}
PRODUCT = "interview-prep"
IMAGE = re.compile(r"\$\{[A-Z_]+:-(?P<name>[^:}]+):(?P<version>[^}]+)\}")


def sbom(packages: Sequence[Package], policy: Policy) -> Mapping[str, Any]:
    """Return the document; raises `supply.licences.LicenceNotAllowed`."""
    components = [*(_component(package, policy) for package in packages), *_images(policy)]
    known: dict[tuple[str, str], list[str]] = {}
    for package in packages:
        known.setdefault((package.ecosystem, package.name), []).append(package.purl)
    dependencies = [
        {
            "ref": package.purl,
            "dependsOn": sorted(ref for need in package.needs for ref in known.get((package.ecosystem, need), ())),
        }
        for package in packages
    ]
    everything = "\n".join(str(one["bom-ref"]) for one in components)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, everything)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": PRODUCT, "bom-ref": PRODUCT}},
        "components": components,
        "dependencies": [{"ref": PRODUCT, "dependsOn": [str(one["bom-ref"]) for one in components]}, *dependencies],
    }


def _component(package: Package, policy: Policy) -> dict[str, Any]:
    hashes = [] if package.sha is None else [{"alg": HASHES[package.sha[0]], "content": package.sha[1]}]
    return {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "scope": SCOPES[package.use],
        "purl": package.purl,
        "hashes": hashes,
        "licenses": [{"expression": policy.licence(package).strip("()")}],
        "properties": [{"name": f"{PRODUCT}:use", "value": package.use}],
    }


def _images(policy: Policy) -> list[dict[str, Any]]:
    services = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    found = [IMAGE.fullmatch(service["image"]) for service in services.values() if "image" in service]
    return [
        {
            "type": "container",
            "bom-ref": f"image:{image['name']}:{image['version']}",
            "name": image["name"],
            "version": image["version"],
            "licenses": [{"expression": policy.images[image["name"]]}],
        }
        for image in found
        if image is not None
    ]
