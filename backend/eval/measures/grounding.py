"""Whether what is quoted stands where it is said to stand."""

from collections.abc import Iterator, Sequence

from eval.measures.base import Case, Figure, judged
from eval.texts import quoted_words
from shared.language.texts import comparable

WORDS = 4
"""From so many words on, what stands in quotation marks is a citation and not a term."""


def grounding(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of questions, and of items of paths, whose every quote stands at its pointer, word for word.

    A question without evidence fails. Cannot see whether the quote has anything to do with the question: that is
    what `topic in quote` is for.
    """
    return [judged("questions grounded", _questions(cases)), judged("path items grounded", _items(cases))]


def citations(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of questions in which everything of four words and more in quotation marks stands in the résumé or the
    posting. Situations are left out: people speak in them. Cannot see a paraphrase, nor a figure that is changed
    outside quotation marks.
    """
    return [judged("citations true", _cited(cases))]


def _questions(cases: Sequence[Case]) -> Iterator[tuple[str, str, str | None]]:
    for case in cases:
        for question in case.questions:
            wrong = [one for one in question.evidence if not case.stands(one)]
            why = "no evidence" if not question.evidence else _said(wrong[0].pointer, wrong[0].quote) if wrong else None
            yield case.person.id, question.question, why


def _items(cases: Sequence[Case]) -> Iterator[tuple[str, str, str | None]]:
    for case in cases:
        for _, path in case.paths:
            for item in path.items:
                wrong = [one for one in item.evidence if not case.stands(one)]
                yield case.person.id, item.title, _said(wrong[0].pointer, wrong[0].quote) if wrong else None


def _cited(cases: Sequence[Case]) -> Iterator[tuple[str, str, str | None]]:
    for case in cases:
        sources = "\n".join(map(comparable, [*case.person.texts, *case.person.lines]))
        for question in case.questions:
            if question.type == "situational":
                continue
            cited = [words for words in quoted_words(question.question) if len(words.split()) >= WORDS]
            untrue = [words for words in cited if comparable(words) not in sources]
            yield case.person.id, question.question, f"not in the sources: {untrue[0]}" if untrue else None


def _said(pointer: str, quote: str) -> str:
    return f"not at {pointer}: {quote}"
