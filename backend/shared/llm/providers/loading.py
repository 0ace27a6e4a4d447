"""Helpers for loading the SDKs: thousands of modules, in a thread, without blocking the event loop.

All adapters use them, and only until their clients are built.
"""

import gc
import ssl
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from threading import Lock

_lock = Lock()
_loading = 0


@contextmanager
def undisturbed() -> Generator[None]:
    """Exclude everything that is loaded within the block from garbage collection, now and later.

    Each collection would block the interpreter, and with it the event loop, for 0.1 to 0.3 s while it scans hundreds
    of thousands of new objects. Nothing that an SDK loads is garbage, so it is frozen afterwards, and later collections
    skip it too.
    """
    global _loading  # noqa: PLW0603  one collector serves the whole process
    with _lock:
        if _loading == 0 and gc.isenabled():
            gc.disable()
            _loading = 1
        elif _loading:
            _loading += 1
    try:
        yield
    finally:
        with _lock:
            if _loading:
                _loading -= 1
                if _loading == 0:
                    gc.freeze()
                    gc.enable()


@cache
def tls() -> ssl.SSLContext:
    """Return one context for all providers, because each would load the same certificates (20 ms, nearly 1 MB)."""
    import httpx2  # noqa: PLC0415  the SDKs' transport, loaded with them

    return httpx2.create_ssl_context()
