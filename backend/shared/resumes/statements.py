"""Numbered statements of a résumé and a posting, so that a model cites numbers and cannot invent places.

`S12` is a sentence or line of the résumé with its JSON pointer, `P7` a line of the posting. Names, contacts and other
personal details are left out. Text that proves nothing has no number: dates, and pieces without a letter.

A prompt includes both as JSON, encoded after the identifiers were hidden, so that no value can break it. Each text is
an object of its statements: `"company": {"S3": "누리커머스"}`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Annotated, Any, cast

from pydantic import BeforeValidator, Field, JsonValue, WithJsonSchema

from shared.llm.output.bounds import Cited
from shared.postings.lines import line_pointer, posting_lines
from shared.resumes.document import ResumeDocument
from shared.resumes.evidence import Evidence, Sources
from shared.resumes.instructions import Orders
from shared.resumes.masking.identifiers import is_private
from shared.resumes.masking.redaction import TOKEN, Redaction
from shared.utils.prompts import as_data

RESUME_MARK, POSTING_MARK = "S", "P"
DATES = frozenset({"start", "end", "date", "duration"})
MONTH = re.compile(r"(?:19|20)\d\d(?:-\d\d)?|present")
"""A date of a job or a school as the schema has it: no part of a date of birth."""

FIELDS = frozenset(
    {
        *("summary", "work_experiences", "company", "position", "department", "location", "employment_type", "extra"),
        *("start", "end", "project_name", "project_description", "architecture_highlights", "tech_stack", "team_size"),
        *("achievements", "personal_projects", "name", "description", "key_achievements", "education", "institution"),
        *("degree", "major", "gpa", "technical_skills", "programming_languages", "frameworks", "databases"),
        *("cloud_platforms", "devops_tools", "others", "certifications", "activities"),
    }
)
"""Names of the schema's fields, which no identifier is looked for in."""

LABEL = re.compile(rf"\s*\[?([{RESUME_MARK}{POSTING_MARK}])0*(\d{{1,5}})\]?(?!\w)", re.IGNORECASE)
BETWEEN = re.compile(r"\s*[,;/&~-]|(?=\s*\[)")


def _listed(value: Any) -> Any:
    if isinstance(value, list):
        return cast("list[Any]", value)
    return [] if value is None else [value]


def _lenient(value: Any) -> Any:
    """Accept a bare number or an object instead of `"S12"`; anything else becomes an empty citation."""
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
"""A citation in model output: a number. A place with a quote is accepted too, and is then verified."""

MAX_CITATIONS = 6
MAX_QUOTE = 1_000
"""Maximum characters of a quote; a longer statement is cut."""

Citations = Annotated[
    list[Citation],
    BeforeValidator(_listed),
    Cited(),
    Field(
        description="Numbers of statements, such as S12 or P7.",
        json_schema_extra={"minItems": 1, "maxItems": MAX_CITATIONS},
    ),
]
"""Lenient: a part without citations is rejected alone and does not invalidate the whole answer."""

BREAK = re.compile(r"\n+|(?<=[.!?。])\s+(?=\S)")
MIN_SENTENCE = 12
"""Minimum characters; a shorter piece is joined with the next one: `e.g.`, `vs.`"""


@dataclass(frozen=True, slots=True)
class Statement:
    """A piece of text, verbatim except for hidden identifiers, and its number if it can be cited."""

    number: str | None
    hidden: str


class Statements:
    """All statements of one version of a résumé and, if given, a posting."""

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
        # Redacted as a whole, so that no identifier is split; redaction preserves lines.
        lines = redaction.hide("\n".join(posting_lines(job_posting or ""))).split("\n")
        self._posting = [
            statement
            for number, line in enumerate(lines)
            for statement in self._numbered(POSTING_MARK, line_pointer(number), [line.strip()])
        ]

    def again(self, redaction: Redaction) -> "Statements":
        """Return the same statements for a redaction that has hidden nothing yet."""
        # Before copying, so that every copy has them.
        _ = self._data, self.orders
        other = copy(self)
        other._redaction = redaction  # noqa: SLF001  its own kind
        redaction.resume_from(self._redaction)
        return other

    def cited(self, citations: Iterable[str | Evidence]) -> list[Evidence]:
        """Return the cited places, each once, without unknown numbers and places that prove nothing.

        A statement that gives orders to a model proves nothing.
        """
        found: dict[tuple[str, str], Evidence] = {}
        for citation in islice(citations, 4 * MAX_CITATIONS):
            for evidence in self._meant(citation):
                if not any(evidence.quote in order for order in self.orders.given):
                    quoted = evidence.model_copy(update={"quote": _beginning(evidence.quote)})
                    found.setdefault((quoted.pointer, quoted.quote), quoted)
        return list(found.values())[:MAX_CITATIONS]

    def texts(self) -> Iterator[str]:
        """Yield each statement with its identifiers, as written in the résumé or the posting."""
        yield from (evidence.quote for evidence in self._by_number.values())

    def resume(self) -> str:
        """Return the résumé for a prompt: JSON with hidden identifiers and numbered statements, between markers."""
        data = self._data if self._data is not None else as_data(self._shown(self._redaction))
        return self._redaction.fence.around("RESUME", data)

    def posting(self) -> str:
        """Return the posting for a prompt in the same form; `(none)` without one."""
        return self._redaction.fence.around("POSTING", self._posting_data) if self._posting else "(none)"

    @cached_property
    def orders(self) -> Orders:
        """The statements that give orders to a model."""
        return Orders(self.texts())

    def _numbered(self, mark: str, pointer: str, pieces: Iterable[str]) -> Iterator[Statement]:
        """Yield the statements of a text that was redacted before it was split, so that no identifier is split."""
        for piece in pieces:
            if not any(map(str.isalpha, TOKEN.sub("", piece))):
                if piece:
                    yield Statement(None, piece)
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

    @cached_property
    def _data(self) -> str | None:
        """The résumé as JSON; `None` if names of fields or bare values need further tokens, whose order varies."""
        apart = self._redaction.again()
        data = as_data(self._shown(apart))
        return data if apart.tokens == self._redaction.tokens else None

    @cached_property
    def _posting_data(self) -> str:
        return as_data(_listed_by_number(self._posting))

    def _shown(self, redaction: Redaction) -> JsonValue:
        return self._shown_at(self._resume.written, "", redaction)

    def _shown_at(self, value: object, pointer: str, redaction: Redaction) -> JsonValue:
        if isinstance(value, Mapping):
            members = cast("Mapping[str, object]", value).items()
            places = {key: f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}" for key, _ in members}
            return {
                key if key in FIELDS else redaction.hide(key): self._shown_at(member, places[key], redaction)
                for key, member in members
                if not (is_private(places[key]) or _is_empty(member))
            }
        if isinstance(value, list):
            elements = enumerate(cast("list[object]", value))
            return [
                self._shown_at(element, f"{pointer}/{place}", redaction)
                for place, element in elements
                if not _is_empty(element)
            ]
        if self._by_place.get(pointer):
            return _listed_by_number(self._by_place[pointer])
        # A date, a number or a boolean is useful but cannot be quoted.
        if pointer.rpartition("/")[2] in DATES and MONTH.fullmatch(str(value)):
            return str(value)
        hidden = redaction.hide(str(value))
        return cast("JsonValue", value) if hidden == str(value) else hidden


def _is_empty(value: object) -> bool:
    return value is None or value in ([], {}) or (isinstance(value, str) and not value.strip())


def _listed_by_number(statements: Sequence[Statement]) -> JsonValue:
    """Return `{"S1": ..., "S2": ...}`; if a piece has no number, a list of such objects and texts."""
    if all(one.number for one in statements):
        return {str(one.number): one.hidden for one in statements}
    return [{one.number: one.hidden} if one.number else one.hidden for one in statements]


def _beginning(text: str) -> str:
    """Return a text, or as many of its first words as can be quoted."""
    if len(text) <= MAX_QUOTE:
        return text
    return text[: MAX_QUOTE + 1].rpartition(" ")[0] or text[:MAX_QUOTE]


def _numbers(text: str) -> list[str]:
    """Return the numbers that `text` begins with: two in `[S12], [P7]`, one in `S12: uploaded to S3`."""
    numbers: list[str] = []
    position = 0
    while found := LABEL.match(text, position):
        numbers.append(f"{found[1].upper()}{found[2]}")
        between = BETWEEN.match(text, found.end())
        if between is None:
            break
        position = between.end()
    return numbers


def _pieces(text: str) -> Iterator[str]:
    """Yield the sentences and lines of a text verbatim."""
    start = 0
    for found in BREAK.finditer(text):
        piece = text[start : found.start()].strip()
        if len(piece) >= MIN_SENTENCE or "\n" in found[0]:
            if piece:
                yield piece
            start = found.end()
    rest = text[start:].strip()
    if rest:
        yield rest
