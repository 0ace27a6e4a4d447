"""What a run costs, who wrote what of it, and what of it was not kept."""

from collections import Counter
from collections.abc import Sequence
from time import perf_counter

from shared.llm.base import Attempt
from shared.llm.streams import Writer
from shared.runs.generation import Generation


class Account:
    """Kept while a run goes on; `generation` is its sum. `version` is that of the prompt, or of the rules' data."""

    def __init__(self, version: str) -> None:
        self.rejected: Counter[str] = Counter()
        self._version = version
        self._attempts: list[Attempt] = []
        self._writers: list[Writer] = []
        self._rules: str | None = None
        self._started = perf_counter()

    def asked(self, attempts: Sequence[Attempt]) -> None:
        """Requests went out to providers, whatever came back."""
        self._attempts += attempts

    def wrote(self, writer: Writer) -> None:
        """A part that is kept was written by a model."""
        self._writers.append(writer)

    def filled(self, rules: str) -> None:
        """A part that no model could write was made by rules of this version."""
        self._rules = rules

    def reject(self, reason: str) -> None:
        """A part that a model wrote is not kept."""
        self.rejected[reason] += 1

    def generation(self) -> Generation:
        """All of it, as it stands in what was made; where no model was asked, the rules made it."""
        elapsed = round((perf_counter() - self._started) * 1000)
        if not self._attempts:
            return Generation.by_rules(self._version, elapsed)
        writers = [writer() for writer in self._writers]
        return Generation.by_llm(self._version, self._attempts, writers, elapsed, self.rejected, self._rules)
