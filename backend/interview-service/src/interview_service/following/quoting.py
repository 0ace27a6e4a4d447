"""Chooses the part of an answer that a follow-up quotes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from interview_service.evaluation.models import Dimension
from interview_service.evaluation.rubric import signals
from interview_service.evaluation.sentences.reading import Reading, Sentence
from interview_service.following.hearing import tells
from interview_service.following.probes import private
from shared.language.similarity import likeness
from shared.language.texts import comparable
from shared.protected.checking import protected_in
from shared.protected.models import lowered, topics_in
from shared.relevance.words import content_words, is_weak
from shared.resumes.document import Language
from shared.resumes.instructions import is_order

MAX_QUOTE: dict[Language, int] = {"ko": 60, "en": 110}
MIN_LETTERS = 4
ECHO = 0.6
"""Likeness to the question from which on a sentence only repeats it."""

LETTER = re.compile(r"[^\W\d_]")
PRIVATE = re.compile(r"\S+@\S+|https?://|www\.|\d{2,4}[-. ]\d{3,4}[-. ]\d{4}|\d{6}-\d{7}")
CODE = re.compile(r"[{}<>=;\\`]|\w\(|^\s*(?:def|return|import|class|const|let|var|function|public|SELECT)\b")
ENDS = " \t.,;:!?…。！？\"'“”‘’"
QUOTES = re.compile(r"[“”]")


@dataclass(frozen=True, slots=True)
class Quote:
    """A part of an answer. It is evidence; if `spoken`, the question also repeats it."""

    start: int
    end: int
    text: str
    spoken: bool
    cut: bool = False

    @property
    def aloud(self) -> str:
        """The words as the question repeats them."""
        return f"{self.text}…" if self.cut else self.text


def quote_for(
    core: str, about: Dimension | None, reading: Reading, text: str, asked: str, language: Language
) -> Quote | None:
    """Return the quotable sentence closest to a question, or else the beginning of the answer.

    `None` if the answer has only private matters to quote.
    """
    may = [one for one in reading.sentences if _may_be_quoted(one, asked)]
    if not may:
        return None if any(is_private_matter(one.text) for one in reading.sentences) else _beginning(text)
    wanted = [word for word in content_words(core) if not is_weak(word)]
    specific = {one.start for one in reading.specific}

    def worth(sentence: Sentence) -> tuple[int, int, int, int]:
        shared = sum(sentence.words.means(word) for word in wanted)
        telling = sentence.has("reason", "alternative", "action") + bool(sentence.new_figures)
        return (sentence.start in specific, shared, about is not None and tells(sentence, about), telling)

    best = max(may, key=worth)
    return _cut(best, language, spoken=_is_worth_repeating(best, best.start in specific))


def quotable(reading: Reading, asked: str) -> list[Sentence]:
    """Return the sentences of an answer to the question `asked` that a follow-up may read back."""
    specific = {one.start for one in reading.specific}
    return [
        one
        for one in reading.sentences
        if _may_be_quoted(one, asked) and _is_worth_repeating(one, one.start in specific)
    ]


def _is_worth_repeating(sentence: Sentence, is_specific: bool) -> bool:
    # To have "I do not remember" read back to one helps nobody to remember.
    return is_specific or sentence.hollow or sentence.has("action")


def _may_be_quoted(sentence: Sentence, asked: str) -> bool:
    """Return whether a sentence may be the place of a follow-up to the question `asked`."""
    text = sentence.text
    return not (
        len(LETTER.findall(text)) < MIN_LETTERS
        or CODE.search(text)
        or QUOTES.search(text)
        or PRIVATE.search(text)
        or is_order(text)
        or signals().has("grading", text, sentence.language)
        or sentence.listing
        or likeness(text, asked) >= ECHO
        or comparable(text) in comparable(asked)
        or is_private_matter(text)
    )


def is_private_matter(text: str) -> bool:
    """Return whether a text mentions anything that an interviewer must not ask about."""
    if protected_in(text) is not None or private().search(text) is not None:
        return True
    return any(
        topic.words.search(written) or topic.nouns.search(written)
        for language, written in (("ko", text), ("en", lowered(text)))
        for topic in topics_in(language)
    )


def quote_of(words: str, among: Sequence[Sentence], language: Language) -> Quote | None:
    """Return the place of some words, if they are whole words of one of these sentences and enough to be read back."""
    wanted = words.strip(ENDS)
    if len(LETTER.findall(wanted)) < MIN_LETTERS or len(wanted) > MAX_QUOTE[language]:
        return None
    whole = re.compile(rf"(?<!\w){re.escape(wanted)}(?![A-Za-z0-9])")
    for sentence in among:
        if (found := whole.search(sentence.text)) is not None:
            start = sentence.start + found.start()
            return Quote(start, start + len(wanted), wanted, spoken=True)
    return None


def _cut(sentence: Sentence, language: Language, *, spoken: bool) -> Quote:
    """Return the beginning of a sentence, without its full stop."""
    text, most = " ".join(sentence.text.splitlines()[:1]), MAX_QUOTE[language]
    cut = len(text) > most
    if cut:
        text = text[: text.rfind(" ", 0, most) if " " in text[:most] else most]
    left = text.lstrip(ENDS)
    start = sentence.start + len(text) - len(left)
    words = left.rstrip(ENDS)
    return Quote(start, start + len(words), words, spoken=spoken and bool(words), cut=cut)


def _beginning(text: str) -> Quote:
    start = len(text) - len(text.lstrip())
    words = text[start : start + MAX_QUOTE["ko"]].splitlines()[0].rstrip()
    return Quote(start, start + len(words), words, spoken=False)
