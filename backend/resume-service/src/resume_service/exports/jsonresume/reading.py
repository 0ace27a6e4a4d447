"""Reads untrusted documents: nothing is lost silently, and everything is validated."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from pydantic import ValidationError
from pydantic_core import to_json

from resume_service.resumes.models import JsonObject
from resume_service.resumes.schemas import Section
from shared.core.constraints import clean_refused
from shared.resumes.extra import MAX_BYTES, check_extra

BRACES = 2


class Extra:
    """The `extra` of a section while it is being filled, within its limits."""

    def __init__(self) -> None:
        self.members: JsonObject = {}
        self._bytes = BRACES

    def add(self, name: str, value: object) -> bool:
        """Add a member; return false if the name is taken, or if `extra` cannot hold it."""
        if name in self.members:
            return self.members[name] == value
        member: dict[str, Any] = {name: value}
        size = len(to_json(member)) - BRACES + bool(self.members)
        if self._bytes + size > MAX_BYTES:
            return False
        try:
            check_extra(member)
        except ValueError:
            return False
        self.members[name] = value
        self._bytes += size
        return True


class Reader:
    """Removes members from a document; `unparsed` are pointers to members that could not be imported."""

    def __init__(self) -> None:
        self.unparsed: list[str] = []

    def members(self, owner: JsonObject, name: str, pointer: str) -> JsonObject:
        """Remove and return the object `name` of the object at `pointer`."""
        value = owner.pop(name, None)
        if isinstance(value, dict):
            # In our own members `null` is a value; in members of the schema it is the same as omission.
            return dict(cast(JsonObject, value)) if name.startswith("x-") else filled(cast(JsonObject, value))
        self.report(value, at(pointer, name))
        return {}

    def elements(self, owner: JsonObject, name: str, pointer: str) -> Sequence[object]:
        """Remove and return the list `name` of the object at `pointer`."""
        value = owner.pop(name, None)
        if isinstance(value, list):
            return cast(list[object], value)
        self.report(value, at(pointer, name))
        return ()

    def extra_of(self, owner: JsonObject, name: str, pointer: str) -> Extra:
        """Remove and return the `extra` of a section from our own export."""
        extra = Extra()
        self.keep(extra, self.members(owner, name, pointer), at(pointer, name))
        return extra

    def keep(self, extra: Extra, members: Mapping[str, object], pointer: str) -> None:
        """Add the members of the object at `pointer` to an `extra`."""
        self.unparsed += [at(pointer, name) for name, value in members.items() if not extra.add(name, value)]

    def report(self, value: object, pointer: str) -> None:
        """Report that the value at `pointer` could not be imported, unless it is empty."""
        if value not in (None, "", [], {}):
            self.unparsed.append(pointer)

    def settle(
        self, model: type[Section], fields: Mapping[str, object], extra: Extra, names: Mapping[str, str], pointer: str
    ) -> JsonObject | None:
        """Return the section as plain values, or `None` if it is invalid.

        Values that a field rejects go to `extra`, and what `extra` cannot hold is reported. `names` maps fields to the
        members of the object at `pointer` that filled them, where the names differ.
        """
        taken = filled(fields)
        while True:
            try:
                section = model.model_validate({**taken, "extra": extra.members})
            except ValidationError as error:
                if clean_refused(taken, error.errors(include_url=False)):
                    continue
                wrong = _wrong_fields(error, taken)
                if not wrong:
                    self.unparsed.append(pointer)
                    return None
                for field, elements in wrong.items():
                    self._move(taken, field, elements, extra, at(pointer, names.get(field, field)))
            else:
                return section.model_dump(exclude_none=True, exclude_defaults=True)

    def _move(self, taken: dict[str, object], field: str, elements: Sequence[int], extra: Extra, pointer: str) -> None:
        """Move a field, or some of its elements, to `extra`."""
        value = taken.pop(field)
        name = pointer.rpartition("/")[2]
        if not elements or not isinstance(value, list):
            # Nothing is lost if an empty text is not a date or URL.
            if value != "" and not extra.add(name, value):
                self.unparsed.append(pointer)
            return
        values = cast(list[object], value)
        taken[field] = [one for index, one in enumerate(values) if index not in elements]
        if not extra.add(name, [values[index] for index in elements]):
            self.unparsed += [at(pointer, index) for index in elements]


def at(pointer: str, key: str | int) -> str:
    """Return the JSON pointer (RFC 6901) to a member."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def filled(members: Mapping[str, object]) -> JsonObject:
    """Return the members that are not `null`."""
    return {name: value for name, value in members.items() if value is not None}


def own_writing(entry: JsonObject, name: str, convert: Callable[[str], str | None]) -> object:
    """Remove and return a value in the person's own notation, if the standard value still matches it."""
    value, written = entry.pop(name, None), entry.pop(f"x-{name}", None)
    return written if isinstance(written, str) and convert(written) == value else value


def _wrong_fields(error: ValidationError, taken: Mapping[str, object]) -> Mapping[str, list[int]]:
    """Return the invalid fields, each with its invalid elements; no elements if the whole field is invalid."""
    wrong: dict[str, list[int]] = {}
    for found in error.errors(include_url=False, include_input=False):
        # Without a location, the fields are inconsistent: the end is before the start.
        location = found["loc"] or ("end",)
        field = str(location[0])
        if field not in taken:
            continue
        elements = wrong.setdefault(field, [])
        if len(location) > 1 and isinstance(location[1], int):
            elements.append(location[1])
        if found["type"] == "too_long":
            limits = found.get("ctx", {})
            elements += range(limits["max_length"], limits["actual_length"])
    return wrong
