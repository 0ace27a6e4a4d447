"""Follow-ups worded by a model: what they take up, what is rejected, and what an answer cannot change."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from interview_service.evaluation.sentences.addressing import without_addresses
from interview_service.following.generator_llm import LlmFollowUps
from interview_service.following.models import Said
from interview_service.following.thread import FollowUpsInThread
from interview_service.prompting import load_prompts
from interview_service.sessions.models import PERSONAS, PersonaId, Planned, Session
from interview_service.sessions.planning import personas

from shared.core.constraints import shown
from shared.core.ids import new_id
from shared.llm import Registry, open_registry
from shared.llm.errors import Unavailable
from shared.resumes.document import Language, ResumeDocument
from shared.resumes.errors import ResumeServiceUnavailable
from shared.runs.generation import Generation
from shared.testing.models.evaluations import Judge
from shared.testing.models.prompts import WORDS, data_of
from shared.testing.models.silent import Answer, FakeProvider, registry_of
from shared.testing.wire import WireServer, settings_for

from .answers import EMPTY, GOOD, RESUME, SHORT
from .test_answer_injections import CASES, TEXTS
from .test_follow_ups import NOW, PRIVATE, session_of

GOOD_QUESTION: dict[Language, str] = {
    "ko": "그 만료 시간을 다르게 정했다면 어떻게 되었을까요?",
    "en": "What would have made you roll back earlier?",
}
QUOTE: dict[Language, str] = {"ko": "만료를 5분으로 정했습니다", "en": "a canary step that sends 5% of the traffic"}
LANGUAGES: Sequence[Language] = ("ko", "en")


@dataclass
class Kept:
    """The résumés of a caller; `down` is raised instead."""

    down: ResumeServiceUnavailable | None = None
    asked: list[str] = field(default_factory=list[str])

    async def get(self, resume_id: str) -> ResumeDocument:
        self.asked.append(resume_id)
        if self.down is not None:
            raise self.down
        return RESUME

    async def has(self, resume_id: str, version: int) -> bool:
        return (resume_id, version) == (RESUME.id, RESUME.version)


async def always(_: str) -> bool:
    return True


async def never(_: str) -> bool:
    return False


def follow_ups(registry: Registry, seconds: float = 5) -> LlmFollowUps:
    prompt = load_prompts().follow_up
    return LlmFollowUps(registry, prompt, FollowUpsInThread(), always, seconds)


def written(quote: str, question: str) -> str:
    return json.dumps({"quote": quote, "question": question}, ensure_ascii=False)


def made_of(planned: Planned) -> Generation:
    assert planned.follow_up is not None
    assert planned.follow_up.generation is not None
    return planned.follow_up.generation


async def followed(
    answer: Answer, language: Language = "ko", text: str | None = None, session: Session | None = None
) -> tuple[Planned, Planned, FakeProvider]:
    """Return the follow-up of the rules, that of the model, and the model."""
    provider = FakeProvider(answer)
    by, session = follow_ups(registry_of(provider)), session or session_of(language)
    assert session.asked is not None
    said = Said(session, session.asked, new_id(), GOOD[language] if text is None else text, NOW)
    chosen = await by.after(said)
    assert chosen is not None
    return chosen, await by.better(said, chosen, Kept()), provider


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_model_takes_up_what_was_said_in_the_tone_of_the_persona(
    language: Language, persona: PersonaId
) -> None:
    session = session_of(language, persona)
    chosen, better, provider = await followed(
        written(QUOTE[language], GOOD_QUESTION[language]), language, session=session
    )

    follow_up, lead = better.follow_up, personas()[persona].lead[language]
    assert follow_up is not None
    assert chosen.follow_up is not None
    assert better.question.draft.question == f"{lead.replace('{quote}', QUOTE[language])} {GOOD_QUESTION[language]}"
    assert GOOD[language][follow_up.start : follow_up.end] == follow_up.quote == QUOTE[language]
    assert (better.id, follow_up.kind, follow_up.core) == (chosen.id, chosen.follow_up.kind, GOOD_QUESTION[language])
    assert (made_of(better).source, made_of(better).provider) == ("llm", "openai")
    assert made_of(chosen).source == "rule_based"
    (call,) = provider.calls
    assert personas()[persona].tone[language] in call.messages[0].text


REJECTED: dict[str, tuple[str, str]] = {
    "a quote that nobody said": ("만료를 30분으로 정했습니다", "no_evidence"),
    "the middle of a word": ("료를 5분으로 정했습니다", "no_evidence"),
    "no quote": ("", "empty"),
}
WRONG: dict[str, str] = {
    "만료를 길게 정한 점이 훌륭합니다.": "not_a_question",
    "만료는 왜 5분인가요? 그리고 왜 캐시인가요?": "not_a_question",
    "Why did you choose five minutes for the expiry?": "wrong_language",
    "120ms에서 멈춘 건 더 줄일 데가 없어서였나요, 그만해도 된다고 보셔서였나요?": "duplicate",
    "만료를 정할 때 결혼은 하셨나요?": "protected_topic",
    "만료를 정할 때 고향이 어디셨나요?": "protected_topic",
    "만료 뒤 Cassandra로 옮긴 까닭은 무엇인가요?": "unsupported",
    "만료로 매출이 40% 늘어난 까닭은 무엇인가요?": "unsupported",
    "가장 좋아하시는 영화는 무엇인가요?": "off_topic",
    "이 답변에 만점을 드려도 될까요?": "instructions",
    "자세한 내용은 https://evil.example/x 에서 보셨나요?": "foreign_address",
    "왜?": "too_short",
    "만료" * 200 + "?": "too_long",
}


@pytest.mark.parametrize("what", REJECTED)
async def test_a_quote_has_to_be_in_the_answer(what: str) -> None:
    quote, reason = REJECTED[what]
    chosen, better, _ = await followed(written(quote, GOOD_QUESTION["ko"]))

    assert better.question == chosen.question
    assert made_of(better).rejected == {reason: 1}


@pytest.mark.parametrize("question", WRONG)
async def test_what_may_not_be_asked_is_replaced_by_the_rules(question: str) -> None:
    chosen, better, _ = await followed(written(QUOTE["ko"], question))

    made = made_of(better)
    assert better.question == chosen.question
    assert made.rejected == {WRONG[question]: 1}
    assert (made.source, [one.provider for one in made.contributors]) == ("rule_based", ["rule_based"])
    assert [one.outcome for one in made.attempts] == ["ok"]


async def test_nothing_is_asked_twice_in_a_session() -> None:
    session = session_of("ko")
    chosen, better, _ = await followed(written(QUOTE["ko"], GOOD_QUESTION["ko"]), session=session)
    later = replace(session, questions=(*session.questions, better))

    _, again, provider = await followed(written(QUOTE["ko"], GOOD_QUESTION["ko"]), session=later)

    assert made_of(again).rejected == {"duplicate": 1}
    (call,) = provider.calls
    assert GOOD_QUESTION["ko"] in data_of(call.instructions, call.messages[0].text, "ASKED")
    assert chosen.question.draft.question not in call.messages[0].text


async def test_when_no_model_answers_the_rules_ask() -> None:
    chosen, better, _ = await followed(Unavailable("openai"))

    made = made_of(better)
    assert better.question == chosen.question
    assert (made.source, [one.outcome for one in made.attempts]) == ("rule_based", ["unavailable"])


async def test_a_model_that_takes_too_long_is_not_waited_for() -> None:
    async with WireServer() as wire:
        wire.openai.delay = 30
        async with open_registry(settings_for(wire, "openai")) as registry:
            await registry.prepare()
            by, session = follow_ups(registry, seconds=0.2), session_of("ko")
            assert session.asked is not None
            said = Said(session, session.asked, new_id(), GOOD["ko"], NOW)
            chosen = await by.after(said)
            assert chosen is not None
            async with asyncio.timeout(10):
                better = await by.better(said, chosen, Kept())

        # It is not blamed for it: what is asked next may take its time.
        assert [one.breaker for one in registry.states] == ["closed"]

    assert better.question == chosen.question
    assert (made_of(better).source, [one.outcome for one in made_of(better).attempts]) == ("rule_based", ["cancelled"])


async def test_without_a_generation_left_or_a_resume_nobody_is_asked() -> None:
    provider, session = FakeProvider("{}"), session_of("ko")
    prompt = load_prompts().follow_up
    assert session.asked is not None
    said = Said(session, session.asked, new_id(), GOOD["ko"], NOW)
    cases = ((never, Kept()), (always, Kept(ResumeServiceUnavailable())))

    for may_ask, resumes in cases:
        by = LlmFollowUps(registry_of(provider), prompt, FollowUpsInThread(), may_ask, 5)
        chosen = await by.after(said)
        assert chosen is not None
        assert await by.better(said, chosen, resumes) is chosen

    assert provider.calls == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_helps_nobody_or_is_private_is_shown_to_no_model(language: Language) -> None:
    judge = Judge(language=language)
    for text in EMPTY[language]:
        chosen, better, provider = await followed(judge_of(judge), language, text)
        assert better is chosen, text
        assert provider.calls == []
    for private in PRIVATE[language]:
        _, _, provider = await followed(judge_of(judge), language, f"{private} {SHORT[language]}")
        (call,) = provider.calls
        assert private not in call.messages[0].text


async def test_no_identifier_leaves_and_each_is_back_in_its_place() -> None:
    text = "제가 김민수 이름으로 캐시 만료를 5분으로 정했습니다. 가격이 하루 두 번만 바뀌었기 때문입니다."

    def writes(call: Any) -> str:
        assert "김민수" not in call.messages[0].text
        return written("[NAME_1] 이름으로 캐시 만료를 5분으로", "왜 그렇게 하셨나요?")

    _, better, _ = await followed(writes, text=text)

    assert better.follow_up is not None
    assert better.follow_up.quote == "김민수 이름으로 캐시 만료를 5분으로"
    assert better.follow_up.quote in text


@pytest.mark.parametrize(("language", "number"), CASES)
async def test_no_order_in_an_answer_moves_the_follow_up(language: Language, number: int) -> None:
    order, prompts = shown(TEXTS[language][number]), list[str]()
    plain, _, provider = await followed(judge_of(Judge(language=language)), language, SHORT[language])
    (call,) = provider.calls
    before = data_of(call.instructions, call.messages[0].text, "ANSWER")

    for text in (f"{SHORT[language]}\n{order}", f"{order}\n{SHORT[language]}"):
        chosen, better, provider = await followed(judge_of(Judge(language=language)), language, text)
        (call,) = provider.calls
        prompts.append(data_of(call.instructions, call.messages[0].text, "ANSWER"))
        assert chosen.follow_up is not None
        assert plain.follow_up is not None
        assert (chosen.follow_up.core, chosen.follow_up.quote) == (plain.follow_up.core, plain.follow_up.quote)
        assert made_of(better).source == "llm"

    assert prompts == [before, before]
    assert without_addresses(SHORT[language]) == SHORT[language]


@pytest.mark.parametrize("word", WORDS)
async def test_no_answer_breaks_a_prompt(word: str) -> None:
    _, _, provider = await followed(judge_of(Judge()), text=f"{SHORT['ko']} {word} 제가 5분으로 정했습니다. {word}")

    (call,) = provider.calls
    assert call.messages[0].text.count("<<<END ANSWER ") == 1


@pytest.mark.parametrize("provider", ["openai", "claude", "gemini"])
async def test_each_provider_understands_what_is_wanted(provider: str) -> None:
    # Without a script a provider keeps the schema of each request, and says nothing with it.
    async with WireServer() as wire, open_registry(settings_for(wire, provider)) as registry:
        await registry.prepare()
        by, session = follow_ups(registry), session_of("ko")
        assert session.asked is not None
        said = Said(session, session.asked, new_id(), GOOD["ko"], NOW)
        chosen = await by.after(said)
        assert chosen is not None
        better = await by.better(said, chosen, Kept())

    assert [one.outcome for one in made_of(better).attempts] == ["ok"]


def judge_of(judge: Judge) -> Answer:
    return lambda call: judge.write(call.instructions, call.messages[0].text)
