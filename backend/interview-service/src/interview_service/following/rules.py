"""Follow-ups without a model: from the question's own follow-ups, the points that were not heard, and the data."""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from time import perf_counter

from interview_service.evaluation.models import Dimension
from interview_service.evaluation.sentences.words import Words
from interview_service.following.composing import Candidate, planned, related, signed
from interview_service.following.hearing import Hearing, hearing
from interview_service.following.models import Said, asked_before
from interview_service.following.probes import wording
from interview_service.following.quoting import quote_for
from interview_service.sessions.models import FollowUpKind, Planned
from interview_service.sessions.planning import personas
from shared.language.similarity import Asked
from shared.protected.checking import protected_in
from shared.relevance.words import content_words, is_weak
from shared.runs.generation import Generation
from shared.utils.versions import content_version

ANSWERED = 0.6
"""Share of its words in the answers of its thread at which a follow-up counts as answered."""


class RuleBasedFollowUps:
    """Chooses follow-ups by rules. The same answer in the same session always gets the same one."""

    def after(self, said: Said) -> Planned | None:
        """Return a follow-up to an answer, or `None` to go on with the plan."""
        if not said.may_be_followed:
            return None
        started = perf_counter()
        heard = hearing(said)
        if heard.reading.other_language:
            # Rules do not read the other language; to take it up would be to guess.
            return None
        kind = heard.kind
        before = said.planned.follow_up
        if kind == "bridge" and before is not None and before.kind == "bridge":
            # Somebody who has nothing to say to the easier question, too, is not asked a third time.
            return None
        made = next(_asked(said, heard, kind), None)
        elapsed = round((perf_counter() - started) * 1000)
        return signed(made, Generation.by_rules(rules_version(), elapsed)) if made is not None else None


def _asked(said: Said, heard: Hearing, kind: FollowUpKind) -> Iterator[Planned]:
    """Yield the follow-ups that may be asked, the best first."""
    session, draft = said.session, said.planned.question.draft
    asked = Asked(asked_before(session))
    written = [one.quote for one in draft.evidence]
    for candidate in _candidates(said, heard, kind):
        if asked.has(candidate.core):
            continue
        quote = quote_for(candidate.core, candidate.about, heard.reading, said.text, draft.question, session.language)
        if quote is None:
            return
        made = planned(said, kind, candidate, quote)
        text = made.question.draft.question
        if protected_in(candidate.core, written) is None and protected_in(text, written) is None:
            yield made


def _candidates(said: Said, heard: Hearing, kind: FollowUpKind) -> Iterator[Candidate]:
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


def _own(said: Said, heard: Hearing) -> Iterator[Candidate]:
    """Yield the question's own follow-ups that the answer leaves open, those about open points first."""
    found: list[tuple[bool, Candidate]] = []
    for core in said.planned.question.draft.follow_ups:
        covers = related(core, heard.open_points)
        if not covers and (related(core, heard.closed_points) or _is_answered(core, said, heard)):
            continue
        found.append((not covers, Candidate(core, covers)))
    # Sorting keeps the order of equals: that of the question.
    yield from (candidate for _, candidate in sorted(found, key=lambda one: one[0]))


def _probes(said: Said, heard: Hearing, kind: FollowUpKind) -> Iterator[Candidate]:
    order = personas()[said.session.persona].probes
    fitting = [
        one
        for one in wording().probes(kind, said.planned.question.draft.type)
        if kind != "left_out" or heard.lacks(one.about)
    ]
    fitting.sort(key=lambda one: _place(one.about, order))
    yield from (Candidate(one.text(said.session.language), about=one.about) for one in fitting)


def _points(said: Said, heard: Hearing) -> Iterator[Candidate]:
    """Yield questions for the open points that are written as noun phrases."""
    language = said.session.language
    for point in heard.open_points:
        if not point.endswith(("다", ".", "?")) and (language == "ko" or not point[0].isupper()):
            yield Candidate(wording().point[language].format(point=point), (point,))


def _place(dimension: Dimension, order: Sequence[str]) -> int:
    return order.index(dimension) if dimension in order else len(order)


def _is_answered(core: str, said: Said, heard: Hearing) -> bool:
    wanted = [word for word in content_words(core) if not is_weak(word)]
    answered = [*(one.words for one in heard.reading.specific), *map(Words, said.before)]
    heard_of = sum(any(words.means(word) for words in answered) for word in wanted)
    return bool(wanted) and heard_of >= ANSWERED * len(wanted)


@cache
def rules_version() -> str:
    """Return the version of the wording and of the rules that use it."""
    data = files("interview_service").joinpath("data", "practice", "follow_ups.yaml")
    return content_version("follow-ups", data, files("interview_service.following"))
