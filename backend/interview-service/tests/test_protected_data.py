"""Nothing in the data of the rules asks what an interviewer must not ask."""

from collections.abc import Iterable, Iterator

import pytest
from interview_service.questions.bank import angle_bank
from interview_service.questions.packs import question_bank
from interview_service.questions.topics import topic_bank

from shared.professions.library import heads, profession
from shared.protected.checking import protected_in

pytestmark = pytest.mark.unmeasured


def of_angles() -> Iterator[tuple[str, Iterable[str]]]:
    bank = angle_bank()
    for one in (*bank.angles, *bank.careers, *bank.postings):
        for wording in (one.ko, one.en):
            yield one.id, (wording.question, *wording.follow_ups, wording.intent, *wording.covers)


def of_packs() -> Iterator[tuple[str, Iterable[str]]]:
    for pack in question_bank().packs.values():
        for one in pack.questions:
            for wording in (one.ko, one.en):
                texts = (wording.question, *wording.follow_ups, wording.intent, *wording.covers)
                yield pack.skill, (*texts, *one.topics)


def of_topics() -> Iterator[tuple[str, Iterable[str]]]:
    for topic in topic_bank().topics:
        for language in ("ko", "en"):
            yield topic.id, (topic.looks_for.of(language), *topic.good.of(language))
            for probe in topic.probes:
                wording = probe.of(language)
                yield topic.id, (wording.question, *wording.follow_ups)


def of_professions() -> Iterator[tuple[str, Iterable[str]]]:
    for trade in heads():
        for competency in profession(trade).competencies:
            for language in ("ko", "en"):
                yield trade, (competency.looks_for.of(language), *competency.good.of(language))
                for asked in (*competency.probes, *competency.situations):
                    wording = asked.of(language)
                    yield trade, (wording.question, *wording.follow_ups)


def test_no_question_of_the_rules_is_protected() -> None:
    asked = [*of_angles(), *of_packs(), *of_topics(), *of_professions()]

    refused = [(where, text, topic) for where, texts in asked for text in texts if (topic := protected_in(text))]

    assert len(asked) > 3_000
    assert refused == []
