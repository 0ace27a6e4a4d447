"""Questions about topics of claims, independent of the profession."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from interview_service.questions.bank import AngleBank
from interview_service.questions.candidates.claims import (
    OF_SLOT,
    is_of_many_years,
    is_zero,
    luck,
    may_be_probed,
    of_length,
    of_wordiness,
    probing,
    said_again,
    slots_in,
    worth,
)
from interview_service.questions.candidates.models import Candidate, slots_of
from interview_service.questions.candidates.presumed import is_met
from interview_service.questions.candidates.told import OF_TOLD, Beside
from interview_service.questions.models import Wish
from interview_service.questions.topics import ACTS, Asking, Topic, TopicBank
from shared.claims.models import Claim
from shared.professions.library import heads
from shared.professions.models import Profession
from shared.professions.recognition import of_title
from shared.profiles.profile import Profile
from shared.relevance.words import Bag
from shared.resumes.document import Language

TOPIC = 54.0
OF_FIRST, OF_SILENT = -4.0, 12.0
OF_ONE_WORD, OF_TURN = 12.0, 10.0
"""Penalties if only one word indicates the topic and the profession is unknown (a survey of books is not a survey of
people), and if the line describes a setback but the topic is something else in it."""

FAR = frozenset({"business", "health", "education", "service", "public", "design"})
OF_ELSEWHERE = 14.0
"""Penalty for software topics in a profession far from software, and vice versa. `FAR` excludes research and
engineering, which also write software."""

OF_WORDS = 4.0
"""Bonus for each further word that indicates the topic."""

BETWEEN = re.compile(r"\s*(?:,|·| / |;| 및 )\s*(?![^()]*\))")
OF_ANOTHER_TRADE = 60.0
"""Penalty for a topic whose words mean it in other trades only, judging by the person's professions and by the role in
which the line was done."""

OF_OBJECT = 24.0
"""Penalty for a topic told by those who were taught or led, and not by the teaching or leading."""

OF_RIVAL, MAX_RIVALS = 6.0, 2
"""Penalty for each other line with the same topic: often the question is about that one."""

MIN_ITEMS, MAX_ITEM_LENGTH, MIN_ITEM_LENGTH = 3, 24, 4
"""A line is a list if it has this many items, none longer than this. Shorter items get no question of their own."""


def of_topics(profile: Profile, wish: Wish, bank: AngleBank, topics: TopicBank, beside: Beside) -> Iterator[Candidate]:
    """Yield every question of every topic that a claim is about."""
    # Nothing can be told about what did not happen; angles cover such records. A summary speaks of many years and many
    # things at once.
    claims = [one for one in profile.claims if may_be_probed(one) and not is_zero(one) and not is_of_many_years(one)]
    told = [(claim, list(topics.about(claim.text))) for claim in claims]
    lines = Counter(topic_id for _, asking in told for topic_id in {one.topic.id for one in asking})
    ranking = _Ranking(profile, wish, topics, lines, beside)
    for claim, asked in told:
        slots = slots_of(claim)
        is_turn, bag = bank.is_turn(claim.text), Bag([claim.text])
        items: dict[str, Claim] = {}
        for asking in asked:
            topic, probe = asking.topic, asking.probe
            wording = probe.of(wish.language)
            needed = slots_in((wording.question, *wording.follow_ups))
            if not needed <= slots.keys() or not is_met(wording.question, claim):
                continue
            skeleton = f"{topic.id}.{asking.number}"
            if topic.id not in items:
                items[topic.id] = _item(claim, topic.id, topics)
            said = items[topic.id]
            again = said_again(wording.question, bag)
            rank = ranking.of(claim, said, asking) + OF_SLOT * len(needed) + again + luck(skeleton, claim)
            rank += OF_FIRST - OF_SILENT * (again == 0) if topic.first else -OF_TURN * is_turn
            candidate = probing(said, topic, probe, skeleton, bank, wish)
            yield replace(candidate, about=f"{claim.pointer}#{claim.text}", slots=slots, rank=rank)


class _Ranking:
    """Ranks the topics of a person's lines, before what a single question adds."""

    def __init__(
        self, profile: Profile, wish: Wish, topics: TopicBank, lines: Mapping[str, int], beside: Beside
    ) -> None:
        self._topics = topics
        self._lines = lines
        self._language: Language = wish.language
        self._beside = beside
        self._trades: dict[str | None, set[str]] = {}
        self._own = {one for one in (profile.own_profession, _id(profile.profession)) if one is not None}
        self._is_unknown = profile.profession is None
        family = heads()[profile.own_profession].family if profile.own_profession is not None else None
        self._is_software = family == "software"
        self._is_far = family in (*FAR, "software")

    def of(self, claim: Claim, said: Claim, asking: Asking) -> float:
        """Return the rank of a topic's question about `claim`, of which it cites `said`."""
        topic, question = asking.topic, asking.probe.of(self._language).question
        rank = TOPIC + worth(claim) + OF_WORDS * (asking.words - 1)
        rank -= OF_ELSEWHERE * (self._topics.is_software(topic.id) != self._is_software and self._is_far)
        rank -= OF_OBJECT * (claim.kind in ACTS and claim.kind not in topic.acts)
        rank -= OF_ANOTHER_TRADE * self._is_foreign(topic, claim)
        rank -= of_length(said.text) + of_wordiness(question, self._language)
        rank -= OF_RIVAL * min(self._lines[topic.id] - 1, MAX_RIVALS)
        rank -= OF_TOLD * self._beside.tells(claim, question)
        return rank - OF_ONE_WORD * (asking.words == 1 and self._is_unknown and not topic.first)

    def _is_foreign(self, topic: Topic, claim: Claim) -> bool:
        if not topic.trades:
            return False
        trades = self._trades.get(claim.role)
        if trades is None:
            known = self._own | {one for one in (of_title(claim.role),) if one is not None}
            trades = self._trades[claim.role] = {*known, *(heads()[one].family for one in known)}
        return bool(trades) and topic.is_foreign(trades)


def _id(known: Profession | None) -> str | None:
    return known.id if known is not None else None


def _item(claim: Claim, topic_id: str, topics: TopicBank) -> Claim:
    """Return the item of a list that indicates the topic, or else the whole line."""
    items = [item.strip(" .") for item in BETWEEN.split(claim.text)]
    if len(items) < MIN_ITEMS or max(map(len, items)) > MAX_ITEM_LENGTH:
        return claim
    told = (
        one for one in items if len(one) >= MIN_ITEM_LENGTH and any(a.topic.id == topic_id for a in topics.about(one))
    )
    item = next(told, None)
    return replace(claim, text=item) if item is not None else claim
