"""The shared state of one generation."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.llm.money.costs import Costs
from shared.llm.race.clock import Clock
from shared.llm.race.failures import Failures
from shared.llm.race.observing import Observer
from shared.llm.race.record import Record


@dataclass(frozen=True, slots=True)
class Context:
    """One generation: its `name`, the time limits in `clock`, and the `costs` of its requests.

    `record` has its requests, `failures` its failures, and `observers` are notified of each request.
    """

    name: str
    clock: Clock
    costs: Costs
    observers: Sequence[Observer] = ()
    record: Record = field(default_factory=Record)
    failures: Failures = field(default_factory=Failures)
