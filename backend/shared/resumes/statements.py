"""The statements of a résumé and of a posting, numbered, so that a model cites them by number and invents no place.

`[S12]` is a sentence or line of the résumé with its JSON pointer, `[P7]` a line of the posting. Names and contacts are
no statements: nothing is asked about them, and they do not leave.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, cast

from pydantic import WithJsonSchema

from shared.resumes.document import ResumeDocument
from shared.resumes.evidence import JOB_POSTING, Evidence, Sources
from shared.resumes.redaction import Redaction
from shared.utils.prompts import fenced

Citation = Annotated[
    str | Evidence, WithJsonSchema({"type": "string", "description": "The number of one statement, such as S12 or P7."})
]
"""What a model is asked to write: a number. One that writes a place and a quote instead has to prove them."""

NUMBER = re.compile(r"(?<![A-Za-z0-9])([SP]\d{1,5})(?!\d)")
BREAK = re.compile(r"\n+|(?<=[.!?。])\s+(?=\S)")
SHORTEST_SENTENCE = 12
"""Characters; what is shorter stays with the sentence before it: `e.g.`, `vs.`"""
PRIVATE = ("name", "contact")


@dataclass(frozen=True, slots=True)
class Statement:
    """A piece of text, word for word, and where it is."""

    number: str
    evidence: Evidence


class Statements:
    """All statements of one version of a résumé and, where there is one, of a posting."""

    def __init__(self, resume: ResumeDocument, job_posting: str | None = None) -> None:
        self._resume = resume
        self._sources = Sources(resume, job_posting)
        self._by_place: dict[str, list[Statement]] = {}
        count = 0
        for pointer, text in resume.texts():
            if pointer.split("/")[1] in PRIVATE:
                continue
            for piece in _pieces(text):
                count += 1
                statement = Statement(f"S{count}", Evidence(pointer=pointer, quote=piece))
                self._by_place.setdefault(pointer, []).append(statement)
        lines = [line.strip() for line in (job_posting or "").splitlines() if line.strip()]
        self._posting = [
            Statement(f"P{number}", Evidence(pointer=JOB_POSTING, quote=line)) for number, line in enumerate(lines, 1)
        ]
        every = (*(one for found in self._by_place.values() for one in found), *self._posting)
        self._by_number = {statement.number: statement.evidence for statement in every}

    def cited(self, citations: Iterable[str | Evidence]) -> list[Evidence]:
        """The places that are cited, each once, without numbers that do not exist and places that prove nothing."""
        found: dict[tuple[str, str], Evidence] = {}
        for citation in citations:
            for evidence in self._meant(citation):
                found.setdefault((evidence.pointer, evidence.quote), evidence)
        return list(found.values())

    def resume(self, redaction: Redaction) -> str:
        """The résumé for a prompt: hidden identifiers, a number before each statement, between markers."""
        lines = list(self._lines(self._resume.written, "", 0, redaction))
        return fenced("RESUME", "\n".join(lines))

    def posting(self, redaction: Redaction) -> str:
        """The posting for a prompt, likewise; `(none)` without one."""
        if not self._posting:
            return "(none)"
        lines = (f"[{line.number}] {redaction.hide(line.evidence.quote)}" for line in self._posting)
        return fenced("POSTING", "\n".join(lines))

    def _meant(self, citation: str | Evidence) -> Sequence[Evidence]:
        if isinstance(citation, Evidence):
            return self._sources.located([citation])
        numbers = NUMBER.findall(citation)
        return [self._by_number[number] for number in numbers if number in self._by_number]

    def _lines(self, value: object, pointer: str, depth: int, redaction: Redaction) -> Iterator[str]:
        indent = "  " * depth
        members = _members(value)
        for key, member in members:
            if not depth and key in PRIVATE:
                continue
            place = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
            label = f"{int(key) + 1}." if isinstance(value, list) else f"{redaction.hide(key)}:"
            if place in self._by_place:
                for statement in self._by_place[place]:
                    yield f"{indent}[{statement.number}] {label} {redaction.hide(statement.evidence.quote)}"
            elif isinstance(member, Mapping | list):
                if member:
                    yield f"{indent}{label}"
                    yield from self._lines(cast("object", member), place, depth + 1, redaction)
            elif member is not None and not isinstance(member, str):
                # A number or a truth value: worth knowing, and no text that could be quoted.
                yield f"{indent}{label} {member}"


def _members(value: object) -> Iterable[tuple[str, object]]:
    if isinstance(value, Mapping):
        return cast("Mapping[str, object]", value).items()
    return ((str(place), element) for place, element in enumerate(cast("list[object]", value)))


def _pieces(text: str) -> Iterator[str]:
    """The sentences and lines of a text, each exactly as it stands there."""
    start = 0
    for found in BREAK.finditer(text):
        piece = text[start : found.start()].strip()
        if len(piece) >= SHORTEST_SENTENCE or "\n" in found[0]:
            if piece:
                yield piece
            start = found.end()
    rest = text[start:].strip()
    if rest:
        yield rest
