"""Loading the SDKs: thousands of modules, in a thread, beside an event loop that must not notice.

What all adapters need for that is here; nothing of it is needed after their clients are built.
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
    """Keep the garbage collector out of what is loaded within, now and later.

    Each collection would hold the interpreter, and with it the event loop, for 0.1 to 0.3 s while hundreds of
    thousands of new objects are looked at. Nothing an SDK loads is garbage, so it is then frozen: later collections
    skip it, too.
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
    """One context for all providers: each would read the same certificates, 20 ms and most of a megabyte."""
    import httpx2  # noqa: PLC0415  the SDKs' transport, loaded with them

    return httpx2.create_ssl_context()
