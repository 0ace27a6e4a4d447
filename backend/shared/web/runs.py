"""What the endpoints share that make, list and remove things made of résumés."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from shared.core.errors import NotFound
from shared.core.ids import NewResource, parse_id
from shared.web.requests.idempotency import made_by


def thing_id(text: str, not_found: type[NotFound]) -> UUID:
    """The id in a path; what cannot be an id names no thing and raises `not_found`."""
    identifier = parse_id(text)
    if identifier is None:
        raise not_found
    return identifier


NewThing = Annotated[NewResource, Depends(made_by)]
ResumeId = Annotated[str, Path(description="Id of a résumé.")]
