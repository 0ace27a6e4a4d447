"""What a résumé says, claim by claim. Every string that may be said back stands in the résumé word for word."""

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
"""What the person did; `other` when nothing tells."""
KINDS: tuple[Kind, ...] = get_args(Kind)

Direction = Literal["down", "up"]
Part = Literal["own", "team"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that says how well it went.

    There are `start` and `end` ("월 7건", "1건"), `end` alone ("99.9 %", "0건", "no"), or `change` alone ("40%").
    `better` is `None` when the words do not tell.
    """

    subject: str | None
    start: str | None = None
    end: str | None = None
    change: str | None = None
    direction: Direction | None = None
    better: bool | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A move from one thing to another that is no measure: versions, technologies, languages."""

    subject: str | None
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Count:
    """A figure of scale, and what is counted: "120 council flats" of "council flats", "9명" of "신규 약사"."""

    text: str
    of: str | None


@dataclass(frozen=True, slots=True)
class Mention:
    """A skill of the skill index and the words that name it."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Context:
    """Where in a résumé a text stands.

    `order` is 0 for the most recent job or project. `software` says that the entry is about software, so that words
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
    """One thing that a résumé says about the person.

    `text` is a part of the value at `pointer` and can be quoted. `means` is how it was done, as a noun phrase; `deed`
    the same with its verb, where the words give it as something that was done ("절차를 고쳐"). `weight` says how much
    there is to ask about: 1 for a measured result with its means, near 0 for a title.
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
        """The part of the résumé, such as `work_experiences`."""
        return self.context.section

    @property
    def role(self) -> str | None:
        """The position that the person had."""
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
        """The first month, `YYYY-MM`, when it is given."""
        return self.context.start

    @property
    def end(self) -> str | None:
        """The last month, `YYYY-MM` or `present`, when it is given."""
        return self.context.end

    @property
    def order(self) -> int:
        """How recent the entry is: 0 is the most recent."""
        return self.context.order
