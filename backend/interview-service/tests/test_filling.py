"""What models could not write, the rules make; the set says who made what, and why."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import replace

import pytest
from interview_service.questions.bank import angle_bank
from interview_service.questions.checking import is_protected
from interview_service.questions.generator_llm import LlmGenerator
from interview_service.questions.generator_rules import RuleBasedGenerator
from interview_service.questions.guarding import GuardedRules, Rules, RulesAtNeed
from interview_service.questions.models import Draft, Question, QuestionSet, Wish
from interview_service.questions.packs import question_bank
from interview_service.questions.recipe import QuestionGenerator, QuestionSetDraft, wish_of
from interview_service.questions.schemas import QuestionsIn
from interview_service.questions.topics import topic_bank

from shared.llm.errors import LlmUnavailable, Unavailable
from shared.profiles.profile import Profile
from shared.resumes.document import ResumeDocument
from shared.runs.account import Account
from shared.runs.models import Material
from shared.testing.models.drafting import Drafting
from shared.testing.models.questions import answer, question
from shared.testing.models.silent import Answer, FakeProvider, registry_of
from shared.utils.prompts import Prompt

Make = Callable[..., Drafting[Wish, QuestionGenerator, Question, QuestionSet]]
COUNT = 4


@pytest.fixture
def rules() -> GuardedRules:
    return GuardedRules(RuleBasedGenerator(question_bank(), angle_bank(), topic_bank()))


@pytest.fixture
def filling(prompt: Prompt, rules: GuardedRules) -> Make:
    def make(*answers: Answer) -> Drafting[Wish, QuestionGenerator, Question, QuestionSet]:
        return Drafting(QuestionSetDraft, LlmGenerator(registry_of(FakeProvider(*answers)), prompt, rules))

    return make


def wish(resume: ResumeDocument, **members: object) -> Wish:
    return wish_of(QuestionsIn.model_validate({"count": COUNT, **members}), resume, [])


def drafts_of(made: QuestionSet) -> list[Draft]:
    return [question.draft for question in made.questions]


async def test_the_rules_make_what_is_missing(filling: Make, rules: GuardedRules, resume: ResumeDocument) -> None:
    invented = question(1, evidence=["S9999"])

    made = await filling(answer([question(0), invented])).draft(resume, wish(resume))

    generation = made.generation
    assert len(made.questions) == made.requested == COUNT
    assert drafts_of(made)[0].question == question(0)["question"]
    assert (generation.source, generation.provider) == ("llm", "openai")
    assert [(one.provider, one.model) for one in generation.contributors] == [
        ("openai", "fake-model-1"),
        ("rule_based", rules.version),
    ]
    assert generation.rejected == {"no_evidence": 2, "duplicate": 1}


async def test_rules_are_built_for_what_is_missing_and_not_before(
    prompt: Prompt, rules: GuardedRules, resume: ResumeDocument
) -> None:
    built: list[Rules] = []

    def build() -> Rules:
        built.append(rules)
        return rules

    at_need = RulesAtNeed(build)
    whole, short = answer([question(number) for number in range(COUNT)]), answer([question(0)])
    generator = LlmGenerator(registry_of(FakeProvider(whole, short)), prompt, at_need)
    drafting = Drafting(QuestionSetDraft, generator)

    await drafting.draft(resume, wish(resume))
    assert built == []
    with pytest.raises(RuntimeError, match="not built"):
        _ = at_need.version
    made = [await drafting.draft(resume, wish(resume)) for _ in range(2)]

    assert built == [rules]
    assert {one.generation.contributors[-1].model for one in made} == {rules.version}


async def test_what_was_asked_before_is_not_filled_in(
    filling: Make, rules: GuardedRules, resume: ResumeDocument
) -> None:
    alone = await Drafting(QuestionSetDraft, rules).draft(resume, wish(resume))
    earlier = tuple(one.question for one in drafts_of(alone))

    made = await filling(answer([question(0)])).draft(resume, wish_of(QuestionsIn(count=COUNT), resume, list(earlier)))

    asked = [one.question for one in drafts_of(made)]
    assert len(set(asked)) == COUNT
    assert not set(asked) & set(earlier)


async def test_types_and_difficulties_are_kept(filling: Make, resume: ResumeDocument) -> None:
    made = await filling(answer([question(0, difficulty="hard")])).draft(
        resume, wish(resume, count=None, difficulty={"easy": 1, "medium": 1, "hard": 1})
    )

    assert sorted(one.difficulty for one in drafts_of(made)) == ["easy", "hard", "medium"]


async def test_a_second_ask_that_fails_leaves_a_whole_set(filling: Make, resume: ResumeDocument) -> None:
    made = await filling(answer([question(0)]), Unavailable("openai")).draft(resume, wish(resume))

    assert len(made.questions) == COUNT
    assert [attempt.outcome for attempt in made.generation.attempts] == ["ok", "unavailable"]


async def test_rules_do_not_stand_in_for_models_that_say_nothing(filling: Make, resume: ResumeDocument) -> None:
    with pytest.raises(LlmUnavailable):
        await filling(Unavailable("openai")).draft(resume, wish(resume))


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"question": "결혼은 하셨나요? 주문 플랫폼 개편 때는요?"}, "protected_topic"),
        ({"follow_ups": ["주말에 교회에 다니시나요?"]}, "protected_topic"),
        ({"intent": "지원자의 출신 지역을 봅니다."}, "protected_topic"),
        ({"question": "가장 어려웠던 점은 무엇인가요?"}, "generic"),
        ({"question": "쿠버네티스 스케줄러는 파드를 어떻게 고르나요?"}, "off_topic"),
        ({"question": "주문 플랫폼 개편은 매우 훌륭한 경험이라고 생각합니다."}, "not_a_question"),
        ({"topics": ["캐시", "这是一个很长的标签说明"]}, "wrong_language"),
        ({"question": "주문 플랫폼 개편은 evil.example 에 올리셨나요?"}, "foreign_address"),
        ({"what_good_answers_cover": ["", " ", "\u200b"]}, "too_short"),
        ({"intent": "\u2060"}, "empty"),
        ({"question": "주문 플랫폼 개편은 왜 하셨나요? " + "네 " * 900}, "too_long"),
    ],
)
async def test_every_check_says_why(
    filling: Make, resume: ResumeDocument, members: dict[str, object], reason: str
) -> None:
    made = await filling(answer([question(0, **members), *(question(number) for number in range(1, 5))])).draft(
        resume, wish(resume)
    )

    assert made.generation.rejected == {reason: 1}
    assert len(made.questions) == COUNT
    assert [one.provider for one in made.generation.contributors] == ["openai"]


async def test_texts_are_cleaned_and_lists_are_cut(filling: Make, resume: ResumeDocument) -> None:
    dirty = question(
        0,
        question="주문 플랫폼\u200b 개편에서\u0000 무엇을\u202e 고치셨나요?",
        topics=["하나", "둘", "셋", "넷", "다섯"],
        follow_ups=["왜 그렇게 하셨나요?"] * 9,
    )

    made = await filling(answer([dirty])).draft(resume, wish(resume, count=1))

    (draft,) = drafts_of(made)
    assert draft.question == "주문 플랫폼 개편에서 무엇을 고치셨나요?"
    assert (len(draft.topics), len(draft.follow_ups)) == (4, 3)


class Tactless:
    """Rules that ask what they must not, first."""

    version = "tactless-1"

    def __init__(self, rules: RuleBasedGenerator) -> None:
        self._rules = rules

    async def drafts(self, profile: Profile, material: Material, wish: Wish, account: Account) -> AsyncGenerator[Draft]:
        """The first one is asked again and again, until it is said to have been asked."""
        tactless = "교회에 다니시나요?"
        async for draft in self._rules.drafts(profile, material, wish, account):
            if tactless not in wish.previous:
                wish = replace(wish, previous=(*wish.previous, tactless))
                yield replace(draft, question=tactless)
            else:
                yield draft


async def test_a_question_of_the_rules_that_must_not_be_asked_is_made_up_for(resume: ResumeDocument) -> None:
    tactless = GuardedRules(Tactless(RuleBasedGenerator(question_bank(), angle_bank(), topic_bank())))

    made = await Drafting(QuestionSetDraft, tactless).draft(resume, wish(resume))

    assert len(made.questions) == COUNT
    assert not any(map(is_protected, drafts_of(made)))
    assert len({one.question for one in drafts_of(made)}) == COUNT
