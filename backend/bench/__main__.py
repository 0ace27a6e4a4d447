"""`python -m bench [name ...]`: measure and print a table."""

import argparse
import signal
import sys
from collections.abc import Callable, Mapping
from types import FrameType

from bench.effort import Effort
from bench.extracting import extraction
from bench.faulting import faults
from bench.generating import generation
from bench.growing import growth
from bench.hostile import hostile
from bench.identity import identity
from bench.jobs.figures import jobs
from bench.practice.figures import practice
from bench.report import Figure, table
from bench.resumes import resume
from bench.searching import search
from bench.starting import start
from bench.streaming import streaming

BENCHMARKS: Mapping[str, Callable[[Effort], list[Figure]]] = {
    "resume": resume,
    "growth": growth,
    "search": search,
    "hostile": hostile,
    "identity": identity,
    "start": start,
    "generation": generation,
    "streaming": streaming,
    "practice": practice,
    "jobs": jobs,
    "faults": faults,
    "extraction": extraction,
}


def main() -> None:
    """Run the benchmarks that were asked for, all without a name."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"which of {', '.join(BENCHMARKS)}; none: all")
    parser.add_argument("--rounds", type=int, help="counted rounds (5; 1 with --quick)")
    parser.add_argument("--quick", action="store_true", help="see that it runs; the figures say nothing")
    options = parser.parse_args()
    unknown = set(options.names) - BENCHMARKS.keys()
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    effort = Effort(options.rounds or (1 if options.quick else 5), options.quick)
    # A job in the background of a shell begins with SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _interrupted)
    figures: list[Figure] = []
    try:
        for name in options.names or BENCHMARKS:
            print(f"measuring: {name}", file=sys.stderr, flush=True)
            figures += BENCHMARKS[name](effort)
    finally:
        print(table(figures))


def _interrupted(_: int, __: FrameType | None) -> None:
    """End as Ctrl-C does. An exception of our own would be lost in a callback of the event loop."""
    signal.raise_signal(signal.SIGINT)


if __name__ == "__main__":
    main()
