"""When garbage is collected: not while a process starts, nor while it loads what it then keeps."""

import gc
from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_holds = 0
_is_starting = False


@contextmanager
def undisturbed() -> Generator[None]:
    """Exclude everything that is loaded within the block from garbage collection, now and later.

    Each collection would block the interpreter, and with it the event loop, for 0.1 to 0.3 s while it scans hundreds
    of thousands of new objects. Nothing of an SDK, a vocabulary or a bank of questions is garbage, so it is frozen
    afterwards, and later collections skip it too.
    """
    held = _hold()
    try:
        yield
    finally:
        if held:
            _release()


def start_undisturbed() -> None:
    """Do the same from here until `started` is called."""
    global _is_starting  # noqa: PLW0603  one collector serves the whole process
    _is_starting = _hold()


def started() -> None:
    """Collect garbage from here on, except what exists by now."""
    global _is_starting  # noqa: PLW0603
    if _is_starting:
        _is_starting = False
        _release()
    gc.freeze()


def _hold() -> bool:
    """Return whether the collector is held; it is not if somebody else had switched it off."""
    global _holds  # noqa: PLW0603
    with _lock:
        if _holds == 0 and not gc.isenabled():
            return False
        gc.disable()
        _holds += 1
        return True


def _release() -> None:
    global _holds  # noqa: PLW0603
    with _lock:
        _holds -= 1
        if _holds == 0:
            gc.freeze()
            gc.enable()
