"""What a service process does before it imports anything else, because importing is nearly all of its start.

Import nothing heavy here.
"""

import sys
from collections.abc import Generator
from contextlib import contextmanager

from shared.core.garbage import start_undisturbed

UNUSED = ("rich", "pygments", "pymongo.pyopenssl_context")
"""What packages load if they find it, and nothing here uses: structlog's colourful tracebacks, and a second TLS for
PyMongo. They take 0.05 s and 5 MB."""


@contextmanager
def starting() -> Generator[None]:
    """Import a service faster within this block.

    Garbage collection stays off until the server has started (`shared.web.server`): hardly anything that is imported
    becomes garbage, and collecting it took a fifth of the start.
    """
    start_undisturbed()
    absent = [name for name in UNUSED if name not in sys.modules]
    # Python's own way to say that a module does not exist.
    sys.modules.update(dict.fromkeys(absent))  # pyright: ignore[reportArgumentType, reportCallIssue]
    try:
        with _models_built_on_first_use():
            yield
    finally:
        for name in absent:
            del sys.modules[name]


@contextmanager
def _models_built_on_first_use() -> Generator[None]:
    """Let the classes of this block build their validators when they are first used, which many never are.

    FastAPI alone has fifty for its OpenAPI document. Pydantic builds them under a lock.
    """
    from pydantic import BaseModel  # noqa: PLC0415  without what is absent

    BaseModel.model_config["defer_build"] = True
    try:
        yield
    finally:
        del BaseModel.model_config["defer_build"]
