"""What requests cost: reserved at the most before they are sent, and priced when they are over."""

from shared.llm.base import NOTHING, Call, Usage
from shared.llm.money.budget import Budget, Hold
from shared.llm.money.pricing import PriceTable
from shared.llm.output.structured import schema_size

BYTES_PER_TOKEN = 3.5
"""Of UTF-8 text: four for English, three and less for Korean, in the providers' tokenizers."""
MIN_BYTES_PER_TOKEN = 2.0
"""What is reserved for a prompt must not be less than it costs."""
TOKENS_PER_SECOND = 80
"""How fast a model writes while nobody hears it; what a request that was cut off is charged for."""


class Costs:
    """Prices, and the day's money where there is a limit to it."""

    def __init__(self, prices: PriceTable, budget: Budget | None = None) -> None:
        self._prices = prices
        self._budget = budget

    async def hold(self, what: str, provider: str, model: str, call: Call) -> Hold | None:
        """Reserve the most that a request can cost; raises `OverBudget`, and what the ledger raises."""
        if self._budget is None:
            return None
        texts = (call.instructions, *(message.text for message in call.messages))
        size = sum(len(text.encode()) for text in texts) + (schema_size(call.output) if call.output else 0)
        most = Usage(round(size / MIN_BYTES_PER_TOKEN), call.max_tokens)
        return await self._budget.hold(what, self.of(provider, model, model, most) or 0.0)

    def of(self, provider: str, asked_model: str, model: str, usage: Usage) -> float | None:
        """The price of `usage`, in US dollars; `None` when it is not known.

        An answer under a name that has no price is one of the model that was asked, under another name of it.
        """
        if usage == NOTHING:
            return 0.0
        named = model if self._prices.price(provider, model) is not None else asked_model
        return self._prices.cost(provider, named, usage.input_tokens, usage.cached_tokens, usage.output_tokens)


def estimated(call: Call, seconds: float, said: str = "", thought: int = 0) -> Usage:
    """What a request that nobody billed likely cost: its input, and what the model wrote until then."""
    asked = _tokens(call.instructions) + sum(_tokens(message.text) for message in call.messages)
    reasoning = round(thought / BYTES_PER_TOKEN)
    written = _tokens(said) + reasoning if said else round(seconds * TOKENS_PER_SECOND)
    return Usage(asked, min(written, call.max_tokens), reasoning_tokens=min(reasoning, call.max_tokens))


def _tokens(text: str) -> int:
    return round(len(text.encode()) / BYTES_PER_TOKEN)
