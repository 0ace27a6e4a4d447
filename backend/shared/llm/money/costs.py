"""Costs of requests: the maximum is reserved before one is sent, and the actual price computed when it is over."""

from shared.llm.base import NOTHING, Call, Usage
from shared.llm.money.budget import Budget, Hold
from shared.llm.money.pricing import PriceTable
from shared.llm.output.structured import schema_size

BYTES_PER_TOKEN = 3.5
"""Average for UTF-8 text: four for English, three or less for Korean, in the providers' tokenizers."""
MIN_BYTES_PER_TOKEN = 2.0
"""Lower bound, so that the reservation for a prompt is never less than its cost."""
TOKENS_PER_SECOND = 80
"""Assumed speed for estimating the output of an interrupted request without text."""


class Costs:
    """Prices, and the daily budget if there is one."""

    def __init__(self, prices: PriceTable, budget: Budget | None = None) -> None:
        self._prices = prices
        self._budget = budget

    async def hold(self, what: str, provider: str, model: str, call: Call) -> Hold | None:
        """Reserve the maximum cost of a request; raises `OverBudget`, and what the ledger raises."""
        if self._budget is None:
            return None
        texts = (call.instructions, *(message.text for message in call.messages))
        size = sum(len(text.encode()) for text in texts) + (schema_size(call.output) if call.output else 0)
        most = Usage(round(size / MIN_BYTES_PER_TOKEN), call.max_tokens)
        return await self._budget.hold(what, self.of(provider, model, model, most) or 0.0)

    def of(self, provider: str, asked_model: str, model: str, usage: Usage) -> float | None:
        """Return the price of `usage` in US dollars, or `None` if it is not known.

        If the reported `model` has no price, the name is taken as an alias of `asked_model`.
        """
        if usage == NOTHING:
            return 0.0
        named = model if self._prices.price(provider, model) is not None else asked_model
        return self._prices.cost(provider, named, usage.input_tokens, usage.cached_tokens, usage.output_tokens)


def estimated(call: Call, seconds: float, said: str = "", thought: int = 0) -> Usage:
    """Estimate the usage of a request without a bill: its input, and the output until then."""
    asked = _tokens(call.instructions) + sum(_tokens(message.text) for message in call.messages)
    reasoning = round(thought / BYTES_PER_TOKEN)
    written = _tokens(said) + reasoning if said else round(seconds * TOKENS_PER_SECOND)
    return Usage(asked, min(written, call.max_tokens), reasoning_tokens=min(reasoning, call.max_tokens))


def _tokens(text: str) -> int:
    return round(len(text.encode()) / BYTES_PER_TOKEN)
