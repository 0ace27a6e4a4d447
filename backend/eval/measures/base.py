"""What every measure is given, and what it finds."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from eval.answers import LearningPath, Made, PathMade, Question, QuestionSet, SetMade
from eval.people import Person
from shared.language.texts import comparable
from shared.resumes.evidence import TARGET_ROLE, Evidence

LINES = "/job_posting/lines/"
POSTING = "/job_posting"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a measure counts against what was made."""

    person: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Figure:
    """`hits` of `of`; with `low` the fewer the better. `findings` are the cases that speak against it."""

    name: str
    hits: float
    of: int
    low: bool = False
    findings: Sequence[Finding] = ()
    shares: Mapping[str, float] = field(default_factory=dict[str, float])
    """What the figure is made of, for whoever wants to know."""

    @property
    def value(self) -> float | None:
        """The share; `None` where there was nothing to judge."""
        return self.hits / self.of if self.of else None


@dataclass(frozen=True)
class Case:
    """A person and what was made for them."""

    person: Person
    made: Made

    @cached_property
    def row(self) -> Sequence[SetMade]:
        """The sets that were asked for one after the other, none to repeat an earlier one."""
        return [one for one in self.made.sets if not _is_ordered(one)]

    @cached_property
    def ordered(self) -> Sequence[SetMade]:
        """The sets that were asked for with types or difficulties."""
        return [one for one in self.made.sets if _is_ordered(one)]

    @property
    def first(self) -> QuestionSet | None:
        """The set that a person gets who asks for the first time."""
        return self.row[0].answer if self.row else None

    @property
    def sets(self) -> Iterator[QuestionSet]:
        """All sets that could be made."""
        yield from (one.answer for one in self.made.sets if one.answer is not None)

    @property
    def questions(self) -> Iterator[Question]:
        """The questions of all sets."""
        yield from (question for made in self.sets for question in made.questions)

    @property
    def paths(self) -> Iterator[tuple[PathMade, LearningPath]]:
        """All paths that could be made."""
        yield from ((one, one.answer) for one in self.made.paths if one.answer is not None)

    @property
    def path(self) -> LearningPath | None:
        """The path of whoever asks without a hurry."""
        return self.made.paths[0].answer if self.made.paths else None

    def stands(self, evidence: Evidence) -> bool:
        """Whether the quote stands at its pointer, word for word; white space, case and Unicode form do not count."""
        text = self.text_at(evidence.pointer)
        return text is not None and bool(evidence.quote.strip()) and comparable(evidence.quote) in comparable(text)

    def text_at(self, pointer: str) -> str | None:
        """What stands at a place of the résumé, of the posting, or as the wanted role."""
        if pointer == TARGET_ROLE:
            return self.person.request.target_role
        if pointer == POSTING:
            return self.person.request.job_posting
        if pointer.startswith(LINES):
            number = pointer.removeprefix(LINES)
            lines = self.person.lines
            return lines[int(number)] if number.isdigit() and int(number) < len(lines) else None
        return self.person.resume.text(pointer)


Measure = Callable[[Sequence[Case]], Sequence[Figure]]


def judged(name: str, found: Iterable[tuple[str, str, str | None]], *, low: bool = False) -> Figure:
    """The figure of judgements: person, what was judged, and what is wrong with it, `None` for nothing.

    With `low` the share of the wrong ones is what counts.
    """
    judgements = list(found)
    findings = [Finding(person, what, why) for person, what, why in judgements if why is not None]
    wrong = len(findings)
    return Figure(name, wrong if low else len(judgements) - wrong, len(judgements), low, findings)


def _is_ordered(made: SetMade) -> bool:
    return bool(made.request.get("types") or made.request.get("difficulty"))
