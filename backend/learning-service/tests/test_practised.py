"""What practice adds to a path, with a model behind it, too: its words are of rules, and no answer goes out."""

import json
from dataclasses import replace
from typing import Any

import pytest
from interview_service.evaluation.rubric import rubrics
from learning_service.catalogue.library import library
from learning_service.paths.generator_llm import LlmGenerator
from learning_service.paths.generator_rules import RuleBasedGenerator
from learning_service.paths.loop.generator import WithPractice
from learning_service.paths.loop.replanning import Replan, moves_of
from learning_service.paths.loop.texts import texts
from learning_service.paths.models import (
    DraftItem,
    Item,
    LearningPath,
    Levels,
    Practised,
    WeakDimension,
    WeakTopic,
    Wish,
)
from learning_service.paths.recipe import LearningPathDraft, PathGenerator, wish_of
from learning_service.paths.schemas import LearningPathIn
from learning_service.prompting import load_path_prompt

from shared.core.ids import new_id
from shared.resumes.document import ResumeDocument
from shared.resumes.evidence import Evidence
from shared.testing.models.drafting import Drafting
from shared.testing.models.silent import FakeProvider, registry_of

SAID = "우리 팀이 알아서 잘 해냈습니다."
LEVELS = Levels(3, 2.0, 3.5, (("structure", 1.5), ("clarity", 4.0)))
WEAK = WeakDimension("structure", 1.5, 3, "결과가 없습니다.", (Evidence(pointer="/answers/a", quote=SAID),))
TRUE = [{"pointer": "/work_experiences/0/project_name", "quote": "주문 플랫폼 개편"}]


def practised(*topics: WeakTopic) -> Practised:
    return Practised(LEVELS, (WEAK,), topics)


def wished(resume: ResumeDocument, practice: Practised, **body: object) -> Wish:
    return replace(wish_of(LearningPathIn.model_validate({"count": 5, **body}), resume), practised=practice)


async def by_rules(resume: ResumeDocument, wish: Wish) -> LearningPath:
    generator: PathGenerator = WithPractice(RuleBasedGenerator(library()))
    return await Drafting(LearningPathDraft, generator).draft(resume, wish)


def test_every_dimension_of_the_rubric_has_its_steps() -> None:
    named = {one.name for rubric in rubrics().values() for one in rubric.dimensions}

    assert set(texts().dimensions) == named
    for dimension in texts().dimensions.values():
        assert len(dimension.steps) == 2
        assert all(set(step) == {"ko", "en"} for step in dimension.steps)
        assert all(len(text.milestones) == 3 for step in dimension.steps for text in step.values())
    assert set(texts().phrases["ko"]) == set(texts().phrases["en"])
    assert len({title for one in texts().dimensions.values() for title in one.titles}) == 4 * len(named)


async def test_what_somebody_answered_goes_into_no_prompt(resume: ResumeDocument) -> None:
    item = {
        "type": "weakness",
        "title": "하나",
        "description": "무엇을 배울지 설명합니다.",
        "reason": "왜 필요한지 설명합니다.",
        "evidence": TRUE,
        "priority": "high",
        "estimated_hours": 12,
        "milestones": ["측정표를 남깁니다."],
        "resource_ids": ["redis-docs"],
    }
    finding: dict[str, Any] = {"title": "약점", "detail": "자세한 설명입니다.", "evidence": TRUE}
    answer = {"summary": "요약입니다.", "strengths": [finding], "weaknesses": [finding], "items": [item]}
    provider = FakeProvider(*[json.dumps(answer, ensure_ascii=False)] * 4)
    prompt = load_path_prompt()
    rules = RuleBasedGenerator(library())
    generator: PathGenerator = WithPractice(LlmGenerator(registry_of(provider), prompt, library().catalogue, rules))

    made = await Drafting(LearningPathDraft, generator).draft(resume, wished(resume, practised()))

    assert [one.quote for one in made.weaknesses[0].evidence] == [SAID]
    assert made.items[0].draft.evidence == WEAK.evidence
    assert made.items[1].draft.title == "하나"
    assert provider.calls
    sent = " ".join(message.text for call in provider.calls for message in call.messages)
    assert SAID not in sent
    assert "알아서" not in sent
    assert made.generation.source == "llm"
    assert any(one.provider == "rule_based" for one in made.generation.contributors)


async def test_a_weak_technology_is_in_the_path_and_says_why(resume: ResumeDocument) -> None:
    wish = wished(resume, practised(WeakTopic("Kafka", 1.8, 2), WeakTopic("꼼꼼함", 1.0, 2)))

    made = await by_rules(resume, wish)

    kafka = next(item.draft for item in made.items if "Kafka" in item.draft.title)
    assert kafka.reason == "연습에서 Kafka 질문에 한 답 2개가 평균 1.8점(5점 만점)입니다."
    assert not any("꼼꼼함" in item.draft.title for item in made.items)
    said = " ".join(item.draft.reason for item in made.items)
    assert "집중하고 싶다고" not in said


async def test_what_the_person_asks_for_is_the_reason_all_the_same(resume: ResumeDocument) -> None:
    wish = wished(resume, practised(WeakTopic("Kafka", 1.8, 2)), focus_areas=["Kafka"])

    made = await by_rules(resume, wish)

    kafka = next(item.draft for item in made.items if "Kafka" in item.draft.title)
    assert "집중하고 싶다고" in kafka.reason


def step(title: str, **members: Any) -> Item:
    return Item(
        new_id(), DraftItem("weakness", title, "d", "r", (), "low", 4, (f"{title} 1", f"{title} 2"), ()), **members
    )


def after(resume: ResumeDocument, earlier: LearningPath, titles: list[str], count: int) -> list[Item]:
    plan = Replan(replace(wished(resume, practised()), count=count, earlier=earlier))
    placed = [plan.place(step(title).draft) for title in titles]
    return [one for one in (*placed, *plan.kept()) if one is not None]


@pytest.fixture
async def earlier(resume: ResumeDocument) -> LearningPath:
    made = await by_rules(resume, wished(resume, practised()))
    return replace(made, items=(step("a"), step("b", status="doing", milestones_done=(0,)), step("c", status="done")))


async def test_what_is_done_takes_no_room(resume: ResumeDocument, earlier: LearningPath) -> None:
    items = after(resume, earlier, ["c", "a", "d", "e"], count=2)

    assert [(one.draft.title, one.status) for one in items] == [
        ("c", "done"),
        ("a", "todo"),
        ("d", "todo"),
        ("b", "doing"),
    ]


async def test_what_is_new_moves_nothing(resume: ResumeDocument, earlier: LearningPath) -> None:
    wish = replace(wished(resume, practised()), earlier=earlier)
    items = after(resume, earlier, ["new", "a", "b"], count=5)

    moves = {one.title: one.kind for one in moves_of(items, wish)}

    assert moves == {"new": "added", "b": "kept", "c": "done"}


async def test_what_changes_its_place_moved(resume: ResumeDocument, earlier: LearningPath) -> None:
    wish = replace(wished(resume, practised()), earlier=earlier)
    items = after(resume, earlier, ["b", "a"], count=5)

    moves = {one.title: (one.kind, one.before, one.after) for one in moves_of(items, wish)}

    assert moves == {"b": ("moved", 2, 1), "a": ("moved", 1, 2), "c": ("done", None, None)}


async def test_a_dimension_that_got_better_says_so(resume: ResumeDocument, earlier: LearningPath) -> None:
    clarity = texts().dimensions["clarity"].steps[0]["ko"].title
    before = replace(earlier, items=(step(clarity), step("x")))
    wish = replace(wished(resume, practised()), earlier=before)

    moves = {one.title: one.why for one in moves_of([], wish)}

    assert moves[clarity] == "명확함이 평균 4점이 되어 목표 3.5점에 이르렀습니다."
    assert moves["x"] == "지금 더 급한 항목에 자리를 내주었습니다."
