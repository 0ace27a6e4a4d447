"""The services' OpenAPI documents as the clients need them: one document, with models that accept what is new."""

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from stack.commands import SERVICES

Json = dict[str, Any]

REFERENCE = "#/components/schemas/"
CONSTRAINTS = (
    *("pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("minItems", "maxItems", "minProperties", "maxProperties", "propertyNames", "example", "examples", "title"),
)
"""What the service checks and explains best. A client of last year would refuse what is allowed today."""

TEXT_FORMATS = ("uuid", "uri", "email")
"""Formats that are plain text for a caller: an id is opaque, and an address is checked by the service."""

INTERNAL = ("erase_questions", "erase_learning_paths", "is_erased")
"""What the services ask each other. Nobody else needs it."""


def write_documents(directory: Path) -> None:
    """Write each service's OpenAPI document into `directory`."""
    for name in SERVICES:
        document = import_module(f"{name}_service.main").create_app().openapi()
        text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
        (directory / f"{name}.json").write_text(text, encoding="utf-8")


def read(directory: Path) -> dict[str, Json]:
    """Return the documents in `directory` by service."""
    return {name: json.loads((directory / f"{name}.json").read_text(encoding="utf-8")) for name in SERVICES}


def merged(documents: Mapping[str, Json]) -> Json:
    """Return one document of all services, without internal operations.

    Schemas that several services have under one name are shared if they are equal; otherwise the later one gets the
    service's name in front.
    """
    paths: Json = {}
    schemas: Json = {}
    for service, document in documents.items():
        theirs: Json = document["components"]["schemas"]
        renamed = {name: f"{service.title()}{name}" for name, of in theirs.items() if schemas.get(name, of) != of}
        own = _renamed(document, renamed)
        paths |= own["paths"]
        theirs = own["components"]["schemas"]
        schemas |= {renamed.get(name, name): schema for name, schema in theirs.items()}
    whole: Json = {
        "openapi": "3.1.0",
        "info": {"title": "Interview preparation", "version": "1"},
        "paths": {path: of for path, methods in paths.items() if (of := _public(methods))},
        "components": {"schemas": schemas},
    }
    _name_inline_events(whole)
    return whole


def tolerant(document: Json) -> Json:
    """Return a document whose schemas have no constraints, and in answers allow other values than today's."""
    schemas, answers = document["components"]["schemas"], _in_answers(document)
    kept = {name: simplified(of, closed=name not in answers) for name, of in schemas.items()}
    return {**document, "components": {"schemas": kept}}


def for_types(document: Json) -> Json:
    """Return a document with what a type can say, for TypeScript.

    Bodies say nothing of defaults: what has one may be left out. Failures are not there: each is the same problem.
    """
    schemas, answers = document["components"]["schemas"], _in_answers(document)
    kept = {name: of if name in answers else _without_defaults(of) for name, of in schemas.items()}
    paths = {
        path: {method: _without_failures(operation) for method, operation in methods.items()}
        for path, methods in document["paths"].items()
    }
    return {**document, "paths": paths, "components": {"schemas": kept}}


def _without_failures(operation: Json) -> Json:
    answers = {status: answer for status, answer in operation["responses"].items() if status < "400"}
    return {**operation, "responses": answers}


def _without_defaults(schema: Json) -> Json:
    properties = schema.get("properties", {})
    plain = {name: {key: of[key] for key in of if key != "default"} for name, of in properties.items()}
    return {**schema, "properties": plain} if properties else schema


def _in_answers(document: Json) -> set[str]:
    """Return the names of the schemas that occur in answers."""
    answers = (operation["responses"] for _, _, operation in operations(document))
    return set(_reachable(document["components"]["schemas"], answers))


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield path, method and operation of everything in a document."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def simplified(schema: Any, *, closed: bool) -> Any:
    """Return a schema without constraints; unless it is `closed`, other values and members than today's are allowed."""
    if isinstance(schema, list):
        return [simplified(one, closed=closed) for one in cast("list[Any]", schema)]
    if not isinstance(schema, dict):
        return schema
    members = cast("Json", schema)
    kept = {key: simplified(of, closed=closed) for key, of in members.items() if not _constrains(members, key)}
    if "properties" in members:
        kept["properties"] = {name: simplified(of, closed=closed) for name, of in members["properties"].items()}
    if not closed and "enum" in kept and kept.get("type") == "string":
        described = {key: kept.pop(key) for key in ("description", "default") if key in kept}
        return {"anyOf": [kept, {"type": "string"}], **described}
    return kept


def _constrains(schema: Json, key: str) -> bool:
    """Whether a member of a schema only constrains what the schema describes."""
    if key == "format":
        return schema[key] in TEXT_FORMATS
    # Which members must come together, of an object that has its members listed.
    return key in CONSTRAINTS or (key == "anyOf" and "properties" in schema)


def _public(methods: Json) -> Json:
    return {method: operation for method, operation in methods.items() if operation["operationId"] not in INTERNAL}


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Return a document in which references to the old names are to the new ones."""
    if isinstance(value, list):
        return [_renamed(one, names) for one in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    changed: Json = {key: _renamed(of, names) for key, of in cast("Json", value).items()}
    name = str(changed.get("$ref", "")).removeprefix(REFERENCE)
    if name in names:
        changed["$ref"] = REFERENCE + names[name]
    return changed


def _name_inline_events(document: Json) -> None:
    """Move schemas of events that are written out in place to the others, under their title."""
    for _, _, operation in operations(document):
        for events in events_of(operation):
            for name, schema in events.items():
                if not {"$ref", "anyOf"} & schema.keys():
                    document["components"]["schemas"][schema["title"]] = schema
                    events[name] = {"$ref": REFERENCE + schema["title"]}


def events_of(operation: Json) -> Iterator[Json]:
    """Yield the events of an operation that streams: their schemas by their names."""
    for answer in operation["responses"].values():
        for media in answer.get("content", {}).values():
            if "x-events" in media["schema"]:
                yield media["schema"]["x-events"]


def _reachable(schemas: Json, roots: Iterable[Any]) -> Iterator[str]:
    """Yield the names of all schemas that `roots` refer to, directly or through others."""
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += cast("list[Any]", value)
        elif isinstance(value, dict):
            members = cast("Json", value)
            waiting += members.values()
            name = str(members.get("$ref", "")).removeprefix(REFERENCE)
            if name in schemas and name not in found:
                found.add(name)
                yield name
                waiting.append(schemas[name])
