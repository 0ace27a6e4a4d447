"""The words of questions and quotes, as the measures compare them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

import yaml

from shared.language.detecting import QUOTED
from shared.postings.phrases import HANGUL, WORD, bare
from shared.relevance.words import MARK, MIN_HANGUL, MIN_QUOTED, SENTENCE, stem
from shared.resumes.document import ResumeDocument
from shared.resumes.evidence import Evidence

WORDS = Path(__file__).parent / "words.yaml"

NAMES = {"work_experiences": ("company", "project_name"), "personal_projects": ("name",), "education": ("institution",)}


def own_words(text: str, evidence: Sequence[Evidence] = (), names: Sequence[str] = ()) -> str:
    """What a question asks: without what it quotes, in quotation marks or word for word, without names of employers
    and projects (넥스트퀀텀 is no Next.js), and without the sentences that only cite (`You list Kafka.`).
    """
    marked = QUOTED.sub(MARK, text)
    for one in evidence:
        if len(one.quote) >= MIN_QUOTED:
            marked = marked.replace(one.quote, MARK)
    for name in sorted(names, key=len, reverse=True):
        marked = marked.replace(name, " ")
    sentences = [sentence for sentence in SENTENCE.split(marked) if sentence.strip()]
    known = Bag(one.quote for one in evidence)
    asking = [sentence for sentence in sentences if not _only_cites(sentence, known)]
    return " ".join(asking or sentences).replace(MARK, " ")


def _only_cites(sentence: str, known: "Bag") -> bool:
    """Whether a sentence asks nothing: it is no question, and holds a quotation or nothing but words of the quotes."""
    if sentence.rstrip().endswith("?"):
        return False
    return MARK in sentence or all(map(known.has, content_words(sentence)))


def quoted_words(text: str) -> list[str]:
    """What a question puts in quotation marks."""
    return [found[0][1:-1].strip() for found in QUOTED.finditer(text)]


@lru_cache(maxsize=20_000)
def content_words(text: str) -> tuple[str, ...]:
    """The words that say what a text is about, each once: no particles, no words that any interview has."""
    return tuple(dict.fromkeys(_content(text)))


def _content(text: str) -> Iterator[str]:
    empty, beginnings = empty_words(), empty_beginnings()
    for found in WORD.finditer(text):
        word = found[0].casefold()
        if HANGUL.match(word):
            word = bare(word)
            if len(word) >= MIN_HANGUL and not word.startswith(beginnings):
                yield word
        elif not word[0].isdigit() and len(word) > 1 and word not in empty and stem(word) not in empty:
            yield word


def names_of(resume: ResumeDocument) -> list[str]:
    """The names of employers, schools and projects."""
    return [
        text
        for section, fields in NAMES.items()
        for number, _ in enumerate(resume.entries(section))
        for field in fields
        if (text := resume.text(f"/{section}/{number}/{field}")) is not None
    ]


class Bag:
    """The content words of texts, to be asked for a word in any form: 폐기율을 for 폐기, `audits` for `audited`."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words = {word for text in texts for word in content_words(text)}
        self._stems = {stem(word) for word in self._words if not HANGUL.match(word)}
        self._hangul: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._words:
            if HANGUL.match(word):
                self._hangul[word[:MIN_HANGUL]].append(word)

    def has(self, word: str) -> bool:
        """Whether a form of `word` stands in the texts; a Korean word is one of another that it begins."""
        if word in self._words:
            return True
        if HANGUL.match(word):
            if len(word) < MIN_HANGUL:
                return False
            return any(one.startswith(word) or word.startswith(one) for one in self._hangul.get(word[:MIN_HANGUL], ()))
        return stem(word) in self._stems

    def share(self, words: Sequence[str]) -> float:
        """The share of words that stand in the texts."""
        return sum(map(self.has, words)) / len(words) if words else 0.0


@cache
def _data() -> dict[str, list[str]]:
    return yaml.load(WORDS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@cache
def empty_words() -> frozenset[str]:
    """English words that any interview has."""
    return frozenset(word for line in _data()["en"] for word in line.split())


@cache
def empty_beginnings() -> tuple[str, ...]:
    """Beginnings of Korean words that any interview has."""
    return tuple(word for line in _data()["ko"] for word in line.split())
