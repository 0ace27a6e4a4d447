"""A provider without a wire, for tests of what stands above the registry."""

from collections.abc import AsyncGenerator, Callable, Mapping

from shared.llm.base import Call, ConfiguredProvider, Finish, Piece, Usage
from shared.llm.errors import ProviderError
from shared.llm.registry import Registry, RegistryLimits

Answer = str | ProviderError | Callable[[Call], str]
Configured = Mapping[str, ConfiguredProvider]


class FakeProvider:
    """Gives the scripted answers one after the other, the last one again and again; keeps what it was asked."""

    def __init__(self, *answers: Answer, name: str = "openai") -> None:
        self.name = name
        self.model = "fake-model"
        self.calls: list[Call] = []
        self._answers = list(answers)

    async def prepare(self) -> None:
        """There is nothing to load."""

    async def stream(self, call: Call) -> AsyncGenerator[Piece]:
        """The next answer in pieces of ten characters; a `ProviderError` in its place is raised."""
        text = self._next(call)
        for start in range(0, len(text), 10):
            yield text[start : start + 10]
        yield Finish("fake-model-1", Usage(100, 50, 10))

    async def aclose(self) -> None:
        """There is nothing to close."""

    def _next(self, call: Call) -> str:
        self.calls.append(call)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, ProviderError):
            raise answer
        return answer if isinstance(answer, str) else answer(call)


def registry_of(*providers: FakeProvider, deadline_seconds: float = 5) -> Registry:
    """A registry of fakes."""
    configured = [ConfiguredProvider(provider, deadline_seconds, 4096, 100) for provider in providers]
    return Registry(configured, RegistryLimits(deadline_seconds, max_retries=0))
