"""Check of each configured provider's key, model and network with one short call, and advice if it fails."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from shared.config.llm import LlmSettings
from shared.core.lazy import Lazy
from shared.llm.base import Attempt, ConfiguredProvider, LlmRequest
from shared.llm.errors import LlmDeadlineExceeded, LlmUnavailable, TimedOut
from shared.llm.factory import configured_providers
from shared.llm.money.pricing import PriceTable
from shared.llm.providers.known import spec_of
from shared.llm.registry import Registry, RegistryLimits

MAX_TOKENS = 64
"""Some providers reject a smaller limit, and a reasoning model spends part of it on reasoning."""
REQUEST = LlmRequest(str, "Answer with one word.", "Say ok.", "check", MAX_TOKENS)

WORKING = frozenset({"ok", "truncated"})
"""A model that reasoned until it reached the limit also shows that key, model and network work."""
ADVICE: Mapping[str, str] = {
    "unavailable": "the provider failed: try again later",
    "overloaded": "the provider is overloaded: try again later",
    "rate_limited": "too many requests: try again {later}",
    "quota_exceeded": "the account has no credit or quota left: check its billing",
    "timed_out": "no answer within {seconds:g} s: check the network, or raise {prefix}_TIMEOUT_SECONDS",
    "connection_failed": "no connection to {host}: check the network{address}",
    "bad_key": "the key was rejected: check {prefix}_API_KEY",
    "forbidden": "the key lacks permission: check {prefix}_MODEL and the account's access",
    "unknown_model": "no such model for this key: check {prefix}_MODEL{address}",
    "too_long": "even a one-line prompt is too long: check {prefix}_MODEL",
    "refused": "the model declined to answer: check {prefix}_MODEL",
    "malformed": "the response is not a model's answer: check proxies{address}",
    "invalid_request": "the request was rejected: check that {prefix}_MODEL is a text model",
}
"""Advice by kind of failure."""

HEADER = ("provider", "model", "ms", "tokens", "cost", "result")
TO_THE_RIGHT = frozenset({"ms", "tokens", "cost"})
MAX_MODEL_LENGTH = 60
NONE_CONFIGURED = "No language model is configured: the built-in rules generate."


@dataclass(frozen=True, slots=True)
class Check:
    """The result for one provider. Without an `attempt` it was not called."""

    provider: str
    model: str
    works: bool
    result: str
    attempt: Attempt | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All checks in the providers' order, and the missing setting of each provider that is not configured."""

    checks: tuple[Check, ...]
    lacking: Mapping[str, str]

    @property
    def exit_code(self) -> int:
        """0 if all configured providers work, 1 if one does not, 2 if none is configured."""
        if not self.checks:
            return 2
        return 0 if all(check.works for check in self.checks) else 1

    def __str__(self) -> str:
        """Return the table, and a line with the providers that are not configured."""
        lines = _aligned([HEADER, *(_row(check) for check in self.checks)]) if self.checks else [NONE_CONFIGURED]
        if self.lacking:
            lines.append("not configured: " + ", ".join(f"{name} ({key})" for name, key in self.lacking.items()))
        return "\n".join(lines)


async def check(settings: LlmSettings, prices: PriceTable) -> Report:
    """Call every configured provider once, all at the same time."""
    providers = configured_providers(settings)
    async with AsyncExitStack() as stack:
        for one in providers:
            stack.push_async_callback(one.provider.aclose)
        # One after the other and before the first call: loading an SDK would slow down concurrent calls.
        broken = {one.provider.name: await _broken(settings, one) for one in providers}
        checks = await asyncio.gather(
            *(_ask(settings, one, prices) for one in providers if broken[one.provider.name] is None)
        )
    made = {check.provider: check for check in (*checks, *filter(None, broken.values()))}
    return Report(
        checks=tuple(made[one.provider.name] for one in providers),
        lacking={name: f"{spec_of(name).prefix}_API_KEY" for name in settings.llm_providers if name not in made},
    )


async def _broken(settings: LlmSettings, configured: ConfiguredProvider) -> Check | None:
    """Load the SDK and build the client; return a failed check if that raises, otherwise `None`."""
    provider = configured.provider
    try:
        await provider.prepare()
    except Exception as error:  # noqa: BLE001  any exception of an SDK while it is loaded
        # Its message may quote the address, which may contain a password.
        address = _address(settings, provider.name)
        result = f"the client cannot be built ({type(error).__name__}): check the installation{address}"
        return Check(provider.name, provider.model, works=False, result=result)
    return None


async def _ask(settings: LlmSettings, configured: ConfiguredProvider, prices: PriceTable) -> Check:
    provider = configured.provider
    # As the provider's own limit, so that an answer that reaches it is not requested again with a larger one.
    small = replace(configured, max_tokens=MAX_TOKENS)
    limits = RegistryLimits(deadline_seconds=configured.timeout_seconds, hedge_share=0, max_retries=0)
    retry_after: float | None = None
    try:
        answer = await Registry([small], limits, prices=Lazy(lambda: prices)).generate(REQUEST)
    except (LlmUnavailable, LlmDeadlineExceeded) as error:
        attempts = error.attempts
        retry_after = getattr(error.__cause__, "retry_after", None)
    else:
        attempts = answer.attempts
    attempt = attempts[-1] if attempts else None
    outcome = attempt.outcome if attempt is not None else TimedOut.kind
    works = outcome in WORKING
    result = "ok" if works else _advice(settings, configured, outcome, retry_after)
    return Check(provider.name, provider.model, works, result, attempt)


def _advice(settings: LlmSettings, configured: ConfiguredProvider, outcome: str, retry_after: float | None) -> str:
    name = configured.provider.name
    return ADVICE[outcome].format(
        prefix=spec_of(name).prefix,
        address=_address(settings, name),
        host=_host(settings, name),
        seconds=configured.timeout_seconds,
        later="in a moment" if retry_after is None else f"in {retry_after:.0f} s",
    )


def _base_url(settings: LlmSettings, name: str) -> str | None:
    return settings.providers[name].base_url


def _address(settings: LlmSettings, name: str) -> str:
    """Return advice about the address setting, if one is set."""
    return f" and {spec_of(name).prefix}_BASE_URL" if _base_url(settings, name) else ""


def _host(settings: LlmSettings, name: str) -> str:
    """Return the provider's host and port, without a user and password in the address."""
    url = _base_url(settings, name)
    if not url:
        return spec_of(name).host
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host:
        return "the configured address"
    return f"{host}:{port}" if port else host


def _row(check: Check) -> tuple[str, ...]:
    made = check.attempt
    if made is None:
        return (check.provider, check.model, "-", "-", "-", check.result)
    usage = made.usage
    count = usage.input_tokens + usage.output_tokens
    if count:
        about = "~" if made.estimated else ""
        tokens, cost = f"{about}{count}", "unknown" if made.cost_usd is None else f"{about}${made.cost_usd:.6f}"
    else:
        tokens = cost = "-"
    return (check.provider, _models(check), str(made.ms), tokens, cost, check.result)


def _models(check: Check) -> str:
    """Return the requested model, and the one that answered if its name differs."""
    answered = check.attempt.model if check.attempt is not None else check.model
    # The provider chooses this name, and a terminal would interpret control characters in it.
    shown = "".join(letter for letter in str(answered) if letter.isprintable())[:MAX_MODEL_LENGTH]
    return check.model if shown == check.model else f"{check.model} → {shown}"


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    lines: list[str] = []
    for row in rows:
        cells = [
            text.rjust(width) if title in TO_THE_RIGHT else text.ljust(width)
            for text, width, title in zip(row, widths, HEADER, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return lines
