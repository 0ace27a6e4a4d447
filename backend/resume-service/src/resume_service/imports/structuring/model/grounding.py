"""Proof that what a model says of a document stands in it."""

import re
from collections.abc import Callable
from typing import Any, cast
from unicodedata import normalize

from resume_service.imports.structuring.fitting import pruned
from resume_service.imports.structuring.models import Dropped
from resume_service.imports.structuring.words.contacts import find_contacts, host_of, path_of
from resume_service.imports.structuring.words.dates import months_of
from resume_service.imports.structuring.words.vocabulary import Vocabulary, vocabulary
from resume_service.resumes.models import JsonObject
from resume_service.resumes.periods import as_month
from shared.resumes.grounding import THOUSANDS, Text

MONTHS = frozenset({"start", "end", "date"})
CONTACTS = frozenset({"email", "phone"})
TECHNOLOGIES = frozenset({"tech_stack", "technical_skills"})
REQUIRED = {"certifications": "name", "activities": "name"}
"""The member without which an element of these lists says nothing."""

SPACE = re.compile(r"\s+")
SENTENCE_END = re.compile(r"\n|(?<=[.!?。]) +")
MARKUP = re.compile(r"\*\*|__|`")


class Document:
    """A document in which values are looked for."""

    def __init__(self, text: str) -> None:
        self._words: Vocabulary = vocabulary()
        self._plain = SPACE.sub(" ", MARKUP.sub("", normalize("NFKC", text).casefold()))
        self._rows = [SPACE.sub(" ", row) for row in normalize("NFKC", text).casefold().splitlines()]
        self._months = months_of(text)
        self._contacts = {_signs(found.text) for row in text.splitlines() for found in find_contacts(row)}
        self._text = Text(self._plain)

    def says(self, text: str) -> bool:
        """Whether each line and sentence of `text` stands here, without regard to case, width, space and punctuation.

        A part of a word or of a number does not count; a Korean particle behind a word does not hinder.
        """
        return all(map(self._text.says, SENTENCE_END.split(text)))

    def dates(self, text: str) -> bool:
        """Whether all months that `text` consists of stand here, in whatever notation; a year may be one of a month."""
        month = as_month(text)
        months = {month} if month is not None else months_of(text)
        return bool(months) and all(map(self._has_month, months))

    def technology(self, name: str) -> bool:
        """Whether the name stands here as it is: `Java` does not in `JavaScript`, `C` in `C++`, `Node` in `Node.js`."""
        words = map(re.escape, normalize("NFKC", name).casefold().split())
        inside = r"[a-z0-9_+#&]"
        pattern = rf"(?<!{inside})(?<!{inside}[-.]){' '.join(words)}(?!{inside}|[-.][a-z0-9])"
        return bool(name.strip()) and re.search(pattern, self._plain) is not None

    def url(self, url: str) -> bool:
        """Whether a web address stands here, with its scheme or without, or the account it is of beside a label."""
        bare = SPACE.sub("", normalize("NFKC", url).casefold()).split("://", 1)[-1].removeprefix("www.").rstrip("/")
        if bare and re.search(rf"(?<![\w@-]){re.escape(bare)}(?![\w-]|[./][\w-])", self._plain):
            return True
        host, path = host_of(url), path_of(url)
        field = {"github.com": "github", "linkedin.com": "linkedin"}.get(host)
        if field is None or not path:
            return False
        account = re.compile(rf"(?<![\w.@-]){re.escape(path[-1].casefold())}(?![\w-]|\.\w)")
        labels = [label for label, name in self._words.labels["person"].items() if name == field]
        return any(account.search(row) and any(label in row for label in labels) for row in self._rows)

    def contact(self, text: str) -> bool:
        """Whether an e-mail address or a phone number stands here as a whole, however a number is grouped."""
        literal = re.escape(normalize("NFKC", text).casefold().strip())
        whole = rf"(?<![\w@.+-]){literal}(?![\w@-]|\.\w)"
        return _signs(text) in self._contacts or re.search(whole, self._plain) is not None

    def number(self, number: float) -> bool:
        """Whether a number stands here in digits."""
        digits = re.escape(f"{number:g}" if isinstance(number, float) else str(number))
        return re.search(rf"(?<![\d.,]){digits}(?!\d|[.,]\d)", THOUSANDS.sub("", self._plain)) is not None

    def _has_month(self, month: str) -> bool:
        return month in self._months or any(known.startswith(f"{month}-") for known in self._months)


def grounded(content: JsonObject, text: str) -> tuple[JsonObject, tuple[Dropped, ...]]:
    """`content` without the values that do not stand in `text`, and these values.

    An element of a list that loses the member it cannot be without goes as a whole.
    """
    dropped: list[Dropped] = []
    kept = _kept(content, "", (), Document(text), dropped)
    return cast("JsonObject", pruned(kept)), tuple(dropped)


def _kept(value: Any, pointer: str, path: tuple[str, ...], document: Document, dropped: list[Dropped]) -> Any:
    if isinstance(value, dict):
        members = {
            name: _kept(member, f"{pointer}/{_escaped(name)}", (*path, name), document, dropped)
            for name, member in cast("dict[str, Any]", value).items()
        }
        return None if path and path[-1] in REQUIRED and not members.get(REQUIRED[path[-1]]) else members
    if isinstance(value, list):
        elements = enumerate(cast("list[Any]", value))
        return [_kept(element, f"{pointer}/{place}", path, document, dropped) for place, element in elements]
    if value is None or value == "" or _stands(value, path, document):
        return value
    dropped.append(Dropped(pointer, str(value)))
    return None


def _stands(value: Any, path: tuple[str, ...], document: Document) -> bool:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    if not isinstance(value, str):
        return document.number(value)
    proofs: list[Callable[[str], bool]] = [document.says]
    if path[-1] in MONTHS:
        proofs = [document.dates]
    elif path[-1] in CONTACTS:
        proofs = [document.contact]
    elif path[-1] == "duration":
        proofs.append(document.dates)
    elif TECHNOLOGIES & set(path):
        proofs = [document.technology]
    elif value.casefold().startswith(("http://", "https://")):
        proofs = [document.url]
    return any(proof(value) for proof in proofs)


def _signs(text: str) -> str:
    text = text.strip().casefold()
    return text if "@" in text else "".join(filter(str.isdigit, text))


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
