"""Whether a question could be put to somebody else: its skeleton, and what it takes from the person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.answers import Question
from eval.measures.base import Case, Figure, judged
from eval.measures.topics import technologies
from eval.people import Person
from eval.texts import Bag, content_words, names_of, own_words, quoted_words
from shared.postings.phrases import HANGUL, WORD, bare
from shared.professions.recognition import of_title
from shared.relevance.words import figures

SAME_SKELETON = 0.8
LEAST_WORDS = 3
PEOPLE = 3
FILLERS = frozenset({"the", "a", "an", "of", "to", "in", "and", "or", "이", "그", "저"})


@dataclass(frozen=True)
class Skeleton:
    """The words of a question that are not filled in; `filled` are those that may be."""

    words: frozenset[str]
    filled: Bag

    def is_like(self, other: "Skeleton") -> bool:
        """Whether two questions come from one template: nearly all words are the same, but for those that one of
        the two has from its person.
        """
        mine = {word for word in self.words if not other.filled.has(word)}
        theirs = {word for word in other.words if not self.filled.has(word)}
        if min(len(mine), len(theirs)) < LEAST_WORDS:
            return mine == theirs
        return len(mine & theirs) >= SAME_SKELETON * len(mine | theirs)


def skeletons(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of the questions of first sets whose skeleton serves three or more people; the fewer the better.

    The skeleton is what is left of the question's own words without figures, the names of the person's employers and
    projects, technologies, and words of the quotes and of the role and the posting. Two are the same when four fifths
    of their words are; one template in Korean and in English counts as two. Cannot see that a question would fit
    anybody whom nobody has asked it yet, nor that a shared skeleton may be a good question each time, since what it
    stands on differs.
    """
    asked = [(case, question) for case in cases for question in (case.first.questions if case.first else ())]
    made = [skeleton_of(question, case.person) for case, question in asked]
    serves = served(made, [case.person.id for case, _ in asked])
    found = (
        (case.person.id, question.question, f"serves {count} people" if count >= PEOPLE else None)
        for (case, question), count in zip(asked, serves, strict=True)
    )
    return [judged("skeleton serves three or more", found, low=True)]


def swap(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of the questions of first sets that could be put to another person of the set as they stand: all that the
    question takes from the person (content words and figures of its quotes, figures of its own) also stands in the
    other's résumé or posting. And the share of those that take nothing but a title, a name or technologies, and so
    would fit anybody of the trade. The fewer the better.

    Names of employers and projects do not count: putting another in would be all there is to do. Cannot see whether
    the other would have anything to say, and knows no more people than there are here.
    """
    bags = [(case, Bag([*case.person.texts, *case.person.lines])) for case in cases]
    numbers = {case.person.id: figures("\n".join([*case.person.texts, *case.person.lines])) for case in cases}
    swapped: list[tuple[str, str, str | None]] = []
    bare_ones: list[tuple[str, str, str | None]] = []
    for case in cases:
        for question in case.first.questions if case.first else ():
            words, own_figures = taken(question, case.person)
            who = next(
                (
                    other.person.id
                    for other, bag in bags
                    if other is not case and own_figures <= numbers[other.person.id] and all(map(bag.has, words))
                ),
                None,
            )
            swapped.append((case.person.id, question.question, f"fits {who}" if who is not None else None))
            fits_trade = not own_figures and not _of_deeds(words, question)
            bare_ones.append((case.person.id, question.question, "stands on a title or a name" if fits_trade else None))
    return [judged("swap test failed", swapped, low=True), judged("stands on a title alone", bare_ones, low=True)]


def skeleton_of(question: Question, person: Person) -> Skeleton:
    """The skeleton of a question."""
    request = person.request
    sources = [
        *(one.quote for one in question.evidence),
        *quoted_words(question.question),
        *names_of(person.resume),
    ]
    role = [request.target_role] if request.target_role else []
    filled = Bag([*sources, *role, *person.lines])
    words = frozenset(
        word
        for word in _words(own_words(question.question, question.evidence))
        if not filled.has(word) and word not in FILLERS
    )
    return Skeleton(words, filled)


def served(made: Sequence[Skeleton], people: Sequence[str]) -> list[int]:
    """For each skeleton, how many people one like it serves."""
    like: list[set[str]] = [{person} for person in people]
    for at, one in enumerate(made):
        for further in range(at + 1, len(made)):
            if one.is_like(made[further]):
                like[at].add(people[further])
                like[further].add(people[at])
    return [len(one) for one in like]


def taken(question: Question, person: Person) -> tuple[Sequence[str], set[str]]:
    """The content words and figures that a question has from its person."""
    names = Bag(names_of(person.resume))
    quotes = " ".join(one.quote for one in question.evidence)
    words = [word for word in content_words(quotes) if not names.has(word)]
    return words, figures(quotes) | figures(own_words(question.question, question.evidence))


def _of_deeds(words: Sequence[str], question: Question) -> bool:
    """Whether anything but titles and technologies is among the words."""
    quotes = [one.quote for one in question.evidence if of_title(one.quote) is None or len(one.quote.split()) > PEOPLE]
    named = Bag(spelling for quote in quotes for spelling in technologies(quote))
    left = Bag(quotes)
    return any(left.has(word) and not named.has(word) for word in words)


def _words(text: str) -> Iterator[str]:
    """All words of a text, without particles and figures."""
    for found in WORD.finditer(text):
        word = found[0].casefold()
        if not word[0].isdigit():
            yield bare(word) if HANGUL.match(word) else word
