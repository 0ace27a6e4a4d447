"""A résumé goes into a prompt as data: whatever its values look like, the same values can be read back out of it."""

from contextlib import suppress
from dataclasses import replace

import pytest
from interview_service.questions.errors import NoGroundedQuestions
from interview_service.questions.generator_llm import LlmGenerator
from interview_service.questions.recipe import QuestionSetDraft, wish_of
from interview_service.questions.schemas import QuestionsIn

from shared.resumes.document import ResumeDocument
from shared.runs.models import Material
from shared.testing.models.drafting import Drafting, NoRules
from shared.testing.models.prompts import assert_same_values, data_of, hostile_resumes
from shared.testing.models.questions import answer, question
from shared.testing.models.silent import FakeProvider, registry_of
from shared.utils.prompts import Prompt

pytestmark = pytest.mark.unmeasured

RESUMES = 1_000


async def test_what_a_resume_holds_is_read_back_out_of_the_prompt_of_questions(prompt: Prompt) -> None:
    for evil in hostile_resumes(RESUMES, seed=5):
        provider = FakeProvider(answer([question(0, evidence=["S1", "P1"])]))
        posting = f"자격 요건\n{evil.content['summary']}"
        material = Material(evil, posting)
        wish = replace(wish_of(QuestionsIn(count=1), evil, []), job_posting=posting)

        with suppress(NoGroundedQuestions):
            generator = LlmGenerator(registry_of(provider), prompt, NoRules())
            await Drafting(QuestionSetDraft, generator).of(material, wish)

        call = provider.calls[0]
        resume, posted = (data_of(call.instructions, call.messages[0].text, label) for label in ("RESUME", "POSTING"))
        assert_same_values(resume, evil, material.redaction.show)
        of_posting = ResumeDocument(evil.id, 1, {"posting": posting})
        assert_same_values(f'{{"posting": {posted}}}', of_posting, material.redaction.show)
