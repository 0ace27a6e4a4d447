"""Reads an answer for what to ask next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interview_service.evaluation.judging import Heard, judged
from interview_service.evaluation.models import Dimension, PointFound, Subject
from interview_service.evaluation.points import points_found
from interview_service.evaluation.rubric import rubrics
from interview_service.evaluation.sentences.reading import Reader, Reading, Sentence
from interview_service.following.models import Said
from interview_service.sessions.models import FollowUpKind
from shared.resumes.document import ResumeDocument

LISTENED_FOR: Sequence[Dimension] = ("content", "reasoning", "own_part", "evidence")
"""Dimensions that a follow-up can bring out; structure and clarity it cannot."""

STRONG, WEAK = 3.0, 1.75
"""Minimum mean level of a strong answer; below the second, an answer is weak."""

LACKING = 2
"""Maximum level at which a dimension has something left to ask for."""

SIGNALS: Mapping[str, Sequence[str]] = {
    "content": (),
    "reasoning": ("reason", "alternative"),
    "own_part": ("own",),
    "evidence": ("measured", "example"),
}
"""Signals that something was said about a dimension, also in sentences that do not count."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What the rules found in an answer."""

    reading: Reading
    points: Sequence[PointFound]
    levels: Mapping[Dimension, int]
    """Levels of the dimensions that the rules can judge."""

    @property
    def kind(self) -> FollowUpKind:
        """The kind of question that should follow."""
        mean = sum(self.levels.values()) / len(self.levels) if self.levels else None
        if mean is None:
            return "left_out"
        return "deeper" if mean >= STRONG else "bridge" if mean < WEAK else "left_out"

    @property
    def open_points(self) -> list[str]:
        """Points that the answer leaves out, or covers in part."""
        return [one.point for one in self.points if one.state in ("missing", "partly")]

    @property
    def closed_points(self) -> list[str]:
        """Points that the answer covers."""
        return [one.point for one in self.points if one.state == "covered"]

    def lacks(self, dimension: Dimension) -> bool:
        """Return whether a dimension has something left to ask for."""
        if self.levels and self.levels.get(dimension, LACKING + 1) > LACKING:
            return False
        return not any(tells(one, dimension) for one in self.reading.sentences)


def tells(sentence: Sentence, dimension: Dimension) -> bool:
    """Return whether a sentence says something about a dimension. Even a weak reason means that "why" is answered."""
    if dimension == "evidence" and sentence.new_figures:
        return True
    return sentence.has(*SIGNALS[dimension])


def hearing(said: Said) -> Hearing:
    """Read an answer without the résumé, which is fetched only after an answer is stored."""
    session, planned, draft = said.session, said.planned, said.planned.question.draft
    resume = ResumeDocument(str(session.resume_id), session.resume_version, {})
    before = (*session.began_with(planned.id), *said.before)
    subject = Subject(planned.question, said.text, session.language, resume, before=before)
    reading = Reader(subject).read(said.text)
    points = points_found(draft.what_good_answers_cover, reading)
    levels: dict[Dimension, int] = {}
    for dimension in rubrics()[draft.type].dimensions:
        if dimension.name in LISTENED_FOR:
            found = judged(Heard(reading, points, session.language, dimension)).level
            if found is not None:
                levels[dimension.name] = found
    return Hearing(reading, points, levels)
