"""A résumé as resume-service returns it, with places addressed by JSON pointers (RFC 6901)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Literal, cast
from uuid import UUID

from pydantic_core import to_json

from shared.resumes.facts import BANDS, Seniority, seniority, technologies

Language = Literal["ko", "en"]

HANGUL = re.compile(r"[\uAC00-\uD7A3]")
LATIN = re.compile(r"[A-Za-z]{2,}")
NO_CONTENT = frozenset({"id", "version", "created_at", "updated_at", "derived"})
"""Members of a response that are not written by the person."""

MAX_PLACES = 512
"""Maximum places whose texts a document remembers: a place has many names, such as `/0` and `/00`."""

MAX_KEPT = 65_536
"""Bytes of JSON; nearly all résumés have less, and what is kept of them stays small."""

Texts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ResumeDocument:
    """One version of a résumé; `content` is the whole JSON object from resume-service, which nobody changes."""

    id: str
    version: int
    content: Mapping[str, object]

    @property
    def uuid(self) -> UUID:
        """The id as a `UUID`."""
        return UUID(self.id)

    @cached_property
    def key(self) -> bytes | None:
        """A hash of the content, under which what is made of it is kept; `None` if it is too large for that."""
        return key_of(to_json(self.content))

    def texts(self, below: str = "") -> Texts:
        """Return every non-empty text at or below the place `below`, with its pointer, in document order.

        There is none for a place that does not exist.
        """
        known = self._texts.get(below)
        if known is None:
            try:
                value = self.at(below)
            except LookupError:
                return ()
            known = tuple(one for one in _texts(value, below) if _section(one[0]) not in NO_CONTENT)
            if len(self._texts) < MAX_PLACES:
                self._texts[below] = known
        return known

    @cached_property
    def _texts(self) -> dict[str, Texts]:
        return {}

    def at(self, pointer: str) -> object:
        """Return the value at `pointer`; raises `LookupError` if there is none."""
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
        """Return the text at `pointer`, or `None` if there is no non-empty text."""
        try:
            value = self.at(pointer)
        except LookupError:
            return None
        return value if isinstance(value, str) and value.strip() else None

    def entries(self, section: str) -> Sequence[Mapping[str, object]]:
        """Return the objects of a list such as `work_experiences`; empty if it is missing."""
        value = self.content.get(section)
        return cast(list[Mapping[str, object]], value) if isinstance(value, list) else ()

    @property
    def name(self) -> str | None:
        """The person's name."""
        return self.text("/name")

    @cached_property
    def language(self) -> Language:
        """The language: Korean if it has at least as many Hangul syllables as Latin words."""
        return _language(text for _, text in self.texts())

    @property
    def written(self) -> Mapping[str, object]:
        """The content without what resume-service adds to it."""
        return {key: value for key, value in self.content.items() if key not in NO_CONTENT}

    @property
    def experience_months(self) -> int | None:
        """Months of work experience, if known."""
        value = self._derived.get("total_experience_months", self.content.get("total_experience_months"))
        return value if isinstance(value, int) else None

    @property
    def technologies(self) -> Sequence[str]:
        """The technologies it names, each once by its canonical name."""
        value = self._derived.get("technologies")
        return cast(list[str], value) if isinstance(value, list) else technologies(self.content)

    @property
    def seniority(self) -> Seniority | None:
        """The person's seniority, if known."""
        if not self._derived:
            return seniority(self.content, self.experience_months)
        value = self._derived.get("seniority")
        return next((band for band in BANDS if band == value), None)

    @property
    def _derived(self) -> Mapping[str, object]:
        """The facts that resume-service computed when the résumé was written."""
        value = self.content.get("derived")
        return cast(Mapping[str, object], value) if isinstance(value, Mapping) else {}


def _section(pointer: str) -> str:
    return pointer.split("/", 2)[1] if pointer else ""


def key_of(body: bytes) -> bytes | None:
    """Return the hash of a résumé as JSON, `None` if it is too large for anything made of it to be kept."""
    return blake2b(body, digest_size=16).digest() if len(body) <= MAX_KEPT else None


def language_of(content: Mapping[str, object]) -> Language:
    """Return the language of a résumé's content, as `ResumeDocument.language` does."""
    return _language(text for _, text in _texts(content, ""))


def _language(texts: Iterable[str]) -> Language:
    words = " ".join(texts)
    return "ko" if len(HANGUL.findall(words)) >= len(LATIN.findall(words)) else "en"


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
