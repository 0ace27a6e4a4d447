"""The contenders' processes."""

import asyncio
import json
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bench.llm.environments import BACKEND, python_of

CONTENDERS = Path(__file__).parent / "contenders"
LONGEST_LINE = 2**20


class Worker:
    """A contender's process, which does one thing after the other."""

    def __init__(self, name: str, process: asyncio.subprocess.Process) -> None:
        self.name = name
        self._process = process

    async def do(self, action: str, on: str = "main", **more: Any) -> dict[str, Any]:
        """Send a command and return what was found."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": action, "on": on, **more}).encode() + b"\n")
        await self._process.stdin.drain()
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended while it was asked to {action}")
        return json.loads(line)


@asynccontextmanager
async def working(name: str, environment: str, script: str, log: Path) -> AsyncGenerator[Worker]:
    """A contender's process; it is ended afterwards. What it prints goes to `log`."""
    variables = {key: value for key, value in os.environ.items() if not key.endswith(("_API_KEY", "_BASE_URL"))}
    variables["PYTHONPATH"] = str(BACKEND) if environment == "ours" else ""
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            python_of(environment),
            CONTENDERS / script,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            env=variables,
            limit=LONGEST_LINE,
        )
        try:
            yield Worker(name, process)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
