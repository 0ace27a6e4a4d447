"""The comparison: `python -m bench.llm [--rounds 5] [--quick] [words of a row ...]`."""

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop

from bench.llm.environments import python_of
from bench.llm.rows import ROWS, Bench, Measured, Row
from bench.llm.table import table
from bench.llm.workers import working
from shared.testing.wire.chance import ChanceServer

CONTENDERS: Mapping[str, tuple[str, str]] = {
    "raw": ("raw", "raw.py"),
    "plain try in order": ("plain", "plain.py"),
    "pydantic-ai FallbackModel": ("pydantic-ai", "pydantic_ai_model.py"),
    "pydantic-ai Agent": ("pydantic-ai", "pydantic_ai_agent.py"),
    "LangChain with_fallbacks": ("langchain", "langchain_fallbacks.py"),
    "LiteLLM Router": ("litellm", "litellm_router.py"),
    "ours": ("ours", "ours.py"),
}
Collected = dict[tuple[str, str], dict[str, list[Measured]]]


async def compare(rows: Sequence[Row], rounds: int, *, quick: bool) -> Collected:
    """Measure every row with every contender, in turns, `rounds` times."""
    results: Collected = defaultdict(lambda: defaultdict[str, list[Measured]](list))
    with tempfile.TemporaryDirectory(prefix="bench-llm-") as logs:
        async with ChanceServer() as wire:
            for number in range(rounds):
                bench = Bench(wire, quick, number)
                for row in rows:
                    for name, (environment, script) in CONTENDERS.items():
                        if name in row.skip:
                            continue
                        print(f"round {number + 1}: {row.name}: {name}", file=sys.stderr)
                        log = Path(logs) / f"{name}.log"
                        # A process of its own for each, so that no row inherits another's memory or health.
                        async with AsyncExitStack() as stack:
                            worker = await stack.enter_async_context(working(name, environment, script, log))
                            found: Mapping[str, Measured] = {}
                            try:
                                found = await row.measure(bench, worker)
                            except RuntimeError as error:
                                print(error, log.read_text(encoding="utf-8")[-2000:], file=sys.stderr)
                        for figure, value in found.items():
                            results[row.name, name][figure].append(value)
    return results


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.llm", description=__doc__)
    parser.add_argument("rows", nargs="*", help="words that a row's name has to contain; without any, all rows")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="does it run? its figures say nothing")
    options = parser.parse_args()
    wanted = [word.lower() for word in options.rows]
    rows = [row for row in ROWS if not wanted or any(word in row.name.lower() for word in wanted)]
    for environment in dict.fromkeys(environment for environment, _ in CONTENDERS.values()):
        python_of(environment)
    results = uvloop.run(compare(rows, 1 if options.quick else options.rounds, quick=options.quick))
    print(table(rows, results, list(CONTENDERS)))


if __name__ == "__main__":
    main()
