"""`python -m learning_service.catalogue` opens each address of the catalogue and names what is gone."""

import argparse
import asyncio
import logging
import sys

from learning_service.catalogue.checking import Report, check, open_client
from learning_service.catalogue.library import catalogue


def main() -> int:
    """Return the exit code: 1 when an address is gone."""
    parser = argparse.ArgumentParser(prog="python -m learning_service.catalogue", description=__doc__)
    parser.add_argument("ids", nargs="*", help="ids of entries, or how they begin; all when left out")
    options = parser.parse_args()
    logging.disable()
    report = asyncio.run(_check(tuple(options.ids)))
    print(report)  # noqa: T201  the output of the command
    return report.exit_code


async def _check(ids: tuple[str, ...]) -> Report:
    entries = [entry for entry in catalogue().by_id.values() if not ids or entry.id.startswith(ids)]
    async with open_client() as client:
        return await check(entries, client)


if __name__ == "__main__":
    sys.exit(main())
