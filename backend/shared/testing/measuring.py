"""Coverage in the processes that tests start.

They are held to times and many of them are killed, so none is measured unless a test gives it `MEASURED`.
"""

import os
from collections.abc import Mapping
from pathlib import Path

CONFIGURATION = "COVERAGE_PROCESS_CONFIG"
"""Tells a new Python process to measure coverage (coverage.py, `patch = subprocess`)."""

DATA_FILE = Path(__file__).resolve().parents[2] / ".coverage"


def _taken_from_children() -> Mapping[str, str]:
    configuration = os.environ.pop(CONFIGURATION, None) if "PYTEST_XDIST_WORKER" in os.environ else None
    return {} if configuration is None else {CONFIGURATION: configuration, "COVERAGE_FILE": str(DATA_FILE)}


MEASURED = _taken_from_children()
"""The environment of a short-lived process whose coverage counts; empty unless coverage is measured."""
