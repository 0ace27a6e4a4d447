"""The types of the registry: requests, answers, and the interface of a provider."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

T = TypeVar("T", bound=BaseModel | str)
T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=BaseModel)

EXPECTED_TOKENS = 1_000
"""Assumed length of an answer in tokens if the caller does not set it."""


@dataclass(frozen=True, slots=True)
class LlmRequest(Generic[T]):
    """A request for a value of type `output`, made by a model that follows `instructions` on `prompt`.

    `output` is a Pydantic model, whose JSON schema the answer must match, or `str` for plain text. `name` is the
    purpose in lower snake case; it names the schema and appears in the log. `max_tokens` bounds the answer below the
    provider's own limit. `expected_tokens` is the usual length of a good answer and determines the time limit, unless
    the caller sets a `deadline` (of `time.monotonic`, see `Registry.deadline`) for several requests together.
    `temperature` is sent to providers that accept one; Claude and OpenAI's reasoning models do not. The answer to an
    `optional` request is worth nothing after its deadline, so passing it says nothing about a provider's health.
    """

    output: type[T]
    instructions: str
    prompt: str
    name: str
    max_tokens: int | None = None
    expected_tokens: int = EXPECTED_TOKENS
    deadline: float | None = None
    temperature: float | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class ListRequest(Generic[E]):
    """Like `LlmRequest`, for a list of `element`s that are delivered one by one, each as soon as it is complete.

    `count` is the number of wanted elements; without it the model decides, up to `MAX_ELEMENTS`.
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
    """Tokens that a provider billed.

    `cached_tokens` are the part of `input_tokens` that it read from its cache, `reasoning_tokens` the part of
    `output_tokens` that is not in the answer.
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

    `outcome` is `ok`, `cancelled` (another provider was faster, or the caller stopped waiting), or the kind of failure;
    `ms` is the duration. `usage` is what the provider billed, or our estimate if `estimated`, because it reported no
    usage, as for a cancelled request. `cost_usd` is `None` if the model's price is not known.
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
    """A validated value with its metadata.

    `provider` and `model` are the ones that answered, the model as the provider reports it; if several wrote parts of a
    list, they are those of the last part, and `contributors` names all providers in order. `usage` is what providers
    reported, `cost_usd` also includes the estimates for cancelled requests; it is `None` if a model's price is not
    known.
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
    """The content of a provider request: instructions, the turns so far, and the type of the answer.

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
    """A sign that the model is reasoning, without text. `characters` is the length of the shown reasoning, if any."""

    characters: int = 0


@dataclass(frozen=True, slots=True)
class Finish:
    """The end of a stream: the provider confirmed a complete answer. `model` is `None` if it did not name it."""

    model: str | None
    usage: Usage


Piece = str | Thinking | Finish
"""A piece of a provider's stream: text, a sign of life before it, or the end."""


class Provider(Protocol):
    """An adapter of one provider's SDK. It raises `shared.llm.errors.ProviderError` and nothing else."""

    @property
    def name(self) -> str:
        """The name in settings, logs and answers."""
        ...

    @property
    def model(self) -> str:
        """The requested model."""
        ...

    async def prepare(self) -> None:
        """Load the SDK and build the client in a thread; the first call does it if this was not called."""
        ...

    def stream(self, call: Call) -> AsyncGenerator[Piece]:
        """Send one request and yield the text piece by piece, then a `Finish`. Closing the generator closes the
        connection.

        Yields no empty text, and `Thinking` for each event that shows that the model is reasoning (not for pings or a
        mere "created"). Raises `ProviderError`, also if the stream ends without the provider's confirmation that the
        answer is complete, or if a complete answer has no text.
        """
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


@dataclass(frozen=True, slots=True)
class ConfiguredProvider:
    """A provider with its limits."""

    provider: Provider
    timeout_seconds: float
    max_tokens: int
    max_concurrency: int
