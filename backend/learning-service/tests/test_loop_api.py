"""From practised answers into the path and back, as a client gets it; the three services and MongoDB are real."""

from collections.abc import AsyncIterator

import pytest
from learning_service.paths.loop.texts import texts
from learning_service.paths.schemas import LearningPathOut, MoveOut

from shared.testing.mongod import Mongod
from shared.testing.problems import assert_problem
from shared.testing.services import WithResumes

from .product import GOOD, WEAK, Product, product_of

PLACE = "/answers/"


@pytest.fixture
async def product(mongod: Mongod, database_name: str) -> AsyncIterator[Product]:
    async with product_of(mongod.url, database_name) as product:
        yield product


async def path_of(product: Product, resume_id: str, **body: object) -> LearningPathOut:
    answer = await product.learning.post(f"/{resume_id}/learning-path", json={"from_practice": True, **body})
    assert answer.status_code == 201, answer.text
    return LearningPathOut.model_validate_json(answer.content)


async def tick(product: Product, path: LearningPathOut, number: int, **change: object) -> None:
    address = f"/learning-paths/{path.id}/items/{path.items[number].id}"
    assert (await product.learning.patch(address, json=change)).status_code == 200


def changes(path: LearningPathOut, kind: str) -> list[MoveOut]:
    return [one for one in path.changes if one.kind == kind]


async def test_weaknesses_carry_the_answers_as_evidence(product: Product) -> None:
    practice = await product.practise()
    answers = [await practice.answer(text=WEAK), await practice.answer(text=WEAK)]

    path = await path_of(product, practice.session["resume_id"])

    practised = [one for one in path.analysis.weaknesses if one.evidence[0].pointer.startswith(PLACE)]
    assert len(practised) == 2
    assert practised == path.analysis.weaknesses[:2]
    places = {one.pointer for weak in practised for one in weak.evidence}
    assert places <= {PLACE + answer["id"] for answer in answers}
    assert all(one.quote in WEAK for weak in practised for one in weak.evidence)
    names = {one.name["ko"] for one in texts().dimensions.values()}
    assert all(one.title.removeprefix("답변의 ") in names for one in practised)
    assert path.practice is not None
    assert path.practice.answers == 2
    assert len(path.items) == 5
    steps = [item for item in path.items if item.evidence[0].pointer.startswith(PLACE)]
    assert steps == path.items[:2]
    assert all(step.resources and step.milestones and step.priority == "high" for step in steps)
    assert path.changes == []
    assert path.generation.source == "rule_based"


async def test_the_path_is_in_the_language_that_is_asked_for(product: Product) -> None:
    practice = await product.practise(questions={"count": 2, "language": "en"})
    await practice.answer(text="I worked hard on it.")

    path = await path_of(product, practice.session["resume_id"], language="en")

    assert path.analysis.weaknesses[0].title.endswith(" of answers")
    assert path.summary.startswith("This path follows from 1 practised answer(s)")


async def test_what_is_done_stays_done(product: Product) -> None:
    practice = await product.practise()
    await practice.answer(text=WEAK)
    resume_id = practice.session["resume_id"]
    first = await path_of(product, resume_id)
    await tick(product, first, 0, status="done")
    await tick(product, first, 2, milestones_done=[0], note="절반")

    second = await path_of(product, resume_id)

    done = [item for item in second.items if item.status == "done"]
    assert [item.title for item in done] == [first.items[0].title]
    assert second.items[-1] == done[0]
    begun = next(item for item in second.items if item.title == first.items[2].title)
    assert (begun.milestones_done, begun.status, begun.note) == ([0], "doing", "절반")
    assert [one.title for one in changes(second, "done")] == [first.items[0].title]
    # What comes after it in its dimension takes its place.
    assert second.items[0].title not in {item.title for item in first.items}
    assert [one.title for one in changes(second, "added")] == [second.items[0].title]
    planned = {share.item_id for week in second.schedule.weeks for share in week.shares}
    assert planned == {item.id for item in second.items if item.status != "done"}
    stored = await product.learning.get(f"/learning-paths/{second.id}")
    assert LearningPathOut.model_validate_json(stored.content) == second


async def test_what_was_done_twice_ago_stays_too(product: Product) -> None:
    practice = await product.practise()
    await practice.answer(text=WEAK)
    resume_id = practice.session["resume_id"]
    for _ in range(3):
        path = await path_of(product, resume_id, count=3)
        await tick(product, path, 0, status="done")

    last = await path_of(product, resume_id, count=3)

    assert len([item for item in last.items if item.status == "done"]) == 3
    titles = [item.title for item in last.items]
    assert len(set(titles)) == len(titles)


async def test_changes_say_what_moved_and_why(product: Product) -> None:
    practice = await product.practise()
    await practice.answer(text=WEAK)
    resume_id = practice.session["resume_id"]
    first = await path_of(product, resume_id)
    await practice.patch(question_id=practice.questions[0])
    await practice.answer(text=GOOD)

    second = await path_of(product, resume_id)

    before, after = ([item.title for item in path.items] for path in (first, second))
    assert {one.title for one in changes(second, "dropped")} == set(before) - set(after)
    assert {one.title for one in changes(second, "added")} == set(after) - set(before)
    for one in changes(second, "moved"):
        assert (one.before, one.after) == (before.index(one.title) + 1, after.index(one.title) + 1)
    assert second.changes
    assert all(one.why for one in second.changes)
    assert {one.item_id for one in second.changes if one.kind != "dropped"} <= {item.id for item in second.items}


async def test_without_answers_the_path_says_that_practice_adds_nothing(product: Product) -> None:
    practice = await product.practise(run=False)

    path = await path_of(product, practice.session["resume_id"])

    assert path.notes == ["평가된 답이 아직 없어 연습을 반영하지 못했습니다."]
    assert len(path.items) == 5


async def test_a_path_that_does_not_follow_from_practice_is_as_it_was(product: Product) -> None:
    practice = await product.practise()
    await practice.answer(text=WEAK)

    path = await path_of(product, practice.session["resume_id"], from_practice=False)

    assert (path.practice, path.changes) == (None, [])
    assert not any(one.pointer.startswith(PLACE) for weak in path.analysis.weaknesses for one in weak.evidence)


async def test_it_streams(product: Product) -> None:
    practice = await product.practise()
    await practice.answer(text=WEAK)

    answer = await product.learning.post(
        f"/{practice.session['resume_id']}/learning-path",
        json={"from_practice": True, "count": 3},
        headers={"Accept": "text/event-stream"},
    )

    assert answer.text.count("event: item") == 3
    assert "event: completed" in answer.text


async def test_an_interview_service_that_is_away_is_said(services: WithResumes) -> None:
    resume_id = await services.post_resume()

    answer = await services.service.post(f"/{resume_id}/learning-path", json={"from_practice": True})

    assert_problem(answer, 503, "INTERVIEW_SERVICE_UNAVAILABLE")


async def test_a_foreign_resume_is_a_404(product: Product) -> None:
    nobody = "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"
    for resume_id in (nobody, "no-id"):
        answer = await product.learning.post(f"/{resume_id}/learning-path", json={"from_practice": True})
        assert_problem(answer, 404, "RESUME_NOT_FOUND")
