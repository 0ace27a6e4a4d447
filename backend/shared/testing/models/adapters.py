"""An adapter before the fake of its provider, and what it made of an answer."""

from dataclasses import dataclass, field

from shared.llm.base import Call, Finish, Message, Provider, Thinking
from shared.llm.errors import ProviderError
from shared.llm.providers.claude import ClaudeProvider
from shared.llm.providers.gemini import GeminiProvider
from shared.llm.providers.openai import OpenAIProvider
from shared.testing.wire import WireServer

Kind = type[ProviderError]


NAMES = ("openai", "local", "claude", "gemini")
CALL = Call("capital", "Answer.", (Message("user", "What is the capital of Korea?"),), None, 100)
TEXT = "Seoul has been the capital of Korea since 1394. " * 4
SECONDS = 10


def adapter(name: str, wire: WireServer, seconds: float = SECONDS, effort: str | None = None) -> Provider:
    """The adapter of a provider, or of a compatible server by any other name."""
    url = wire.providers[name].base_url
    if name == "claude":
        return ClaudeProvider("key", "model", url, seconds, effort)
    if name == "gemini":
        return GeminiProvider("key", "model", url, seconds, effort)
    return OpenAIProvider(name, "key", "model", url, seconds, effort)


@dataclass
class Told:
    """What an adapter made of an answer."""

    text: str = ""
    thoughts: list[int] = field(default_factory=list[int])
    finish: Finish | None = None
    failure: ProviderError | None = None

    @property
    def kind(self) -> Kind | None:
        """What kind of failure it was."""
        return type(self.failure) if self.failure is not None else None


async def told_by(provider: Provider) -> Told:
    """What it makes of its next answer."""
    told = Told()
    try:
        async for piece in provider.stream(CALL):
            assert told.finish is None, "something after the finish"
            match piece:
                case str():
                    assert piece
                    told.text += piece
                case Thinking(characters):
                    assert not told.text
                    told.thoughts.append(characters)
                case Finish():
                    told.finish = piece
    except ProviderError as error:
        assert told.finish is None, "a failure after the finish"
        told.failure = error
    return told
