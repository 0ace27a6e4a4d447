"""Helpers for endpoints that create, list and delete what is generated from résumés."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from shared.core.errors import NotFound
from shared.core.ids import NewResource, parse_id
from shared.web.requests.idempotency import made_by


def thing_id(text: str, not_found: type[NotFound]) -> UUID:
    """Parse the id in a path; raises `not_found` if it is not an id."""
    identifier = parse_id(text)
    if identifier is None:
        raise not_found
    return identifier


NewThing = Annotated[NewResource, Depends(made_by)]
ResumeId = Annotated[str, Path(description="Id of a résumé.")]
