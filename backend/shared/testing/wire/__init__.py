"""Fakes of the LLM providers' HTTP, on a real socket. `python -m shared.testing.wire` runs them as a process."""

from shared.testing.wire.behaviours import Answers, Behaviour, Fails, Improvises, Sends
from shared.testing.wire.dialects.dialect import (
    CACHED_TOKENS,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    REASONING_TOKENS,
    WireRequest,
)
from shared.testing.wire.faults import FAULTS, Fault
from shared.testing.wire.provider import WireProvider
from shared.testing.wire.server import WireServer, closed_port_url
from shared.testing.wire.settings import KEYS, environment_for, settings_for, values_for

__all__ = [
    "CACHED_TOKENS",
    "FAULTS",
    "INPUT_TOKENS",
    "KEYS",
    "OUTPUT_TOKENS",
    "REASONING_TOKENS",
    "Answers",
    "Behaviour",
    "Fails",
    "Fault",
    "Improvises",
    "Sends",
    "WireProvider",
    "WireRequest",
    "WireServer",
    "closed_port_url",
    "environment_for",
    "settings_for",
    "values_for",
]
