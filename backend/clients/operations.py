"""Writes the methods of the Python clients, one for each operation and one more for each other way to call it."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clients.documents import REFERENCE, Json, events_of, operations

WIDTH = 110
JSON_TYPES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


@dataclass(frozen=True)
class Operation:
    """An operation as a method of the client."""

    name: str
    verb: str
    path: str
    description: str
    parameters: tuple[tuple[str, str, str], ...]
    """Of the query: name, annotation, default (empty if required)."""
    body: str
    """The annotation of the body, or nothing."""
    body_optional: bool
    keyed: bool
    conditional: str
    """`if_match`, `if_none_match` or nothing."""
    answer: str
    """The model of the answer, or nothing."""
    media: tuple[str, ...]
    """Media types beside JSON and events."""
    events: Json
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
        parameters=tuple(_parameter(one) for one in query),
        body=body,
        body_optional=optional,
        keyed="Idempotency-Key" in names,
        conditional="if_match" if "412" in answers else "if_none_match" if "304" in answers else "",
        answer=_class(model),
        media=tuple(media for media in content if media not in ("application/json", "text/event-stream")),
        events={name: _class(_reference(of)) for events in events_of(operation) for name, of in events.items()},
        asynchronous="202" in answers,
        item=_class(_reference(item)),
    )


def _reference(schema: Json) -> str:
    return str(schema.get("$ref", "")).removeprefix(REFERENCE)


def _class(schema: str) -> str:
    """Return the name of the class that the generator of models makes of a schema."""
    return schema.replace("-", "")


def _body(request: Json | None) -> tuple[str, bool]:
    """Return the annotation of a body, and whether it may be left out."""
    if request is None:
        return "", False
    schema = request["content"].get("application/json", {}).get("schema")
    if schema is None:
        return "bytes", False
    names = [_class(_reference(one)) for one in schema.get("anyOf", [schema])]
    models = [f"models.{name}" for name in names if name]
    return " | ".join([*models, "Fields"]), not request.get("required", False)


def _parameter(parameter: Json) -> tuple[str, str, str]:
    annotation = annotation_of(parameter["schema"])
    if parameter.get("required"):
        return parameter["name"], annotation, ""
    # What is left out has the service's own default.
    return parameter["name"], annotation if annotation.endswith("None") else f"{annotation} | None", "None"


def annotation_of(schema: Json) -> str:
    """Return the annotation of a parameter; raises `KeyError` for a type that no parameter has so far."""
    if "anyOf" in schema:
        return " | ".join(annotation_of(one) for one in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return f"Literal[{', '.join(map(repr, schema.get('enum') or [schema['const']]))}]"
    if schema.get("type") == "null":
        return "None"
    return "date" if schema.get("format") == "date" else JSON_TYPES[schema["type"]]


def events_module(found: list[Operation]) -> str:
    """Return the module with the events of each stream."""
    lines = [
        '"""Events of each stream, generated by `make sdk`."""\n',
        "from collections.abc import Mapping\nfrom typing import Final, Literal\n",
        "from interview_prep.streams import Event\nfrom interview_prep.generated import models\n",
    ]
    for one in found:
        if one.events:
            typed = {name: model for name, model in one.events.items() if name != "failed"}
            union = " | ".join(f'Event[Literal["{name}"], models.{model}]' for name, model in typed.items())
            lines.append(f"{one.event_type} = {union}\n")
            table = ", ".join(f'"{name}": models.{model}' for name, model in typed.items())
            lines.append(f"{one.thing.upper()}: Final[Mapping[str, type[models.Model]]] = {{{table}}}\n")
    return "\n".join(lines)


class Writer:
    """Writes the methods of the asynchronous client."""

    def module(self, found: list[Operation]) -> str:
        """Return the module."""
        lines = [
            '"""The operations of the API as methods, generated by `make sdk`."""\n',
            "from collections.abc import AsyncGenerator, AsyncIterator\nfrom datetime import date",
            "from typing import Literal\n",
            "from interview_prep.asynchronous import AsyncTransport",
            "from interview_prep.calls import Call, Fields, keyed, place",
            "from interview_prep.generated import events, models\n\n",
            'class AsyncOperations(AsyncTransport):\n    """The operations of the API."""\n',
        ]
        for one in found:
            lines += self._methods(one)
        return "\n".join(lines)

    def _methods(self, one: Operation) -> Iterator[str]:
        if set(one.events) and not one.answer:
            yield self._follow(one)
            return
        if one.answer:
            yield self._method(one, one.name, f"models.{one.answer}", f"self._model({{}}, models.{one.answer})")
        elif one.media:
            yield self._method(one, one.name, "bytes", "self._content({})", accept="*/*")
        else:
            yield self._method(one, one.name, "None", "self._nothing({})")
        if one.answer and one.media:
            kinds = f"Literal[{', '.join(map(repr, one.media))}]"
            extra = (("media_type", kinds, ""),)
            yield self._method(one, f"{one.name}_as", "str", "self._text({})", accept="media_type", extra=extra)
        if one.events:
            yield self._stream(one)
        if one.asynchronous:
            yield self._method(
                one, f"start_{one.thing}", "models.JobOut", "self._model({}, models.JobOut)", prefer="respond-async"
            )
        if one.item:
            yield self._pages(one)

    def _method(self, one: Operation, name: str, answer: str, send: str, **call: Any) -> str:
        signature = self._signature(one, call.pop("extra", ()))
        return self._definition(
            f"async def {name}({signature}) -> {answer}",
            one.description,
            f"return await {send.format(self._call(one, **call))}",
        )

    def _stream(self, one: Operation) -> str:
        call = self._call(one, accept="text/event-stream")
        return self._definition(
            f"def stream_{one.thing}({self._signature(one)}) -> AsyncGenerator[events.{one.event_type}]",
            f"{one.description}\n\nYield its events as they come. If the connection breaks, the request is repeated "
            "with the same key; what was delivered is not delivered again.\n\n"
            "Raises `ProblemError` for the event `failed`.",
            f"return self._events({call}, events.{one.thing.upper()})",
        )

    def _follow(self, one: Operation) -> str:
        signature = f"{self._signature(one)}, *, last_event_id: str | None = None"
        call = self._call(one, accept="text/event-stream")
        return self._definition(
            f"def {one.name}({signature}) -> AsyncGenerator[events.{one.event_type}]",
            f"{one.description}\n\nIf the connection breaks, it is opened again after the last event.\n\n"
            "Raises `ProblemError` for the event `failed`.",
            f"return self._follow({call}, events.{one.thing.upper()}, last_event_id)",
        )

    def _pages(self, one: Operation) -> str:
        places = ["self", *(f"{name}: str" for name in one.takes)]
        rest = [(name, kind, default) for name, kind, default in one.parameters if name != "cursor"]
        named = ["*", *(f"{name}: {kind} = {default}" for name, kind, default in rest)]
        given = ", ".join([*one.takes, *(f"{name}={name}" for name, _, _ in rest), "cursor=cursor"])
        return self._definition(
            f"def {one.name.replace('list_', 'iter_')}({', '.join([*places, *named])}) -> "
            f"AsyncIterator[models.{one.item}]",
            f"{one.description}\n\nYield all of them, page by page; `limit` is the size of a page.",
            f"return self._items(lambda cursor: self.{one.name}({given}))",
        )

    def _signature(self, one: Operation, extra: tuple[tuple[str, str, str], ...] = ()) -> str:
        places = ["self", *(f"{name}: str" for name in one.takes)]
        if one.body:
            places.append(f"body: {one.body}" + (" | None = None" if one.body_optional else ""))
        named = [f"{name}: {kind}{default and f' = {default}'}" for name, kind, default in (*extra, *one.parameters)]
        if one.keyed:
            named.append("idempotency_key: str | None = None")
        if one.conditional:
            named.append(f"{one.conditional}: int | str | None = None")
        return ", ".join([*places, *(["*", *named] if named else [])])

    def _call(self, one: Operation, *, accept: str = "", prefer: str = "") -> str:
        path = one.path
        parts = [f'"{one.verb}"', f'f"{path}"' if one.takes else f'"{path}"']
        parts[1] = re.sub(r"{(\w+)}", r"{place(\1)}", parts[1])
        if one.parameters:
            query = ", ".join(f'"{name}": {name}' for name, _, _ in one.parameters)
            parts.append(f"query={{{query}}}")
        if one.body:
            parts.append("body=body")
        if one.keyed:
            parts.append("key=keyed(idempotency_key)")
        if one.conditional:
            parts.append(f"{one.conditional}={one.conditional}")
        if accept:
            parts.append("accept=media_type" if accept == "media_type" else f'accept="{accept}"')
        if prefer:
            parts.append(f'prefer="{prefer}"')
        return f"Call({', '.join(parts)})"

    @staticmethod
    def _definition(head: str, description: str, body: str) -> str:
        paragraphs = [textwrap.fill(one, WIDTH) for one in description.split("\n\n")]
        text = "\n\n".join(paragraphs)
        docstring = f'"""{text}"""' if "\n" not in text else f'"""{text}\n"""'
        return textwrap.indent(f"{head}:\n" + textwrap.indent(f"{docstring}\n{body}\n", "    "), "    ")
