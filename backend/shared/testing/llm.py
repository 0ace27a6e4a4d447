"""A provider without a wire, for tests of what stands above the registry."""

from collections.abc import Callable, Sequence

from shared.config.llm import ProviderName
from shared.llm.base import Call, Completion, Usage
from shared.llm.errors import ProviderError
from shared.llm.registry import Entry, Registry

Answer = str | ProviderError | Callable[[Call], str]


class FakeProvider:
    """Gives the scripted answers one after the other, the last one again and again; keeps what it was asked."""

    def __init__(self, *answers: Answer, name: ProviderName = "openai") -> None:
        self.name: ProviderName = name
        self.model = "fake-model"
        self.calls: list[Call] = []
        self._answers = list(answers)

    async def prepare(self) -> None:
        """There is nothing to load."""

    async def complete(self, call: Call) -> Completion:
        """The next answer; a `ProviderError` in its place is raised."""
        self.calls.append(call)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, ProviderError):
            raise answer
        text = answer if isinstance(answer, str) else answer(call)
        return Completion(text, "fake-model-1", Usage(100, 50, 10))

    async def aclose(self) -> None:
        """There is nothing to close."""


def registry_of(*providers: FakeProvider, deadline_seconds: float = 5) -> Registry:
    """A registry of fakes."""
    entries: Sequence[Entry] = [Entry(provider, deadline_seconds, 4096) for provider in providers]
    return Registry(entries, deadline_seconds)
