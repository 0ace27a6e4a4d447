"""The recipe of question sets: derives the wish from the order, runs the generator, and assembles the set."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Protocol
from uuid import UUID

from interview_service.questions.advice import advice
from interview_service.questions.crud import QuestionSetCrud
from interview_service.questions.errors import AllQuestionsAsked, NoGroundedQuestions, NothingToAskAbout
from interview_service.questions.models import QUESTION_TYPES, Difficulty, Draft, Question, QuestionSet, Weak, Wish
from interview_service.questions.schemas import DEFAULT_QUESTIONS, QuestionsIn
from shared.core.clock import utc_now
from shared.core.errors import AppError
from shared.core.ids import new_id
from shared.profiles.keeping import profile_for
from shared.profiles.match import Match
from shared.profiles.notes import notes_of
from shared.profiles.profile import Profile
from shared.resumes.document import Language, ResumeDocument
from shared.resumes.facts import Seniority
from shared.runs.account import Account
from shared.runs.generation import Generation
from shared.runs.models import Material, Run

Mix = tuple[Difficulty, ...]
EASY: Mix = ("easy", "medium", "easy", "medium", "hard")
MEDIUM: Mix = ("medium", "hard", "medium", "easy", "medium")
HARD: Mix = ("hard", "medium", "hard", "medium", "hard")
MIXES: Mapping[Seniority | None, Mix] = {
    None: EASY,
    "student": EASY,
    "junior": EASY,
    "mid": MEDIUM,
    "senior": HARD,
    "lead": HARD,
}
"""Difficulties by seniority, repeated for as many questions as needed."""


NOTHING_WEAK: Mapping[Language, str] = {
    "ko": "연습에서 목표보다 약한 것이 아직 없어, 이력서만 보고 질문을 골랐습니다.",
    "en": "Nothing is below the goal in practice yet, so the questions were chosen by the résumé alone.",
}


class Practice(Protocol):
    """Knows what was weak in practice."""

    async def weak(self, owner_id: str, resume_id: UUID) -> Weak:
        """Return what was weak in the answers about a résumé."""
        ...


class QuestionGenerator(Protocol):
    """Generates questions about a résumé."""

    @property
    def version(self) -> str:
        """Version of the prompt, or of the data of the rules."""
        ...

    def drafts(self, profile: Profile, material: Material, wish: Wish, account: Account) -> AsyncGenerator[Draft]:
        """Yield at most `wish.count` questions with verified evidence, without duplicates or any of `wish.previous`.

        Raises `AppError` if there are none for any reason other than that nothing is left to ask.
        """
        ...


class QuestionSetDraft:
    """A question set that is being generated."""

    def __init__(
        self,
        run: Run,
        material: Material,
        wish: Wish,
        generator: QuestionGenerator,
        profile: Profile | None = None,
    ) -> None:
        self._profile = profile or profile_of(material.resume, wish.target_role, wish.job_posting)
        self.wanted = wish.count
        self.account = Account(generator.version)
        self._run = run
        self._material = material
        self._wish = wish
        self._generator = generator

    async def parts(self, kept: Sequence[Question]) -> AsyncGenerator[Question]:
        """Yield the questions that are missing beside those `kept`, each with its id."""
        wish = _rest(self._wish, kept)
        if not wish.count:
            return
        async with aclosing(self._generator.drafts(self._profile, self._material, wish, self.account)) as drafts:
            async for draft in drafts:
                yield Question(new_id(), draft)

    def whole(self, parts: Sequence[Question], generation: Generation) -> QuestionSet:
        """Return the set; raises `AllQuestionsAsked`, `NoGroundedQuestions`."""
        profile, wish = self._profile, self._wish
        if not parts:
            raise self._nothing()
        return QuestionSet(
            id=self._run.id,
            owner_id=self._run.owner_id,
            resume_id=self._run.resume_id,
            resume_version=self._run.resume_version,
            language=wish.language,
            requested=wish.count,
            questions=tuple(parts),
            generation=generation,
            created_at=utc_now(),
            profession=profile.profession.id if profile.profession is not None else None,
            level=profile.level,
            match=Match.of(profile.wanted) if profile.lines else None,
            notes=(*notes_of(profile, wish.language, wish.focus), *_weak_notes(wish)),
            advice=advice(profile, wish.language) if len(parts) < wish.count else None,
        )

    def _nothing(self) -> AppError:
        """Return the error for a set without questions."""
        if self._wish.previous and set(self.account.rejected) <= {"duplicate"}:
            return AllQuestionsAsked()
        if self.account.rejected:
            return NoGroundedQuestions()
        return NothingToAskAbout(advice(self._profile, self._wish.language))


class QuestionRecipe:
    """The recipe of question sets. Earlier sets come from `crud`, weaknesses from `practice`."""

    work_done = (NoGroundedQuestions, AllQuestionsAsked, NothingToAskAbout)

    def __init__(self, generator: QuestionGenerator, crud: QuestionSetCrud, practice: Practice) -> None:
        self._generator = generator
        self._crud = crud
        self._practice = practice

    def check(self, body: QuestionsIn) -> None:
        """Accept any body that passed the schema."""

    def job_posting(self, body: QuestionsIn) -> str | None:
        """Return the posting in the order."""
        return body.job_posting

    async def begin(self, run: Run, material: Material, body: QuestionsIn) -> QuestionSetDraft:
        """Return a draft of the set."""
        previous = await self._crud.asked(run.owner_id, run.resume_id) if body.avoid_previous else []
        profile = profile_of(material.resume, body.target_role, body.job_posting)
        wish = wish_of(body, material.resume, previous, profile)
        if body.focus_on_weak:
            wish = replace(wish, weak=await self._practice.weak(run.owner_id, run.resume_id))
        return QuestionSetDraft(run, material, wish, self._generator, profile)


def profile_of(resume: ResumeDocument, target_role: str | None, job_posting: str | None) -> Profile:
    """Return the profile for a résumé, a target role and a posting."""
    return profile_for(resume, utc_now().date(), target_role, job_posting)


def wish_of(body: QuestionsIn, resume: ResumeDocument, previous: list[str], profile: Profile | None = None) -> Wish:
    """Return the wish for the body, with defaults that suit this résumé."""
    count = body.count or DEFAULT_QUESTIONS
    profile = profile or profile_of(resume, body.target_role, body.job_posting)
    difficulties = body.difficulty.spread() if body.difficulty else _suited(profile.level, count)
    return Wish(
        count=len(difficulties),
        language=body.language or resume.language,
        types=tuple(dict.fromkeys(body.types or QUESTION_TYPES)),
        difficulties=difficulties,
        exact_difficulties=body.difficulty is not None,
        target_role=body.target_role,
        job_posting=body.job_posting,
        focus=tuple(body.focus or ()),
        previous=tuple(previous),
    )


def _rest(wish: Wish, kept: Sequence[Question]) -> Wish:
    """Return the wish for what is missing beside the questions that an earlier attempt delivered."""
    left = list(wish.difficulties)
    for question in kept:
        left.remove(question.draft.difficulty if question.draft.difficulty in left else left[0])
    asked = (*wish.previous, *(question.draft.question for question in kept))
    return replace(wish, count=len(left), difficulties=tuple(left), previous=asked)


def _weak_notes(wish: Wish) -> tuple[str, ...]:
    return (NOTHING_WEAK[wish.language],) if wish.weak is not None and not wish.weak else ()


def _suited(seniority: Seniority | None, count: int) -> tuple[Difficulty, ...]:
    mix = MIXES[seniority]
    return tuple(mix[index % len(mix)] for index in range(count))
