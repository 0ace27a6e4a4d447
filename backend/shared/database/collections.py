"""What a migration does most often: a collection with its validator and its indexes."""

from collections.abc import Sequence
from contextlib import suppress

from pymongo import IndexModel
from pymongo.errors import CollectionInvalid

from shared.database.connection import Database, Document


async def ensure_collection(database: Database, name: str, validator: Document, indexes: Sequence[IndexModel]) -> None:
    """Make the collection as it is described here; running it again changes nothing more."""
    # It may be there already, from a run of this step that did not come to its end.
    with suppress(CollectionInvalid):
        await database.create_collection(name)
    await database.command("collMod", name, validator=validator, validationLevel="strict")
    await database[name].create_indexes(list(indexes))
