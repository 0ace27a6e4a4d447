"""What a model says is proved before anybody sees it, and it never writes a URL."""

import json
from typing import Any

import pytest
from learning_service.catalogue.library import library
from learning_service.paths.authoring import Rules
from learning_service.paths.errors import NoGroundedPath
from learning_service.paths.generator_llm import LlmGenerator
from learning_service.paths.generator_rules import RuleBasedGenerator
from learning_service.paths.models import DraftItem, LearningPath
from learning_service.paths.recipe import LearningPathDraft, wish_of
from learning_service.paths.schemas import LearningPathIn
from learning_service.prompting import load_path_prompt

from shared.llm.errors import ProviderError, Unavailable
from shared.resumes.document import ResumeDocument
from shared.testing.models.drafting import Drafting, NoRules
from shared.testing.models.silent import FakeProvider, registry_of

TRUE = [{"pointer": "/work_experiences/0/project_name", "quote": "주문 플랫폼 개편"}]
FALSE = [{"pointer": "/work_experiences/0/project_name", "quote": "우주선 개발"}]


def finding(title: str, evidence: list[dict[str, str]]) -> dict[str, Any]:
    return {"title": title, "detail": "자세한 설명입니다.", "evidence": evidence}


def item(title: str, evidence: list[dict[str, str]] | str = TRUE, **members: object) -> dict[str, Any]:
    made = {
        "type": "weakness",
        "title": title,
        "description": "무엇을 배울지 설명합니다.",
        "reason": "왜 필요한지 설명합니다.",
        "evidence": evidence,
        "priority": "high",
        "estimated_hours": 12,
        "milestones": ["측정표를 남깁니다."],
        "resource_ids": ["redis-docs"],
    }
    return {**made, **members}


def answer(*items: dict[str, Any], **members: object) -> str:
    made = {
        "summary": "요약입니다.",
        "strengths": [finding("강점", TRUE), finding("지어낸 강점", FALSE)],
        "weaknesses": [finding("약점", TRUE)],
        "items": list(items),
    }
    return json.dumps({**made, **members}, ensure_ascii=False)


async def draft(
    resume: ResumeDocument, *answers: str | ProviderError, rules: Rules | None = None, **body: object
) -> tuple[LearningPath, FakeProvider]:
    # The first answer is read twice: for its analysis, and for its items.
    provider = FakeProvider(answers[0], *answers)
    prompt = load_path_prompt()
    generator = LlmGenerator(registry_of(provider), prompt, library().catalogue, rules or NoRules())
    wish = wish_of(LearningPathIn.model_validate({"count": 3, **body}), resume)
    drafting = Drafting(LearningPathDraft, generator)
    return await drafting.draft(resume, wish), provider


def items_of(made: LearningPath) -> list[DraftItem]:
    return [item.draft for item in made.items]


async def test_proved_items_are_delivered_with_their_origin(resume: ResumeDocument) -> None:
    made, _ = await draft(resume, answer(item("하나"), item("둘째"), item("셋째")))

    assert [one.title for one in items_of(made)] == ["하나", "둘째", "셋째"]
    assert [one.title for one in made.strengths] == ["강점"]
    assert (made.generation.source, made.generation.model) == ("llm", "fake-model-1")


async def test_what_no_quote_carries_is_asked_for_again_once(resume: ResumeDocument) -> None:
    made, provider = await draft(
        resume, answer(item("하나"), item("지어낸 것", FALSE), item("하나")), answer(item("둘째"), item("셋째"))
    )

    assert [one.title for one in items_of(made)] == ["하나", "둘째", "셋째"]
    assert "Write 2 more items of a learning path" in provider.calls[2].messages[0].text


async def test_a_second_ask_does_not_double_the_findings(resume: ResumeDocument) -> None:
    made, provider = await draft(resume, answer(item("하나")), answer(item("둘째"), item("셋째")))

    assert [one.title for one in made.strengths] == ["강점"]
    assert [one.title for one in made.weaknesses] == ["약점"]
    output = provider.calls[2].output
    assert output is not None
    assert set(output.model_fields) == {"items"}


async def test_a_second_ask_that_fails_leaves_what_is_proved(resume: ResumeDocument) -> None:
    made, _ = await draft(resume, answer(item("하나")), Unavailable("openai"))

    assert [one.title for one in items_of(made)] == ["하나"]
    assert [attempt.outcome for attempt in made.generation.attempts] == ["ok", "ok", "unavailable"]


async def test_an_item_in_another_language_is_left_out(resume: ResumeDocument) -> None:
    english = item("Observability", description="Learn how traces, metrics and logs belong together in one system.")

    made, _ = await draft(resume, answer(item("하나"), english))

    assert [one.title for one in items_of(made)] == ["하나"]
    assert made.generation.rejected["wrong_language"] == 2


async def test_nothing_proved_at_all_is_a_failure(resume: ResumeDocument) -> None:
    with pytest.raises(NoGroundedPath):
        await draft(resume, answer(item("지어낸 것", FALSE)))


async def test_resources_are_of_the_catalogue_and_nothing_else(resume: ResumeDocument) -> None:
    ids = ["redis-docs", "https://evil.example.com", "no-such-id", "redis-docs"]

    made, provider = await draft(resume, answer(item("하나", resource_ids=ids)), count=3)

    assert [resource.id for resource in items_of(made)[0].resources] == ["redis-docs"]
    assert "redis-docs | " in provider.calls[0].messages[0].text
    assert "https://redis.io" not in provider.calls[0].messages[0].text


async def test_the_catalogue_offers_what_the_posting_asks_for(resume: ResumeDocument) -> None:
    _, provider = await draft(resume, answer(item("하나")), job_posting="Flutter 앱 개발자를 찾습니다.")

    assert "flutter" in provider.calls[0].messages[0].text


async def test_hours_of_a_model_are_held_within_reason(resume: ResumeDocument) -> None:
    made, _ = await draft(resume, answer(item("하나", estimated_hours=10_000), item("둘째", estimated_hours=-5)))

    assert [one.estimated_hours for one in items_of(made)] == [60, 2]


async def test_no_identifier_leaves(resume: ResumeDocument) -> None:
    _, provider = await draft(resume, answer(item("하나")))

    for identifier in ("김민수", "minsu.kim@example.com", "010-1234-5678", "github.com/minsu-kim-example"):
        assert identifier not in provider.calls[0].messages[0].text


async def test_the_same_in_other_words_is_left_out_and_two_findings_at_one_place_stay(resume: ResumeDocument) -> None:
    findings = [
        finding("주문 처리량을 크게 늘렸습니다", TRUE),
        finding("주문 처리량을 많이 늘렸습니다", TRUE),
        finding("캐시 설계", TRUE),
    ]
    items = [
        item("Redis 캐시 무효화 전략을 정리합니다"),
        item("Redis 캐시 무효화 전략 정리하기"),
        item("Kafka 재처리 설계"),
    ]

    made, _ = await draft(resume, answer(*items, strengths=findings))

    assert [one.title for one in made.strengths] == ["주문 처리량을 크게 늘렸습니다", "캐시 설계"]
    assert [one.title for one in items_of(made)] == ["Redis 캐시 무효화 전략을 정리합니다", "Kafka 재처리 설계"]
    assert made.generation.rejected["duplicate"] >= 2


async def test_a_part_without_evidence_does_not_break_the_answer_that_it_is_in(resume: ResumeDocument) -> None:
    made, provider = await draft(resume, answer(item("하나", []), item("둘째"), item("셋째"), item("넷째", "S5")))

    assert [one.title for one in items_of(made)] == ["둘째", "셋째", "넷째"]
    assert len(provider.calls) == 2
    assert made.generation.rejected["no_evidence"] == 2


async def test_an_english_title_is_none_of_a_korean_path(resume: ResumeDocument) -> None:
    made, _ = await draft(
        resume, answer(item("Design a cache invalidation strategy"), item("Redis Cluster"), item("둘째"))
    )

    assert [one.title for one in items_of(made)] == ["Redis Cluster", "둘째"]


async def test_the_rules_make_the_items_that_are_missing(resume: ResumeDocument) -> None:
    rules = RuleBasedGenerator(library())

    made, _ = await draft(resume, answer(item("하나"), item("지어낸 것", FALSE)), rules=rules, count=4)

    assert len(items_of(made)) == made.requested == 4
    assert items_of(made)[0].title == "하나"
    assert len({one.title for one in items_of(made)}) == 4
    generation = made.generation
    assert (generation.source, [one.provider for one in generation.contributors]) == ("llm", ["openai", "rule_based"])
    assert generation.contributors[1].model == rules.version


async def test_without_anything_that_stands_the_rules_make_the_path(resume: ResumeDocument) -> None:
    rules = RuleBasedGenerator(library())
    nothing = answer(item("지어낸 것", FALSE), summary="English only here, sorry.", strengths=[], weaknesses=[])

    made, _ = await draft(resume, nothing, rules=rules)

    assert (made.generation.source, made.generation.provider) == ("rule_based", None)
    assert len(items_of(made)) == 3
    assert made.strengths
    assert made.generation.attempts


@pytest.mark.parametrize(
    "claim", ["응답 시간을 97% 줄였습니다.", "Ansible로 서버를 관리했습니다.", "카산드라 운영 경험이 있습니다."]
)
async def test_a_strength_claims_nothing_that_nobody_wrote(resume: ResumeDocument, claim: str) -> None:
    strengths = [finding("강점", TRUE), {**finding("다른 강점입니다", TRUE), "detail": claim}]

    made, _ = await draft(resume, answer(item("하나"), item("둘째"), item("셋째"), strengths=strengths))

    assert [one.title for one in made.strengths] == ["강점"]
    assert made.generation.rejected["unsupported"] == 1


async def test_a_weakness_may_name_what_is_missing(resume: ResumeDocument) -> None:
    weaknesses = [{**finding("인프라 경험", TRUE), "detail": "Terraform 경험이 드러나지 않습니다."}]

    made, _ = await draft(resume, answer(item("하나"), item("둘째"), item("셋째"), weaknesses=weaknesses))

    assert [one.title for one in made.weaknesses] == ["인프라 경험"]


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"description": "https://evil.example 에서 배웁니다."}, "foreign_address"),
        ({"milestones": ["\u200b", ""]}, "too_short"),
        ({"reason": "가" * 1_001}, "too_long"),
        ({"milestones": ["보고서를 010-9999-8888 로 보냅니다."]}, "foreign_address"),
    ],
)
async def test_what_does_not_pass_the_gate_costs_the_item(
    resume: ResumeDocument, members: dict[str, Any], reason: str
) -> None:
    made, _ = await draft(resume, answer(item("없는 것", **members), item("하나"), item("둘째"), item("셋째")))

    assert [one.title for one in items_of(made)] == ["하나", "둘째", "셋째"]
    assert made.generation.rejected[reason] == 1


async def test_an_address_of_the_catalogue_may_be_named(resume: ResumeDocument) -> None:
    url = library().catalogue.by_id["redis-docs"].url

    made, _ = await draft(
        resume, answer(item("하나", description=f"{url} 문서를 읽습니다."), item("둘째"), item("셋째"))
    )

    assert url in items_of(made)[0].description
