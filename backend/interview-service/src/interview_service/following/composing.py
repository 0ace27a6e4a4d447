"""Puts a follow-up together: its words, the place of the answer that it quotes, and what it covers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from interview_service.evaluation.models import Dimension
from interview_service.evaluation.sentences.words import Words
from interview_service.following.models import Said
from interview_service.following.probes import wording
from interview_service.following.quoting import Quote
from interview_service.questions.models import Draft, Question
from interview_service.sessions.models import FollowUp, FollowUpKind, Planned
from interview_service.sessions.planning import personas
from shared.core.ids import new_id
from shared.relevance.words import content_words, is_weak
from shared.runs.generation import Generation


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible question, and the points that an answer to it covers."""

    core: str
    covers: tuple[str, ...] = ()
    about: Dimension | None = None


def related(core: str, points: Iterable[str]) -> tuple[str, ...]:
    """Return the points that share a word with a question."""
    words = Words(core)
    return tuple(
        point for point in points if any(words.means(word) for word in content_words(point) if not is_weak(word))
    )


def worded(said: Said, kind: FollowUpKind, core: str, quote: Quote) -> str:
    """Return the text of a follow-up, with the quote if it may be repeated."""
    language = said.session.language
    if not quote.spoken:
        lead = wording().easing[language] if kind == "bridge" else ""
        return f"{lead} {core}".lstrip()
    lead = personas()[said.session.persona].lead[language]
    # No `format`: what somebody said may hold braces.
    return f"{lead.replace('{quote}', quote.aloud)} {core}"


def planned(said: Said, kind: FollowUpKind, candidate: Candidate, quote: Quote) -> Planned:
    """Return the follow-up as a question of the session."""
    draft = said.planned.question.draft
    question = Draft(
        type=draft.type,
        difficulty=draft.difficulty,
        topics=draft.topics,
        question=worded(said, kind, candidate.core, quote),
        intent=wording().intent[kind][said.session.language],
        what_good_answers_cover=candidate.covers,
        follow_ups=tuple(one for one in draft.follow_ups if one != candidate.core),
        evidence=draft.evidence,
    )
    follow_up = FollowUp(
        kind=kind,
        root=said.root,
        to=said.planned.id,
        depth=said.depth,
        answer_id=said.answer_id,
        start=quote.start,
        end=quote.end,
        quote=quote.text,
        core=candidate.core,
    )
    return Planned(Question(new_id(), question), follow_up=follow_up)


def signed(made: Planned, generation: Generation) -> Planned:
    """Return a follow-up with what it says about its making."""
    assert made.follow_up is not None
    return replace(made, follow_up=replace(made.follow_up, generation=generation))
