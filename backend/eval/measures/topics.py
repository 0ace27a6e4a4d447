"""Whether a question is about what its quote says."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from interview_service.questions.topics import topic_bank

from eval.answers import Question
from eval.measures.base import LINES, Case, Figure, Finding, judged
from eval.texts import Bag, content_words, names_of, own_words, quoted_words
from shared.language.lexicon import Lexicon
from shared.language.texts import comparable
from shared.professions.library import heads, profession
from shared.professions.recognition import of_title
from shared.relevance.words import figures
from shared.skills.index import skill_index

Link = Literal["word", "figure", "technology", "competency", "topic", "trade", "career", "refers"]
"""What joins a question to its quote, the strongest first."""

CAREER_TYPES = frozenset({"motivation", "career", "behavioral", "situational"})
CAREER_FIELDS = ("/position", "/company", "/start", "/end", "/duration", "/major", "/institution", "/degree", "/name")
BOTH = 2
PRACTICE = "practice"
"""The kind of skills, such as testing, that questions about anything may speak of."""

NUMBER_WORDS = ("수치", "숫자", "값", "figure", "number", "percent")


@dataclass(frozen=True, slots=True)
class Topic:
    """How a question is joined to its quote; without a link `why` says what it is about instead."""

    link: Link | None
    why: str = ""


def topic_in_quote(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of questions that are joined to their quote by one of these, and by which:

    - `word`: a content word of the question's own words, in whatever form, stands in a quote;
    - `figure`: a figure of theirs does, or they speak of the number and a quote has one;
    - `technology`: they name a technology that a quote names, by any spelling;
    - `competency`: they, or the question's topics, name a competency of a trade of which a quote has a word;
    - `topic`: it is of one of the topics that a quote is about, by the words of the bank of topics;
    - `trade`: the quote is a title, and they or the topics are of the trade that the title names;
    - `career`: they ask about the career, and the quote is a title, an employer, dates, a school or a posting's line;
    - `refers`: the question cites its quote and goes on from there without any word of it, and names no technology
      that the quote does not name.

    A question's own words are those outside quotation marks, without the sentences that only cite. The second figure
    is of first sets, and leaves `refers` out: `what did it cost?` behind a quote is about it and could stand behind any
    other, and by the labels most such questions are generic or wrong. Neither sees what a question means: a shared word
    may be meant otherwise, and a question of the right competency may miss the point of this very line.
    """
    links: Counter[str] = Counter()
    none: list[Finding] = []
    for case in cases:
        names = names_of(case.person.resume)
        for question in case.questions:
            topic = topic_of(question, names)
            links[topic.link or "none"] += 1
            if topic.link is None:
                none.append(Finding(case.person.id, question.question, topic.why))
    total = links.total()
    shares = {link: count / total for link, count in sorted(links.items())}
    return [
        Figure("topic in quote", total - len(none), total, findings=none, shares=shares),
        judged("topic in quote by its own words", _by_own_words(cases)),
    ]


def _by_own_words(cases: Sequence[Case]) -> Iterator[tuple[str, str, str | None]]:
    for case in cases:
        names = names_of(case.person.resume)
        for question in case.first.questions if case.first is not None else ():
            only_refers = topic_of(question, names).link in (None, "refers")
            yield case.person.id, question.question, "no word of the quote" if only_refers else None


def pairs_fit(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of the questions on a line of the posting and a place of the résumé in which the two belong together: they
    share a content word, a technology or a competency, or the place is a title. Cannot see a link that is only meant.
    """
    found = (
        (case.person.id, question.question, None if _fit(question) else "line and claim have nothing in common")
        for case in cases
        for question in case.questions
        if len({one.pointer.startswith(LINES) for one in question.evidence}) == BOTH
    )
    return [judged("posting line and claim belong together", found)]


def _fit(question: Question) -> bool:
    line = " ".join(one.quote for one in question.evidence if one.pointer.startswith(LINES))
    claims = [one for one in question.evidence if not one.pointer.startswith(LINES)]
    claim = " ".join(one.quote for one in claims)
    if any(one.pointer.endswith(CAREER_FIELDS) for one in claims) or _technologies([line]) & _technologies([claim]):
        return True
    return any(map(Bag([claim]).has, content_words(line))) or bool(_competencies(line) & _competencies(claim))


def topic_of(question: Question, names: Sequence[str] = ()) -> Topic:
    """What joins a question to its evidence. `names` are those of employers and projects."""
    own = own_words(question.question, question.evidence, names)
    quotes = [one.quote for one in question.evidence]
    foreign = _technologies([own]) - _technologies([*quotes, *question.topics])
    for link in _links(question, own, quotes):
        return Topic(link)
    if tools := sorted(skill for skill in foreign if skill_index().by_id[skill].kind != PRACTICE):
        return Topic(None, f"about {', '.join(tools)}")
    if _cites(question, quotes):
        return Topic("refers")
    return Topic(None, "nothing of the quote in its own words")


def _links(question: Question, own: str, quotes: Sequence[str]) -> Iterator[Link]:
    bag = Bag(quotes)
    if any(map(bag.has, content_words(own))):
        yield "word"
    if figures(own) & figures(" ".join(quotes)):
        yield "figure"
    if _technologies([own]) & _technologies(quotes):
        yield "technology"
    about = _competencies(own) | _named(question.topics)
    if about & {key for quote in quotes for key in _competencies(quote)}:
        yield "competency"
    if {comparable(topic) for topic in question.topics} & {name for quote in quotes for name in _topics(quote)}:
        yield "topic"
    trades = {of_title(quote) for quote in quotes} - {None}
    if trades & {key.partition(".")[0] for key in about}:
        yield "trade"
    if question.type in CAREER_TYPES and any(map(_is_of_career, (one.pointer for one in question.evidence))):
        yield "career"
    if any(word in own for word in NUMBER_WORDS) and figures(" ".join(quotes)):
        yield "figure"


def _cites(question: Question, quotes: Sequence[str]) -> bool:
    """Whether the question says itself what it is about: the words of a quote, or a technology in it."""
    if _technologies([question.question]) & _technologies(quotes):
        return True
    said = comparable(question.question)
    cited = [comparable(words) for words in quoted_words(question.question)]
    return any(
        comparable(quote) in said or any(words and words in comparable(quote) for words in cited) for quote in quotes
    )


def _is_of_career(pointer: str) -> bool:
    return pointer.startswith(LINES) or pointer.endswith(CAREER_FIELDS)


@lru_cache(maxsize=20_000)
def technologies(text: str) -> Mapping[str, str]:
    """The words of a text that name technologies, each with the technology's id."""
    index = skill_index()
    whole = index.named(text)
    return {words: skill.id for skill, words in index.within(text)} | ({text: whole.id} if whole is not None else {})


def _technologies(texts: Sequence[str]) -> set[str]:
    return {skill for text in texts for skill in technologies(text).values()}


@cache
def _lexicon() -> Lexicon[str]:
    """The words of all competencies of all trades."""
    return Lexicon(
        (word, f"{trade}.{one.id}")
        for trade in heads()
        for one in profession(trade).competencies
        for word in one.words.all
    )


@cache
def _names() -> dict[str, set[str]]:
    """The competencies by their names."""
    found: dict[str, set[str]] = {}
    for trade in heads():
        for one in profession(trade).competencies:
            for name in (one.name.ko, one.name.en):
                found.setdefault(comparable(name), set()).add(f"{trade}.{one.id}")
    return found


@lru_cache(maxsize=20_000)
def _competencies(text: str) -> frozenset[str]:
    return frozenset(_lexicon().keys(text))


@lru_cache(maxsize=20_000)
def _topics(text: str) -> frozenset[str]:
    """The names of the topics that a text is about."""
    topics = {asking.topic.id: asking.topic for asking in topic_bank().about(text)}
    return frozenset(comparable(name) for one in topics.values() for name in (one.name.ko, one.name.en))


def _named(topics: Sequence[str]) -> set[str]:
    return {key for topic in topics for key in _names().get(comparable(topic), ())}
