"""What loading the SDKs costs, and that the event loop does not notice: `python -m bench.llm.loading`.

Each figure is of a new process. The loop's largest gap is how much later than asked a timer of 1 ms fired while the
three SDKs were loaded in a thread, and each was used for the first time.
"""

import asyncio
import json
import logging
import os
import subprocess
import sys
from statistics import median
from time import perf_counter

import structlog

ROUNDS = 5
MAX_IMPORT_MS, MAX_GAP_MS = 50, 50
IMPORT = "import time; t = time.perf_counter(); import shared.llm; print((time.perf_counter() - t) * 1000)"


async def load() -> dict[str, float]:
    """Open a registry of all three providers, ask each once, and watch the loop all the time."""
    from shared.config.llm import KNOWN  # noqa: PLC0415  in the measured process only
    from shared.llm import LlmRequest, open_registry  # noqa: PLC0415
    from shared.testing.wire import WireServer, settings_for  # noqa: PLC0415

    gaps: list[float] = []

    async def watch() -> None:
        last = perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = perf_counter()
            gaps.append((now - last) * 1000 - 1)
            last = now

    async with WireServer() as wire:
        watching = asyncio.create_task(watch())
        before = os.times()
        async with open_registry(settings_for(wire, *KNOWN)) as registry:
            await registry.prepare()
            after = os.times()
            for down in range(len(KNOWN)):
                for name in KNOWN[:down]:
                    wire.providers[name].fails("server_error")
                await registry.generate(LlmRequest(str, "Answer.", "The capital of Korea?", "text"))
        watching.cancel()
    return {"cpu_s": after.user + after.system - before.user - before.system, "gap_ms": max(gaps)}


def main() -> int:
    """Measure in processes of their own and report."""
    if "--once" in sys.argv:
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
        print(json.dumps(asyncio.run(load())))
        return 0
    imports = [float(_run("-c", IMPORT)) for _ in range(ROUNDS)]
    loads = [json.loads(_run("-m", "bench.llm.loading", "--once")) for _ in range(ROUNDS)]
    gaps = [found["gap_ms"] for found in loads]
    print(
        f"import shared.llm: {median(imports):.1f} ms ({min(imports):.1f}-{max(imports):.1f}), at most {MAX_IMPORT_MS}"
    )
    print(f"largest gap of the loop: {median(gaps):.1f} ms ({min(gaps):.1f}-{max(gaps):.1f}), at most {MAX_GAP_MS}")
    print(f"all three SDKs: {median(found['cpu_s'] for found in loads):.2f} s of CPU, in a thread")
    return 0 if median(imports) <= MAX_IMPORT_MS and max(gaps) <= MAX_GAP_MS else 1


def _run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
