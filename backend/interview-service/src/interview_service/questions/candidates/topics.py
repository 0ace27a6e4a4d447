"""Questions of the topics that claims are about, whatever the trade."""

from collections.abc import Iterator

from interview_service.questions.bank import SLOT, AngleBank
from interview_service.questions.candidates.claims import OF_SLOT, is_zero, lead_in, luck, may_be_probed, worth
from interview_service.questions.candidates.models import Candidate, evidence_of, quoted, slots_of
from interview_service.questions.models import Wish
from interview_service.questions.topics import TopicBank
from shared.profiles.profile import Profile

TOPIC = 54.0
OF_WORDS = 4.0
"""For each further word by which a topic is told: the more, the surer."""


def of_topics(profile: Profile, wish: Wish, bank: AngleBank, topics: TopicBank) -> Iterator[Candidate]:
    """Every question of every topic that a claim is about."""
    for claim in filter(may_be_probed, profile.claims):
        # Of what did not happen, nothing can be told; the angles of such records ask about these.
        if is_zero(claim):
            continue
        slots = slots_of(claim)
        for asking in topics.about(claim.text):
            topic, probe = asking.topic, asking.probe
            wording = probe.of(wish.language)
            needed = set(SLOT.findall(" ".join((wording.question, *wording.follow_ups))))
            if not needed <= slots.keys():
                continue
            skeleton = f"{topic.id}.{asking.number}"
            rank = TOPIC + worth(claim) + OF_SLOT * len(needed) + OF_WORDS * (asking.words - 1)
            yield Candidate(
                skeleton=skeleton,
                source="claim",
                about=f"{claim.pointer}#{claim.text}",
                type=probe.type,
                difficulty=probe.difficulty,
                topics=(topic.name.of(wish.language),),
                lead_in=lead_in(claim, bank, wish, skeleton),
                asks=wording.question,
                digs=wording.follow_ups,
                intent=topic.looks_for.of(wish.language),
                covers=topic.good.of(wish.language)[:5],
                evidence=(evidence_of(claim),),
                slots=slots,
                lead_slots={"quote": quoted(claim), "place": claim.employer or ""},
                rank=rank + luck(skeleton, claim),
                theme=topic.id,
            )
