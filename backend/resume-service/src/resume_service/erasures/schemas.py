"""The wire: what a deletion deleted."""

from pydantic import BaseModel, Field


class Erased(BaseModel):
    """What the deletion of everything deleted."""

    erased: int = Field(description="How many résumés there were.")
