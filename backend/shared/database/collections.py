"""The most common step of a migration: a collection with its validator and indexes."""

from collections.abc import Sequence
from contextlib import suppress

from pymongo import IndexModel
from pymongo.errors import CollectionInvalid

from shared.database.connection import Database, Document


async def ensure_collection(database: Database, name: str, validator: Document, indexes: Sequence[IndexModel]) -> None:
    """Create or update the collection to match its description; idempotent."""
    # It may already exist from an interrupted run of this step.
    with suppress(CollectionInvalid):
        await database.create_collection(name)
    await database.command("collMod", name, validator=validator, validationLevel="strict")
    await database[name].create_indexes(list(indexes))
