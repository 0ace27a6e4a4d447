"""What of practice a path follows from."""

from learning_service.paths.models import Levels, Practised, WeakDimension, WeakTopic
from learning_service.practice.models import Progress, Shown, Weakness
from shared.resumes.evidence import Evidence

LEAST_QUOTE = 12
"""Characters from which a quote can be recognised."""

ANSWERS = "/answers"
"""Where answers are, as places of evidence; no place of a résumé is there."""


def practised_of(progress: Progress, goal: float) -> Practised:
    """What practice says, measured against a goal."""
    means = tuple((one.name, one.mean) for one in progress.dimensions if one.mean is not None)
    counts = {one.name: one.answers for one in progress.dimensions}
    weak = tuple(_weak(one, counts.get(one.name, 0)) for one in progress.weakest if one.mean < goal)
    topics = [
        WeakTopic(one.topic, one.mean, one.answers)
        for one in progress.competences
        if one.mean is not None and one.mean < goal
    ]
    return Practised(Levels(progress.answers, progress.total, goal, means), weak, tuple(topics))


def _weak(weakness: Weakness, answers: int) -> WeakDimension:
    shown = [one for one in weakness.evidence if _words(one)]
    evidence = tuple(Evidence(pointer=f"{ANSWERS}/{one.answer_id}", quote=_words(one)) for one in shown)
    why = next((one.why for one in weakness.evidence if one.why), "")
    return WeakDimension(weakness.name, weakness.mean, answers, why, evidence)


def _words(shown: Shown) -> str:
    """What the level rests on; how the answer begins where that is nothing in it, or a word."""
    longest = max(shown.quotes, key=len, default="")
    return longest if len(longest) >= LEAST_QUOTE else shown.said
