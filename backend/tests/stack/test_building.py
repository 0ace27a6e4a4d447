"""When the page is built, with which Node, and what happens if it cannot be."""

import sys
from pathlib import Path

import pytest

from stack.building import CannotBuild, build, find_npm, fingerprint, main

NPM = """#!{python}
import pathlib, sys
with open("said", "a") as said:
    said.write(" ".join(sys.argv[1:]) + "\\n")
if pathlib.Path("broken").exists():
    sys.exit("no such package: left-pad")
pathlib.Path("node_modules").mkdir(exist_ok=True)
pathlib.Path("dist").mkdir(exist_ok=True)
"""


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sources of a page, and an npm that notes what it is told."""
    for name in (
        "index.html",
        "package-lock.json",
        "package.json",
        "svelte.config.js",
        "tsconfig.json",
        "vite.config.ts",
    ):
        (tmp_path / name).write_text(name, encoding="utf-8")
    for name in ("public", "scripts", "src/api/generated"):
        (tmp_path / name).mkdir(parents=True)
    commands = tmp_path / "bin"
    commands.mkdir()
    for name, text in {"npm": NPM.format(python=sys.executable), "node": "#!/bin/sh\necho v24.1.0\n"}.items():
        (commands / name).write_text(text, encoding="utf-8")
        (commands / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{commands}:/usr/bin:/bin")
    return tmp_path


def said(web: Path) -> list[str]:
    return (web / "said").read_text(encoding="utf-8").splitlines()


def test_it_is_built_once_and_again_when_a_source_changes(web: Path) -> None:
    assert [build(web), build(web)] == [True, False]
    (web / "src" / "main.ts").write_text("changed", encoding="utf-8")

    assert build(web)

    assert said(web) == ["ci", "run build", "run build"]


def test_other_packages_are_installed_anew(web: Path) -> None:
    build(web)
    (web / "package-lock.json").write_text("other", encoding="utf-8")

    build(web)

    assert said(web) == ["ci", "run build", "ci", "run build"]


def test_generated_types_change_nothing(web: Path) -> None:
    before = fingerprint(web)
    (web / "src" / "api" / "generated" / "resume.d.ts").write_text("export {}", encoding="utf-8")

    assert fingerprint(web) == before


def test_a_failed_build_says_that_the_page_of_before_is_served(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(web)
    (web / "dist" / "index.html").write_text("built", encoding="utf-8")
    (web / "src" / "main.ts").write_text("changed", encoding="utf-8")
    (web / "broken").touch()

    assert main([], web) == 0
    assert "The product starts with the page as it was built before" in capsys.readouterr().err


def test_a_page_that_cannot_be_checked_says_why(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"], web) == 1
    assert "not installed. To install it: make page" in capsys.readouterr().err


def test_a_failure_says_why_and_stops_nothing(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (web / "broken").touch()
    with pytest.raises(CannotBuild, match="`npm ci` failed:\nno such package: left-pad"):
        build(web)

    assert main([], web) == 0
    assert "The product starts without it" in capsys.readouterr().err


@pytest.mark.parametrize("version", ["v18.20.4", "v20.18.0", "v21.7.3", "v22.11.0", "nonsense"])
def test_an_old_node_on_the_path_is_not_used(web: Path, version: str) -> None:
    (web / "bin" / "node").write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")

    assert Path(find_npm()[-1]).name == "npm-cli.js"


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2", "v22.12.0", "v24.1.0"])
def test_a_node_that_vite_runs_on_is_used(web: Path, version: str) -> None:
    (web / "bin" / "node").write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")

    assert find_npm() == [str(web / "bin" / "npm")]
