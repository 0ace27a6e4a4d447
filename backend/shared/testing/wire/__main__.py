"""The wire fakes as a process: `python -m shared.testing.wire --port 9100 --delay-ms 500 --answer answer.json`."""

import argparse
import asyncio
import signal
from pathlib import Path

import uvloop

from shared.testing.wire.server import WireServer


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m shared.testing.wire", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--delay-ms", type=float, default=0, help="how long every answer takes")
    parser.add_argument("--answer", type=Path, help="file with the text of every answer; else the schema is kept")
    options = parser.parse_args()
    answer = options.answer.read_text(encoding="utf-8") if options.answer else None
    uvloop.run(serve(options.port, options.delay_ms / 1000, answer))


async def serve(port: int, delay: float, answer: str | None) -> None:
    """Serve on `port`; print the base URLs once connections are taken."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with WireServer(port) as wire:
        for name, provider in wire.providers.items():
            provider.delay = delay
            if answer is not None:
                provider.answers(answer)
            print(f"{name}: {provider.base_url}", flush=True)  # noqa: T201  the output of the command
        await stopped.wait()


if __name__ == "__main__":
    main()
