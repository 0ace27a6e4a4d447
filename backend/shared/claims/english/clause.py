"""Analyses the words of an English clause: verbs and noun phrases."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from shared.claims.figures import Figure, figures_in
from shared.claims.found import Span
from shared.claims.pairs import Pair, pairs_in
from shared.claims.vocabulary import English, Verb, english

WORD = re.compile(
    r"[A-Za-zÀ-ɏ][\wÀ-ɏ+#]*(?:[-.'’&/][A-Za-zÀ-ɏ0-9][\w+#]*)*[+#]*"
    r"|[$€£]?\d[\d.,]*\d(?:-[a-z]+)*|[$€£]?\d(?:-[a-z]+)*|\S"
)
MARKS = frozenset(",;:—–-()[]|•·\"'.!?/")
MAX_PHRASE = 6
NO_WORDS: frozenset[int] = frozenset()
MAX_ADVERB = 4


class Clause:
    """A clause as a list of words; `low` are the words in lower case. Positions are word indexes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.known: English = english()
        self.figures: Sequence[Figure] = figures_in(text)
        self.pairs: Sequence[Pair] = pairs_in(text, self.figures) if len(self.figures) > 1 else ()
        self.spans: list[Span] = [match.span() for match in WORD.finditer(text)]
        self._ends = [end for _, end in self.spans]
        lowered = text.lower()
        # The lower case of a letter such as İ has two characters.
        self.lowered = lowered if len(lowered) == len(text) else text
        self.low: list[str] = [self.lowered[start:end] for start, end in self.spans]
        self.words = frozenset(self.low)
        self.figured = self._figured()
        forms, form_of = self.known.verbs, self._hyphenated
        self._forms = [forms.get(word) or (form_of(word) if "-" in word else None) for word in self.low]
        self._verbs: dict[int, Verb | None] = {}

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.spans)

    def word(self, index: int) -> str:
        """Return the word at `index` in lower case; empty if out of range."""
        return self.low[index] if 0 <= index < len(self.low) else ""

    def written(self, first: int, last: int) -> str:
        """Return the words from `first` to `last`, inclusive, verbatim."""
        return self.text[self.spans[first][0] : self.spans[last][1]]

    def span(self, words: Span | None) -> Span | None:
        """Return the span in the text of a range of words."""
        return (self.spans[words[0]][0], self.spans[words[1]][1]) if words is not None else None

    def at(self, place: int) -> int:
        """Return the first word that ends after `place` in the text."""
        return bisect_right(self._ends, place)

    def form(self, index: int) -> Verb | None:
        """Return the verb whose form is at `index`, even if not used as a verb there: `author` for `co-authored`."""
        return self._forms[index]

    def verb(self, index: int) -> Verb | None:
        """Return the verb at `index`, if the word is used as a verb."""
        form = self._forms[index]
        if form is None:
            return None
        if index not in self._verbs:
            self._verbs[index] = form if self._acts(index, form) else None
        return self._verbs[index]

    def is_change(self, index: int) -> bool:
        """Return whether the word at `index` is a verb of change."""
        verb = self.verb(index)
        return verb is not None and verb.base in self.known.changes

    def _hyphenated(self, word: str) -> Verb | None:
        before, _, stem = word.rpartition("-")
        return self.known.verbs.get(stem) if before in self.known.prefixes else None

    def _acts(self, index: int, verb: Verb) -> bool:
        if self.low[index] in self.known.labels and self.word(index + 1).isdigit():
            return False  # `grade 5`
        if index == 0:
            return verb.form in ("past", "s") or self._has_object(0) or (verb.form == "base" and self._has_plural())
        before = self.low[index - 1]
        opened = before in self.known.openers or before in MARKS
        if verb.form == "past":
            return self._is_finite(index, verb, opened)
        if verb.form == "ing":
            return before in MARKS or before in ("by", "while") or (before == "and" and self._has_object(index))
        if verb.form == "base":
            return (
                opened and before not in ("that", "-", "/", '"', "'") and (before != "and" or self.verb(0) is not None)
            )
        return before in ("that", "which", "who")

    def _is_finite(self, index: int, verb: Verb, opened: bool) -> bool:
        """Return whether a past form is a finite verb instead of an adjective as in `newly qualified nurses`."""
        before = self.low[index - 1]
        if before.endswith("ly") and index > 1:
            return self.low[index - 2] in self.known.openers or self.low[index - 2] in MARKS
        if before in self.known.determiners or before in self.known.prepositions:
            return before in ("that", "this")
        if index - 1 in self.figured:
            return verb.base in self.known.intransitive
        # `cut` and `set` are also nouns.
        return opened or self.low[index] != verb.base or verb.base in self.known.changes

    def _has_object(self, index: int) -> bool:
        after = self.word(index + 1)
        if not after:
            return False
        known = self.known
        return after in known.determiners or index + 1 in self.figured or not after.isalpha() or after in known.objects

    def _has_plural(self) -> bool:
        """Return whether a plural follows the first word: `Manage key accounts`, but not `Test bench`."""
        return any(plural(self.word(index)) and self.word(index).isalpha() for index in (1, 2))

    def _figured(self) -> frozenset[int]:
        """Return the indexes of the words that are figures."""
        if not self.figures:
            return NO_WORDS
        found: set[int] = set()
        for figure in self.figures:
            first = self.at(figure.start)
            if figure.family == "" and self._labelled(first):
                continue
            found.update(range(first, self.at(figure.end - 1) + 1))
        return frozenset(found)

    def _labelled(self, index: int) -> bool:
        """Return whether a bare number belongs to a name: `Line 4`, `level 3`."""
        if index == 0 or not self.word(index).isdigit():
            return False
        before = self.low[index - 1]
        named = index > 1 and self.text[self.spans[index - 1][0]].isupper() and before not in self.known.verbs
        return before in self.known.labels or (named and before.isalpha())

    def is_noun(self, index: int) -> bool:
        """Return whether the word can be part of a noun phrase."""
        word, known = self.low[index], self.known
        if word in known.no_nouns or index in self.figured or not word[0].isalnum():
            return False
        if word.endswith(("ly", "ing")):
            following = self.word(index + 1)
            if word.endswith("ing") and following in known.determiners:
                return False
            if len(word) > MAX_ADVERB and word[-1] == "y" and word not in known.ly_nouns:
                return following.endswith("ed")
        return self._forms[index] is None or self.verb(index) is None

    def phrase_from(self, index: int, longest: int = MAX_PHRASE) -> Span | None:
        """Return the first and last word of the noun phrase that begins at `index`, without its article."""
        size, known = len(self.low), self.known
        while index < size and (self.low[index] in known.determiners or self.low[index] in known.leading):
            index += 1
        last = index
        while last < size and last - index < longest and self.is_noun(last):
            if last > index and self._participle(last):
                break
            last += 1
        return (index, last - 1) if last > index else None

    def phrase_with_of(self, index: int) -> Span | None:
        """Same as `phrase_from`, including a phrase after `of`: `rollout of a new tool`."""
        words = self.phrase_from(index)
        if words is not None and self.word(words[1] + 1) == "of":
            further = self.phrase_from(words[1] + 2)
            if further is not None:
                return words[0], further[1]
        return words

    def _participle(self, index: int) -> bool:
        """Return whether a word in -ed or -ing begins another clause: `leaks reported on`."""
        word, known = self.low[index], self.known
        if not word.endswith(("ed", "ing")) or word in known.ed_nouns or word in known.bad:
            return False
        following = self.word(index + 1)
        return not following or following in known.prepositions or following in known.determiners

    def trimmed(self, first: int, last: int) -> Span | None:
        """Return a phrase without leading articles and trailing connectives."""
        known = self.known
        while first <= last and (
            self.low[first] in known.determiners or self.low[first] in known.leading or not self.low[first][0].isalnum()
        ):
            first += 1
        while last >= first and (
            self.low[last] in known.prepositions or self.low[last] in known.trailing or not self.low[last][-1].isalnum()
        ):
            last -= 1
        return (first, last) if last >= first else None


@cache
def plural(word: str) -> bool:
    """Return whether `word` looks like a plural."""
    known = english()
    if word in known.plurals:
        return True
    return (
        word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in known.plural_not and len(word) > 2
    )
