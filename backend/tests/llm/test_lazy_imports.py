"""The SDKs take seconds and a hundred megabytes, so a process loads those it uses."""

import subprocess
import sys

SDKS = ("openai", "anthropic", "google.genai")

IMPORT = "import shared.llm, shared.llm.registry, shared.llm.factory"
OPEN = """
import asyncio
from shared.config.llm import LlmSettings
from shared.llm import open_registry

async def main():
    async with open_registry(LlmSettings(llm_providers="claude,openai", anthropic_api_key="k", openai_api_key="k")):
        pass

asyncio.run(main())
"""
NO_KEY = OPEN.replace('anthropic_api_key="k", openai_api_key="k"', 'anthropic_api_key="", openai_api_key=""')


def loaded_after(code: str, *others: str) -> set[str]:
    script = f"{code}\nimport sys\nprint(*[name for name in {(*SDKS, *others)!r} if name in sys.modules])"
    environment = {"PYTHONPATH": ":".join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True, timeout=60
    )
    return set(done.stdout.split())


def test_importing_the_registry_loads_no_sdk() -> None:
    assert loaded_after(IMPORT) == set()


def test_the_package_itself_costs_nothing() -> None:
    assert loaded_after("import shared.llm", "pydantic", "structlog", "yaml") == set()


def test_without_a_key_no_sdk_is_ever_loaded() -> None:
    assert loaded_after(NO_KEY) == set()


def test_opening_the_registry_loads_the_configured_sdks_only() -> None:
    assert loaded_after(OPEN) <= {"anthropic", "openai"}
