"""Reading what an SDK hands over, which it has not checked itself."""

from collections.abc import Generator
from contextlib import contextmanager

from shared.llm.errors import ConnectionFailed, Malformed, ProviderError


@contextmanager
def reading(provider: str) -> Generator[None]:
    """Turn a missing or odd field of an answer into `Malformed`.

    The SDKs build their types without validation: from a proxy's JSON, or a text where JSON was due, comes an object
    that lacks what its type promises.
    """
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise Malformed(provider) from error


def counted(tokens: object) -> int:
    """A number of tokens; some compatible servers say `null`, or -1 where they do not know.

    Raises `TypeError` or `ValueError` for what is no number, which `reading` turns into `Malformed`.
    """
    if tokens is None:
        return 0
    if isinstance(tokens, int | float):
        return max(0, int(tokens))
    raise TypeError("tokens are a number")


def ended_early(provider: str, *, said_something: bool) -> ProviderError:
    """The failure of a stream that ended without the provider having said that it is whole.

    One that said nothing was none of the provider's streams: a proxy's page, for example.
    """
    return ConnectionFailed(provider) if said_something else Malformed(provider)
