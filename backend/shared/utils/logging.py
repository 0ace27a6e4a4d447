"""Structured logs: one JSON object per line, or readable lines on a terminal, each with the request id.

What may be logged: ids, kinds, counts, times. Never a résumé's content, a prompt, an answer or a key.
"""

import logging
import sys
from contextvars import ContextVar
from typing import Literal

import structlog
from pydantic_core import to_json
from structlog.types import EventDict, Processor, WrappedLogger

Level = Literal["debug", "info", "warning", "error"]

FINAL = True
"""Whether loggers cache their first configuration, which makes them fast. Tests configure logging many times."""

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the current request, included in every log line and sent to other services."""


class _StdoutLogger:
    """Writes finished lines. structlog's own logger keeps its initial stream, which tests replace."""

    def msg(self, line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    debug = info = warning = error = critical = exception = msg


def add_request_id(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Add the request id to an event during a request."""
    if (current := request_id.get()) is not None:
        event.setdefault("request_id", current)
    return event


def configure_logging(service: str, level: Level, style: Literal["auto", "json", "console"]) -> None:
    """Send structlog's and the standard library's records to stdout in one format.

    Every line contains `service`. Tracebacks have no local variables, which could contain a résumé.
    """

    def add_service(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        event["service"] = service
        return event

    common: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_service,
        add_request_id,
    ]
    last = _renderers(console=style == "console" or (style == "auto" and sys.stdout.isatty()))
    # Not through the standard library's logging, which costs 50 µs per line.
    structlog.configure(
        processors=[*common, *last],
        logger_factory=lambda *_: _StdoutLogger(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=FINAL,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *common, structlog.stdlib.ExtraAdder(), _plain],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # shared.web.context logs each request; these would repeat it, and at `debug` level the SDKs log prompts.
    noisy_ones = ("uvicorn.access", "httpx", "httpx2", "httpcore", "httpcore2", "pymongo")
    for noisy in (*noisy_ones, "openai", "anthropic", "google_genai"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _renderers(*, console: bool) -> list[Processor]:
    if console:
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    formatter = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    return [structlog.processors.ExceptionRenderer(formatter), _json]


def _json(_: WrappedLogger, __: str, event: EventDict) -> str:
    return to_json(event, fallback=str).decode()


def _plain(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event.pop("color_message", None)  # uvicorn's second copy of the event, for terminals
    return event
