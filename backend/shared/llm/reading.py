"""Reading what an SDK hands over, which it has not checked itself."""

from collections.abc import Generator
from contextlib import contextmanager

from shared.config.llm import ProviderName
from shared.llm.errors import Malformed


@contextmanager
def reading(provider: ProviderName) -> Generator[None]:
    """Turn a missing or odd field of an answer into `Malformed`.

    The SDKs build their types without validation: from a proxy's JSON, or a text where JSON was due, comes an object
    that lacks what its type promises.
    """
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise Malformed(provider) from error
