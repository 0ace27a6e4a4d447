"""A value that keeps a JSON schema: the plausible answer of a model that nobody scripted."""

from collections.abc import Mapping
from typing import Any, cast

Schema = Mapping[str, Any]

MAX_NESTED = 12
WORDS = "A plausible answer of the wire fake, long enough for what most schemas ask"
FORMATS: Mapping[str, str] = {
    "date": "2026-11-23",
    "date-time": "2026-11-23T09:00:00Z",
    "time": "09:00:00Z",
    "duration": "P1D",
    "email": "someone@example.org",
    "hostname": "example.org",
    "uri": "https://example.org/",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uuid": "01938a4e-7c3a-7000-8000-000000000000",
}


def instance_of(schema: Schema) -> Any:
    """A JSON value that keeps `schema`, as far as its types, enums, references, counts and bounds say."""
    return _instance(schema, schema, 0)


def _instance(schema: Schema, root: Schema, depth: int) -> Any:
    if "$ref" in schema:
        return _instance(_resolved(schema["$ref"], root), root, depth)
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    for keyword in ("anyOf", "oneOf", "allOf"):
        if schema.get(keyword):
            branches = cast("list[Schema]", schema[keyword])
            # Deep inside, the way out of a recursive schema is its null.
            return _instance(branches[-1 if depth > MAX_NESTED else 0], root, depth)
    return _of_type(_type(schema), schema, root, depth)


def _type(schema: Schema) -> str:
    named = schema.get("type", "object" if "properties" in schema else "string")
    return cast("str", named[0] if isinstance(named, list) else named)


def _of_type(kind: str, schema: Schema, root: Schema, depth: int) -> Any:
    match kind:
        case "object":
            properties = cast("Mapping[str, Schema]", schema.get("properties", {}))
            return {name: _instance(member, root, depth + 1) for name, member in properties.items()}
        case "array":
            usual = 0 if depth > MAX_NESTED else min(2, schema.get("maxItems", 2))
            return [_instance(schema["items"], root, depth + 1) for _ in range(schema.get("minItems", usual))]
        case "integer" | "number":
            return _number(schema)
        case "boolean":
            return True
        case "null":
            return None
        case _:
            return _string(schema)


def _number(schema: Schema) -> int | float:
    if "minimum" in schema:
        return schema["minimum"]
    if "exclusiveMinimum" in schema:
        return schema["exclusiveMinimum"] + 1
    return min(1, schema.get("maximum", 1))


def _string(schema: Schema) -> str:
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    return WORDS[: schema.get("maxLength")].ljust(schema.get("minLength", 0), ".")


def _resolved(reference: str, root: Schema) -> Schema:
    found: Any = root
    for part in reference.removeprefix("#").strip("/").split("/"):
        found = found[part] if part else found
    return found
