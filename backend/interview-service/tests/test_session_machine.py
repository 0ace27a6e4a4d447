"""What a session becomes, and its clock; pure functions, so time is what a test says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interview_service.questions.models import DIFFICULTIES, Draft, Question
from interview_service.sessions.errors import QuestionNotAnswered, WrongSessionState
from interview_service.sessions.machine import MAX_ATTEMPTS, Taken, advanced, changed
from interview_service.sessions.models import PERSONAS, Change, Planned, Session, State, Timer
from interview_service.sessions.planning import fitting, minutes_of, personas, wanted

from shared.core.ids import new_id
from shared.resumes.evidence import Evidence

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
DRAFT = Draft(
    type="quality",
    difficulty="medium",
    topics=("tests",),
    question="무엇을 확인하셨나요?",
    intent="근거를 봅니다.",
    what_good_answers_cover=("수치", "대안"),
    follow_ups=(),
    evidence=(Evidence(pointer="/summary", quote="개발자"),),
)


def session_of(count: int = 3, **members: object) -> Session:
    questions = tuple(Planned(Question(new_id(), DRAFT)) for _ in range(count))
    made = Session(
        id=new_id(),
        owner_id="local",
        resume_id=new_id(),
        resume_version=1,
        language="ko",
        mode="practice",
        persona="recruiter",
        minutes=30,
        set_id=new_id(),
        questions=questions,
        current=questions[0].id,
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(made, **members)  # pyright: ignore[reportArgumentType]


def taken(session: Session, at: datetime = NOW, **members: object) -> Taken:
    assert session.asked is not None
    return replace(Taken(session.asked.id, session.asked.attempts + 1, False, at), **members)  # pyright: ignore[reportArgumentType]


def moved(session: Session, *states: State) -> Session:
    for state in states:
        session = changed(session, Change(state), NOW)
    return session


@pytest.mark.parametrize(
    ("path", "after"),
    [
        (("running",), "running"),
        (("running", "paused", "running"), "running"),
        (("running", "paused", "finished"), "finished"),
        (("finished",), "finished"),
        (("running", "running"), "running"),
    ],
)
def test_what_may_follow(path: tuple[State, ...], after: State) -> None:
    assert moved(session_of(), *path).state == after


@pytest.mark.parametrize("path", [("paused",), ("finished", "running"), ("finished", "paused"), ("running", "ready")])
def test_what_may_not_follow(path: tuple[State, ...]) -> None:
    with pytest.raises(WrongSessionState):
        moved(session_of(), *path)


def test_a_change_that_changes_nothing_makes_no_version() -> None:
    running = moved(session_of(), "running")

    assert changed(running, Change("running"), NOW + timedelta(minutes=1)) is running
    assert changed(running, Change(), NOW) is running
    assert running.version == 2


def test_pauses_do_not_count_and_stays_count_to_the_end() -> None:
    at = NOW
    session = changed(session_of(), Change("running"), at)
    session = changed(session, Change("paused"), at + timedelta(minutes=2))
    session = changed(session, Change("running"), at + timedelta(minutes=50))
    assert session.timer.ran(at + timedelta(minutes=53)) == timedelta(minutes=5)

    session = changed(session, Change("finished"), at + timedelta(minutes=54))

    assert session.timer.ran(at + timedelta(days=9)) == timedelta(minutes=6)
    assert (session.started_at, session.finished_at) == (at, at + timedelta(minutes=54))


@given(st.lists(st.integers(-10_000, 10_000), max_size=20))
def test_a_clock_that_is_set_back_takes_nothing_away(steps: list[int]) -> None:
    timer, now, before = Timer(), NOW, timedelta(0)
    for number, step in enumerate(steps):
        now += timedelta(seconds=step)
        timer = timer.started(now) if number % 2 == 0 else timer.stopped(now)
        counted = timer.counted
        assert counted >= before
        assert timer.ran(now) >= counted
        before = counted


def test_a_clock_that_is_set_back_ends_nothing_before_it_began() -> None:
    running = changed(session_of(), Change("running"), NOW)

    over = changed(running, Change("finished"), NOW - timedelta(hours=1))

    assert (over.started_at, over.finished_at, over.updated_at) == (NOW, NOW, NOW)
    assert over.timer.ran(NOW + timedelta(days=1)) == timedelta(0)


def test_a_follow_up_comes_right_behind_its_question_and_keeps_a_mock_interview_going() -> None:
    session = moved(session_of(2, mode="mock"), "running")
    follow_up = Planned(Question(new_id(), DRAFT))

    first = advanced(session, taken(session, follow_up=follow_up))
    last = advanced(first, taken(first))
    once_more = Planned(Question(new_id(), DRAFT))
    goes_on = advanced(last, taken(last, follow_up=once_more))
    over = advanced(goes_on, taken(goes_on))

    assert [one.id for one in first.questions] == [session.questions[0].id, follow_up.id, session.questions[1].id]
    assert (first.current, last.current) == (follow_up.id, session.questions[1].id)
    assert (goes_on.state, goes_on.current) == ("running", once_more.id)
    assert (over.state, over.current) == ("finished", None)


def test_an_answer_that_came_in_while_the_session_ended_leads_nowhere() -> None:
    running = moved(session_of(), "running")
    turn = taken(running, follow_up=Planned(Question(new_id(), DRAFT)))

    over = advanced(moved(running, "finished"), turn)

    assert (over.state, over.current, len(over.questions)) == ("finished", None, 3)
    assert over.questions[0].attempts == 1


def test_questions_come_one_after_another_and_none_twice() -> None:
    session = moved(session_of(), "running")
    asked: list[UUID | None] = []
    while session.current is not None:
        asked.append(session.current)
        session = advanced(session, taken(session))

    assert asked == [one.id for one in session.questions]
    assert (session.turn, session.version, session.state) == (3, 5, "running")


def test_a_mock_interview_is_over_after_the_last_question() -> None:
    session = moved(session_of(1, mode="mock"), "running")

    over = advanced(session, taken(session, NOW + timedelta(minutes=3)))

    assert (over.state, over.current) == ("finished", None)
    assert over.timer.ran(NOW + timedelta(days=1)) == timedelta(minutes=3)


def test_an_answered_question_can_be_tried_again_and_then_the_next_open_one_is_asked() -> None:
    session = moved(session_of(), "running")
    first, second, third = (one.id for one in session.questions)
    session = advanced(advanced(session, taken(session)), Taken(second, 1, True, NOW))
    assert [one.skipped for one in session.questions] == [False, True, False]

    again = changed(session, Change(question_id=first), NOW)
    after = advanced(again, taken(again))

    assert again.current == first
    assert (after.current, after.questions[0].attempts) == (third, 2)
    # Who changes their mind goes back to where they were.
    assert changed(again, Change(question_id=third), NOW).current == third


def test_what_cannot_be_tried_again() -> None:
    session = moved(session_of(), "running")
    first, _, third = (one.id for one in session.questions)
    once = advanced(session, taken(session))
    often = replace(once, questions=(replace(once.questions[0], attempts=MAX_ATTEMPTS), *once.questions[1:]))

    for one, question_id in ((once, third), (once, new_id()), (replace(once, mode="mock"), first), (often, first)):
        with pytest.raises(QuestionNotAnswered):
            changed(one, Change(question_id=question_id), NOW)
    with pytest.raises(WrongSessionState):
        changed(moved(once, "finished"), Change(question_id=first), NOW)


def test_the_data_has_every_persona_and_every_difficulty() -> None:
    assert tuple(personas()) == PERSONAS
    assert set(minutes_of()) == set(DIFFICULTIES)
    for persona in personas().values():
        assert all(persona.tone.values())
        assert all(persona.name.values())
        assert {"ko", "en"} == persona.tone.keys() == persona.name.keys()
        assert all(0 < weight <= 2 for weight in persona.weights.values())


def test_as_many_questions_are_planned_as_fit() -> None:
    questions = [Question(new_id(), DRAFT) for _ in range(10)]

    assert [len(fitting(questions, minutes)) for minutes in (1, 10, 30, 90)] == [1, 2, 7, 10]
    assert [wanted(minutes) for minutes in (10, 30, 90)] == [2, 7, 10]
