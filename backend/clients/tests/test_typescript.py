"""The TypeScript client: its types are those of the API, it packs, and it does what every client must be able to do."""

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from clients.expecting import EXAMPLES
from clients.product import Product
from clients.tests.conftest import TYPESCRIPT
from clients.writing import SDK, write_types
from clients.writing import TYPESCRIPT as GENERATED
from stack.building import environment

README = (TYPESCRIPT / "README.md").read_text(encoding="utf-8")
CODE = re.compile(r"^```ts\n(.*?)^```", re.MULTILINE | re.DOTALL)


def run(npm: Sequence[str], *arguments: str, directory: Path = TYPESCRIPT, **variables: str) -> str:
    """Run npm; return what it said. What fails is shown."""
    ended = subprocess.run(
        [*npm, *arguments],
        cwd=directory,
        env={**environment(npm), "CI": "1", **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout
    return ended.stdout


@pytest.mark.usefixtures("npm")
def test_its_types_are_those_of_the_api(tmp_path: Path) -> None:
    (tmp_path / GENERATED).mkdir(parents=True)
    write_types(tmp_path)

    made, kept = ((root / GENERATED / "schema.ts").read_text(encoding="utf-8") for root in (tmp_path, SDK))
    assert made == kept, "it is old: make sdk"


def test_it_compiles_and_passes_its_units(npm: list[str]) -> None:
    run(npm, "run", "check")
    run(npm, "test")


def test_it_does_what_every_client_must(product: Product, npm: list[str]) -> None:
    said = run(npm, "run", "contract", PRODUCT_URL=product.url, TOKEN_URL=f"{product.issuer.url}/token")

    scenarios = json.loads((SDK / "scenarios.json").read_text(encoding="utf-8"))
    assert re.search(rf"Tests\s+{len(scenarios) + 2} passed", re.sub(r"\x1b\[[0-9;]*m", "", said)), said


def test_it_packs_and_the_examples_of_its_readme_work(tmp_path: Path, product: Product, npm: list[str]) -> None:
    run(npm, "pack", "--silent", "--pack-destination", str(tmp_path))
    (package,) = tmp_path.glob("*.tgz")
    run(npm, "install", "--silent", "--offline", "--no-audit", "--no-fund", str(package), directory=tmp_path)
    compiled = "\n".join(CODE.findall(README)).replace("http://api.localhost", product.url)
    (tmp_path / "example.mts").write_text(compiled, encoding="utf-8")
    compiler = TYPESCRIPT / "node_modules" / "typescript" / "bin" / "tsc"
    options = ["--module", "nodenext", "--target", "es2023", "--strict", "--skipLibCheck", "--types", "node"]
    roots = ["--typeRoots", str(TYPESCRIPT / "node_modules" / "@types")]
    node = [npm[0]] if len(npm) > 1 else ["node"]
    run(node, str(compiler), *options, *roots, "example.mts", directory=tmp_path)

    (tmp_path / "resume.json").write_bytes((EXAMPLES / "resume.json").read_bytes())
    said = run(node, "example.mjs", directory=tmp_path, TOKEN=product.token("reader of the README"))

    assert said.count(" - ") == 3
    assert "rule_based" in said
    assert "PRECONDITION_FAILED" in said
