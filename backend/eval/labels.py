"""Labels by hand: what a demanding interviewer of the trade says of questions, and how well the code agrees.

- `specific`: asks about what this line says, and would not work behind most other lines.
- `generic`: makes sense, and would behind nearly any line of anybody.
- `off_topic`: asks about something else than what the quote says.
- `wrong`: takes for granted what is not so, or makes no sense to somebody who did this.

A label holds the question as it was read: rules change, and a label says nothing about another wording.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from eval.answers import Answers, Question
from eval.measures.base import Case
from eval.measures.skeletons import PEOPLE, served, skeleton_of
from eval.measures.topics import topic_of
from eval.people import Person
from eval.texts import names_of
from shared.resumes.evidence import Evidence

LABELS = Path(__file__).parent / "labels.json"
Verdict = Literal["specific", "generic", "off_topic", "wrong"]
HEAD = "| what the code says | of labels | precision | recall | kappa |\n| --- | --- | --- | --- | --- |"


class Label(BaseModel):
    """A question as it was when it was read, and the verdict on it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: str
    verdict: Verdict
    why: str
    question: str
    type: str
    topics: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...]

    @property
    def asked(self) -> Question:
        """The question, as measures take it."""
        return Question(
            type=self.type, difficulty="medium", topics=self.topics, question=self.question, evidence=self.evidence
        )


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well a yes of the code agrees with a yes by hand."""

    both: int
    code: int
    hand: int
    of: int

    @classmethod
    def of_pairs(cls, code: Sequence[bool], hand: Sequence[bool]) -> "Agreement":
        """Of one answer each for the same questions."""
        both = sum(one and other for one, other in zip(code, hand, strict=True))
        return cls(both, sum(code), sum(hand), len(code))

    @property
    def precision(self) -> float | None:
        """The share of the code's yes that is right."""
        return self.both / self.code if self.code else None

    @property
    def recall(self) -> float | None:
        """The share of the yes by hand that the code finds."""
        return self.both / self.hand if self.hand else None

    @property
    def kappa(self) -> float | None:
        """Agreement beyond what chance gives: 1 for all, 0 for none."""
        code, hand = self.code / self.of, self.hand / self.of
        chance = code * hand + (1 - code) * (1 - hand)
        agreed = (self.of - self.code - self.hand + 2 * self.both) / self.of
        return (agreed - chance) / (1 - chance) if chance < 1 else None


def read_labels(path: Path = LABELS) -> list[Label]:
    """All labels."""
    return TypeAdapter(list[Label]).validate_json(path.read_bytes())


def agreement(labels: Sequence[Label], people: Sequence[Person]) -> dict[str, Agreement]:
    """How well the measures agree with the labels, by what is compared."""
    by_id = {person.id: person for person in people}
    links = [topic_of(label.asked, names_of(by_id[label.person].resume)).link for label in labels]
    skeletons = [skeleton_of(label.asked, by_id[label.person]) for label in labels]
    common = [count >= PEOPLE for count in served(skeletons, [label.person for label in labels])]
    unlinked = [link is None for link in links]
    refers = [link is None or link == "refers" for link in links]
    either = [one or other for one, other in zip(refers, common, strict=True)]
    bad = [label.verdict != "specific" for label in labels]
    return {
        "topic not in quote / off_topic": Agreement.of_pairs(unlinked, _are(labels, "off_topic")),
        "no word of the quote / off_topic or wrong": Agreement.of_pairs(refers, _are(labels, "off_topic", "wrong")),
        "no word of the quote / not specific": Agreement.of_pairs(refers, bad),
        f"skeleton serves {PEOPLE} or more / generic": Agreement.of_pairs(common, _are(labels, "generic")),
        f"skeleton serves {PEOPLE} or more / not specific": Agreement.of_pairs(common, bad),
        "one of the two / not specific": Agreement.of_pairs(either, bad),
    }


def told(labels: Sequence[Label], people: Sequence[Person], made: Answers) -> str:
    """The report: verdicts, agreement, and how many of the questions are still asked."""
    counts = Counter(label.verdict for label in labels)
    cases = [Case(person, made.people[person.id]) for person in people if person.id in made.people]
    asked = {question.question for case in cases for question in case.questions}
    still = sum(label.question in asked for label in labels)
    verdicts = [f"{verdict}: {count} ({count / len(labels):.0%})" for verdict, count in counts.most_common()]
    rows = [
        f"| {what} | {one.code} / {one.hand} | {_share(one.precision)} | {_share(one.recall)} | {_share(one.kappa)} |"
        for what, one in agreement(labels, people).items()
    ]
    return "\n".join(
        [", ".join(verdicts), f"{still} of {len(labels)} are still asked by {made.source}", "", HEAD, *rows]
    )


def _are(labels: Sequence[Label], *verdicts: Verdict) -> list[bool]:
    return [label.verdict in verdicts for label in labels]


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
