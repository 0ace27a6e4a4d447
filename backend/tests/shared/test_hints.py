"""Only a missing index is a reason to ask without it."""

import pytest
from pymongo.errors import OperationFailure

from shared.database.hints import hinted


async def test_another_refusal_is_passed_on() -> None:
    asked: list[str | None] = []

    async def ask(hint: str | None) -> None:
        asked.append(hint)
        raise OperationFailure("not authorized", code=13)

    with pytest.raises(OperationFailure, match="not authorized"):
        await hinted("by_name", ask)

    assert asked == ["by_name"]
