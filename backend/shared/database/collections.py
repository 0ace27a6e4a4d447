"""The most common step of a migration: a collection with its validator and indexes."""

from collections.abc import Sequence

from pymongo import IndexModel
from pymongo.errors import OperationFailure

from shared.database.connection import Database, Document

NAMESPACE_EXISTS = 48
"""MongoDB's code for a collection that already exists."""


async def ensure_collection(database: Database, name: str, validator: Document, indexes: Sequence[IndexModel]) -> None:
    """Create or update the collection to match its description; idempotent."""
    try:
        await database.create_collection(name, check_exists=False, validator=validator, validationLevel="strict")
    except OperationFailure as error:
        if error.code != NAMESPACE_EXISTS:
            raise
        # An earlier step made it, or an interrupted run of this one.
        await database.command("collMod", name, validator=validator, validationLevel="strict")
    await database[name].create_indexes(list(indexes))
