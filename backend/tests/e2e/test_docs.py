"""Every command in the documentation runs as it stands, and what is shown is what comes."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from stack.running import RunningStack
from stack.settings import REPOSITORY

DOCUMENTS = sorted(
    path.relative_to(REPOSITORY)
    for path in (*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md"), *REPOSITORY.glob("backend/bench/*.md"))
)
READMES = (Path("README.md"), Path("README.ko.md"))
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
JSON = re.compile(r"^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://)([^)#]+)")


def text(document: Path) -> str:
    return (REPOSITORY / document).read_text(encoding="utf-8")


def commands(document: Path) -> list[str]:
    return [line for block in SHELL.findall(text(document)) for line in block.splitlines() if line.strip()]


def test_the_readmes_two_commands_come_first() -> None:
    for readme in READMES:
        assert commands(readme)[:2] == ["make run", "make test"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_command_is_one_that_a_test_runs(document: Path) -> None:
    services = yaml.safe_load(text(Path("docker-compose.yml")))["services"]
    for command in commands(document):
        words = command.partition("#")[0].split()
        while words and re.fullmatch(r"[A-Z_]+=\S*", words[0]):
            words.pop(0)
        if not words or words[0] in ("curl", "cp") or re.match(r"[a-z_]+=\$\(", command):
            continue  # settings and values alone; the requests and copies have tests of their own, below
        if words[:3] == [".venv/bin/python", "-m", "bench"]:
            known = subprocess.run(
                [sys.executable, "-m", "bench", "--help"], check=True, capture_output=True, text=True
            )
            assert all(word in known.stdout for word in words[3:] if not word.isdigit())
        elif words[0] == "make":
            subprocess.run(["make", "-n", *words[1:]], cwd=REPOSITORY, check=True, capture_output=True)  # noqa: S607
        elif words[0] in ("uv", "npm"):
            # tests/clients and clients/tests build and install the packages; what the commands name has to be there.
            folders = [word for word in words if word.startswith(("sdk/", "./"))]
            assert folders, command
            assert all((REPOSITORY / folder).is_dir() for folder in folders), command
        else:
            assert words[:2] == ["docker", "compose"], command
            assert services


@pytest.mark.parametrize("readme", READMES, ids=str)
def test_the_requests_of_the_readme_run_as_they_stand(stack: RunningStack, readme: Path) -> None:
    lines = [line for line in commands(readme) if line.startswith(("API=", "id=", "curl"))]
    assert lines[0] == "API=http://api.localhost"
    script = "\n".join([f"{lines[0]}:{stack.web}", lines[1], *(f"{line}\necho" for line in lines[2:])])

    done = subprocess.run(["bash", "-ec", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)  # noqa: S607

    questions, path, imported = (json.loads(line) for line in done.stdout.splitlines() if line.strip())
    assert path["items"]
    assert (imported["resume"]["name"], imported["unparsed"]) == ("김민수", [])
    shown: dict[str, Any] = json.loads(JSON.findall(text(readme))[0])
    for part in ("type", "difficulty", "question"):
        assert questions["questions"][0][part] == shown["questions"][0][part]
    assert all(evidence in questions["questions"][0]["evidence"] for evidence in shown["questions"][0]["evidence"])
    assert shown["generation"].items() <= questions["generation"].items()


def test_the_requests_of_the_import_page_run_as_they_stand(stack: RunningStack) -> None:
    lines = [line for line in commands(Path("docs/import.md")) if line.startswith("curl")]
    script = "\n".join(f"{line}\necho" for line in lines).replace("api.localhost/", f"api.localhost:{stack.web}/")

    done = subprocess.run(["bash", "-ec", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)  # noqa: S607

    shown, stored = (json.loads(line) for line in done.stdout.splitlines() if line.strip())
    assert "id" not in shown["resume"]
    assert stored["resume"].items() >= shown["resume"].items()


def test_the_stream_of_the_page_on_generation_runs_as_it_stands(stack: RunningStack) -> None:
    first, *rest = commands(Path("docs/generation.md"))
    script = "\n".join([f"{first}:{stack.web}", *rest])

    done = subprocess.run(["bash", "-ec", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)  # noqa: S607

    events = re.findall(r"^event: (\w+)$", done.stdout, re.MULTILINE)
    assert events.count("question") == 5
    assert events[-1] == "completed"


def test_both_readmes_say_the_same() -> None:
    english, korean = (text(readme) for readme in READMES)

    assert JSON.findall(english) == JSON.findall(korean)
    for pattern in (r"^## ", r"^\| `", r"^\| \w+-service"):
        assert len(re.findall(pattern, english, re.MULTILINE)) == len(re.findall(pattern, korean, re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_links_lead_somewhere(document: Path) -> None:
    for target in LINK.findall(text(document)):
        assert (REPOSITORY / document.parent / target).exists(), target


def test_the_picture_is_drawn_from_its_source(tmp_path: Path) -> None:
    drawn = tmp_path / "drawn.png"

    source = REPOSITORY / "docs" / "architecture.py"
    subprocess.run([sys.executable, str(source), str(drawn)], check=True, capture_output=True)

    assert drawn.read_bytes() == (REPOSITORY / "Architecture.png").read_bytes()


def test_make_help_explains_every_target() -> None:
    shown = subprocess.run(["make", "help"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout  # noqa: S607

    targets = re.search(r"^\.PHONY: (.*)$", text(Path("Makefile")), re.MULTILINE)
    assert targets is not None
    for target in targets[1].split():
        assert re.search(rf"^  {target} +\S", shown, re.MULTILINE), target
