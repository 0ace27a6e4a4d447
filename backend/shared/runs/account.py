"""The account of a run: its cost, the writers of its parts, and the rejected parts."""

from collections import Counter
from collections.abc import Sequence
from time import perf_counter

from shared.llm.base import Attempt
from shared.llm.streams import Writer
from shared.runs.generation import Generation


class Account:
    """Collected during a run and summed up by `generation`. `version` is that of the prompt, or of the rules' data."""

    def __init__(self, version: str) -> None:
        self.rejected: Counter[str] = Counter()
        self._version = version
        self._attempts: list[Attempt] = []
        self._writers: list[Writer] = []
        self._rules: str | None = None
        self._started = perf_counter()

    def asked(self, attempts: Sequence[Attempt]) -> None:
        """Record the requests to providers, whatever their outcome."""
        self._attempts += attempts

    def wrote(self, writer: Writer) -> None:
        """Record that a model wrote an accepted part."""
        self._writers.append(writer)

    def filled(self, rules: str) -> None:
        """Record that rules of this version made a part that no model could."""
        self._rules = rules

    def reject(self, reason: str) -> None:
        """Record that a part written by a model was rejected."""
        self.rejected[reason] += 1

    def generation(self) -> Generation:
        """Return the sum to be stored with the result. If no model was called, the rules made everything."""
        elapsed = round((perf_counter() - self._started) * 1000)
        if not self._attempts:
            return Generation.by_rules(self._version, elapsed)
        writers = [writer() for writer in self._writers]
        return Generation.by_llm(self._version, self._attempts, writers, elapsed, self.rejected, self._rules)
