"""`python -I -m resume_service.imports.extraction.workers.worker PAGES SECONDS MEMORY_MB` reads documents from stdin.

It reads one document after the other and replies with its text. Any harm by an untrusted document is confined here.
"""

import gc
import logging
import os
import signal
import sys
import warnings
from dataclasses import replace

from resume_service.imports.extraction.errors import BrokenDocument, DocumentTooComplex
from resume_service.imports.extraction.reading import FAILURES, read
from resume_service.imports.extraction.workers import frames
from resume_service.imports.extraction.workers.limits import Limits, Memory, allow_seconds, lock_down
from resume_service.imports.extraction.workers.warming import warm_up
from shared.core.errors import AppError

DOCUMENTS = 200
"""Documents after which a process is replaced, to discard whatever they left in memory."""

NICENESS = 10
"""The event loop of the service has priority, so that many documents do not slow other requests."""

MEMORY_SHARE = 0.5
"""Share of the memory limit in use after a document up to which a process accepts another one."""


def main(arguments: list[str]) -> None:
    """Serve requests until standard input ends."""
    limits = Limits.of(arguments)
    # Messages of parsers contain pieces of the résumé.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    # Ctrl-C in a terminal reaches all processes; the service ends this one when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.nice(NICENESS)
    warm_up()
    memory = Memory()
    lock_down(limits)
    # Exception messages can contain text of the résumé.
    sys.stderr = None
    gc.collect()
    gc.freeze()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sink.write(frames.READY)
    sink.flush()
    for number in range(1, DOCUMENTS + 1):
        head = source.read(frames.REQUEST.size)
        if len(head) < frames.REQUEST.size:
            return
        place, length = _request(head)
        data = source.read(length)
        if len(data) < length:
            return
        allow_seconds(limits.seconds)
        reply = answer(frames.FORMATS[place], data, limits)
        del data
        gc.collect()
        last = number == DOCUMENTS or reply.last or memory.megabytes() > limits.memory_mb * MEMORY_SHARE
        sink.write(replace(reply, last=last).packed())
        sink.flush()
        if last:
            return


def _request(head: bytes) -> tuple[int, int]:
    """Return the index of the format in `FORMATS` and the length of the document."""
    return frames.REQUEST.unpack(head)


def answer(kind: str, data: bytes, limits: Limits) -> frames.Reply:
    """Return the reply for a document. Never raises because of a document."""
    exhausted = False
    try:
        text, pages = read(kind, data, limits)
        if len(text) <= frames.MAX_CHARACTERS:
            return frames.Reply(is_text=True, last=False, pages=pages, body=text)
        error: AppError = DocumentTooComplex("The document has more text than allowed for a résumé. Send less text.")
    except AppError as refused:
        error = refused
    except (MemoryError, RecursionError):
        exhausted = True
        error = DocumentTooComplex()
    except FAILURES:
        error = BrokenDocument()
    return frames.Reply(is_text=False, last=exhausted, pages=None, body=f"{error.code}\n{error.detail}")


if __name__ == "__main__":
    main(sys.argv[1:])
