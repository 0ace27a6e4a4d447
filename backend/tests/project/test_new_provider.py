"""docs/llm.md says how a provider is added; this does what it says, with a copy of the package."""

import asyncio
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from shared.testing.wire import WireServer
from stack.settings import REPOSITORY

DOCUMENT = (REPOSITORY / "docs" / "llm.md").read_text(encoding="utf-8")
SECTION = DOCUMENT[DOCUMENT.index("\n### A provider with an SDK of its own\n") :]

PROGRAM = """
import asyncio, json
import shared
from pydantic import BaseModel
from shared.config.llm import LlmSettings
from shared.llm import LlmRequest, open_registry

class City(BaseModel):
    name: str

async def main():
    settings = LlmSettings()
    async with open_registry(settings) as llm:
        answer = await llm.generate(LlmRequest(City, "Answer in JSON.", "The capital of Korea?", "city"))
    variables = [name for name in LlmSettings.variables() if name.startswith("EXAMPLE_")]
    print(json.dumps([shared.__file__, llm.providers, answer.provider, answer.value.name, answer.cost_usd, variables]))

asyncio.run(main())
"""


def block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
    return found


def patched(text: str, diff: str) -> str:
    for hunk in diff.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        assert text.count(before) == 1
        text = text.replace(before, after)
    return text


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The package with one provider more."""
    shutil.copytree(
        REPOSITORY / "backend" / "shared", tmp_path / "shared", ignore=shutil.ignore_patterns("__pycache__")
    )
    llm = tmp_path / "shared" / "llm"
    (llm / "providers" / "example.py").write_text(block("python"), encoding="utf-8")
    known, prices = llm / "providers" / "known.py", llm / "data" / "prices.yaml"
    known.write_text(patched(known.read_text(encoding="utf-8"), block("diff")), encoding="utf-8")
    prices.write_text(prices.read_text(encoding="utf-8") + block("yaml"), encoding="utf-8")
    return tmp_path


async def test_a_provider_is_one_file_one_line_its_prices_and_its_settings(package: Path) -> None:
    settings = dict(re.findall(r"^# ([A-Z_]+)=(.*)$", block("ini"), re.MULTILINE))
    async with WireServer() as wire:
        wire.openai.answers('{"name": "서울"}')
        mine = {"EXAMPLE_API_KEY": "sk-example", "EXAMPLE_BASE_URL": wire.openai.base_url}
        environment = {**settings, **mine, "PYTHONPATH": str(package)}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", PROGRAM), cwd=package, env=environment, stdout=asyncio.subprocess.PIPE
        )
        printed, _ = await process.communicate()

    said: list[Any] = json.loads(printed.splitlines()[-1])
    home, providers, provider, value, cost, variables = said
    assert Path(home).is_relative_to(package)
    assert (providers, provider, value) == (["example"], "example", "서울")
    assert cost > 0
    assert set(variables) == settings.keys()
