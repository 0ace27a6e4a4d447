"""Reading a text, or a whole résumé, into claims."""

import re
from collections.abc import Iterator, Sequence

from shared.claims.clauses import cut_between, sentences
from shared.claims.english import english_measures, read_english
from shared.claims.figures import Figure, figures_in
from shared.claims.found import Found, Measured, Span
from shared.claims.korean import korean_measures, read_korean
from shared.claims.models import NOWHERE, Claim, Context, Kind, Measure
from shared.claims.pairs import pairs_in
from shared.claims.skills import mentions_in
from shared.claims.vocabulary import english, korean
from shared.resumes.document import ResumeDocument

HANGUL = re.compile("[가-힣]")
LONGEST = 400
"""A clause is not read any further than this; what is longer is no sentence."""
COMMA = re.compile(r",\s+")
COMMA_OR_VERB = re.compile(r",? and (?=([a-z]+) )|,\s+")
GOES_ON = re.compile(
    r"(?:which|who|that|used|including|included|with|for|and|all|each|by|from|to|in|on|of|e\.g|such|or|then|while|\w+ing|\w+ed)\b",
    re.IGNORECASE,
)
CONNECTED = re.compile(r"(?:하여|해서|서|해|면서|하며|이며)\Z")


def claims_in(
    text: str, *, pointer: str = "", context: Context = NOWHERE, kind: Kind | None = None
) -> tuple[Claim, ...]:
    """The claims of the text at `pointer`. `kind` is said where the place tells it, such as that of a certificate."""
    found: list[Claim] = []
    for start, end in sentences(text):
        for first, last in pieces(text[start : min(end, start + LONGEST)]):
            piece = text[start + first : start + last]
            if says_something(piece):
                found.append(read_claim(piece, pointer=pointer, context=context, kind=kind))
    return tuple(found)


def read_claim(text: str, *, pointer: str = "", context: Context = NOWHERE, kind: Kind | None = None) -> Claim:
    """The claim that a single sentence or clause makes."""
    figures = figures_in(text)
    pairs = pairs_in(text, figures)
    found = (read_korean if HANGUL.search(text) else read_english)(text, figures, pairs)
    mentions = mentions_in(text, software=context.software)
    told = kind or found.kind
    return Claim(
        pointer=pointer,
        text=text,
        kind=told,
        weight=_weight(found, told, text),
        measure=found.measured.measure if found.measured is not None else None,
        change=found.change,
        means=_at(text, found.means),
        deed=_at(text, found.deed),
        count=found.count,
        own=found.own,
        skills=tuple(mention for mention, _ in mentions),
        terms=_distinct(text, found.terms),
        context=context,
    )


def says_something(text: str) -> bool:
    """Whether a sentence says more than a greeting or a wish."""
    if not any(character.isalnum() for character in text):
        return False
    if any(character.isdigit() for character in text):
        return True
    low = text.lower()
    return not any(greeting in low for greeting in (korean().greetings if HANGUL.search(text) else english().greetings))


def pieces(text: str) -> Iterator[Span]:
    """The clauses of a sentence: one for each measure, and one for each thing that was counted."""
    is_korean = HANGUL.search(text) is not None
    figures = figures_in(text)
    if len(figures) < 2 and is_korean and "무사고" not in text and "무재해" not in text:
        yield 0, len(text)
        return
    pairs = pairs_in(text, figures)
    measured = (korean_measures if is_korean else english_measures)(text, figures, pairs)
    spans = sorted([_span(one) for one in measured] + [(pair.begin, pair.end) for pair in pairs if pair.version])
    parts = [(0, len(text))] if len(spans) < 2 else cut_between(text, spans, is_korean)
    for start, end in parts:
        yield from _listed(text, start, end, figures, measured, is_korean)


def _span(measured: Measured) -> Span:
    begin, end = measured.begin, measured.end
    if measured.subject is not None:
        begin, end = min(begin, measured.subject[0]), max(end, measured.subject[1])
    return begin, end


def _listed(
    text: str, start: int, end: int, figures: Sequence[Figure], measured: Sequence[Measured], is_korean: bool
) -> Iterator[Span]:
    """Cuts `신규 음료 6종 개발, 재방문율 두 배`, but not a list of things that were counted."""
    begin = start
    commas = list((COMMA if is_korean else COMMA_OR_VERB).finditer(text, start, end))
    for comma, following in zip(commas, [*commas[1:], None], strict=False):
        until = following.start() if following is not None else end
        if not is_korean and comma[0].startswith((" and", ", and")) and not _changes(comma[1]):
            continue
        if _divides(text, begin, comma, until, figures, measured, is_korean):
            yield begin, comma.start()
            begin = comma.end()
    yield begin, end


def _divides(
    text: str,
    begin: int,
    comma: re.Match[str],
    end: int,
    figures: Sequence[Figure],
    measured: Sequence[Measured],
    is_korean: bool,
) -> bool:
    if text.count("(", begin, comma.start()) > text.count(")", begin, comma.start()):
        return False
    left = [one for one in figures if begin <= one.start < comma.start()]
    right = [one for one in figures if comma.end() <= one.start < end]
    measures_right = [one for one in measured if comma.end() <= _span(one)[0] < end]
    measures_left = [one for one in measured if begin <= one.begin < comma.start()]
    if is_korean:
        return _divides_korean(text, begin, comma.start(), left, bool(right or measures_right), bool(measures_left))
    if GOES_ON.match(text, comma.end()) or (not measures_right and not (left and right)):
        return False
    if measures_right:
        return True
    return not text[comma.end()].isdigit()


def _changes(word: str | None) -> bool:
    """Whether `and` stands before a verb of change: `Drafted 150 leases and cut turnaround`."""
    verb = english().verbs.get(word or "")
    return verb is not None and verb.form == "past" and verb.base in english().changes


def _divides_korean(text: str, begin: int, end: int, left: Sequence[Figure], right: bool, measured: bool) -> bool:
    if not left or not right or CONNECTED.search(text, begin, end):
        return False
    if measured or left[-1].end < end - 1:
        return True
    before = text[begin : left[-1].start].split()
    return bool(before) and before[-1] in korean().doing


def _at(text: str, span: Span | None) -> str | None:
    return text[span[0] : span[1]] if span is not None else None


def _distinct(text: str, spans: Sequence[Span]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text[start:end] for start, end in spans))


def _weight(found: Found, kind: Kind, text: str) -> float:
    """How much there is to ask about, from 0 to 1."""
    worth = _of_measure(found.measured.measure if found.measured is not None else None)
    if found.means is not None:
        worth += 0.15
    if worth == 0 or found.measured is None:
        worth += 0.3 if found.count is not None else 0.15
        worth += 0.15 if kind != "other" else 0.0
        worth += 0.1 if len(text) > 30 else 0.0
    if found.change is not None:
        worth += 0.15
    return round(min(worth, 1.0), 2)


def _of_measure(measure: Measure | None) -> float:
    if measure is None:
        return 0.0
    if measure.start is not None:
        return 0.85
    return 0.75 if measure.change is not None else 0.6


def claims_of(resume: ResumeDocument) -> tuple[Claim, ...]:
    """The claims of a résumé, in its order."""
    found: list[Claim] = []
    for section, employer, project, prose in (
        ("work_experiences", "company", "project_name", ("project_description", "achievements")),
        ("personal_projects", None, "name", ("description", "key_achievements", "architecture_highlights")),
    ):
        for number, fields in enumerate(resume.entries(section)):
            pointer = f"/{section}/{number}"
            context = Context(
                section=section,
                role=resume.text(f"{pointer}/position"),
                employer=resume.text(f"{pointer}/{employer}") if employer else None,
                project=resume.text(f"{pointer}/{project}"),
                order=number,
                software=bool(fields.get("tech_stack")),
            )
            for field in prose:
                for place, text in resume.texts(f"{pointer}/{field}"):
                    found += claims_in(text, pointer=place, context=context)
    for place, text in (*resume.texts("/summary"), *resume.texts("/activities")):
        found += claims_in(text, pointer=place)
    return tuple(found)
