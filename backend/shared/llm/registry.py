"""The registry: one generation, as many providers as it takes, one deadline."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from time import monotonic

import structlog
from pydantic import ValidationError

from shared.llm.base import Attempt, Call, Completion, LlmAnswer, LlmRequest, Message, Provider, T, Usage
from shared.llm.errors import BadKey, LlmDeadlineExceeded, LlmUnavailable, Malformed, ProviderError, TimedOut
from shared.llm.structured import complaint, read

MOST_SHOWN = 20_000
"""How much of a broken answer the model is shown again."""

logger = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A provider with its limits."""

    provider: Provider
    timeout_seconds: float
    max_tokens: int


@dataclass(slots=True)
class _Generation:
    """What one generation has done so far."""

    deadline: float
    usage: Usage = field(default_factory=Usage)
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    failures: list[ProviderError] = field(default_factory=list[ProviderError])

    @property
    def left(self) -> float:
        return self.deadline - monotonic()


class Registry:
    """The configured providers in their order. It is used like one provider that does not fail alone."""

    def __init__(self, entries: Sequence[Entry], deadline_seconds: float) -> None:
        self._entries = tuple(entries)
        self._deadline_seconds = deadline_seconds
        self._bad_keys: set[str] = set()

    @property
    def providers(self) -> tuple[str, ...]:
        """The names of the providers that have a key, in the order they are asked."""
        return tuple(entry.provider.name for entry in self._entries)

    @property
    def available(self) -> bool:
        """Whether there is any provider to ask."""
        return bool(self._entries)

    async def generate(self, request: LlmRequest[T]) -> LlmAnswer[T]:
        """Ask one provider after the other until one gives a valid value.

        Raises `LlmUnavailable` when every provider failed or one says that the request itself is wrong, and
        `LlmDeadlineExceeded` when the time is over; both carry the attempts and have all failures as their cause.
        """
        started = monotonic()
        made = _Generation(started + self._deadline_seconds)
        for entry in self._entries:
            if made.left <= 0:
                break
            try:
                value, completion = await self._ask(entry, request, made)
            except ProviderError as error:
                self._note(entry, error, made)
                if not error.heals_elsewhere:
                    break
                continue
            answer = LlmAnswer(
                value=value,
                provider=entry.provider.name,
                model=completion.model,
                usage=made.usage,
                attempts=tuple(made.attempts),
                latency_ms=_milliseconds(started),
            )
            logger.info(
                "generated",
                what=request.name,
                provider=answer.provider,
                model=answer.model,
                attempts=len(made.attempts),
                ms=answer.latency_ms,
                input_tokens=made.usage.input_tokens,
                output_tokens=made.usage.output_tokens,
            )
            return answer
        failure = LlmDeadlineExceeded if made.left <= 0 else LlmUnavailable
        logger.error("not generated", what=request.name, outcomes=[made.outcome for made in made.attempts])
        raise failure(made.attempts) from _together(made.failures)

    async def _ask(self, entry: Entry, request: LlmRequest[T], made: _Generation) -> tuple[T, Completion]:
        """One provider's answer, after one repair turn where it is needed, within its time-out."""
        call = Call(
            name=request.name,
            instructions=request.instructions,
            messages=(Message("user", request.prompt),),
            output=request.output,
            max_tokens=min(entry.max_tokens, request.max_tokens or entry.max_tokens),
        )
        until = monotonic() + min(entry.timeout_seconds, made.left)
        completion = await self._attempt(entry, call, made, until)
        try:
            return read(request.output, completion.text), completion
        except ValidationError as error:
            broken = _broken(entry, error, made)
            repair = (Message("assistant", completion.text[:MOST_SHOWN]), Message("user", complaint(error)))
        if monotonic() >= until:
            raise broken
        self._note(entry, broken, made)
        completion = await self._attempt(entry, replace(call, messages=call.messages + repair), made, until)
        try:
            return read(request.output, completion.text), completion
        except ValidationError as error:
            broken = _broken(entry, error, made)
        raise broken

    async def _attempt(self, entry: Entry, call: Call, made: _Generation, until: float) -> Completion:
        provider, started = entry.provider, monotonic()
        try:
            # The SDKs' time-outs are per read, and a provider that drips a byte now and then never trips them.
            async with asyncio.timeout(until - started):
                completion = await provider.complete(call)
        except TimeoutError:
            made.attempts.append(Attempt(provider.name, provider.model, TimedOut.kind, _milliseconds(started)))
            raise TimedOut(provider.name) from None
        except ProviderError as error:
            made.attempts.append(Attempt(provider.name, provider.model, error.kind, _milliseconds(started)))
            made.usage += error.usage
            raise
        made.attempts.append(Attempt(provider.name, completion.model, "ok", _milliseconds(started)))
        made.usage += completion.usage
        return completion

    def _note(self, entry: Entry, error: ProviderError, made: _Generation) -> None:
        made.failures.append(error)
        logger.warning(
            "provider failed",
            provider=error.provider,
            model=entry.provider.model,
            kind=error.kind,
            provider_request_id=error.request_id,
            retry_after=error.retry_after,
        )
        if isinstance(error, BadKey) and error.provider not in self._bad_keys:
            self._bad_keys.add(error.provider)
            logger.error(
                "the key of this provider is wrong; it is of no use until it is mended", provider=error.provider
            )


def _together(failures: Sequence[ProviderError]) -> Exception | None:
    if len(failures) > 1:
        return ExceptionGroup("no provider answered", failures)
    return failures[0] if failures else None


def _broken(entry: Entry, error: ValidationError, made: _Generation) -> Malformed:
    made.attempts[-1] = replace(made.attempts[-1], outcome=Malformed.kind)
    broken = Malformed(entry.provider.name)
    # The validation error quotes the model's words, so it does not become the cause that a log would print.
    broken.__cause__ = ValueError(f"{error.error_count()} places break the schema {error.title}")
    return broken


def _milliseconds(since: float) -> int:
    return round((monotonic() - since) * 1000)
