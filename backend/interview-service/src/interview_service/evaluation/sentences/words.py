"""The words of a text, as the rules compare them: in any form, in either language."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

from interview_service.evaluation.rubric import REMEMBERED, names_nothing, synonyms
from interview_service.evaluation.sentences.grammar import COUNTED, FIGURE, is_verb
from shared.language.detecting import HANGUL
from shared.relevance.words import content_words, is_weak, stem

MIN_STEM = 4
MIN_PREFIX = 2
DIGIT = re.compile(r"\d")
SPEAKER = re.compile("제가|저는|저희|우리")
MEASURE = re.compile(rf"(?:{FIGURE.pattern})[가-힣]*|{SPEAKER.pattern}")
"""A figure with its particle, and words that only say who."""


class Words:
    """The content words of a text, without units of figures, searchable by any form of a word."""

    def __init__(self, text: str) -> None:
        self._plain = (MEASURE if DIGIT.search(text) is not None else SPEAKER).sub(" ", text)
        self.all: Sequence[str] = content_words(self._plain)

    @classmethod
    def together(cls, every: Sequence["Words"]) -> "Words":
        """Return the words of several texts: it has whatever one of them has."""
        whole = cls("")
        whole._plain = " ".join(one._plain for one in every)  # noqa: SLF001  its own kind
        whole.all = list(dict.fromkeys(word for one in every for word in one.all))
        return whole

    def has(self, word: str) -> bool:
        """Return whether the text contains a form of `word`."""
        if word in self._known:
            return True
        if HANGUL.match(word):
            return word in self._joined or any(word[:end] in self._known for end in range(MIN_PREFIX, len(word)))
        return self._has_family(stem(word))

    def may_have(self, word: str) -> bool:
        """Return whether the text may contain a form of `word`; a quick look, for words that are mostly not there."""
        return word[:MIN_PREFIX] in self._pairs if HANGUL.match(word) else self._has_family(stem(word))

    def means(self, word: str) -> bool:
        """Return whether the text contains a form or a synonym of `word` in either language."""
        return self.has(word) or any(self.has(other) for other in synonyms(word))

    def beginning(self, syllable: str) -> Sequence[str]:
        """Return the Korean words that begin with a syllable."""
        return self._hangul.get(syllable, ())

    def naming(self) -> list[str]:
        """Those that name something: no deeds, no numbers, and none that any sentence may have."""
        return [word for word in self.all if _names(word)]

    # What follows is needed for searching only, which most sentences never are.

    @cached_property
    def _hangul(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for word in self.all:
            if HANGUL.match(word):
                found.setdefault(word[0], []).append(word)
        return found

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.all)

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self.all if not HANGUL.match(word))

    @cached_property
    def _begun(self) -> frozenset[str]:
        return frozenset(one[:end] for one in self._stems for end in range(min(MIN_STEM, len(one)), len(one) + 1))

    @cached_property
    def _joined(self) -> str:
        # Compounds are written in one or apart: 만료 시간, 만료시간.
        return "".join(self._plain.split())

    @cached_property
    def _pairs(self) -> frozenset[str]:
        """Every two letters that follow each other: how a Korean word, and whatever it is a form of, begins."""
        joined = self._joined
        return frozenset(joined[start : start + MIN_PREFIX] for start in range(len(joined) - 1))

    def _has_family(self, one: str) -> bool:
        """Return whether the text contains an English word with this stem: fail, failure; deploy, deployment."""
        if one in self._stems or (len(one) >= MIN_STEM and one in self._begun):
            return True
        return any(one[:end] in self._stems for end in range(MIN_STEM, len(one)))


@lru_cache(REMEMBERED)
def _names(word: str) -> bool:
    return not (is_weak(word) or names_nothing(word) or is_verb(word) or COUNTED.fullmatch(word))
