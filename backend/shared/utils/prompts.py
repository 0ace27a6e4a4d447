"""Prompts: YAML files with a version of their content, checked at the start, filled by `string.Template`."""

import secrets
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from string import Template

import yaml
from pydantic import BaseModel, ConfigDict

from shared.utils.versions import content_version


class PromptFile(BaseModel):
    """A prompt as its file holds it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    instructions: str
    prompt: str


class Prompt:
    """A prompt whose placeholders are known; text from people is filled in as data between markers."""

    def __init__(self, file: PromptFile, version: str, placeholders: frozenset[str]) -> None:
        self.version = version
        self.instructions = file.instructions
        self._template = Template(file.prompt)
        found = set(self._template.get_identifiers())
        if found ^ placeholders:
            raise ValueError(f"prompt {version} has placeholders {sorted(found)}, wanted {sorted(placeholders)}")

    def fill(self, values: Mapping[str, str]) -> str:
        """The user message; every placeholder needs a value."""
        return self._template.substitute(values)


def load_prompt(path: Traversable, placeholders: frozenset[str], *beside: Traversable) -> Prompt:
    """Read and check a prompt file; what stands `beside` it, such as examples, belongs to its version.

    Raises `pydantic.ValidationError` or `ValueError` when it is wrong.
    """
    file = PromptFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    return Prompt(file, content_version(path.name.removesuffix(".yaml"), path, *beside), placeholders)


def fenced(label: str, text: str) -> str:
    """`text` between markers that it cannot close: each pair carries a number nobody can foresee."""
    mark = f"{label} {secrets.token_hex(8)}"
    return f"<<<BEGIN {mark}>>>\n{text}\n<<<END {mark}>>>"
