"""The query parameters of a list."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import Field

from shared.core.paging import MAX_LIMIT, Page, decode_cursor

CURSOR = r"^([A-Za-z0-9_-]{21}[AQgw])?$"
"""16 bytes in base64. For the OpenAPI document only: an invalid cursor raises `InvalidCursor`."""

Cursor = Annotated[str, Field(json_schema_extra={"pattern": CURSOR})]


async def page(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Maximum number of items.")] = 20,
    cursor: Annotated[Cursor | None, Query(description="`next_cursor` of the previous page.")] = None,
) -> Page:
    """Return the page that a request asks for."""
    return Page(limit, decode_cursor(cursor) if cursor else None)


PageQuery = Annotated[Page, Depends(page)]
