"""Models of claims. Every string that may be quoted appears verbatim in the résumé."""

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "improved",
    "built",
    "migrated",
    "automated",
    "operated",
    "led",
    "taught",
    "sold",
    "cared",
    "researched",
    "resolved",
    "wrote",
    "planned",
    "checked",
    "studied",
    "recognised",
    "other",
]
"""What the person did; `other` if unknown."""
KINDS: tuple[Kind, ...] = get_args(Kind)

Direction = Literal["down", "up"]
Part = Literal["own", "team"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that tells a result.

    It has `start` and `end` ("월 7건", "1건"), only `end` ("99.9 %", "0건", "no"), or only `change` ("40%"). `better`
    is `None` if unknown.
    """

    subject: str | None
    start: str | None = None
    end: str | None = None
    change: str | None = None
    direction: Direction | None = None
    better: bool | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change from one thing to another that is not a measure: versions, technologies, languages."""

    subject: str | None
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Count:
    """A figure of scale and what it counts: "120 council flats" of "council flats", "9명" of "신규 약사"."""

    text: str
    of: str | None


@dataclass(frozen=True, slots=True)
class Mention:
    """A skill of the skill index, and the words that name it."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Context:
    """The context of a text in a résumé.

    `order` is 0 for the most recent job or project. `software` means that the entry is about software, so that words
    such as `Swift` or `Spring` may be meant as technologies.
    """

    section: str = ""
    role: str | None = None
    employer: str | None = None
    project: str | None = None
    start: str | None = None
    end: str | None = None
    order: int = 0
    software: bool = False


NOWHERE = Context()


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement in a résumé about the person.

    `text` is part of the value at `pointer` and can be quoted. `means` is how it was done, as a noun phrase; `deed` is
    the same with its verb, if the text has one ("절차를 고쳐"). `weight` tells how much there is to ask about: 1 for a
    measured result with its means, near 0 for a title.
    """

    pointer: str
    text: str
    kind: Kind
    weight: float
    measure: Measure | None = None
    change: Change | None = None
    means: str | None = None
    deed: str | None = None
    count: Count | None = None
    own: Part | None = None
    skills: tuple[Mention, ...] = ()
    terms: tuple[str, ...] = ()
    context: Context = NOWHERE

    @property
    def section(self) -> str:
        """The section of the résumé, such as `work_experiences`."""
        return self.context.section

    @property
    def role(self) -> str | None:
        """The position held by the person."""
        return self.context.role

    @property
    def employer(self) -> str | None:
        """The company, school or organisation."""
        return self.context.employer

    @property
    def project(self) -> str | None:
        """The name of the project."""
        return self.context.project

    @property
    def start(self) -> str | None:
        """The first month, `YYYY-MM`, if given."""
        return self.context.start

    @property
    def end(self) -> str | None:
        """The last month, `YYYY-MM` or `present`, if given."""
        return self.context.end

    @property
    def order(self) -> int:
        """How recent the entry is: 0 is the most recent."""
        return self.context.order
