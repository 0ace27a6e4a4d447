"""Whether anything is asked twice."""

from collections.abc import Iterator, Sequence

from eval.answers import Question
from eval.measures.base import Case, Figure, judged
from eval.texts import own_words
from shared.language.similarity import SAME, likeness

SAME_WHOLE = 0.85
LEAST_LETTERS = 12
"""Own words shorter than this ("왜요?") say too little to be compared by themselves."""


def duplicates(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of questions that repeat an earlier one of their set, and of the sets that the same person was given
    before; the fewer the better.

    A question repeats another when their own words, outside quotation marks, share six in ten trigrams, or the whole
    questions nearly all. Cannot see the same question in other words, nor in another language.
    """
    return [
        judged("duplicates in a set", _within(cases), low=True),
        judged("duplicates in four sets in a row", _in_a_row(cases), low=True),
    ]


def repeats(question: Question, earlier: Question) -> bool:
    """Whether nobody would ask one after the other."""
    if likeness(question.question, earlier.question) >= SAME_WHOLE:
        return True
    one, other = own_words(question.question, question.evidence), own_words(earlier.question, earlier.evidence)
    return min(len(one), len(other)) >= LEAST_LETTERS and likeness(one, other) >= SAME


def _within(cases: Sequence[Case]) -> Iterator[tuple[str, str, str | None]]:
    for case in cases:
        for made in case.sets:
            yield from _against(case.person.id, made.questions, ())


def _in_a_row(cases: Sequence[Case]) -> Iterator[tuple[str, str, str | None]]:
    for case in cases:
        asked: list[Question] = []
        for made in case.row:
            questions = made.answer.questions if made.answer is not None else ()
            yield from _against(case.person.id, questions, asked, among_themselves=False)
            asked += questions


def _against(
    person: str, questions: Sequence[Question], before: Sequence[Question], *, among_themselves: bool = True
) -> Iterator[tuple[str, str, str | None]]:
    for at, question in enumerate(questions):
        earlier = [*before, *(questions[:at] if among_themselves else ())]
        found = next((one for one in earlier if repeats(question, one)), None)
        yield person, question.question, f"repeats: {found.question}" if found is not None else None
