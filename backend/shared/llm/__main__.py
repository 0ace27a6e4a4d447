"""`python -m shared.llm check`: try each configured language model once.

Exit code 0: all configured providers work. 1: one does not, or the settings are invalid. 2: none is configured.
"""

import argparse
import asyncio
import logging
import sys
from pathlib import Path

import structlog
from dotenv import load_dotenv
from pydantic import ValidationError

from shared.config.llm import LlmSettings
from shared.llm.checking import check
from shared.llm.money.pricing import price_table

ENV_FILE = Path(__file__).resolve().parents[3] / ".env"
"""The repository's `.env`, as for `make run`."""


def main() -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m shared.llm")
    commands = parser.add_subparsers(required=True, metavar="check")
    command = commands.add_parser("check", help="try each configured language model once", description=__doc__)
    command.add_argument(
        "--env-file",
        type=Path,
        default=ENV_FILE,
        help="settings file; environment variables take precedence (%(default)s)",
    )
    options = parser.parse_args()
    # The table has all results, and a library's log could quote a provider.
    logging.disable()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    # Into the environment, from which the settings of other compatible servers are read.
    load_dotenv(options.env_file, override=False)
    try:
        settings = LlmSettings()
        prices = price_table(settings.llm_prices_file)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        return _wrong(*(": ".join([*(str(part).upper() for part in place["loc"]), place["msg"]]) for place in found))
    except (OSError, ValueError) as error:
        return _wrong(f"LLM_PRICES_FILE: {error}")
    report = asyncio.run(check(settings, prices))
    print(report)  # noqa: T201  the output of the command
    return report.exit_code


def _wrong(*what: str) -> int:
    print(*what, sep="\n", file=sys.stderr)  # noqa: T201  likewise
    return 1


if __name__ == "__main__":
    sys.exit(main())
