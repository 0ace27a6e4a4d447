"""Weak questions as a client gets them; resume-service and MongoDB are real."""

import pytest
from interview_service.weaknesses.models import WeakQuestionList

from shared.testing.models.evaluations import Judge
from shared.testing.practising import Practice, practise
from shared.testing.problems import assert_problem
from shared.testing.services import WithResumes

from .conftest import Run

GOOD = (
    "제가 캐시 만료를 5분으로 정했습니다. 가격이 하루 두 번만 바뀌었기 때문입니다. 그 결과 240ms가 90ms로 줄었습니다."
)
WEAK = "열심히 했습니다."


async def weak(services: WithResumes, **query: str | int | float) -> WeakQuestionList:
    answer = await services.service.get("/weak-questions", params=query)
    assert answer.status_code == 200, answer.text
    return WeakQuestionList.model_validate_json(answer.content)


async def repeated(practice: Practice, question_id: str, text: str) -> None:
    await practice.patch(question_id=question_id)
    await practice.answer(text=text)


async def test_a_weak_answer_is_told_with_its_question_and_what_it_lacks(services: WithResumes) -> None:
    practice = await practise(services)
    given = await practice.answer(text=WEAK)
    await practice.answer()

    (one,) = (await weak(services)).items

    assert (one.question_id, one.session_id) == (practice.questions[0], practice.session["id"])
    assert one.question == practice.session["current_question"]["question"]
    assert [(answer.answer_id, answer.total) for answer in one.answers] == [(given["id"], given["evaluation"]["total"])]
    assert one.said == WEAK
    assert one.weakest is not None
    assert one.why
    assert one.to_next_level
    assert one.missing
    assert set(one.missing) <= set(one.what_good_answers_cover)


async def test_a_question_stays_with_its_later_answers(services: WithResumes) -> None:
    practice = await practise(services)
    await practice.answer(text=WEAK)
    await repeated(practice, practice.questions[0], GOOD)

    (one,) = (await weak(services, below=2)).items

    first, newest = one.answers
    assert first.total < 2 <= newest.total
    assert one.said == GOOD
    assert (await weak(services, below=1)).items == []


async def test_a_follow_up_means_nothing_without_the_answer_it_took_up(services: WithResumes) -> None:
    practice = await practise(services, follow_ups=2)
    await practice.answer(text=WEAK)
    asked = (await practice.now())["current_question"]
    assert asked["follow_up"] is not None
    followed = await practice.answer(text=WEAK)
    assert followed["evaluation"]["total"] < 2

    assert [one.question_id for one in (await weak(services)).items] == [practice.questions[0]]


async def test_parts_of_the_list_have_one_tag_that_changes_with_any_answer(services: WithResumes) -> None:
    practice = await practise(services)
    for _ in range(2):
        await practice.answer(text=WEAK)

    first = await services.service.get("/weak-questions", params={"limit": 1})
    cursor = first.json()["next_cursor"]
    second = await services.service.get("/weak-questions", params={"limit": 1, "cursor": cursor})
    known = await services.service.get("/weak-questions", headers={"If-None-Match": first.headers["ETag"]})
    await practice.answer(text=WEAK)
    changed = await services.service.get("/weak-questions", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["ETag"] == second.headers["ETag"]
    asked = [one.json()["items"][0]["question_id"] for one in (second, first)]
    assert asked == practice.questions[:2]
    assert second.json()["next_cursor"] is None
    assert (known.status_code, known.content) == (304, b"")
    assert (changed.status_code, len(changed.json()["items"])) == (200, 3)


async def test_a_mock_interview_that_goes_on_tells_nothing(services: WithResumes) -> None:
    practice = await practise(services, mode="mock")
    await practice.answer(text=WEAK)

    during = await weak(services)
    await practice.patch(state="finished")
    await services.service.get(f"{practice.path}/report")

    assert during.items == []
    assert len((await weak(services)).items) == 1


async def test_what_was_answered_about_a_deleted_resume_is_not_told(services: WithResumes) -> None:
    practice = await practise(services)
    await practice.answer(text=WEAK)
    await services.resumes.delete(f"/{practice.session['resume_id']}")

    assert (await weak(services)).items == []


@pytest.mark.parametrize("query", [{"below": 0}, {"below": 5.5}, {"limit": 0}])
async def test_levels_that_are_none_are_refused(services: WithResumes, query: dict[str, float]) -> None:
    assert_problem(await services.service.get("/weak-questions", params=query), 422, "VALIDATION_FAILED")


async def test_what_is_weak_unless_said_otherwise_is_the_goal_of_all_services(running: Run, judge: Judge) -> None:
    async with running(review_goal=2.5) as services:
        practice = await practise(services)
        judge.level = 3
        await practice.answer(text=GOOD)

        assert (await weak(services)).items == []
        assert len((await weak(services, below=3.5)).items) == 1
    async with running() as services:
        assert len((await weak(services)).items) == 1
