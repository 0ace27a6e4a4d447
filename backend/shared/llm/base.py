"""The registry's language: what is asked, what is answered, and what a provider has to be able to do."""

from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

from shared.config.llm import ProviderName

T = TypeVar("T", bound=BaseModel)
T_co = TypeVar("T_co", bound=BaseModel, covariant=True)


@dataclass(frozen=True, slots=True)
class LlmRequest(Generic[T]):
    """What a caller wants: a value of the type `output`, made by a model that follows `instructions` on `prompt`.

    `name` says what for, in lower snake case; it names the schema and stands in the log. `max_tokens` bounds the answer
    below the provider's own limit.
    """

    output: type[T]
    instructions: str
    prompt: str
    name: str
    max_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens a provider billed. `cached_tokens` are the part of `input_tokens` that it read from its cache."""

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
        )


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request to one provider: `outcome` is `ok` or the kind of its failure, `ms` how long it took."""

    provider: str
    model: str
    outcome: str
    ms: int


@dataclass(frozen=True, slots=True)
class LlmAnswer(Generic[T_co]):
    """A validated value, and how it came about.

    `model` is the one that the provider says answered. `usage` counts every attempt whose bill is known.
    """

    value: T_co
    provider: str
    model: str
    usage: Usage
    attempts: tuple[Attempt, ...]
    latency_ms: int


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """What a provider is sent: instructions, the turns so far, and the type whose JSON schema the answer must keep."""

    name: str
    instructions: str
    messages: tuple[Message, ...]
    output: type[BaseModel]
    max_tokens: int


@dataclass(frozen=True, slots=True)
class Completion:
    """What a provider said, whole: JSON text that nobody has checked yet."""

    text: str
    model: str
    usage: Usage


class Provider(Protocol):
    """One provider behind its SDK. Its failures are `shared.llm.errors.ProviderError`s and nothing else."""

    @property
    def name(self) -> ProviderName:
        """The name in settings, logs and answers."""
        ...

    @property
    def model(self) -> str:
        """The model that is asked for."""
        ...

    async def prepare(self) -> None:
        """Load the SDK and build the client, in a thread; a call does it too when it was not done before."""
        ...

    async def complete(self, call: Call) -> Completion:
        """Ask once. Cancelling it closes the connection. Raises `ProviderError`."""
        ...

    async def aclose(self) -> None:
        """Give the connections back."""
        ...
