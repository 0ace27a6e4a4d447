"""Question sets of résumés that tests make up, by the real recipe and the rules."""

from collections.abc import Sequence

from interview_service.questions.bank import angle_bank
from interview_service.questions.generator_rules import RuleBasedGenerator
from interview_service.questions.models import Draft, QuestionSet
from interview_service.questions.packs import question_bank
from interview_service.questions.recipe import QuestionSetDraft, wish_of
from interview_service.questions.schemas import QuestionsIn
from interview_service.questions.topics import topic_bank

from shared.resumes.document import ResumeDocument
from shared.testing.models.drafting import Drafting


async def question_set(resume: ResumeDocument, previous: Sequence[str] = (), **body: object) -> QuestionSet:
    """A set by the rules, for a body as it is sent."""
    drafting = Drafting(QuestionSetDraft, RuleBasedGenerator(question_bank(), angle_bank(), topic_bank()))
    return await drafting.draft(resume, wish_of(QuestionsIn.model_validate(body), resume, list(previous)))


async def drafts(resume: ResumeDocument, previous: Sequence[str] = (), **body: object) -> list[Draft]:
    """The questions of such a set."""
    return [question.draft for question in (await question_set(resume, previous, **body)).questions]


def only(**members: object) -> ResumeDocument:
    """A résumé of a name and these members."""
    return ResumeDocument("01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b", 1, {"name": "이하나", **members})


def worker(position: str, *achievements: str, **members: object) -> ResumeDocument:
    """A résumé of one job with these achievements."""
    job = {"company": "한솔", "position": position, "start": "2020-01", "end": "present", "achievements": achievements}
    return only(work_experiences=[{**job, "achievements": list(achievements), **members}])
