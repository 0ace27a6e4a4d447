"""An answer as somebody hears it who thinks about what to ask next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interview_service.evaluation.judging import Heard, judged
from interview_service.evaluation.models import Dimension, PointFound, Subject
from interview_service.evaluation.points import points_found
from interview_service.evaluation.reading import Reader, Reading, Sentence
from interview_service.evaluation.rubric import rubrics
from interview_service.following.models import Said
from interview_service.sessions.models import FollowUpKind
from shared.resumes.document import ResumeDocument

LISTENED_FOR: Sequence[Dimension] = ("content", "reasoning", "own_part", "evidence")
"""What a follow-up can bring out; the structure and the clarity of an answer it cannot."""

STRONG, WEAK = 3.0, 1.75
"""Mean levels from which on an answer is strong, and below which it is weak."""

LACKING = 2
"""Up to this level a dimension has something left to ask for."""

SIGNALS: Mapping[str, Sequence[str]] = {
    "content": (),
    "reasoning": ("reason", "alternative"),
    "own_part": ("own",),
    "evidence": ("measured", "example"),
}
"""What tells that something was said of a dimension, also in sentences that do not count."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was heard."""

    reading: Reading
    points: Sequence[PointFound]
    levels: Mapping[Dimension, int]
    """Of the dimensions that rules could judge."""

    @property
    def kind(self) -> FollowUpKind:
        """What kind of question should follow."""
        mean = sum(self.levels.values()) / len(self.levels) if self.levels else None
        if mean is None:
            return "left_out"
        return "deeper" if mean >= STRONG else "bridge" if mean < WEAK else "left_out"

    @property
    def open_points(self) -> list[str]:
        """The points that were not heard, or only in part."""
        return [one.point for one in self.points if one.state in ("missing", "partly")]

    @property
    def closed_points(self) -> list[str]:
        """The points that were."""
        return [one.point for one in self.points if one.state == "covered"]

    def lacks(self, dimension: Dimension) -> bool:
        """Whether a dimension has something left to ask for."""
        if self.levels and self.levels.get(dimension, LACKING + 1) > LACKING:
            return False
        return not any(tells(one, dimension) for one in self.reading.sentences)


def tells(sentence: Sentence, dimension: Dimension) -> bool:
    """Whether a sentence says something of a dimension. Who gave a reason, however weak, is not asked for one."""
    if dimension == "evidence" and sentence.new_figures:
        return True
    return sentence.has(*SIGNALS[dimension])


def hearing(said: Said) -> Hearing:
    """Listen to an answer. The résumé is not looked at: it is asked for only once an answer is stored."""
    session, draft = said.session, said.planned.question.draft
    resume = ResumeDocument(str(session.resume_id), session.resume_version, {})
    reading = Reader(Subject(said.planned.question, said.text, session.language, resume)).read(said.text)
    points = points_found(draft.what_good_answers_cover, reading)
    levels: dict[Dimension, int] = {}
    for dimension in rubrics()[draft.type].dimensions:
        if dimension.name in LISTENED_FOR:
            found = judged(Heard(reading, points, session.language, dimension)).level
            if found is not None:
                levels[dimension.name] = found
    return Hearing(reading, points, levels)
