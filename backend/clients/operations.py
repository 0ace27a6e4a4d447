"""The operations of the API as methods of a client, in whatever language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from clients.documents import REFERENCE, Json, events_of, operations

BYTES = "bytes"
"""The body of an operation that accepts a file."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of the query."""

    name: str
    schema: Json
    required: bool


@dataclass(frozen=True)
class Operation:
    """An operation as a method of the client."""

    name: str
    verb: str
    path: str
    description: str
    parameters: tuple[Parameter, ...]
    """Of the query."""
    body: tuple[str, ...]
    """The models that the body may be, `BYTES`, an empty name for any object, or nothing at all."""
    body_optional: bool
    keyed: bool
    conditional: str
    """`if_match`, `if_none_match` or nothing."""
    answer: str
    """The model of the answer, or nothing."""
    media: tuple[str, ...]
    """Media types beside JSON and events."""
    events: Mapping[str, tuple[str, ...]]
    """The models of each event: more than one where the kind of a job says which."""

    asynchronous: bool
    item: str
    """The model of an item, if it is a list by pages."""

    @property
    def thing(self) -> str:
        """The name without `create`: what is made."""
        return self.name.removeprefix("create_")

    @property
    def event_type(self) -> str:
        """The name of the union of its events."""
        return "".join(word.title() for word in self.thing.split("_")) + "Event"

    @property
    def takes(self) -> list[str]:
        """The names of the places in its path."""
        return re.findall(r"{(\w+)}", self.path)


def described(document: Json) -> list[Operation]:
    """Return the operations of a document."""
    schemas = document["components"]["schemas"]
    return [_operation(path, verb, operation, schemas) for path, verb, operation in operations(document)]


def _operation(path: str, verb: str, operation: Json, schemas: Json) -> Operation:
    answers = operation["responses"]
    good = [answer for status, answer in answers.items() if status in ("200", "201")]
    content = {media: of["schema"] for answer in good for media, of in answer.get("content", {}).items()}
    model = _reference(content.get("application/json", {}))
    query = [one for one in operation.get("parameters", ()) if one["in"] == "query" and one["name"] != "last_event_id"]
    names = {one["name"] for one in operation.get("parameters", ())}
    body, optional = _body(operation.get("requestBody"))
    item: Json = schemas[model]["properties"]["items"]["items"] if "cursor" in names else {}
    return Operation(
        name=operation["operationId"],
        verb=verb.upper(),
        path=path,
        description=operation.get("description") or operation["summary"] + ".",
        parameters=tuple(Parameter(one["name"], one["schema"], bool(one.get("required"))) for one in query),
        body=body,
        body_optional=optional,
        keyed="Idempotency-Key" in names,
        conditional="if_match" if "412" in answers else "if_none_match" if "304" in answers else "",
        answer=_class(model),
        media=tuple(media for media in content if media not in ("application/json", "text/event-stream")),
        events={name: _classes(of) for events in events_of(operation) for name, of in events.items()},
        asynchronous="202" in answers,
        item=_class(_reference(item)),
    )


def _reference(schema: Json) -> str:
    return str(schema.get("$ref", "")).removeprefix(REFERENCE)


def _classes(schema: Json) -> tuple[str, ...]:
    return tuple(_class(_reference(one)) for one in schema.get("anyOf", [schema]))


def _class(schema: str) -> str:
    """Return the name of the class that the generator of models makes of a schema."""
    return schema.replace("-", "")


def _body(request: Json | None) -> tuple[tuple[str, ...], bool]:
    """Return the models of a body, and whether it may be left out."""
    if request is None:
        return (), False
    schema = request["content"].get("application/json", {}).get("schema")
    if schema is None:
        return (BYTES,), False
    choices = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    return tuple(_class(_reference(one)) for one in choices), not request.get("required", False)
