"""Structured logs: one JSON object a line, or readable lines on a terminal, each with the request's id.

What may be logged: ids, kinds, counts, times. Never a résumé's content, a prompt, an answer or a key.
"""

import logging
import sys
from contextvars import ContextVar
from typing import Literal

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the request being handled; goes into every line and on to other services."""


def add_request_id(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Put the request's id into a line, when there is a request."""
    if (current := request_id.get()) is not None:
        event.setdefault("request_id", current)
    return event


def _without_uvicorn_colours(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event.pop("color_message", None)
    return event


def configure_logging(
    service: str, level: Literal["debug", "info", "warning", "error"], style: Literal["auto", "json", "console"]
) -> None:
    """Send structlog's and the standard library's records to stdout in one form.

    `service` is put into every line. Tracebacks are written without local variables, which could hold a résumé.
    """

    def add_service(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        event["service"] = service
        return event

    console = style == "console" or (style == "auto" and sys.stdout.isatty())
    common: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_service,
        add_request_id,
        structlog.stdlib.ExtraAdder(),
        _without_uvicorn_colours,
    ]
    last: list[Processor]
    if console:
        last = [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    else:
        formatter = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        last = [structlog.processors.ExceptionRenderer(formatter), structlog.processors.JSONRenderer()]
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=common, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last]
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # One line a request comes from shared.web.context; these would repeat it, and httpx logs query strings.
    for noisy in ("uvicorn.access", "httpx", "httpx2", "httpcore", "httpcore2", "pymongo"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *common,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
