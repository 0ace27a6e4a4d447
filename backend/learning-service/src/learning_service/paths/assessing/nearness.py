"""Guesses the competency of a text by single words. A match is not "missing", but not enough for "shown".

The words of a competency are precise, so their matches are reliable. People often use other words.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from shared.language.lexicon import HANGUL
from shared.postings.phrases import WORD, content_words
from shared.professions.library import profession

MIN_STEM = 2
ENDINGS = ("ing", "ed", "es", "s")
LATIN_WORDS = 2
"""Minimum number of English words; a single one, such as `forms` or `release`, is ambiguous."""


class Nearness:
    """Words that occur in the words and name of only one competency of a profession."""

    def __init__(self, profession_id: str) -> None:
        known = profession(profession_id)
        owners: defaultdict[str, set[str]] = defaultdict(set)
        for one in known.competencies:
            for text in (*one.words.all, one.name.ko, one.name.en):
                for word in content_words(text):
                    owners[word].add(one.id)
        self._phrases = [
            (one.id, frozenset(_stem(word) for word in words))
            for one in known.competencies
            for text in one.words.en
            if len(words := text.casefold().replace("-", " ").split()) > 1
        ]
        # Words of the profession's own titles do not distinguish its competencies.
        trade = {word for text in (*known.titles.all, *known.words.all, known.name.ko) for word in content_words(text)}
        self._owner: Mapping[str, str] = {
            word: next(iter(ids)) for word, ids in owners.items() if len(ids) == 1 and word not in trade
        }

    def of(self, text: str) -> frozenset[str]:
        """Return the competencies that a text may belong to."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for word in content_words(text):
            for form in _forms(word):
                if form in self._owner:
                    found[self._owner[form]].add(form)
        near = {one for one, forms in found.items() if _is_enough(forms)}
        return frozenset(near) | self.named_in(text)

    def named_in(self, text: str) -> frozenset[str]:
        """Return the competencies named by two words or more in any form: `threat modelled` for `threat modelling`."""
        stems = {_stem(word) for found in WORD.finditer(text) for word in found[0].casefold().split("-")}
        return frozenset(one for one, phrase in self._phrases if stems >= phrase)


@cache
def nearness(profession_id: str) -> Nearness:
    """Return the nearness of a profession, built once per process."""
    return Nearness(profession_id)


def _is_enough(forms: set[str]) -> bool:
    return any(HANGUL.match(form) for form in forms) or len(forms) >= LATIN_WORDS


def _forms(word: str) -> Iterator[str]:
    if HANGUL.match(word):
        yield from (word[:length] for length in range(MIN_STEM, len(word) + 1))
        return
    for part in {word, *word.split("-")}:
        yield part
        yield _stem(part)


def _stem(word: str) -> str:
    """Return `call` for `calling` and `calls`."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + MIN_STEM:
            return word.removesuffix(ending)
    return word
