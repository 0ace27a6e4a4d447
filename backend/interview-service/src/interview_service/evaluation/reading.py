"""An answer, sentence by sentence: which of them say something specific about what was asked.

Only those count. So an answer gains nothing by being long, by sentences that would fit anybody, or by the names of
things without anything said about them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from interview_service.evaluation.models import Span, Subject
from interview_service.evaluation.rubric import names_nothing, signals, synonyms
from shared.claims.clauses import sentences
from shared.language.detecting import HANGUL
from shared.language.similarity import likeness
from shared.relevance.words import content_words, figures, is_weak, stem
from shared.resumes.document import Language
from shared.resumes.instructions import is_order
from shared.skills.index import Skill, skill_index

ECHO = 0.6
"""Likeness to the question from which on a sentence only repeats it."""

NEW_WORDS, NEW_WORDS_ALONE = 3, 4
"""Words that name something, which a sentence without figure, name and technology must add to the question; the second
for a sentence that has no word of the question, as those have that go on with a story.
"""

DOUBTFUL = 1
"""A sentence with so many words less may say something, and words cannot tell."""

SHORT_PIECE, PIECES = 3, 4
"""So few words between commas are the name of something; so many of them are a list of names."""

COMMAS = re.compile(r"[,;/·、，]|\s[-–|]\s")
FIGURE = re.compile(
    r"(?<![\w.])(?:[$€£₩]\s?)?\d[\d,]*(?:\.\d+)?\s?(?:%|‰|[A-Za-z]{1,8}(?![A-Za-z])|[가-힣]{1,3})?(?:\s?(?:percent|per\s\w+))?"
)
MEASURE = re.compile(rf"(?:{FIGURE.pattern})[가-힣]*|제가|저는|저희|우리")
"""A figure with its particle, and words that only say who."""

COUNTED = re.compile(
    r"(?:하루|이틀|사흘|나흘|열흘|보름|절반|반나절|한나절)"
    r"|(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|몇)\s?(?:번|명|곳|대|개|건|달|주|시간|해|차례|사람|군데|통|쪽)(?![가-힣]?음)"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|twice"
    r"|half|quarter|third|dozen|weekly|monthly|overnight)\b",
    re.IGNORECASE,
)
"""A quantity in words. It makes a sentence specific, and is no figure that could be compared."""

NAME = re.compile(r"(?<=[a-z,;] )(?!I\b|I')[A-Z][\w.+-]+|(?<=[가-힣] )[A-Za-z][\w.+#-]+|^[A-Z]\w+(?=[가-힣])")
"""What is written as a name: a capital within an English sentence, a Latin word within a Korean one."""

NO_NOUN = re.compile(r"(?:다|기|지|게|어|아|여|며|면|는|던|진|찬|한|히|적|켜|쳐|춰|겨|려|서|러)$")
"""How Korean words end that are no nouns; deeds alone name nothing."""

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
"""A syllable that ends in ㅆ, as those of the past (했, 줄었) and of plans (하겠) do."""

PAST_ENGLISH = re.compile(
    r"\b(?:\w{2,}ed|was|were|had|did|made|took|cut|went|fell|rose|grew|built|wrote|chose|set|split|ran|led|found|put"
    r"|brought|kept|gave|told|held|began|sent|met|drew|sold|taught|would|won|lost|came|left|spent|meant)\b",
    re.IGNORECASE,
)
MIN_STEM = 4
MIN_WORDS = {"ko": 2, "en": 4}
LONG = {"ko": 130, "en": 260}
"""Characters from which on a sentence is too long to be followed when it is heard."""


class Words:
    """The content words of a text, to be asked for a word in any form. Units of figures are none."""

    def __init__(self, text: str) -> None:
        plain = MEASURE.sub(" ", text)
        self.all = content_words(plain)
        self.hangul = [word for word in self.all if HANGUL.match(word)]
        self._known = frozenset(self.all)
        self._stems = frozenset(stem(word) for word in self.all if not HANGUL.match(word))
        # Compounds are written in one or apart: 만료 시간, 만료시간.
        self._joined = "".join(plain.split())

    def has(self, word: str) -> bool:
        """Whether a form of `word` is among them."""
        if word in self._known:
            return True
        if HANGUL.match(word):
            return word in self._joined or any(word.startswith(known) for known in self.hangul if len(known) > 1)
        return any(_same_stem(stem(word), known) for known in self._stems)

    def means(self, word: str) -> bool:
        """Whether one of them is a form of `word`, or means the same in either language."""
        return self.has(word) or any(self.has(other) for other in synonyms(word))


def _same_stem(one: str, other: str) -> bool:
    """Whether two English words are of one family: fail, failure; deploy, deployment."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= MIN_STEM and long.startswith(short)


@dataclass(frozen=True)
class Sentence:
    """A sentence of an answer and what it is. `new_figures` are those that the question does not have."""

    text: str
    start: int
    language: Language
    specific: bool
    linked: bool
    hollow: bool
    listing: bool
    doubtful: bool
    """Whether it may be specific, and words cannot tell."""

    figures: Sequence[Span] = ()
    new_figures: Sequence[Span] = ()
    skills: frozenset[str] = frozenset()
    words: "Words" = field(default_factory=lambda: Words(""))

    @property
    def span(self) -> Span:
        """Its place in the answer."""
        return Span(start=self.start, end=self.start + len(self.text))

    @property
    def is_long(self) -> bool:
        """Whether it is too long to be followed."""
        return len(self.text) > LONG[self.language]

    def signal(self, *names: str) -> list[Span]:
        """The places of these signals in it, in the answer's characters."""
        heard, found = signals(), list[Span]()
        for name in names:
            for start, end in heard.find(name, self.text, self.language):
                found.append(Span(start=self.start + start, end=self.start + end))
        return found

    def has(self, *names: str) -> bool:
        """Whether one of these signals is in it."""
        return any(signals().has(name, self.text, self.language) for name in names)


@dataclass(frozen=True)
class Reading:
    """An answer as the rules read it."""

    sentences: Sequence[Sentence]
    other_language: bool
    repeats: int = 0
    specific: list[Sentence] = field(init=False)

    def __post_init__(self) -> None:
        about = any(one.linked for one in self.sentences if one.specific)
        # What is specific about something else does not answer the question.
        object.__setattr__(self, "specific", [one for one in self.sentences if one.specific] if about else [])

    @property
    def off_topic(self) -> bool:
        """Whether it says specific things, and none of them is about what was asked."""
        return not self.specific and any(one.specific for one in self.sentences)

    @property
    def doubtful(self) -> bool:
        """Whether nothing in it surely counts, and something may."""
        return not self.specific and any(one.doubtful for one in self.sentences)

    def spans(self, *names: str) -> list[Span]:
        """The places of signals in what counts."""
        return [span for one in self.specific for span in one.signal(*names)]

    def saying(self, *names: str) -> list[Sentence]:
        """The sentences that count and have one of these signals."""
        return [one for one in self.specific if one.has(*names)]


class Reader:
    """Reads answers to one question."""

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
        """The answer's sentences."""
        found: list[Sentence] = []
        seen: set[str] = set()
        repeats = 0
        for start, end in sentences(text):
            said = text[start:end]
            same = "".join(said.split()).casefold()
            # Said twice is not said better.
            if same in seen:
                repeats += 1
                continue
            seen.add(same)
            found.append(self._sentence(said, start))
        languages = {one.language for one in found if one.specific}
        foreign = bool(languages) and self._language not in languages
        return Reading(found, foreign, repeats)

    def _sentence(self, text: str, start: int) -> Sentence:
        language = _language_of(text)
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
            _is_sentence(text, language)
            and not (listing or hollow)
            and told
            and not (is_order(text) or signals().has("grading", text, language))
            and likeness(text, self._question) < ECHO
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
        )


def _skills(text: str) -> Iterator[Skill]:
    yield from (skill for skill, _ in skill_index().within(text))


def _language_of(text: str) -> Language:
    """The language of a sentence, whatever names of the other one are in it."""
    words = text.split()
    korean = sum(HANGUL.search(word) is not None for word in words)
    return "ko" if korean and korean * 2 >= sum(any(map(str.isalpha, word)) for word in words) else "en"


def _figures(text: str, start: int) -> list[tuple[Span, str]]:
    """The figures of a text with their places and what they are compared by."""
    found: list[tuple[Span, str]] = []
    for match in FIGURE.finditer(text):
        said = match[0].rstrip()
        value = figures(said) or {said}
        digits = DIGITS.search(said)
        # A bare digit counts the points of a list; it says nothing about the world.
        if digits is not None and (len(said) > 1):
            span = Span(start=start + match.start(), end=start + match.start() + len(said))
            found.append((span, next(iter(value))))
    return found


def _is_list(text: str) -> bool:
    """Whether it names things one after another."""
    pieces = [piece.split() for piece in COMMAS.split(text)]
    return sum(0 < len(piece) <= SHORT_PIECE for piece in pieces) >= PIECES


def _is_sentence(text: str, language: Language) -> bool:
    words = text.split()
    if len(words) < MIN_WORDS[language]:
        return False
    return (KOREAN_PREDICATE if language == "ko" else ENGLISH_VERB).search(text) is not None


def _is_verb(word: str) -> bool:
    """Whether a word tells a deed, or how, and names nothing."""
    if HANGUL.match(word):
        return NO_NOUN.search(word) is not None or PAST_KOREAN.search(word) is not None
    return word.endswith("ly")


def _tells(text: str, language: Language) -> bool:
    """Whether it tells a deed, a plan or a reason, and not only how things are in general."""
    if (PAST_KOREAN if language == "ko" else PAST_ENGLISH).search(text) is not None:
        return True
    return any(signals().has(name, text, language) for name in ("own", "reason", "first", "next", "alternative"))
