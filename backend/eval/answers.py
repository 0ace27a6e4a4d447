"""What was made for a person, in the form in which the API answers it, and as it is kept in a file.

```json
{"months_later": 0, "source": "a name for the report", "people": {
  "ko-icu-nurse": {"sets": [{"request": {"count": 5}, "answer": {...}}], "paths": [{"request": {}, "answer": {...}}]}}}
```

An `answer` is the body of a 201 of `POST .../questions` or `POST .../learning-path`. Sets without `types` and
`difficulty` in their request count as made in a row for one person, in this order.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from shared.resumes.document import Language
from shared.resumes.evidence import Evidence


class _Answer(BaseModel):
    """Members that nothing here looks at are of no concern: answers of older and newer versions can be read."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Question(_Answer):
    """A question."""

    type: str
    difficulty: str
    topics: tuple[str, ...] = ()
    question: str
    intent: str = ""
    what_good_answers_cover: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Matched(_Answer):
    """A piece of the posting."""

    text: str
    pointer: str = ""


class Match(_Answer):
    """How far the résumé carries the posting."""

    have: tuple[Matched, ...] = ()
    partial: tuple[Matched, ...] = ()
    missing: tuple[Matched, ...] = ()
    unknown: tuple[Matched, ...] = ()


class QuestionSet(_Answer):
    """A set of questions."""

    language: Language
    requested: int
    profession: str | None = None
    level: str | None = None
    questions: tuple[Question, ...] = ()
    match: Match | None = None


class Resource(_Answer):
    """Something to learn from. `official` and `free` are not known where the answer does not say."""

    title: str
    url: str
    kind: str = ""
    source: str = ""
    language: str = ""
    official: bool | None = None
    free: bool | None = None


class Item(_Answer):
    """A step of a path."""

    id: str
    type: str
    title: str
    description: str = ""
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    estimated_hours: int = 0
    milestones: tuple[Any, ...] = ()
    resources: tuple[Resource, ...] = ()


class Share(_Answer):
    """Hours of one week for one item."""

    item_id: str
    hours: float


class Week(_Answer):
    """A week."""

    week: int
    shares: tuple[Share, ...] = ()


class Schedule(_Answer):
    """A path in weeks."""

    hours_per_week: float
    total_hours: float
    weeks: tuple[Week, ...] = ()
    target_date: date | None = None
    fits_target_date: bool | None = None


class LearningPath(_Answer):
    """A learning path."""

    language: Language
    requested: int
    items: tuple[Item, ...] = ()
    schedule: Schedule | None = None


class SetMade(_Answer):
    """A set and what it was asked for; `answer` is missing where nothing could be made."""

    request: Mapping[str, Any] = {}
    answer: QuestionSet | None = None
    error: str | None = None


class PathMade(_Answer):
    """A path and what it was asked for; `answer` is missing where nothing could be made."""

    request: Mapping[str, Any] = {}
    answer: LearningPath | None = None
    error: str | None = None


class Made(_Answer):
    """All that was made for one person."""

    sets: tuple[SetMade, ...] = ()
    paths: tuple[PathMade, ...] = ()


class Answers(_Answer):
    """All that was made for everybody."""

    source: str = "answers"
    months_later: int = 0
    people: Mapping[str, Made]

    @classmethod
    def read(cls, path: Path) -> "Answers":
        """The answers of a file; raises `OSError`, `ValueError`."""
        return cls.model_validate_json(path.read_bytes())

    def write(self, path: Path) -> None:
        """Keep them, to be judged again later."""
        path.write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")
