"""The comparison: `python -m bench.llm [--rounds 5] [--quick] [words of a row ...]`."""

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

import uvloop

from bench.llm.environments import python_of
from bench.llm.rows import ROWS, Bench, Measured, Row
from bench.llm.workers import working
from shared.testing.wire import WireServer

CONTENDERS: Mapping[str, tuple[str, str]] = {
    "raw": ("raw", "raw.py"),
    "pydantic-ai FallbackModel": ("pydantic-ai", "pydantic_ai_model.py"),
    "pydantic-ai Agent": ("pydantic-ai", "pydantic_ai_agent.py"),
    "LangChain with_fallbacks": ("langchain", "langchain_fallbacks.py"),
    "LiteLLM Router": ("litellm", "litellm_router.py"),
    "ours": ("ours", "ours.py"),
}
Results = dict[tuple[str, str], dict[str, list[Measured]]]
MULTIPLES = "CPU a call"


async def compare(rows: Sequence[Row], rounds: int, *, quick: bool) -> Results:
    """Measure every row with every contender, in turns, `rounds` times."""
    results: Results = defaultdict(lambda: defaultdict[str, list[Measured]](list))
    with tempfile.TemporaryDirectory(prefix="bench-llm-") as logs:
        async with WireServer() as wire:
            bench = Bench(wire, quick)
            for number in range(rounds):
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


def table(rows: Sequence[Row], results: Results) -> str:
    """The results in Markdown: medians, with the ranges behind them for ours."""
    names = list(CONTENDERS)
    lines = [f"| what | {' | '.join(names)} | ours must reach | met? |", "| --- |" + " --- |" * (len(names) + 2)]
    for row in rows:
        floor = median(_numbers(results["CPU a call, concurrency 1", "raw"]["ms"]) or [1.0])
        if row.name.startswith(MULTIPLES):
            floor = median(_numbers(results[row.name, "raw"]["ms"]) or [floor])
            cells = [_multiple(results[row.name, name]["ms"], floor) for name in names]
        else:
            cells = [_cell(results[row.name, name]) for name in names]
        unit = " x raw" if row.name.startswith(MULTIPLES) else ""
        bounds = ", ".join(dict.fromkeys(f"{_bound(bound)}{unit}" for bound in row.bounds.values()))
        ours = results[row.name, "ours"]
        met = all(_met(ours[figure], bound, floor if unit else 1.0) for figure, bound in row.bounds.items())
        lines.append(f"| {row.name} | {' | '.join(cells)} | {bounds} | {'yes' if met else 'NO'} |")
    return "\n".join(lines)


def _numbers(values: Sequence[Measured]) -> list[float]:
    return [value for value in values if isinstance(value, float | int)]


def _multiple(values: Sequence[Measured], floor: float) -> str:
    found = [value / floor for value in _numbers(values)]
    return f"{median(found):.2f} ({min(found):.2f}-{max(found):.2f})" if found else "-"


def _cell(figures: Mapping[str, Sequence[Measured]]) -> str:
    """Medians; of several figures the range of their medians."""
    words = list(dict.fromkeys(str(value) for values in figures.values() for value in values if isinstance(value, str)))
    medians = {name: median(_numbers(values)) for name, values in figures.items() if _numbers(values)}
    if set(medians) == {"s", "calls"}:
        said = [f"{medians['s']:.2f} s; {medians['calls']:.0f}"]
    elif len(medians) > 1:
        said = [f"{min(medians.values()):,.0f}-{max(medians.values()):,.0f} ms"]
    else:
        said = [f"{value:,.0f} {name if name in ('ms', 'MB') else ''}".strip() for name, value in medians.items()]
    return ", ".join([*said, *words]) or "-"


def _bound(bound: float | str) -> str:
    return bound if isinstance(bound, str) else f"≤ {bound:,g}"


def _met(values: Sequence[Measured], bound: float | str, floor: float) -> bool:
    if isinstance(bound, str):
        return bool(values) and set(values) == {bound}
    found = _numbers(values)
    return len(found) == len(values) > 0 and median(found) / floor <= bound


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
    print(table(rows, results))


if __name__ == "__main__":
    main()
