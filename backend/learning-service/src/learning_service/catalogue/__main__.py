"""`python -m learning_service.catalogue` opens each URL of the catalogue and reports those that are gone."""

import argparse
import asyncio
import logging
import sys

from learning_service.catalogue.checking import Report, check, open_client
from learning_service.catalogue.library import catalogue


def main() -> int:
    """Check the URLs and return the exit code: 1 if a URL is gone."""
    parser = argparse.ArgumentParser(prog="python -m learning_service.catalogue", description=__doc__)
    parser.add_argument("ids", nargs="*", help="ids of entries, or prefixes of ids (default: all)")
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
