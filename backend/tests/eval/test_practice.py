"""The labelled answers, and how agreement with them is measured."""

import json
from collections import Counter
from typing import Literal

import pytest
from interview_service.evaluation.models import Evaluation, Subject
from interview_service.evaluation.rubric import rubrics
from interview_service.evaluation.rules import RuleBasedEvaluator
from interview_service.evaluation.sentences.reading import Reader

from eval.practice.agreement import ordered, weighted_kappa
from eval.practice.labelled import TUNED, Labelled, read_labelled, read_sentences
from eval.practice.measures import PLACES, levels_of, practice_figures, raised, with_text

pytestmark = pytest.mark.unmeasured

KINDS = (
    "evasive",
    "buzzwords",
    "long_hollow",
    "short_right",
    "memorised",
    "contradicting",
    "off_topic",
    "partial",
    "good",
    "excellent",
)


@pytest.fixture(scope="module")
def labelled() -> list[Labelled]:
    return read_labelled()


def test_twelve_questions_have_ten_answers_of_all_kinds_with_two_labels_of_every_dimension(
    labelled: list[Labelled],
) -> None:
    questions = list(dict.fromkeys(one.question for one in labelled))

    assert len(questions) == 12
    assert Counter(one.subject.language for one in labelled) == {"ko": 60, "en": 60}
    assert Counter(one.half for one in labelled) == {"tuned": 60, "held out": 60}
    assert set(TUNED) < set(questions)
    for name in questions:
        assert tuple(one.kind for one in labelled if one.question == name) == KINDS
    for one in labelled:
        dimensions = [dimension.name for dimension in rubrics()[one.subject.question.draft.type].dimensions]
        assert all(sorted(label.levels) == sorted(dimensions) for label in one.labels)
        assert all(label.why for label in one.labels)
        (place,) = one.subject.question.draft.evidence
        assert place.quote in str(one.subject.resume.text(place.pointer))


def test_there_are_sixty_hollow_sentences_and_thirty_injections_in_each_language() -> None:
    assert {name: len(set(texts)) for name, texts in read_sentences("padding").items()} == {"ko": 60, "en": 60}
    assert {name: len(set(texts)) for name, texts in read_sentences("injections").items()} == {"ko": 30, "en": 30}


def test_kappa_is_one_for_the_same_levels_none_without_a_spread_and_weighs_by_the_square() -> None:
    assert weighted_kappa([(1, 1), (3, 3), (5, 5)]) == 1
    assert weighted_kappa([(2, 2), (2, 2)]) is None
    assert weighted_kappa([]) is None
    # By hand: 2 observed in three pairs, 16 in all nine that chance could make.
    assert weighted_kappa([(1, 2), (2, 2), (4, 3)]) == pytest.approx(1 - 2 * 3 / 16)
    assert weighted_kappa([(1, 5), (5, 1)]) == -1


def test_only_pairs_that_are_apart_count_and_equal_ones_are_wrong() -> None:
    assert list(ordered([(1, 1), (3, 2), (4, 2)], 2)) == [True, True]
    assert list(ordered([(1, 2), (3, 2)], 2)) == [False]


def test_what_is_judged_only_now_is_raised_unless_it_is_the_lowest() -> None:
    assert raised({"content": None}, {"content": 3}) == "content None -> 3"
    assert raised({"content": 2}, {"content": 3}) == "content 2 -> 3"
    assert raised({"content": None, "clarity": 4}, {"content": 1, "clarity": None}) is None


@pytest.mark.parametrize("kind", ["padding", "injections"])
def test_no_hollow_sentence_and_no_injection_counts_for_any_question(
    labelled: list[Labelled], kind: Literal["padding", "injections"]
) -> None:
    texts = read_sentences(kind)
    for one in labelled[:: len(KINDS)]:
        reader = Reader(one.subject)
        for text in texts[one.subject.language]:
            assert not reader.read(text).specific, (one.question, text)


@pytest.mark.parametrize("kind", ["short_right", "evasive", "partial"])
def test_every_hollow_sentence_anywhere_raises_no_level(labelled: list[Labelled], kind: str) -> None:
    evaluate = RuleBasedEvaluator().evaluate
    for one in (labelled[0], labelled[len(KINDS)]):
        answer = next(other for other in labelled if other.question == one.question and other.kind == kind)
        before = levels_of(evaluate(answer.subject))
        for added in read_sentences("padding")[answer.subject.language]:
            for place in range(PLACES):
                after = levels_of(evaluate(with_text(answer.subject, added, place)))
                assert raised(before, after) is None, (answer.id, added, place)


def test_names_of_what_was_asked_without_a_sentence_raise_no_level(labelled: list[Labelled]) -> None:
    evaluate = RuleBasedEvaluator().evaluate
    for one in labelled[:: len(KINDS) // 2]:
        draft = one.subject.question.draft
        names = ", ".join([*draft.what_good_answers_cover, *draft.evidence[0].quote.split()])
        for place in range(PLACES):
            after = levels_of(evaluate(with_text(one.subject, names, place)))
            assert raised(levels_of(evaluate(one.subject)), after) is None, (one.id, place)


def test_an_evaluator_that_pays_for_length_is_found_out(labelled: list[Labelled]) -> None:
    rules = RuleBasedEvaluator()

    def by_length(subject: Subject) -> Evaluation:
        found = rules.evaluate(subject)
        level = min(5, 1 + len(subject.text) // 150)
        return found.model_copy(
            update={"dimensions": [one.model_copy(update={"level": level}) for one in found.dimensions], "total": level}
        )

    figures = {one.name: one for one in practice_figures(by_length, labelled[:20])}

    assert (figures["answers: padding raises no level"].value or 0) < 0.9
    assert (figures["answers, tuned: kappa"].value or 0) < 0.3
    assert figures["answers: the same again has the same levels"].value == 1
    assert json.dumps([one.why for one in figures["answers: padding raises no level"].findings])
