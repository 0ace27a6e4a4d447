"""Make content fit the schema of a résumé: single values that do not fit go, the rest stays."""

from collections.abc import Sequence
from typing import Any, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from resume_service.resumes.models import JsonObject
from resume_service.resumes.schemas import ResumeIn
from shared.core.constraints import clean_refused

ROUNDS = 6
"""An object that loses what it needs is found in the next round."""


def pruned(value: Any) -> Any:
    """`value` without members and elements that hold nothing."""
    if isinstance(value, dict):
        members = {name: pruned(member) for name, member in cast("dict[str, Any]", value).items()}
        return {name: member for name, member in members.items() if member not in (None, "", [], {})}
    if isinstance(value, list):
        return [member for member in map(pruned, cast("list[Any]", value)) if member not in (None, "", [], {})]
    return value.strip() if isinstance(value, str) else value


def fitted(content: JsonObject) -> JsonObject:
    """`content` as far as `ResumeIn` takes it.

    What a résumé needs as a whole may still be missing: its `name`, or anything said.
    """
    content = cast("JsonObject", pruned(content))
    for _ in range(ROUNDS):
        try:
            ResumeIn.model_validate(content)
        except ValidationError as error:
            errors = error.errors(include_url=False)
            # A name that a model or a page has broken into lines says no less on one; the rest waits for a round.
            if not clean_refused(content, errors):
                wrong = [detail for detail in errors if _can_go(detail)]
                if not wrong:
                    break
                # From the end, so that the places of what comes before stay true.
                for detail in sorted(wrong, key=_from_the_end, reverse=True):
                    _remove(content, detail)
            content = cast("JsonObject", pruned(content))
        else:
            break
    return content


def _can_go(detail: ErrorDetails) -> bool:
    return bool(detail["loc"]) and not (detail["type"] == "missing" and len(detail["loc"]) == 1)


def _from_the_end(detail: ErrorDetails) -> list[tuple[int, str]]:
    return [(part, "") if isinstance(part, int) else (-1, part) for part in detail["loc"]]


def _remove(content: JsonObject, detail: ErrorDetails) -> None:
    *path, last = detail["loc"][:-1] if detail["type"] == "missing" else detail["loc"]
    parent = _at(content, path)
    if parent is None:
        return
    value = _at(parent, [last])
    if detail["type"] == "too_long" and isinstance(value, list):
        del cast("list[Any]", value)[detail["ctx"]["max_length"] :]  # pyright: ignore[reportTypedDictNotRequiredAccess]
    elif isinstance(value, dict) and "start" in value and "end" in value and detail["type"] == "value_error":
        # The months are not in order; as the person wrote them they still stand in `duration`.
        del value["start"], value["end"]
    elif isinstance(parent, dict):
        cast("dict[Any, Any]", parent).pop(last, None)
    elif isinstance(parent, list) and isinstance(last, int) and last < len(cast("list[Any]", parent)):
        del cast("list[Any]", parent)[last]


def _at(value: Any, path: Sequence[int | str]) -> Any:
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            # A value above it went before.
            return None
    return value
