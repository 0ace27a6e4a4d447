"""Who is calling. Every endpoint that touches a document takes `Caller`, and every query names its id."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

LOCAL_OWNER = "local"


@dataclass(frozen=True, slots=True)
class Identity:
    """The caller: `id` owns documents, `headers` carry the same identity on to another service."""

    id: str
    headers: tuple[tuple[str, str], ...] = ()


async def identify() -> Identity:
    """The caller of this request. With `AUTH_MODE=local` it is always the one local owner."""
    return Identity(LOCAL_OWNER)


Caller = Annotated[Identity, Depends(identify)]
