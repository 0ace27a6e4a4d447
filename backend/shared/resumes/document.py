"""A résumé as resume-service answers it, with its places addressed by JSON pointers (RFC 6901)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

Language = Literal["ko", "en"]

HANGUL = re.compile(r"[\uAC00-\uD7A3]")
LATIN = re.compile(r"[A-Za-z]{2,}")
NO_CONTENT = frozenset({"id", "version", "created_at", "updated_at"})


@dataclass(frozen=True, slots=True)
class ResumeDocument:
    """One version of a résumé; `content` is the whole JSON object that resume-service answered."""

    id: str
    version: int
    content: Mapping[str, object]

    def texts(self, below: str = "") -> Iterator[tuple[str, str]]:
        """Every non-empty text at or below the place `below`, with its pointer, in the order of the document.

        Nothing is yielded for a place that does not exist.
        """
        try:
            value = self.at(below)
        except LookupError:
            return
        for pointer, text in _texts(value, below):
            if pointer.partition("/")[2].partition("/")[0] not in NO_CONTENT:
                yield pointer, text

    def at(self, pointer: str) -> object:
        """The value at `pointer`; raises `LookupError` when there is no such place."""
        if pointer and not pointer.startswith("/"):
            raise LookupError(pointer)
        value: object = self.content
        for part in pointer.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            if isinstance(value, Mapping):
                value = cast(Mapping[str, object], value)[key]  # pyright: ignore[reportUnnecessaryCast]
            elif isinstance(value, list) and key.isascii() and key.isdigit():
                value = cast(list[object], value)[int(key)]
            else:
                raise LookupError(pointer)
        return value

    def text(self, pointer: str) -> str | None:
        """The text at `pointer`, if a non-empty text is there."""
        try:
            value = self.at(pointer)
        except LookupError:
            return None
        return value if isinstance(value, str) and value.strip() else None

    def entries(self, section: str) -> Sequence[Mapping[str, object]]:
        """The objects of a list such as `work_experiences`; empty when it is not there."""
        value = self.content.get(section)
        return cast(list[Mapping[str, object]], value) if isinstance(value, list) else ()

    @property
    def name(self) -> str | None:
        """The person's name."""
        return self.text("/name")

    @property
    def language(self) -> Language:
        """The language it is written in: Korean when Hangul stands in it about as often as Latin words do."""
        words = " ".join(text for _, text in self.texts())
        return "ko" if len(HANGUL.findall(words)) >= len(LATIN.findall(words)) else "en"

    @property
    def experience_months(self) -> int | None:
        """Months of work experience, when known."""
        value = self.content.get("total_experience_months")
        return value if isinstance(value, int) else None


def _texts(value: object, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if value.strip():
            yield pointer, value
    elif isinstance(value, Mapping):
        for key, member in cast(Mapping[str, object], value).items():
            yield from _texts(member, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for index, member in enumerate(cast(list[object], value)):
            yield from _texts(member, f"{pointer}/{index}")
