"""Response schema for deleting everything."""

from pydantic import BaseModel, Field


class Erased(BaseModel):
    """The result of deleting all résumés."""

    erased: int = Field(description="Number of résumés deleted.")
