"""`python -m faults --jobs 300 --kills 200 --seed 1`: play it, and print what came of it."""

import argparse
import asyncio
import sys

from faults.scenario import survive
from stack.settings import REPOSITORY


def main() -> int:
    """Return 1 when something was lost, repeated or made twice."""
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    parser.add_argument("--jobs", type=int, default=300)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logs = REPOSITORY / ".data" / "faults"
    logs.mkdir(parents=True, exist_ok=True)
    outcome = asyncio.run(survive(logs, jobs=options.jobs, kills=options.kills, seed=options.seed))
    kills = ", ".join(f"{count} {name}" for name, count in outcome.kills.most_common())
    print(f"{outcome.jobs} jobs in {outcome.seconds:.0f} s, {outcome.kills.total()} kills: {kills}")
    print(f"ended: {dict(outcome.states)}; attempts: {dict(sorted(outcome.attempts.items()))}")
    print(f"clients reconnected {outcome.reconnected} times")
    repeated = outcome.told.total() - len(outcome.told)
    print(f"webhooks of {len(outcome.told)} ends, {repeated} of them sent again")
    for line in outcome.wrong:
        print(f"WRONG {line}")
    print(f"{len(outcome.wrong)} wrong")
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
