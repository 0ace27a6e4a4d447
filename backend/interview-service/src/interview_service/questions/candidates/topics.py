"""Questions about topics of claims, independent of the profession."""

import re
from collections.abc import Iterator
from dataclasses import replace

from interview_service.questions.bank import SLOT, AngleBank
from interview_service.questions.candidates.claims import (
    OF_SLOT,
    is_of_many_years,
    is_zero,
    luck,
    may_be_probed,
    probing,
    said_again,
    worth,
)
from interview_service.questions.candidates.models import Candidate, slots_of
from interview_service.questions.models import Wish
from interview_service.questions.topics import TopicBank
from shared.claims.models import Claim
from shared.professions.library import heads
from shared.profiles.profile import Profile
from shared.relevance.words import Bag

TOPIC = 54.0
OF_FIRST, OF_SILENT = 4.0, 16.0
OF_ONE_WORD, OF_TURN = 12.0, 10.0
"""Penalties if only one word indicates the topic and the profession is unknown (a survey of books is not a survey of
people), and if the line describes a setback but the topic is something else in it."""

FAR = frozenset({"business", "health", "education", "service", "public", "design"})
OF_ELSEWHERE = 14.0
"""Penalty for software topics in a profession far from software, and vice versa. `FAR` excludes research and
engineering, which also write software."""

LONG, OF_LONG = 60, 10.0
"""Length from which a line covers several things, and the penalty if only one word indicates its topic."""

OF_WORDS = 4.0
"""Bonus for each further word that indicates the topic."""

BETWEEN = re.compile(r"\s*(?:,|·| / |;| 및 )\s*(?![^()]*\))")
MIN_ITEMS, MAX_ITEM_LENGTH, MIN_ITEM_LENGTH = 3, 24, 4
"""A line is a list if it has this many items, none longer than this. Shorter items get no question of their own."""


def of_topics(profile: Profile, wish: Wish, bank: AngleBank, topics: TopicBank) -> Iterator[Candidate]:
    """Yield every question of every topic that a claim is about."""
    family = heads()[profile.own_profession].family if profile.own_profession is not None else None
    is_software = family == "software"
    for claim in filter(may_be_probed, profile.claims):
        # Nothing can be told about what did not happen; angles cover such records. A summary speaks of many years and
        # many things at once.
        if is_zero(claim) or is_of_many_years(claim):
            continue
        slots = slots_of(claim)
        is_turn, bag = bank.is_turn(claim.text), Bag([claim.text])
        for asking in topics.about(claim.text):
            topic, probe = asking.topic, asking.probe
            wording = probe.of(wish.language)
            needed = set(SLOT.findall(" ".join((wording.question, *wording.follow_ups))))
            if not needed <= slots.keys():
                continue
            skeleton = f"{topic.id}.{asking.number}"
            said = _item(claim, topic.id, topics)
            rank = TOPIC + worth(claim) + OF_SLOT * len(needed) + OF_WORDS * (asking.words - 1)
            rank -= OF_ELSEWHERE * (topics.is_software(topic.id) != is_software and family in (*FAR, "software"))
            rank -= OF_LONG * (asking.words == 1 and len(claim.text) > LONG)
            again = said_again(wording.question, bag)
            rank += again + (OF_FIRST - OF_SILENT * (again == 0) if topic.first else -OF_TURN * is_turn)
            rank -= OF_ONE_WORD * (asking.words == 1 and profile.profession is None and not topic.first)
            candidate = probing(said, topic, probe, skeleton, bank, wish)
            about = f"{claim.pointer}#{claim.text}"
            yield replace(candidate, about=about, slots=slots, rank=rank + luck(skeleton, claim))


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
