"""The registry's language: what is asked, what is answered, and what a provider has to be able to do."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

T = TypeVar("T", bound=BaseModel | str)
T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=BaseModel)

EXPECTED_TOKENS = 1_000
"""Length of an answer whose caller does not say how long it will be."""


@dataclass(frozen=True, slots=True)
class LlmRequest(Generic[T]):
    """What a caller wants: a value of the type `output`, made by a model that follows `instructions` on `prompt`.

    `output` is a Pydantic model, whose JSON schema the answer then keeps, or `str` for plain text. `name` says what
    for, in lower snake case; it names the schema and appears in the log. `max_tokens` bounds the answer below the
    provider's own limit. `expected_tokens` is how long a good answer usually is: the time it is given follows from it,
    unless the caller sets a `deadline` (of `time.monotonic`, see `Registry.deadline`) for several requests together.
    `temperature` is sent to those providers that accept one; Claude and OpenAI's models that reason do not.
    """

    output: type[T]
    instructions: str
    prompt: str
    name: str
    max_tokens: int | None = None
    expected_tokens: int = EXPECTED_TOKENS
    deadline: float | None = None
    temperature: float | None = None


@dataclass(frozen=True, slots=True)
class ListRequest(Generic[E]):
    """Like `LlmRequest`, for a list of `element`s that are handed over one by one, each as soon as it is whole.

    `count` is how many are wanted; without it the list is as long as the model makes it, within reason.
    """

    element: type[E]
    instructions: str
    prompt: str
    name: str
    count: int | None = None
    max_tokens: int | None = None
    expected_tokens: int = EXPECTED_TOKENS
    deadline: float | None = None
    temperature: float | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens a provider billed.

    `cached_tokens` are the part of `input_tokens` that it read from its cache, `reasoning_tokens` the part of
    `output_tokens` that nobody gets to read.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    reasoning_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
            self.reasoning_tokens + other.reasoning_tokens,
        )


NOTHING = Usage()


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request to one provider.

    `outcome` is `ok`, `cancelled` (another provider was faster, or nobody waited any longer), or the kind of its
    failure; `ms` is how long it took. `usage` is what it was billed; `estimated` says that the provider did not get to
    tell, as with a request that was cancelled, and that `usage` is our estimate. `cost_usd` is `None` when no price is
    known for the model.
    """

    provider: str
    model: str
    outcome: str
    ms: int
    usage: Usage = NOTHING
    cost_usd: float | None = 0.0
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class LlmAnswer(Generic[T_co]):
    """A validated value, and how it came about.

    `provider` and `model` are the ones that answered, the model in the provider's own words; when several made parts of
    a list, they are those of the last part, and `contributors` names all providers in order. `usage` counts what
    providers said they billed, `cost_usd` also what cancelled requests are estimated at; it is `None` when the price of
    a model is not known.
    """

    value: T_co
    provider: str
    model: str
    usage: Usage
    cost_usd: float | None
    attempts: tuple[Attempt, ...]
    latency_ms: int
    contributors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """What a provider is sent: instructions, the turns so far, and the type whose JSON schema the answer must keep.

    Without `output` the answer is plain text.
    """

    name: str
    instructions: str
    messages: tuple[Message, ...]
    output: type[BaseModel] | None
    max_tokens: int
    temperature: float | None = None


@dataclass(frozen=True, slots=True)
class Thinking:
    """A sign that the model reasons: there is nothing to read yet. `characters` is how much of it was shown, if any."""

    characters: int = 0


@dataclass(frozen=True, slots=True)
class Finish:
    """The end of a stream, said by the provider: what was said is whole. `model` is `None` when it did not name it."""

    model: str | None
    usage: Usage


Piece = str | Thinking | Finish
"""What a provider's stream consists of: text, signs of life before it, and the end."""


class Provider(Protocol):
    """One provider behind its SDK. Its failures are `shared.llm.errors.ProviderError`s and nothing else."""

    @property
    def name(self) -> str:
        """The name in settings, logs and answers."""
        ...

    @property
    def model(self) -> str:
        """The model that is asked for."""
        ...

    async def prepare(self) -> None:
        """Load the SDK and build the client, in a thread; a call does it too when it was not done before."""
        ...

    def stream(self, call: Call) -> AsyncGenerator[Piece]:
        """Ask once and yield the text piece by piece, then a `Finish`; closing the generator closes the connection.

        Only text with something in it is yielded, and `Thinking` for each event that shows that the model reasons
        (not for pings, or for a mere "created"). Raises `ProviderError`, also when the stream ends without the
        provider having said that it is whole, and when it says so without any text.
        """
        ...

    async def aclose(self) -> None:
        """Give the connections back."""
        ...


@dataclass(frozen=True, slots=True)
class ConfiguredProvider:
    """A provider with its limits."""

    provider: Provider
    timeout_seconds: float
    max_tokens: int
    max_concurrency: int
