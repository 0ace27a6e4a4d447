"""Detection of protected topics in questions.

A nurse may be asked about patients' illnesses, someone in HR about parental leave as work, a teacher about children. So
a topic alone is not a reason for rejection: it matters who it is about. The person's own texts are never judged; words
of a question's quote are allowed, as long as the question does not turn them on the person.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from shared.core.constraints import shown
from shared.language.detecting import HANGUL, QUOTED
from shared.language.texts import comparable
from shared.protected.models import Context, Topic, context_in, lowered, topics_in

SENTENCE = re.compile(r"(?<=[.?!。])\s+|\n+")
MIN_QUOTED = 12
BEFORE, AFTER = {"ko": 14, "en": 34}, {"ko": 12, "en": 30}
"""Maximum distance in letters between a topic and a mention of someone else that it is about."""

CLAUSE = re.compile(r"[,;:]\s|[.?!]|(?<=[가-힣]면서) |(?<=[하던는은ㄹ할될] 때에) |(?<=당시에) |(?<=동안) ")
PERSON = {
    "ko": re.compile(r"(?:본인|지원자|후보자|귀하|당신|자신|개인적)\S{0,3} ?(?:\S{1,6} )?$"),
    "en": re.compile(
        r"\byour (?:\w+ ){0,2}$|\b(?:applicant|candidate|interviewee)(?:'s|s')? (?:\w+ ){0,5}$"
        r"|\b(?:do|did|are|were|have|will|would|can) you "
        r"(?:ever |have |had |been |want |plan |any |a |an |in |on |to )*$",
        re.IGNORECASE,
    ),
}
"""Words right before a topic that address the person."""

OWN = re.compile(r"(?:본인|지원자|후보자|귀하|당신|자신)(?:님)?의 ?(?:[가-힣]{1,3} )?$")
"""Words that make a topic the person's own, regardless of the context."""

SCENE = {
    "ko": re.compile(r"^.*?[가-힣] ?(?:때에?|동안에?|당시에?|중에|과정에서|면서)(?:는|도)?,? (?=\S)"),
    "en": re.compile(r"^(?:while|when|as|during)\b[^,]*, ", re.IGNORECASE),
}
"""A time clause: a mention of work in it does not mean that the rest of the sentence is about work."""

Found = list[re.Match[str]]

JUDGED = 4_096
"""Number of cached results: the rules' texts occur again and again."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    language: str
    context: Context
    whole: str


@dataclass(frozen=True, slots=True)
class _Finding:
    """A topic in a text; with `words` it is allowed if the person wrote them."""

    topic: str
    words: str | None = None


def prepare() -> None:
    """Compile the patterns, which takes about 0.2 s; call it in a thread."""
    for language in ("ko", "en"):
        topics_in(language)
        context_in(language)


def protected_in(text: str, quotes: Iterable[str] = ()) -> str | None:
    """Return the id of a protected topic that `text` asks the person about, or `None`.

    `quotes` are the words of the résumé or the posting that the question is based on.
    """
    held = [comparable(quote) for quote in quotes]
    found = _judged(_own(shown(text), held))
    return next(
        (one.topic for one in found if one.words is None or not any(one.words in quote for quote in held)),
        None,
    )


def _own(text: str, held: list[str]) -> str:
    """Return `text` without its quotes of the person, in quotation marks or verbatim."""

    def without(found: re.Match[str]) -> str:
        return "…" if any(comparable(found[0][1:-1]) in quote for quote in held) else found[0]

    own = QUOTED.sub(without, text)
    for quote in held:
        if len(quote) >= MIN_QUOTED:
            own = re.sub(re.escape(quote).replace(r"\ ", r"\s+"), "…", own, flags=re.IGNORECASE)
    return own


@lru_cache(JUDGED)
def _judged(own: str) -> tuple[_Finding, ...]:
    found: list[_Finding] = []
    for text in SENTENCE.split(own):
        if HANGUL.search(text):
            sentence = _Sentence(text, "ko", context_in("ko"), own)
        else:
            sentence = _Sentence(lowered(text), "en", context_in("en"), lowered(own))
        for topic in topics_in(sentence.language):
            nouns = list(topic.nouns.finditer(sentence.text))
            if (nouns or topic.asks.search(sentence.text)) and _asks(topic, sentence, nouns):
                return (_Finding(topic.id),)
            words = list(topic.words.finditer(sentence.text))
            if nouns or words:
                found += _spoken(topic, sentence, nouns, words)
    return tuple(found)


def _asks(topic: Topic, sentence: _Sentence, nouns: Found) -> bool:
    """Whether the sentence asks the person explicitly, or addresses them with one of the topic's nouns."""
    spans = [found.span() for found in topic.asks.finditer(sentence.text)]
    spans += [span for found in nouns if (span := _turned(sentence, found)) is not None]
    return any(not _is_of_others(sentence, *span) for span in spans)


def _turned(sentence: _Sentence, noun: re.Match[str]) -> tuple[int, int] | None:
    """Return the range in which the sentence addresses the person with a noun, or `None`."""
    context, behind = sentence.context, sentence.text[noun.end() :]
    if context.unless.search(behind) is not None:
        return None
    if (turn := context.behind.search(behind)) is not None:
        return noun.start(), noun.end() + turn.end()
    return noun.span() if context.before.search(sentence.text[: noun.start()]) is not None else None


def _spoken(topic: Topic, sentence: _Sentence, nouns: Found, words: Found) -> Iterator[_Finding]:
    """Yield mentions of the topic that are neither about work nor about someone else."""
    context, text = sentence.context, sentence.text
    if context.ban.search(text) is not None:
        return
    is_work = _is_work(topic, sentence)
    if not is_work and context.addressed.search(text) is not None:
        found = [*words, *nouns]
    else:
        found = words + [one for one in nouns if OWN.search(text[: one.start()]) is not None]
    for one in found:
        if _is_of_others(sentence, *one.span()):
            continue
        if PERSON[sentence.language].search(text[: one.start()]) is not None:
            yield _Finding(topic.id)
        elif not is_work:
            yield _Finding(topic.id, comparable(one[0]))


def _is_work(topic: Topic, sentence: _Sentence) -> bool:
    """Whether the text around a topic is about work or about someone else."""
    text = sentence.whole
    scene = SCENE[sentence.language].search(sentence.text)
    if scene is not None and not any(pattern.search(scene[0]) is not None for pattern in (topic.words, topic.nouns)):
        text = text.replace(scene[0], "")
    found = (sentence.context.work, sentence.context.others, topic.work)
    return any(pattern.search(text) is not None for pattern in found)


def _is_of_others(sentence: _Sentence, start: int, end: int) -> bool:
    """Whether someone else is mentioned right beside a topic, in the same clause."""
    before = CLAUSE.split(sentence.text[max(0, start - BEFORE[sentence.language]) : start])[-1]
    after = CLAUSE.split(sentence.text[end : end + AFTER[sentence.language]])[0]
    return any(sentence.context.others.search(part) is not None for part in (before, after))
