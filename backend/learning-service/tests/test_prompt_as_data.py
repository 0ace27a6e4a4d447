"""A résumé goes into a prompt as data: whatever its values look like, the same values can be read back out of it."""

from contextlib import suppress

import pytest
from learning_service.catalogue.library import library
from learning_service.paths.generator_llm import LlmGenerator
from learning_service.paths.recipe import LearningPathDraft, wish_of
from learning_service.paths.schemas import LearningPathIn
from learning_service.prompting import load_path_prompt

from shared.core.errors import AppError
from shared.runs.models import Material
from shared.testing.models.drafting import Drafting, NoRules
from shared.testing.models.prompts import assert_same_values, data_of, hostile_resumes
from shared.testing.models.silent import FakeProvider, registry_of

pytestmark = pytest.mark.unmeasured

RESUMES = 1_000
NOTHING = '{"summary": "", "strengths": [], "weaknesses": [], "items": []}'


async def test_what_a_resume_holds_is_read_back_out_of_the_prompt_of_paths() -> None:
    prompt = load_path_prompt()
    for evil in hostile_resumes(RESUMES, seed=6):
        provider = FakeProvider(NOTHING)
        generator = LlmGenerator(registry_of(provider), prompt, library().catalogue, NoRules())
        material = Material(evil)

        with suppress(AppError):
            await Drafting(LearningPathDraft, generator).of(material, wish_of(LearningPathIn(), evil))

        call = provider.calls[0]
        assert_same_values(data_of(call.instructions, call.messages[0].text, "RESUME"), evil, material.redaction.show)
        assert " | guide | " in data_of(call.instructions, call.messages[0].text, "CATALOGUE")
