"""The statements of a résumé and of a posting, numbered, so that a model cites them by number and invents no place.

`[S12]` is a sentence or line of the résumé with its JSON pointer, `[P7]` a line of the posting. Names, contacts and
what else is about the person alone do not leave. Dates are shown without a number: `present` proves nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, cast

from pydantic import BeforeValidator, Field, WithJsonSchema

from shared.postings.lines import line_pointer, posting_lines
from shared.resumes.document import ResumeDocument
from shared.resumes.evidence import Evidence, Sources
from shared.resumes.identifiers import is_private
from shared.resumes.redaction import TOKEN, Redaction
from shared.utils.prompts import fenced

RESUME_MARK, POSTING_MARK = "S", "P"
DATES = frozenset({"start", "end", "date", "duration"})
LABEL = re.compile(rf"\s*\[?([{RESUME_MARK}{POSTING_MARK}])0*(\d{{1,5}})\]?(?!\w)", re.IGNORECASE)
BETWEEN = re.compile(r"\s*[,;/&~-]|(?=\s*\[)")


def _listed(value: Any) -> Any:
    if isinstance(value, list):
        return cast("list[Any]", value)
    return [] if value is None else [value]


def _lenient(value: Any) -> Any:
    """What a model may write instead of `"S12"`: the bare number, or an object. What is none of these cites nothing."""
    if isinstance(value, Mapping):
        members = cast("Mapping[str, object]", value)
        place = {name: member for name in ("pointer", "quote") if isinstance(member := members.get(name), str)}
        return place if len(place) == 2 else next((m for m in members.values() if isinstance(m, str)), "")
    return f"{RESUME_MARK}{value}" if isinstance(value, int) else value if isinstance(value, str) else ""


Citation = Annotated[
    str | Evidence,
    BeforeValidator(_lenient),
    WithJsonSchema({"type": "string", "pattern": f"^[{RESUME_MARK}{POSTING_MARK}][0-9]+$"}),
]
"""What a model is asked to write: a number. One that writes a place and a quote instead has to prove them."""

Citations = Annotated[
    list[Citation],
    BeforeValidator(_listed),
    Field(description="Numbers of statements, such as S12 or P7.", json_schema_extra={"minItems": 1}),
]
"""A part without citations is left out alone; it does not break the answer that it is in."""

BREAK = re.compile(r"\n+|(?<=[.!?。])\s+(?=\S)")
SHORTEST_SENTENCE = 12
"""Characters; what is shorter stays with the sentence before it: `e.g.`, `vs.`"""


@dataclass(frozen=True, slots=True)
class Statement:
    """A piece of text, word for word but for the identifiers, and its number."""

    number: str
    hidden: str


class Statements:
    """All statements of one version of a résumé and, where there is one, of a posting."""

    def __init__(self, resume: ResumeDocument, job_posting: str | None, redaction: Redaction) -> None:
        self._resume = resume
        self._sources = Sources(resume, job_posting)
        self._redaction = redaction
        self._by_number: dict[str, Evidence] = {}
        self._counts = Counter[str]()
        self._by_place = {
            pointer: list(self._numbered(RESUME_MARK, pointer, _pieces(redaction.hide(text))))
            for pointer, text in resume.texts()
            if not is_private(pointer) and pointer.rpartition("/")[2] not in DATES
        }
        # Hidden as a whole, so that no identifier is cut in two; hiding keeps the lines.
        lines = redaction.hide("\n".join(posting_lines(job_posting or ""))).split("\n")
        self._posting = [
            statement
            for number, line in enumerate(lines)
            for statement in self._numbered(POSTING_MARK, line_pointer(number), [line.strip()])
        ]

    def cited(self, citations: Iterable[str | Evidence]) -> list[Evidence]:
        """The places that are cited, each once, without numbers that do not exist and places that prove nothing."""
        found: dict[tuple[str, str], Evidence] = {}
        for citation in citations:
            for evidence in self._meant(citation):
                found.setdefault((evidence.pointer, evidence.quote), evidence)
        return list(found.values())

    def resume(self) -> str:
        """The résumé for a prompt: hidden identifiers, a number before each statement, between markers."""
        return fenced("RESUME", "\n".join(self._lines(self._resume.written, "", 0)))

    def posting(self) -> str:
        """The posting for a prompt, likewise; `(none)` without one."""
        if not self._posting:
            return "(none)"
        return fenced("POSTING", "\n".join(f"[{line.number}] {line.hidden}" for line in self._posting))

    def _numbered(self, mark: str, pointer: str, pieces: Iterable[str]) -> Iterator[Statement]:
        """Statements of a text that was hidden before it was cut, so that no identifier is cut in two."""
        for piece in pieces:
            if not any(map(str.isalpha, TOKEN.sub("", piece))):
                continue
            self._counts[mark] += 1
            number = f"{mark}{self._counts[mark]}"
            self._by_number[number] = Evidence(pointer=pointer, quote=self._redaction.show(piece))
            yield Statement(number, piece)

    def _meant(self, citation: str | Evidence) -> Sequence[Evidence]:
        is_place = isinstance(citation, Evidence)
        numbers = _numbers(citation.pointer if is_place else citation)
        if is_place and not numbers:
            quote = self._redaction.show(citation.quote)
            return self._sources.located([Evidence(pointer=citation.pointer, quote=quote)])
        return [self._by_number[number] for number in numbers if number in self._by_number]

    def _lines(self, value: object, pointer: str, depth: int) -> Iterator[str]:
        indent = "  " * depth
        members = _members(value)
        for key, member in members:
            place = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
            if is_private(place):
                continue
            label = f"{int(key) + 1}." if isinstance(value, list) else f"{self._redaction.hide(' '.join(key.split()))}:"
            if self._by_place.get(place):
                for statement in self._by_place[place]:
                    yield f"{indent}[{statement.number}] {label} {statement.hidden}"
            elif isinstance(member, Mapping | list):
                if member:
                    yield f"{indent}{label}"
                    yield from self._lines(cast("object", member), place, depth + 1)
            elif member is not None and str(member).strip():
                # A date, a number or a truth value: worth knowing, and nothing that could be quoted.
                yield f"{indent}{label} {self._redaction.hide(' '.join(str(member).split()))}"


def _numbers(text: str) -> list[str]:
    """The numbers that `text` begins with: two of `[S12], [P7]`, one of `S12: uploaded to S3`."""
    numbers: list[str] = []
    position = 0
    while found := LABEL.match(text, position):
        numbers.append(f"{found[1].upper()}{found[2]}")
        between = BETWEEN.match(text, found.end())
        if between is None:
            break
        position = between.end()
    return numbers


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
