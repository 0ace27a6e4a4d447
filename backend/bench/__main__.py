"""`python -m bench [name ...]`: measure and print a table."""

import argparse
from collections.abc import Callable, Mapping

from bench.faulting import faults
from bench.generating import generation
from bench.report import Figure, table
from bench.resumes import cpu, growth
from bench.starting import start

BENCHMARKS: Mapping[str, Callable[[int], list[Figure]]] = {
    "cpu": cpu,
    "growth": growth,
    "start": start,
    "generation": generation,
    "faults": faults,
}


def main() -> None:
    """Run the benchmarks that were asked for, all without a name."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="which; all when none is named")
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds (5)")
    arguments = parser.parse_args()
    figures: list[Figure] = []
    for name in arguments.names or BENCHMARKS:
        print(f"measuring: {name}", flush=True)
        figures += BENCHMARKS[name](arguments.rounds)
    print(f"\n{table(figures)}")


if __name__ == "__main__":
    main()
