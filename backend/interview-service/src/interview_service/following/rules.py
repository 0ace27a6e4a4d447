"""Follow-ups without a model: from the question's own follow-ups, the points that were not heard, and the data."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from interview_service.evaluation.models import Dimension
from interview_service.evaluation.sentences.words import Words
from interview_service.following.hearing import Hearing, hearing
from interview_service.following.models import Said
from interview_service.following.probes import wording
from interview_service.following.quoting import Quote, quote_for
from interview_service.questions.models import Draft, Question
from interview_service.sessions.models import FollowUp, FollowUpKind, Planned
from interview_service.sessions.planning import personas
from shared.core.ids import new_id
from shared.language.similarity import Asked
from shared.protected.checking import protected_in
from shared.relevance.words import content_words, is_weak

ANSWERED = 0.6
"""Share of its words in the answer at which a follow-up counts as answered."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A possible question, and the points that an answer to it covers."""

    core: str
    covers: tuple[str, ...] = ()
    about: Dimension | None = None


class RuleBasedFollowUps:
    """Chooses follow-ups by rules. The same answer in the same session always gets the same one."""

    def after(self, said: Said) -> Planned | None:
        """Return a follow-up to an answer, or `None` to go on with the plan."""
        if not said.may_be_followed:
            return None
        heard = hearing(said)
        if heard.reading.other_language:
            # Rules do not read the other language; to take it up would be to guess.
            return None
        kind = heard.kind
        before = said.planned.follow_up
        if kind == "bridge" and before is not None and before.kind == "bridge":
            # Somebody who has nothing to say to the easier question, too, is not asked a third time.
            return None
        return next(_asked(said, heard, kind), None)


def _asked(said: Said, heard: Hearing, kind: FollowUpKind) -> Iterator[Planned]:
    """Yield the follow-ups that may be asked, the best first."""
    session, draft = said.session, said.planned.question.draft
    known = [one.question.draft.question for one in session.questions]
    cores = [one.follow_up.core for one in session.questions if one.follow_up is not None]
    asked = Asked((*known, *cores))
    written = [one.quote for one in draft.evidence]
    for candidate in _candidates(said, heard, kind):
        if asked.has(candidate.core):
            continue
        quote = quote_for(candidate.core, candidate.about, heard.reading, said.text, draft.question, session.language)
        if quote is None:
            return
        text = _worded(said, kind, candidate, quote)
        if protected_in(candidate.core, written) is None and protected_in(text, written) is None:
            yield _planned(said, kind, candidate, quote, text)


def _candidates(said: Said, heard: Hearing, kind: FollowUpKind) -> Iterator[_Candidate]:
    """Yield possible questions, the best first: at depth 1 those of the question, then those of the persona."""
    own = list(_own(said, heard))
    probes = list(_probes(said, heard, kind))
    if kind == "bridge":
        yield from probes
    elif said.depth == 1:
        yield from (*own, *probes)
    else:
        yield from (*probes, *own)
    if kind == "left_out":
        yield from _points(said, heard)


def _own(said: Said, heard: Hearing) -> Iterator[_Candidate]:
    """Yield the question's own follow-ups that the answer leaves open, those about open points first."""
    found: list[tuple[bool, _Candidate]] = []
    for core in said.planned.question.draft.follow_ups:
        covers = _related(core, heard.open_points)
        if not covers and (_related(core, heard.closed_points) or _is_answered(core, heard)):
            continue
        found.append((not covers, _Candidate(core, covers)))
    # Sorting keeps the order of equals: that of the question.
    yield from (candidate for _, candidate in sorted(found, key=lambda one: one[0]))


def _probes(said: Said, heard: Hearing, kind: FollowUpKind) -> Iterator[_Candidate]:
    order = personas()[said.session.persona].probes
    fitting = [
        one
        for one in wording().probes(kind, said.planned.question.draft.type)
        if kind != "left_out" or heard.lacks(one.about)
    ]
    fitting.sort(key=lambda one: _place(one.about, order))
    yield from (_Candidate(one.text(said.session.language), about=one.about) for one in fitting)


def _points(said: Said, heard: Hearing) -> Iterator[_Candidate]:
    """Yield questions for the open points that are written as noun phrases."""
    language = said.session.language
    for point in heard.open_points:
        if not point.endswith(("다", ".", "?")) and (language == "ko" or not point[0].isupper()):
            yield _Candidate(wording().point[language].format(point=point), (point,))


def _place(dimension: Dimension, order: Sequence[str]) -> int:
    return order.index(dimension) if dimension in order else len(order)


def _related(core: str, points: Iterable[str]) -> tuple[str, ...]:
    """Return the points that share a word with a question."""
    words = Words(core)
    return tuple(
        point for point in points if any(words.means(word) for word in content_words(point) if not is_weak(word))
    )


def _is_answered(core: str, heard: Hearing) -> bool:
    wanted = [word for word in content_words(core) if not is_weak(word)]
    said = sum(any(one.words.means(word) for one in heard.reading.specific) for word in wanted)
    return bool(wanted) and said >= ANSWERED * len(wanted)


def _worded(said: Said, kind: FollowUpKind, candidate: _Candidate, quote: Quote) -> str:
    """Return the text of a follow-up, with the quote if it may be repeated."""
    if not quote.spoken:
        lead = wording().easing[said.session.language] if kind == "bridge" else ""
        return f"{lead} {candidate.core}".lstrip()
    lead = personas()[said.session.persona].lead[said.session.language]
    # No `format`: what somebody said may hold braces.
    return f"{lead.replace('{quote}', quote.aloud)} {candidate.core}"


def _planned(said: Said, kind: FollowUpKind, candidate: _Candidate, quote: Quote, text: str) -> Planned:
    draft = said.planned.question.draft
    question = Draft(
        type=draft.type,
        difficulty=draft.difficulty,
        topics=draft.topics,
        question=text,
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
