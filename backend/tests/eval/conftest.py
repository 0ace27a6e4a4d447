from collections.abc import Callable
from typing import Any

import pytest

from eval.answers import Made, Question, QuestionSet, SetMade
from eval.measures.base import Case
from eval.people import Person, Request, Truth, document_of
from shared.resumes.document import Language

BAKER: dict[str, Any] = {
    "name": "Ida Loaf",
    "work_experiences": [
        {
            "company": "Crumb & Daughters",
            "position": "Head baker",
            "start": "2019-01",
            "end": "present",
            "achievements": [
                "Cut flour waste from 14% to 6% by weighing every dough",
                "Trained 7 apprentices on nights",
            ],
        }
    ],
}
WASTE = ("/work_experiences/0/achievements/0", "Cut flour waste from 14% to 6% by weighing every dough")
NIGHTS = ("/work_experiences/0/achievements/1", "Trained 7 apprentices on nights")

MakePerson = Callable[..., Person]
MakeCase = Callable[..., Case]


def question(text: str, *places: tuple[str, str], **members: Any) -> Question:
    """A question that stands on these places."""
    evidence = [{"pointer": pointer, "quote": quote} for pointer, quote in places]
    return Question.model_validate(
        {"type": "quality", "difficulty": "medium", "question": text, "evidence": evidence, **members}
    )


def set_of(*questions: Question, language: Language = "en", **members: Any) -> QuestionSet:
    """A set of them."""
    return QuestionSet(language=language, requested=len(questions), questions=questions, **members)


@pytest.fixture
def person() -> MakePerson:
    """Make a person: the baker, unless another résumé is given."""

    def make(resume: dict[str, Any] | None = None, name: str = "baker", **members: Any) -> Person:
        truth = Truth(
            profession=members.get("profession"),
            level=members.get("level", "senior"),
            has=members.get("has", ()),
            lacks=members.get("lacks", ()),
            never=members.get("never", ()),
        )
        request = Request.model_validate(members.get("request", {}))
        document = document_of(name, resume or BAKER)
        return Person(name, document.language, document, request, truth, members.get("posting_truth"))

    return make


@pytest.fixture
def case(person: MakePerson) -> MakeCase:
    """Make a case of a set's questions, for the baker or somebody else."""

    def make(
        *questions: Question, who: Person | None = None, request: dict[str, Any] | None = None, **of_set: Any
    ) -> Case:
        made = SetMade(request=request or {}, answer=set_of(*questions, **of_set))
        return Case(who or person(), Made(sets=(made,)))

    return make
