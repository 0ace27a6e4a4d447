"""Totals of each model's requests since the process started, for operators."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.llm.base import NOTHING, Usage
from shared.llm.race.observing import Observation


@dataclass(slots=True)
class ModelTotals:
    """Requests by outcome, tokens and cost of one model. The tokens do not include estimates."""

    outcomes: Counter[str] = field(default_factory=Counter[str])
    usage: Usage = NOTHING
    cost_usd: float = 0.0


class Totals:
    """Totals by provider and model."""

    def __init__(self) -> None:
        self._models: dict[tuple[str, str], ModelTotals] = {}

    @property
    def models(self) -> Mapping[tuple[str, str], ModelTotals]:
        """Totals by provider and requested model."""
        return self._models

    def observe(self, seen: Observation) -> None:
        """Count one request."""
        made = seen.attempt
        key = made.provider, seen.asked_model
        totals = self._models.get(key)
        if totals is None:
            totals = self._models[key] = ModelTotals()
        totals.outcomes[made.outcome] += 1
        totals.cost_usd += made.cost_usd or 0.0
        if not made.estimated:
            totals.usage += made.usage
