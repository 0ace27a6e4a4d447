"""Writes the methods of the TypeScript client, as `python` does those of the Python clients."""

import re
from collections.abc import Iterable, Iterator

from clients.documents import Json
from clients.operations import BYTES, Operation, Parameter

JSON_TYPES = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean"}
MADE = "by `make sdk`."


def camel(name: str) -> str:
    """Return a name as TypeScript writes it."""
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def type_of(schema: Json) -> str:
    """Return the type of a parameter; raises `KeyError` for one that no parameter has so far."""
    if "anyOf" in schema:
        return " | ".join(type_of(one) for one in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return " | ".join(f'"{value}"' for value in schema.get("enum") or [schema["const"]])
    return "null" if schema.get("type") == "null" else JSON_TYPES[schema["type"]]


def models_module(names: Iterable[str]) -> str:
    """Return the module with a short name for each schema."""
    lines = [f"// Models of the API, generated {MADE}", 'import type { components } from "./schema.js";\n']
    lines += [f'export type {name.replace("-", "")} = components["schemas"]["{name}"];' for name in sorted(names)]
    return "\n".join(lines) + "\n"


def _any_of(names: tuple[str, ...]) -> str:
    return " | ".join(f"models.{name}" for name in names)


def events_module(found: list[Operation]) -> str:
    """Return the module with the events of each stream."""
    lines = [
        f"// Events of each stream, generated {MADE}",
        'import type { StreamEvent } from "../streams.js";',
        'import type * as models from "./models.js";',
    ]
    for one in found:
        if one.events:
            typed = {name: models for name, models in one.events.items() if name != "failed"}
            union = "".join(f'\n  | StreamEvent<"{name}", {_any_of(models)}>' for name, models in typed.items())
            names = ", ".join(f'"{name}"' for name in typed)
            lines.append(f"\nexport type {one.event_type} ={union};")
            lines.append(f"export const {one.thing.upper()} = [{names}] as const;")
    return "\n".join(lines) + "\n"


class Writer:
    """Writes the class of all methods."""

    def module(self, found: list[Operation]) -> str:
        """Return the module."""
        lines = [
            f"// The operations of the API as methods, generated {MADE}",
            'import { keyed, type Keyed, type Options, place } from "../calls.js";',
            'import { Transport } from "../transport.js";',
            'import * as events from "./events.js";',
            'import type * as models from "./models.js";\n',
            "/** A client of the API: one method for each operation, and one more for each other way to call it. */",
            "export class InterviewPrep extends Transport {",
        ]
        methods = [method for one in found for method in self._methods(one)]
        return "\n".join([*lines, *methods]) + "}\n"

    def _methods(self, one: Operation) -> Iterator[str]:
        if one.events and not one.answer:
            yield self._follow(one)
            return
        if one.answer:
            yield self._method(one, one.name, f"models.{one.answer}", f"json<models.{one.answer}>")
        elif one.media:
            yield self._method(one, one.name, "Uint8Array", "bytes", accept='"*/*"')
        else:
            yield self._method(one, one.name, "void", "nothing")
        if one.answer and one.media:
            kinds = " | ".join(f'"{media}"' for media in one.media)
            extra = f"mediaType: {kinds}"
            yield self._method(one, f"{one.name}_as", "string", "text", accept="mediaType", extra=extra)
        if one.events:
            yield self._stream(one)
        if one.asynchronous:
            started = f"start_{one.thing}"
            yield self._method(one, started, "models.JobOut", "json<models.JobOut>", prefer='"respond-async"')
        if one.item:
            yield self._pages(one)

    def _method(
        self, one: Operation, name: str, answer: str, send: str, *, extra: str = "", accept: str = "", prefer: str = ""
    ) -> str:
        return self._definition(
            f"{camel(name)}({self._signature(one, extra)}): Promise<{answer}>",
            one.description,
            f"return this.{send}({self._call(one, accept=accept, prefer=prefer)});",
        )

    def _stream(self, one: Operation) -> str:
        kind = f"events.{one.event_type}"
        call = self._call(one, accept='"text/event-stream"')
        return self._definition(
            f"{camel(f'stream_{one.thing}')}({self._signature(one)}): AsyncGenerator<{kind}>",
            f"{one.description}\n\nYields its events as they come. If the connection breaks, the request is repeated "
            "with the same key; what was delivered is not delivered again. Throws `ProblemError` for the event "
            "`failed`.",
            f"return this.events<{kind}>({call}, events.{one.thing.upper()});",
        )

    def _follow(self, one: Operation) -> str:
        kind = f"events.{one.event_type}"
        places = ", ".join(f"{camel(name)}: string" for name in one.takes)
        call = self._call(one, accept='"text/event-stream"')
        return self._definition(
            f"{camel(one.name)}({places}, options: Options & {{ lastEventId?: string | null }} = {{}}): "
            f"AsyncGenerator<{kind}>",
            f"{one.description}\n\nIf the connection breaks, it is opened again after the last event. Throws "
            "`ProblemError` for the event `failed`.",
            f"return this.follow<{kind}>({call}, events.{one.thing.upper()}, options.lastEventId ?? null);",
        )

    def _pages(self, one: Operation) -> str:
        places = [f"{camel(name)}: string" for name in one.takes]
        rest = [parameter for parameter in one.parameters if parameter.name != "cursor"]
        options = self._options(one, rest)
        given = ", ".join([*map(camel, one.takes), "{ ...options, cursor }"])
        return self._definition(
            f"{camel(one.name.replace('list_', 'iter_'))}({', '.join([*places, options])}): "
            f"AsyncGenerator<models.{one.item}>",
            f"{one.description}\n\nYields all of them, page by page; `limit` is the size of a page.",
            f"return this.items((cursor) => this.{camel(one.name)}({given}));",
        )

    def _signature(self, one: Operation, extra: str = "") -> str:
        places = [f"{camel(name)}: string" for name in one.takes]
        if one.body:
            models = [f"models.{name}" if name else "Record<string, unknown>" for name in one.body]
            kind = "Uint8Array | Blob" if one.body == (BYTES,) else " | ".join(models)
            places.append(f"body?: {kind}" if one.body_optional else f"body: {kind}")
        return ", ".join([*places, *([extra] if extra else []), self._options(one, one.parameters)])

    @staticmethod
    def _options(one: Operation, parameters: Iterable[Parameter]) -> str:
        listed = list(parameters)
        members = [f"{of.name}{'' if of.required else '?'}: {type_of(of.schema)}" for of in listed]
        if one.conditional:
            members.append(f"{camel(one.conditional)}?: number | string")
        base = "Keyed" if one.keyed else "Options"
        kind = f"{base} & {{ {'; '.join(members)} }}" if members else base
        return f"options: {kind}" + ("" if any(of.required for of in listed) else " = {}")

    @staticmethod
    def _call(one: Operation, *, accept: str = "", prefer: str = "") -> str:
        path = re.sub(r"{(\w+)}", lambda found: f"${{place({camel(found[1])})}}", one.path)
        parts = [f'method: "{one.verb}"', f"path: `{path}`" if one.takes else f'path: "{path}"']
        if one.parameters:
            parts.append(f"query: {{ {', '.join(f'{of.name}: options.{of.name}' for of in one.parameters)} }}")
        if one.body:
            parts.append("body")
        if one.keyed:
            parts.append("key: keyed(options)")
        if one.conditional:
            parts.append(f"{camel(one.conditional)}: options.{camel(one.conditional)}")
        parts += [f"{name}: {value}" for name, value in (("accept", accept), ("prefer", prefer)) if value]
        return f"{{ {', '.join([*parts, 'signal: options.signal'])} }}"

    @staticmethod
    def _definition(head: str, description: str, body: str) -> str:
        paragraphs = description.replace("*/", "* /").split("\n")
        text = "".join(f"\n   * {line}".rstrip() for line in paragraphs)
        return f"  /**{text}\n   */\n  {head} {{\n    {body}\n  }}\n"
