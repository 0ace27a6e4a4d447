"""Rules that determine the level of each dimension and the spans that justify it. Only specific sentences can satisfy a
rule; the length of an answer does not count.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from interview_service.evaluation.models import Dimension, PointFound, Span
from interview_service.evaluation.rubric import DimensionData, say
from interview_service.evaluation.sentences.reading import Reading, Sentence
from shared.resumes.document import Language

BEST_BY_RULES = 4
"""Highest level from rules in dimensions whose last level depends on correctness."""

MOSTLY_COVERED, PARTLY_COVERED = 0.75, 0.4
MANY_HEDGES = 3
MAX_SPANS = 6

TOLD_ANYWAY = ("evidence", "clarity")
"""What can be heard in an answer that only says how things are in general."""


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a rule: a level or `None`, the reason, and the spans."""

    level: int | None
    why: str
    spans: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """The input of the rules."""

    reading: Reading
    points: Sequence[PointFound]
    language: Language
    dimension: DimensionData


def judged(heard: Heard) -> Found:
    """Return the judgement of a dimension."""
    language = heard.language
    if heard.reading.other_language:
        return Found(None, say(language, "other_language"))
    if heard.reading.off_topic:
        # The words show that the answer is off topic, but not how well the person would have answered.
        # Few words of a follow-up say what it asks for, if no point does; to miss them proves nothing.
        is_content = heard.dimension.name == "content" and bool(heard.points)
        return Found(1 if is_content else None, say(language, "off_topic" if is_content else "no_link"))
    if heard.reading.doubtful:
        return Found(None, say(language, "doubtful"))
    if not heard.reading.specific:
        return Found(1, say(language, "no_answer"))
    if heard.reading.textbook and heard.dimension.name not in TOLD_ANYWAY:
        return Found(1, say(language, "textbook"))
    found = RULES[heard.dimension.name](heard)
    return Found(found.level, found.why, list(found.spans)[:MAX_SPANS])


def _content(heard: Heard) -> Found:
    known = [one for one in heard.points if one.state is not None]
    worth = {"covered": 1.0, "partly": 0.5, "missing": 0.0}
    got = sum(worth[one.state] for one in known if one.state is not None)
    spans = [span for one in known for span in one.spans]
    if not heard.points:
        return Found(None, say(heard.language, "content", "no_points"))
    if len(known) * 2 < len(heard.points) or not known:
        return Found(None, say(heard.language, "content", "unknown"), spans)
    covered = sum(one.state == "covered" for one in known)
    share = got / len(known)
    level = 4 if share >= MOSTLY_COVERED else 3 if share >= PARTLY_COVERED else 2
    return Found(level, say(heard.language, "content", "judged", points=covered, of=len(known)), _unique(spans))


def _reasoning(heard: Heard) -> Found:
    reasons = heard.reading.spans("reason")
    other, price = heard.reading.spans("alternative"), heard.reading.spans("cost")
    if not reasons and not (other and price):
        return Found(1, say(heard.language, "reasoning", "none"))
    level = 2 + bool(other) + bool(price)
    spans = [*reasons, *other, *price]
    if level == BEST_BY_RULES - 2:
        return Found(level, say(heard.language, "reasoning", "some", count=len(reasons)), spans)
    return Found(level, say(heard.language, "reasoning", "held"), spans)


def _own_part(heard: Heard) -> Found:
    reading = heard.reading
    acting = [one for one in reading.specific if one.has("own") and (one.past or one.has("action"))]
    team = reading.saying("team", "others")
    if not acting and not team:
        return Found(1, say(heard.language, "own_part", "none"))
    if not acting:
        return Found(2, say(heard.language, "own_part", "team"), reading.spans("team", "others"))
    spans = [span for one in acting for span in one.signal("own")[:1]]
    others = reading.spans("others")
    if others:
        return Found(5, say(heard.language, "own_part", "separated"), [*spans, *others])
    level = BEST_BY_RULES if len(acting) > 1 else 3
    return Found(level, say(heard.language, "own_part", "own", count=len(acting)), spans)


def _structure(heard: Heard) -> Found:
    parts = heard.dimension.parts
    places = {part: spans for part in parts if (spans := _part(part, heard.reading))}
    if not places:
        return Found(1, say(heard.language, "structure", "none"))
    said, of = len(places), len(parts)
    level = 2 if said < of - 1 else 3 if said < of else BEST_BY_RULES
    if said == of and places[parts[0]][0].start < places[parts[-2]][-1].start < places[parts[-1]][-1].start:
        level += 1
    # A single sentence may contain every signal without being a story.
    level = min(level, 2 if len(heard.reading.specific) == 1 else level)
    names = ", ".join(say(heard.language, "parts", part) for part in places)
    why = say(heard.language, "structure", "found", count=said, of=of, parts=names)
    return Found(level, why, [spans[0] for spans in places.values()])


def _part(part: str, reading: Reading) -> list[Span]:
    """The places of a part of a story: by its words, or by tense and order."""
    if found := reading.spans(part):
        return found
    said = reading.specific
    deeds = [one.past and one.has("own", "team", "others") for one in said]
    if part == "action":
        return [one.span for one, deed in zip(said, deeds, strict=True) if deed]
    if part == "situation":
        # A story begins with what was.
        return [said[0].span] if said[0].past and any(deeds[1:]) else []
    if part == "result":
        return [one.span for one in said[1:] if one.outcome or (one.past and one.figures and one.has("change"))]
    return []


def _evidence(heard: Heard) -> Found:
    reading, language = heard.reading, heard.language
    new = [span for one in reading.specific for span in one.new_figures]
    counted = [span for one in reading.specific if one.past for span in one.counted]
    examples = reading.spans("example")
    if reading.textbook or not (new or counted or examples):
        known = [span for one in reading.specific for span in one.figures] or [
            one.span for one in reading.specific if one.skills
        ]
        return Found(2 if known else 1, say(language, "evidence", "known" if known else "none"), known)
    changed = [one.span for one in reading.specific if one.figures and one.has("change")]
    measured = [span for one in reading.specific if one.figures or one.counted for span in one.signal("measured")]
    if not changed or len(new) + len(counted) < 2:
        return Found(3, say(language, "evidence", "one"), [*new, *counted, *examples])
    if measured:
        return Found(5, say(language, "evidence", "measured"), [*measured, *new])
    return Found(4, say(language, "evidence", "several"), [*changed, *new])


def _clarity(heard: Heard) -> Found:
    reading, language = heard.reading, heard.language
    hedges = reading.spans("hedge")
    hollow = [one for one in reading.sentences if one.hollow]
    blurs: dict[str, tuple[int, Sequence[Span]]] = {
        "hedge": (2 if len(hedges) >= MANY_HEDGES else bool(hedges), hedges),
        "hollow": (_outweighs(hollow, reading), [one.span for one in hollow]),
        "long": (any(one.is_long for one in reading.sentences), [one.span for one in reading.sentences if one.is_long]),
        "list": (any(one.listing for one in reading.sentences), [one.span for one in reading.sentences if one.listing]),
        "repeat": (bool(reading.repeats), ()),
    }
    found = {name: spans for name, (loss, spans) in blurs.items() if loss}
    level = max(1, BEST_BY_RULES - sum(int(loss) for loss, _ in blurs.values()))
    if not found:
        return Found(level, say(language, "clarity", "plain"), [one.span for one in reading.specific])
    words = ", ".join(say(language, "blurs", name) for name in found)
    spans = [span for places in found.values() for span in places]
    return Found(level, say(language, "clarity", "lost", words=words), spans or [reading.specific[0].span])


def _outweighs(hollow: Sequence[Sentence], reading: Reading) -> int:
    """Return the levels lost to hollow sentences: one if at least half as many as specific ones, two if as many."""
    if len(hollow) * 2 < len(reading.specific) or not hollow:
        return 0
    return 2 if len(hollow) >= len(reading.specific) else 1


def _unique(spans: Sequence[Span]) -> list[Span]:
    return list({(span.start, span.end): span for span in spans}.values())


RULES: Mapping[Dimension, Callable[[Heard], Found]] = {
    "content": _content,
    "reasoning": _reasoning,
    "own_part": _own_part,
    "structure": _structure,
    "evidence": _evidence,
    "clarity": _clarity,
}
