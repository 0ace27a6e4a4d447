"""Which competency a text may belong to, by single words: enough not to call it missing, too little to call it shown.

A competency's own words are precise, so that what they find is true; people put the same things in other words.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from shared.language.lexicon import HANGUL
from shared.postings.phrases import content_words
from shared.professions.library import profession

LEAST = 2


class Nearness:
    """Words that stand in the words and the name of one competency of a profession alone."""

    def __init__(self, profession_id: str) -> None:
        owners: defaultdict[str, set[str]] = defaultdict(set)
        for one in profession(profession_id).competencies:
            for text in (*one.words.all, one.name.ko, one.name.en):
                for word in content_words(text):
                    owners[word].add(one.id)
        self._owner: Mapping[str, str] = {word: next(iter(ids)) for word, ids in owners.items() if len(ids) == 1}

    def of(self, text: str) -> frozenset[str]:
        """The competencies that a text comes near."""
        words = content_words(text)
        return frozenset(self._owner[form] for word in words for form in _forms(word) if form in self._owner)


@cache
def nearness(profession_id: str) -> Nearness:
    """That of a profession, made once a process."""
    return Nearness(profession_id)


def _forms(word: str) -> Iterator[str]:
    yield word
    if HANGUL.match(word):
        yield from (word[:length] for length in range(LEAST, len(word)))
    elif word.endswith("s"):
        yield word[:-1]
