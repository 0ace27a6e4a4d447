"""Models of profession files; the docstring of `library.py` describes the format."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.resumes.document import Language

Family = Literal[
    "software", "business", "design", "health", "research", "education", "engineering", "service", "public"
]
ProbeType = Literal[
    "implementation", "trade_off", "performance", "reliability", "scalability", "quality", "collaboration", "business"
]
Difficulty = Literal["easy", "medium", "hard"]
Text = Annotated[str, Field(min_length=1, max_length=600)]


class Data(BaseModel):
    """Base of data models; unknown keys are rejected."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Name(Data):
    """A text in both languages."""

    ko: Text
    en: Text

    def of(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.ko if language == "ko" else self.en


class Words(Data):
    """Words, or sentences, in both languages."""

    ko: tuple[Text, ...]
    en: tuple[Text, ...]

    def of(self, language: Language) -> tuple[str, ...]:
        """Return the words in `language`."""
        return self.ko if language == "ko" else self.en

    @property
    def all(self) -> tuple[str, ...]:
        """Return the words in both languages, because people mix them."""
        return self.ko + self.en


class Wording(Data):
    """A question in one language."""

    question: Text
    follow_ups: Annotated[tuple[Text, ...], Field(min_length=1, max_length=3)]


class Probe(Data):
    """A question about a claim that contains one of the words in `when`."""

    type: ProbeType
    difficulty: Difficulty
    when: Words
    ko: Wording
    en: Wording

    def of(self, language: Language) -> Wording:
        """The question in `language`."""
        return self.ko if language == "ko" else self.en


class Situation(Data):
    """A question for people who have not shown this competency."""

    difficulty: Difficulty
    needs: Words | None = None
    """Words of the branch that it is about, such as the ward; without one of them it would be another's question."""
    ko: Wording
    en: Wording

    def of(self, language: Language) -> Wording:
        """The question in `language`."""
        return self.ko if language == "ko" else self.en


class LearnText(Data):
    """A step in one language."""

    title: Text
    description: Text
    milestones: Annotated[tuple[Text, ...], Field(min_length=3, max_length=4)]


class Learn(Data):
    """The step to acquire a competency that is not shown."""

    hours: Annotated[int, Field(ge=2, le=24)]
    ko: LearnText
    en: LearnText

    def of(self, language: Language) -> LearnText:
        """Return the step in `language`."""
        return self.ko if language == "ko" else self.en


class Competency(Data):
    """A competency tested in interviews. Any of `skills` shows it, because they are alternatives."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: Name
    branch: Literal["some", "job"] | None = None
    """Whether only `some` in the trade do it, or it is another `job` in the same trade. Its situations are used only
    where one of its words is said, and another job is no gap of a person who has one.
    """
    looks_for: Name
    words: Words
    skills: tuple[str, ...] = ()
    good: Words
    weak: Words
    probes: Annotated[tuple[Probe, ...], Field(min_length=2, max_length=4)]
    situations: Annotated[tuple[Situation, ...], Field(min_length=2, max_length=2)]
    learn: Learn


class Head(Data):
    """The part of a profession that distinguishes it from others."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    family: Family
    name: Name
    source: dict[Literal["isco", "esco", "onet", "ncs"], str]
    titles: Words
    fields: Words
    """Fields of work; each is a title together with a rank, a team or a role."""
    general: Words = Words(ko=(), en=())
    """Titles that are of this profession only where no field names another."""
    words: Words


class Profession(Head):
    """A profession."""

    competencies: Annotated[tuple[Competency, ...], Field(min_length=5, max_length=8)]

    def competency(self, competency_id: str) -> Competency:
        """Return a competency; raises `KeyError`."""
        for one in self.competencies:
            if one.id == competency_id:
                return one
        raise KeyError(competency_id)
