"""Reads an answer sentence by sentence and finds those that say something specific about the question.

Only those count. An answer gains nothing from length, generic sentences, or mere lists of names.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from interview_service.evaluation.addressing import language_of, without_addresses
from interview_service.evaluation.models import Span, Subject
from interview_service.evaluation.rubric import names_nothing, signals, synonyms
from shared.claims.clauses import sentences
from shared.language.detecting import HANGUL
from shared.language.similarity import likeness
from shared.relevance.words import content_words, figures, is_weak, stem
from shared.resumes.document import Language
from shared.skills.index import Skill, skill_index

ECHO = 0.6
"""Similarity from which a sentence only repeats the question."""

NEW_WORDS, NEW_WORDS_ALONE = 3, 4
"""Concrete words that a sentence without figure, name or technology must add to the question. The second value is for a
sentence that shares no word with the question, as in the middle of a story.
"""

DOUBTFUL = 1
"""A sentence that misses the minimum by at most this many words is doubtful."""

SHORT_PIECE, PIECES = 3, 4
"""Pieces of at most this many words between commas are names; this many pieces form a list of names."""

COMMAS = re.compile(r"[,;/·、，]|\s[-–|]\s")
FIGURE = re.compile(
    r"(?<![\w.])(?:[$€£₩]\s?)?\d[\d,]*(?:\.\d+)?\s?(?:%|‰|[A-Za-z]{1,8}(?![A-Za-z])|[가-힣]{1,3})?(?:\s?(?:percent|per\s\w+))?"
)
MEASURE = re.compile(rf"(?:{FIGURE.pattern})[가-힣]*|제가|저는|저희|우리")
"""A figure with its particle, and pronouns."""

COUNTED = re.compile(
    r"(?:하루|이틀|사흘|나흘|열흘|보름|절반|반나절|한나절)"
    r"|(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|몇)\s?(?:번|명|곳|대|개|건|달|주|시간|해|차례|사람|군데|통|쪽)(?![가-힣]?음)"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|twice"
    r"|half|quarter|third|dozen|weekly|monthly|overnight)\b",
    re.IGNORECASE,
)
"""A quantity in words. It makes a sentence specific but cannot be compared like a figure."""

NAME = re.compile(r"(?<=[a-z,;] )(?!I\b|I')[A-Z][\w.+-]+|(?<=[가-힣] )[A-Za-z][\w.+#-]+|^[A-Z]\w+(?=[가-힣])")
"""A probable name: a capitalised word within an English sentence, or a Latin word within a Korean one."""

NO_NOUN = re.compile(r"(?:다|기|지|게|어|아|여|며|면|는|던|진|찬|한|히|적|켜|쳐|춰|겨|려|서|러)$")
"""Endings of Korean words that are not nouns."""

DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
KOREAN_PREDICATE = re.compile(
    r"(?:다|요|죠|까|니다|(?:했|됐|였|었|았)음|함|됨)[.!?…~\"'”’)\]]*$"
    r"|(?:어서|아서|여서|해서|으며|하며|면서|지만|는데|니까|므로|하고|도록|려고)(?:[\s,]|$)"
)
ENGLISH_VERB = re.compile(
    r"\b(?:i|we|they|it|he|she|you|this|that|which|who|nobody|everybody)\b.*?\b\w+"
    r"|\b(?:because|when|while|if|since|so|where|until|which)\s+\w+\s+\w+"
    r"|\b(?:was|were|is|are|had|have|has|did|would|could|made|took|cut|went|fell|rose|grew|\w{2,}ed)\b",
    re.IGNORECASE,
)
FIRST, LAST, FINALS, SS = 0xAC00, 0xD7A3, 28, 20
NOT_PAST = "있"
PAST_KOREAN = re.compile(
    "["
    + "".join(
        chr(code) for code in range(FIRST, LAST + 1) if (code - FIRST) % FINALS == SS and chr(code) not in NOT_PAST
    )
    + "]"
)
"""A syllable that ends in ㅆ, as in past forms (했, 줄었) and intentions (하겠)."""

PAST_ENGLISH = re.compile(
    r"\b(?:\w{2,}ed|was|were|had|did|made|took|cut|went|fell|rose|grew|built|wrote|chose|set|split|ran|led|found|put"
    r"|brought|kept|gave|told|held|began|sent|met|drew|sold|taught|would|won|lost|came|left|spent|meant)\b",
    re.IGNORECASE,
)
MIN_STEM = 4
MIN_WORDS = {"ko": 2, "en": 4}
LONG = {"ko": 130, "en": 260}
"""Length in characters from which a spoken sentence is too long to follow."""


class Words:
    """The content words of a text, without units of figures, searchable by any form of a word."""

    def __init__(self, text: str) -> None:
        plain = MEASURE.sub(" ", text)
        self.all = content_words(plain)
        self.hangul = [word for word in self.all if HANGUL.match(word)]
        self._known = frozenset(self.all)
        self._stems = frozenset(stem(word) for word in self.all if not HANGUL.match(word))
        # Compounds may be written with or without a space: 만료 시간, 만료시간.
        self._joined = "".join(plain.split())

    def has(self, word: str) -> bool:
        """Return whether the text contains a form of `word`."""
        if word in self._known:
            return True
        if HANGUL.match(word):
            return word in self._joined or any(word.startswith(known) for known in self.hangul if len(known) > 1)
        return any(_same_stem(stem(word), known) for known in self._stems)

    def means(self, word: str) -> bool:
        """Return whether the text contains a form or a synonym of `word` in either language."""
        return self.has(word) or any(self.has(other) for other in synonyms(word))


def _same_stem(one: str, other: str) -> bool:
    """Return whether two English words share a stem: fail, failure; deploy, deployment."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= MIN_STEM and long.startswith(short)


@dataclass(frozen=True)
class Sentence:
    """A sentence of an answer with its properties. `new_figures` are those that the question does not contain."""

    text: str
    start: int
    language: Language
    specific: bool
    linked: bool
    hollow: bool
    listing: bool
    doubtful: bool
    """Whether the sentence may be specific, but its words do not prove it."""

    figures: Sequence[Span] = ()
    new_figures: Sequence[Span] = ()
    skills: frozenset[str] = frozenset()
    words: "Words" = field(default_factory=lambda: Words(""))
    told: bool = False
    """Whether it tells a deed, a plan, a reason or a figure."""

    @property
    def span(self) -> Span:
        """Its span in the answer."""
        return Span(start=self.start, end=self.start + len(self.text))

    @property
    def is_long(self) -> bool:
        """Whether it is too long to follow."""
        return len(self.text) > LONG[self.language]

    def signal(self, *names: str) -> list[Span]:
        """Return the spans of these signals, relative to the whole answer."""
        heard, found = signals(), list[Span]()
        for name in names:
            for start, end in heard.find(name, self.text, self.language):
                found.append(Span(start=self.start + start, end=self.start + end))
        return found

    def has(self, *names: str) -> bool:
        """Return whether it contains one of these signals."""
        return any(signals().has(name, self.text, self.language) for name in names)


@dataclass(frozen=True)
class Reading:
    """An answer with its sentences classified by the rules."""

    sentences: Sequence[Sentence]
    other_language: bool
    repeats: int = 0
    specific: list[Sentence] = field(init=False)

    def __post_init__(self) -> None:
        about = any(one.linked for one in self.sentences if one.specific)
        # Specific sentences about something else do not answer the question.
        object.__setattr__(self, "specific", [one for one in self.sentences if one.specific] if about else [])

    @property
    def off_topic(self) -> bool:
        """Whether the answer is specific but entirely off topic."""
        return not self.specific and any(one.specific for one in self.sentences)

    @property
    def doubtful(self) -> bool:
        """Whether no sentence certainly counts but some may."""
        return not self.specific and any(one.doubtful for one in self.sentences)

    def spans(self, *names: str) -> list[Span]:
        """Return the spans of these signals in the sentences that count."""
        return [span for one in self.specific for span in one.signal(*names)]

    def saying(self, *names: str) -> list[Sentence]:
        """Return the sentences that count and contain one of these signals."""
        return [one for one in self.specific if one.has(*names)]


class Reader:
    """Reads answers to a question."""

    def __init__(self, subject: Subject) -> None:
        draft = subject.question.draft
        self._question = draft.question
        self._quotes = [one.quote for one in draft.evidence]
        self._known = Words(" ".join([draft.question, *self._quotes]))
        self._known_figures = figures(" ".join([draft.question, *self._quotes]))
        entries = [one.pointer.rpartition("/")[0] or one.pointer for one in draft.evidence]
        around = [text for pointer in entries for _, text in subject.resume.texts(pointer)]
        asked = [draft.question, *self._quotes, *draft.what_good_answers_cover, *draft.topics]
        self._asked, self._around = Words(" ".join(asked)), Words(" ".join(around))
        self._skills = {skill.id for text in (draft.question, *self._quotes, *around) for skill in _skills(text)}
        self._known_skills = {skill.id for text in (draft.question, *self._quotes) for skill in _skills(text)}
        self._language = subject.language

    def read(self, text: str) -> Reading:
        """Return the reading of an answer."""
        found: list[Sentence] = []
        seen: set[str] = set()
        repeats = 0
        text = without_addresses(text)
        for start, end in sentences(text):
            said = text[start:end]
            same = "".join(said.split()).casefold()
            # A repeated sentence counts once.
            if same in seen:
                repeats += 1
                continue
            seen.add(same)
            found.append(self._sentence(said, start))
        languages = {one.language for one in found if one.specific}
        foreign = bool(languages) and self._language not in languages
        return Reading(found, foreign, repeats)

    def _sentence(self, text: str, start: int) -> Sentence:
        language = language_of(text)
        listing = _is_list(text)
        counted = _figures(text, start)
        new = [span for span, value in counted if value not in self._known_figures]
        skills = frozenset(skill.id for skill in _skills(text))
        own = Words(text)
        words = [word for word in own.all if not is_weak(word) and not names_nothing(word) and not _is_verb(word)]
        linked = bool(
            any(self._asked.means(word) for word in words)
            or sum(self._around.has(word) for word in words) > 1
            or skills & self._skills
            or figures(text) & self._known_figures
        )
        hollow = signals().has("hollow", text, language) and not new
        added = sum(not self._known.has(word) for word in words)
        names = [name for name in NAME.findall(text) if not self._known.has(name.casefold())]
        anchored = bool(new or skills - self._known_skills or names or COUNTED.search(text))
        needed = (NEW_WORDS if linked else NEW_WORDS_ALONE) - 2 * anchored
        told = bool(counted) or _tells(text, language)
        counts = (
            _is_sentence(text, language) and not (listing or hollow) and told and likeness(text, self._question) < ECHO
        )
        specific = counts and added >= needed
        doubtful = counts and not specific and added >= max(1, needed - DOUBTFUL)
        return Sentence(
            text,
            start,
            language,
            specific,
            linked,
            hollow,
            listing,
            doubtful,
            [span for span, _ in counted],
            new,
            skills,
            own,
            told,
        )


def _skills(text: str) -> Iterator[Skill]:
    yield from (skill for skill, _ in skill_index().within(text))


def _figures(text: str, start: int) -> list[tuple[Span, str]]:
    """Return the figures of a text with their spans and normalised forms for comparison."""
    found: list[tuple[Span, str]] = []
    for match in FIGURE.finditer(text):
        said = match[0].rstrip()
        value = figures(said) or {said}
        digits = DIGITS.search(said)
        # A bare digit only numbers the points of a list.
        if digits is not None and (len(said) > 1):
            span = Span(start=start + match.start(), end=start + match.start() + len(said))
            found.append((span, next(iter(value))))
    return found


def _is_list(text: str) -> bool:
    """Return whether the text is a mere list of names."""
    pieces = [piece.split() for piece in COMMAS.split(text)]
    return sum(0 < len(piece) <= SHORT_PIECE for piece in pieces) >= PIECES


def _is_sentence(text: str, language: Language) -> bool:
    words = text.split()
    if len(words) < MIN_WORDS[language]:
        return False
    return (KOREAN_PREDICATE if language == "ko" else ENGLISH_VERB).search(text) is not None


def _is_verb(word: str) -> bool:
    """Return whether a word is a verb or adverb rather than a noun."""
    if HANGUL.match(word):
        return NO_NOUN.search(word) is not None or PAST_KOREAN.search(word) is not None
    return word.endswith("ly")


def _tells(text: str, language: Language) -> bool:
    """Return whether a text tells a deed, a plan or a reason, rather than a generality."""
    if (PAST_KOREAN if language == "ko" else PAST_ENGLISH).search(text) is not None:
        return True
    return any(signals().has(name, text, language) for name in ("own", "reason", "first", "next", "alternative"))
