"""What a client must be able to do, as coroutines. `sdk/scenarios.json` names them; the TypeScript client has the same.

They are written for asyncio, and turned into code that waits for the other client. Each has an owner of its own.
"""

import json
from collections.abc import Awaitable, Callable

from clients.expecting import example, raised, text
from interview_prep import AsyncInterviewPrep, etag_of, models, request_id_of
from interview_prep.errors import Conflict, Invalid, NotFound, NotModified, PreconditionFailed

Scenario = Callable[[AsyncInterviewPrep], Awaitable[None]]


async def reads_a_document_without_storing_it(api: AsyncInterviewPrep) -> None:
    read = await api.import_resume(text().encode(), dry_run=True)
    assert (read.resume.name, read.source, read.missing) == ("김민수", "rule_based", [])
    assert (await api.list_resumes()).items == []


async def imports_a_document(api: AsyncInterviewPrep) -> None:
    imported = await api.import_resume(text().encode(), keep_original=True)
    stored = [resume async for resume in api.iter_resumes()]
    assert [resume.name for resume in stored] == [imported.resume.name]
    assert await api.get_original(stored[0].id) == text().encode()


async def is_told_why_a_document_is_refused(api: AsyncInterviewPrep) -> None:
    with raised(Invalid) as caught:
        await api.import_resume(b" ")
    assert (caught.error.status, caught.error.code) == (422, "EMPTY_DOCUMENT")


async def creates_and_reads_a_resume(api: AsyncInterviewPrep) -> None:
    created = await api.create_resume(example())
    read = await api.get_resume(created.id)
    assert read == created
    assert etag_of(read) == f'"v{read.version}"'
    assert request_id_of(read)


async def creates_a_resume_from_a_model(api: AsyncInterviewPrep) -> None:
    job = models.WorkExperienceInput(company="Analytical Engines", achievements=["Cut the run time by 40 %"])
    created = await api.create_resume(models.ResumeIn(name="Ada Byron", work_experiences=[job]))
    assert created.work_experiences is not None
    assert created.work_experiences[0].company == "Analytical Engines"


async def is_told_which_part_is_invalid(api: AsyncInterviewPrep) -> None:
    with raised(Invalid) as caught:
        await api.create_resume({**example(), "name": 1})
    assert [part.pointer for part in caught.error.errors] == ["/name"]
    assert caught.error.request_id


async def does_not_read_twice_what_has_not_changed(api: AsyncInterviewPrep) -> None:
    created = await api.create_resume(example())
    with raised(NotModified):
        await api.get_resume(created.id, if_none_match=etag_of(created))
    assert (await api.get_resume(created.id, if_none_match=created.version + 1)).id == created.id


async def changes_only_what_it_has_read(api: AsyncInterviewPrep) -> None:
    created = await api.create_resume(example())
    changed = await api.patch_resume(created.id, {"summary": None, "name": "이영희"}, if_match=created.version)
    assert (changed.name, changed.summary, changed.version) == ("이영희", None, 2)
    with raised(PreconditionFailed):
        await api.patch_resume(created.id, {"name": "박철수"}, if_match=created.version)


async def replaces_a_resume_and_finds_its_versions(api: AsyncInterviewPrep) -> None:
    created = await api.create_resume(example())
    replaced = await api.replace_resume(created.id, {**example(), "name": "이영희"}, if_match=etag_of(created))
    assert [version.version for version in (await api.list_versions(created.id)).items] == [2, 1]
    assert (await api.get_version(created.id, "1")).name == created.name != replaced.name


async def lists_all_pages(api: AsyncInterviewPrep) -> None:
    created = [(await api.create_resume({**example(), "name": f"Person {number}"})).id for number in range(5)]
    listed = [resume.id async for resume in api.iter_resumes(limit=2)]
    assert listed == created[::-1]


async def searches(api: AsyncInterviewPrep) -> None:
    found = await api.create_resume(example())
    await api.create_resume({"name": "Ada Byron", "summary": "Mathematics"})
    assert [resume.id async for resume in api.iter_resumes(skill="Kafka")] == [found.id]
    assert [resume.name async for resume in api.iter_resumes(q="mathematics")] == ["Ada Byron"]


async def exports_a_resume(api: AsyncInterviewPrep) -> None:
    created = await api.create_resume(example())
    assert json.loads(await api.export_resume(created.id))["basics"]["name"] == created.name
    assert created.name in (await api.export_resume(created.id, format="markdown")).decode()


async def repeats_a_request_without_making_a_second_thing(api: AsyncInterviewPrep) -> None:
    first = await api.create_resume(example(), idempotency_key="once")
    assert await api.create_resume(example(), idempotency_key="once") == first
    with raised(Invalid) as caught:
        await api.create_resume({**example(), "name": "이영희"}, idempotency_key="once")
    assert caught.error.code == "IDEMPOTENCY_KEY_REUSED"


async def makes_questions(api: AsyncInterviewPrep) -> None:
    resume = await api.create_resume(example())
    made = await api.create_questions(resume.id, models.QuestionsRequest(count=3, language="en"))
    assert (len(made.questions), made.language, made.generation.source) == (3, "en", "rule_based")
    assert all(question.evidence[0].quote for question in made.questions)
    assert await api.get_question_set(made.id) == made


async def makes_questions_with_nothing_but_a_resume(api: AsyncInterviewPrep) -> None:
    resume = await api.create_resume(example())
    assert len((await api.create_questions(resume.id)).questions) == 5


async def watches_questions_appear(api: AsyncInterviewPrep) -> None:
    resume = await api.create_resume(example())
    seen: list[models.QuestionOut] = []
    whole = None
    async for event in api.stream_questions(resume.id, {"count": 2}):
        if event.name == "question":
            seen.append(event.data)
        elif event.name == "completed":
            whole = event.data
    assert whole is not None
    assert seen == whole.questions


async def lists_and_deletes_question_sets(api: AsyncInterviewPrep) -> None:
    resume = await api.create_resume(example())
    sets = [(await api.create_questions(resume.id, {"count": 1})).id for _ in range(2)]
    await api.delete_question_set(sets[0])
    assert [one.id async for one in api.iter_question_sets(resume.id, limit=1)] == sets[1:]
    with raised(NotFound):
        await api.get_question_set(sets[0])


async def follows_a_job_again_where_it_stopped(api: AsyncInterviewPrep) -> None:
    resume = await api.create_resume(example())
    job = await api.start_questions(resume.id, {"count": 2})
    told = [event async for event in api.follow_job_of_interview(job.id)]
    assert [event.name for event in told if event.name != "progress"] == ["question", "question", "completed"]
    again = [event async for event in api.follow_job_of_interview(job.id, last_event_id=told[2].id)]
    assert again == told[3:]
    assert [event async for event in api.follow_job_of_interview(job.id, last_event_id=told[-1].id)] == []


async def finds_what_a_job_made(api: AsyncInterviewPrep) -> None:
    resume = await api.create_resume(example())
    job = await api.start_learning_path(resume.id, {"count": 3})
    told = [event async for event in api.follow_job_of_learning(job.id)]
    ended = await api.get_job_of_learning(job.id)
    assert ended.state == "succeeded"
    assert ended.result_id is not None
    assert await api.get_learning_path(ended.result_id) == told[-1].data
    assert [one.id async for one in api.iter_jobs_of_learning(state="succeeded")] == [job.id]
    with raised(Conflict) as caught:
        await api.cancel_job_of_learning(job.id)
    assert caught.error.code == "JOB_FINISHED"


async def practises(api: AsyncInterviewPrep) -> None:
    resume = await api.create_resume(example())
    session = await api.create_session(resume.id, {"questions": {"count": 3}, "follow_ups": 0})
    running = await api.change_session(session.id, {"state": "running"}, if_match=session.version)
    assert running.current_question is not None
    answer = models.AnswerIn(question_id=running.current_question.id, text="제가 캐시 만료를 5분으로 정했습니다.")
    answered = await api.create_answer(session.id, answer)
    assert answered.evaluation is not None
    assert {judged.name for judged in answered.evaluation.dimensions} >= {"content", "clarity"}
    assert [one.id for one in (await api.list_answers(session.id)).items] == [answered.id]


async def watches_an_answer_being_judged(api: AsyncInterviewPrep) -> None:
    resume = await api.create_resume(example())
    session = await api.create_session(resume.id, {"questions": {"count": 3}, "follow_ups": 0})
    running = await api.change_session(session.id, {"state": "running"})
    assert running.current_question is not None
    body = {"question_id": running.current_question.id, "text": "제가 캐시 만료를 5분으로 정했습니다."}
    names = [event.name async for event in api.stream_answer(session.id, body)]
    assert (names[0], names[-1]) == ("answer", "completed")
    assert "dimension" in names


async def reads_a_report_in_each_form(api: AsyncInterviewPrep) -> None:
    resume = await api.create_resume(example())
    session = await api.create_session(resume.id, {"questions": {"count": 3}, "follow_ups": 0})
    await api.change_session(session.id, {"state": "running"})
    await api.change_session(session.id, {"state": "finished"})
    report = await api.get_report(session.id)
    assert report.session_id == session.id
    assert (await api.get_report_as(session.id, media_type="text/markdown")).startswith("#")
    assert "<html" in await api.get_report_as(session.id, media_type="text/html")
    assert (await api.get_progress(resume.id)).resume_id == resume.id


async def makes_a_learning_path(api: AsyncInterviewPrep) -> None:
    resume = await api.create_resume(example())
    made = await api.create_learning_path(
        resume.id, models.LearningPathRequest(hours_per_week=8, language="en", count=3)
    )
    assert (made.language, len(made.items)) == ("en", 3)
    assert (await api.current_learning_path(resume.id)).id == made.id
    assert (await api.export_learning_path(made.id, format="ics")).startswith(b"BEGIN:VCALENDAR")


async def watches_a_learning_path_being_made(api: AsyncInterviewPrep) -> None:
    resume = await api.create_resume(example())
    names = [event.name async for event in api.stream_learning_path(resume.id, {"count": 3})]
    assert [name for name in names if name != "progress"] == ["analysis", "item", "item", "item", "completed"]


async def ticks_milestones(api: AsyncInterviewPrep) -> None:
    resume = await api.create_resume(example())
    path = await api.create_learning_path(resume.id, {"count": 3})
    item = path.items[0]
    ticked = await api.change_learning_item(path.id, item.id, {"milestones_done": [0]}, if_match=path.version)
    assert ticked.items[0].milestones_done == [0]
    assert 0 < ticked.items[0].progress_percent < 100
    with raised(PreconditionFailed):
        await api.change_learning_item(path.id, item.id, {"note": "late"}, if_match=path.version)


async def reads_due_reviews(api: AsyncInterviewPrep) -> None:
    assert [review async for review in api.iter_reviews(time_zone="Asia/Seoul")] == []


async def erases_everything(api: AsyncInterviewPrep) -> None:
    resume = await api.create_resume(example())
    made = await api.create_questions(resume.id, {"count": 1})
    assert (await api.delete_all_resumes(confirm="all")).erased == 1
    with raised(NotFound):
        await api.get_question_set(made.id)
    assert [one async for one in api.iter_resumes()] == []


async def does_not_find_what_does_not_exist(api: AsyncInterviewPrep) -> None:
    with raised(NotFound) as caught:
        await api.get_resume("01234567-89ab-7cde-8f01-23456789abcd")
    assert (caught.error.status, caught.error.code) == (404, "RESUME_NOT_FOUND")
    assert caught.error.request_id


SCENARIOS: tuple[Scenario, ...] = (
    reads_a_document_without_storing_it,
    imports_a_document,
    is_told_why_a_document_is_refused,
    creates_and_reads_a_resume,
    creates_a_resume_from_a_model,
    is_told_which_part_is_invalid,
    does_not_read_twice_what_has_not_changed,
    changes_only_what_it_has_read,
    replaces_a_resume_and_finds_its_versions,
    lists_all_pages,
    searches,
    exports_a_resume,
    repeats_a_request_without_making_a_second_thing,
    makes_questions,
    makes_questions_with_nothing_but_a_resume,
    watches_questions_appear,
    lists_and_deletes_question_sets,
    follows_a_job_again_where_it_stopped,
    finds_what_a_job_made,
    practises,
    watches_an_answer_being_judged,
    reads_a_report_in_each_form,
    makes_a_learning_path,
    watches_a_learning_path_being_made,
    ticks_milestones,
    reads_due_reviews,
    erases_everything,
    does_not_find_what_does_not_exist,
)
