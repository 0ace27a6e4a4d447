"""The examples of the Python client's README work as they are."""

import asyncio
import re
from pathlib import Path

import pytest

from clients.product import Product
from clients.writing import SDK
from stack.settings import REPOSITORY

README = (SDK / "python" / "README.md").read_text(encoding="utf-8")
CODE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


async def test_the_examples_work(
    product: Product, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(REPOSITORY)
    namespace: dict[str, object] = {"TOKEN": product.token("reader of the README")}
    said: list[str] = []
    for code in CODE.findall(README):
        program = compile(code.replace("http://api.localhost", product.url), "README.md", "exec")
        await asyncio.to_thread(exec, program, namespace)
        said.append(capsys.readouterr().out)

    first, watched, path, changes, again = said
    assert first.count(" - ") == 3
    assert watched.endswith("rule_based\n")
    assert path.strip()
    assert re.fullmatch(r"PRECONDITION_FAILED [0-9a-f-]{36}\nnothing new\n", changes)
    assert again == ""


def test_it_names_every_error() -> None:
    errors = (SDK / "python" / "src" / "interview_prep" / "errors.py").read_text(encoding="utf-8")
    names = set(re.findall(r"^class (\w+)\(.*Error.*\):$", errors, re.MULTILINE))

    assert len(names) == 13
    assert {name for name in names if f"`{name}`" not in README} == set()


def test_files_it_names_exist() -> None:
    assert all((REPOSITORY / name).exists() for name in re.findall(r"[\w/]+\.txt", README))
    assert Path(SDK / "openapi").is_dir()
