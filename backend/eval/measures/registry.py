"""All measures, in the order in which they are reported."""

from collections.abc import Sequence

from eval.answers import Answers
from eval.measures.base import Case, Figure, Measure
from eval.measures.duplicates import duplicates
from eval.measures.grounding import citations, grounding
from eval.measures.languages import language_purity, particles
from eval.measures.paths import adds_up, asks_nothing_forbidden, covered, lacks_met, no_harm, not_held, paths_made
from eval.measures.persons import profession_and_level
from eval.measures.skeletons import skeletons, swap
from eval.measures.topics import pairs_fit, topic_in_quote
from eval.measures.wishes import as_asked, posting_match, posting_used
from eval.people import Person

MEASURES: Sequence[Measure] = (
    grounding,
    citations,
    topic_in_quote,
    pairs_fit,
    skeletons,
    swap,
    duplicates,
    as_asked,
    posting_used,
    posting_match,
    profession_and_level,
    asks_nothing_forbidden,
    language_purity,
    particles,
    paths_made,
    no_harm,
    not_held,
    lacks_met,
    adds_up,
    covered,
)


def cases_of(people: Sequence[Person], answers: Answers) -> list[Case]:
    """Everybody with what was made for them; whom nothing was made for is left out."""
    return [Case(person, answers.people[person.id]) for person in people if person.id in answers.people]


def judge(cases: Sequence[Case]) -> list[Figure]:
    """Every figure."""
    return [figure for measure in MEASURES for figure in measure(cases)]
