"""Prompts: YAML files with a content version, checked at start and filled with `string.Template`.

User texts are included in a prompt as data, between the markers of a `Fence`.
"""

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from string import Template

from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter

from shared.core.data import read_yaml
from shared.utils.versions import content_version

FENCE = "fence"
"""The placeholder for the number of the fence in the instructions."""

_OPENING = "<＜﹤‹«〈《"
_INVISIBLE = "\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
LOOK_ALIKE = re.compile(
    rf"(?<![{_OPENING}{_INVISIBLE}])[{_INVISIBLE}]*+[{_OPENING}][{_OPENING}{_INVISIBLE}]++"
    r"(?=[\W_]{0,3}(?:[BＢ][EＥ][GＧ][IＩ][NＮ]|[EＥ][NＮ][DＤ]))",
    re.IGNORECASE,
)
"""Text that could be mistaken for the beginning of a marker. Each run is scanned once, so the search is linear."""


class Fence:
    """Markers around the data of a prompt. They contain an unpredictable number, so no data can close them.

    Look-alikes of markers within the data are broken up, and the number is replaced if a model was made to write it.
    """

    def __init__(self) -> None:
        self.number = secrets.token_hex(8)

    def text(self, label: str, text: str) -> str:
        """Return a text between markers."""
        return self.around(label, LOOK_ALIKE.sub(lambda found: " ".join(found[0]), text))

    def json(self, label: str, value: JsonValue) -> str:
        """Return JSON between markers, as `around` and `as_data` do."""
        return self.around(label, as_data(value))

    def around(self, label: str, data: str) -> str:
        """Return `data`, in which there is no look-alike of a marker, between markers."""
        inside = data.replace(self.number, "0" * len(self.number))
        return f"<<<BEGIN {label} {self.number}>>>\n{inside}\n<<<END {label} {self.number}>>>"


def as_data(value: JsonValue) -> str:
    """Return JSON for a fence. It parses to the same `value`: look-alikes are broken up with JSON escapes."""
    return LOOK_ALIKE.sub(lambda found: _escaped(found[0]), _encoded(value, "\n"))


FENCED = re.compile(r"<<<BEGIN (\w+ [0-9a-f]{16})>>>.*?<<<END \1>>>", re.DOTALL)
"""Data in a prompt, as a `Fence` marks it."""


class PromptFile(BaseModel):
    """The content of a prompt file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    instructions: str
    prompt: str


class Prompt:
    """A prompt with known placeholders; user texts are filled in as data between markers."""

    def __init__(self, file: PromptFile, version: str, placeholders: frozenset[str]) -> None:
        self.version = version
        self._instructions = Template(file.instructions)
        self._template = Template(file.prompt)
        for template, wanted in ((self._instructions, frozenset({FENCE})), (self._template, placeholders)):
            found = set(template.get_identifiers())
            if found ^ wanted:
                raise ValueError(f"prompt {version} has placeholders {sorted(found)}, expected {sorted(wanted)}")

    def instructions(self, fence: Fence) -> str:
        """Return the system message, which says that only the markers of `fence` count."""
        return self._instructions.substitute({FENCE: fence.number})

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the user message; every placeholder needs a value."""
        return self._template.substitute(values)


def load_prompt(path: Traversable, placeholders: frozenset[str], *beside: Traversable) -> Prompt:
    """Read and check a prompt file. Files `beside` it, such as examples, are part of its version.

    Raises `pydantic.ValidationError` or `ValueError` if it is invalid.
    """
    file = PromptFile.model_validate(read_yaml(path))
    return Prompt(file, content_version(path.name.removesuffix(".yaml"), path, *beside), placeholders)


def _encoded(value: JsonValue, line: str) -> str:
    """Encode JSON with a line for each member; a container with a single scalar stays on one line."""
    if isinstance(value, dict):
        brackets, members = "{}", [(f"{_json(name)}: ", member) for name, member in value.items()]
    elif isinstance(value, list):
        brackets, members = "[]", [("", member) for member in value]
    else:
        return _json(value)
    if len(members) < 2 and not any(isinstance(member, dict | list) for _, member in members):
        return _json(value)
    inner = f"{line} "
    body = f",{inner}".join(f"{name}{_encoded(member, inner)}" for name, member in members)
    return f"{brackets[0]}{inner}{body}{line}{brackets[1]}"


def _json(value: JsonValue) -> str:
    return json.dumps(value, ensure_ascii=False)


def _escaped(text: str) -> str:
    return "".join(f"\\u{ord(letter):04x}" for letter in text)


def shown(path: Traversable) -> str:
    """Return a file's examples in the form for prompts. The file has a list of maps from names to texts or lists."""
    examples = TypeAdapter(list[dict[str, str | list[str]]]).validate_python(read_yaml(path))
    return "\n\n".join("\n".join(_fields(example)) for example in examples)


def _fields(example: Mapping[str, str | list[str]]) -> Iterator[str]:
    for name, value in example.items():
        label = name.replace("_", " ").capitalize()
        yield f"{label}: {value}" if isinstance(value, str) else f"{label}:"
        if not isinstance(value, str):
            yield from map("- {}".format, value)
