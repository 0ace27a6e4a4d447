"""English words in a clause: which are verbs, and where noun phrases begin and end."""

import re
from collections.abc import Sequence
from functools import cache

from shared.claims.figures import Figure
from shared.claims.found import Span
from shared.claims.vocabulary import English, Verb, english

WORD = re.compile(
    r"[A-Za-zÀ-ɏ][\wÀ-ɏ+#]*(?:[-.'’&/][A-Za-zÀ-ɏ0-9][\w+#]*)*[+#]*"
    r"|[$€£]?\d[\d.,]*\d(?:-[a-z]+)*|[$€£]?\d(?:-[a-z]+)*|\S"
)
OPENERS = frozenset(
    {"and", "to", "i", "we", "you", "they", "he", "she", "also", "then", "or", "but", "&", "who", "which", "that"}
)
MARKS = frozenset(",;:—–-()[]|•·\"'.!?/")
LONGEST_PHRASE = 6


class Clause:
    """A clause as a list of words; `low` are the words in small letters."""

    def __init__(self, text: str, figures: Sequence[Figure]) -> None:
        self.text = text
        self.known: English = english()
        self.spans: list[Span] = [match.span() for match in WORD.finditer(text)]
        lowered = text.lower()
        # A letter such as İ has two small ones.
        low = lowered if len(lowered) == len(text) else text
        self.low: list[str] = [low[start:end] for start, end in self.spans]
        self.figured = self._figured(figures)
        self._verbs: dict[int, Verb | None] = {}

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.spans)

    def written(self, first: int, last: int) -> str:
        """The words from `first` to `last`, both included, as they stand."""
        return self.text[self.spans[first][0] : self.spans[last][1]]

    def at(self, place: int) -> int:
        """The first word that ends behind `place`."""
        return next((index for index, span in enumerate(self.spans) if span[1] > place), len(self.spans))

    def verb(self, index: int) -> Verb | None:
        """The verb at `index`, when the word is one there."""
        if index not in self._verbs:
            verb = self.form(index)
            self._verbs[index] = verb if verb is not None and self._acts(index, verb) else None
        return self._verbs[index]

    def form(self, index: int) -> Verb | None:
        """The verb that the word at `index` is a form of, whatever it is there: `co-authored` is one of `author`."""
        word = self.low[index]
        verb = self.known.verbs.get(word)
        if verb is None and "-" in word:
            before, _, stem = word.rpartition("-")
            verb = self.known.verbs.get(stem) if before in PREFIXES else None
        return verb

    def is_change(self, index: int) -> bool:
        """Whether the word at `index` is a verb of change."""
        verb = self.verb(index)
        return verb is not None and verb.base in self.known.changes

    def _acts(self, index: int, verb: Verb) -> bool:
        if index == 0:
            return verb.form != "ing" or self._has_object(index)
        before = self.low[index - 1]
        opened = before in OPENERS or before in MARKS
        if verb.form == "past":
            if before.endswith("ly") and index > 1:
                return self.low[index - 2] in OPENERS or self.low[index - 2] in MARKS
            if before in self.known.determiners or before in self.known.prepositions or (index - 1) in self.figured:
                return before in ("that", "this")
            # `cut` and `set` are nouns as well.
            return opened or self.low[index] != verb.base or verb.base in self.known.changes
        if verb.form == "ing":
            return (before in MARKS or before in ("and", "by", "while")) and (
                before != "and" or self._has_object(index)
            )
        if verb.form == "base":
            return (
                opened and before not in ("that", "-", "/", '"', "'") and (before != "and" or self.verb(0) is not None)
            )
        return before in ("that", "which", "who")

    def _has_object(self, index: int) -> bool:
        if index + 1 >= len(self.low):
            return False
        after = self.low[index + 1]
        return after in self.known.determiners or (index + 1) in self.figured or not after.isalpha() or after in OBJECTS

    def _figured(self, figures: Sequence[Figure]) -> frozenset[int]:
        found: set[int] = set()
        for figure in figures:
            for index, (start, end) in enumerate(self.spans):
                if start < figure.end and figure.start < end and not (figure.family == "" and self._labelled(index)):
                    found.add(index)
        return frozenset(found)

    def _labelled(self, index: int) -> bool:
        """Whether a bare number belongs to a name: `Line 4`, `level 3`."""
        if index == 0 or not self.low[index].isdigit():
            return False
        before = self.low[index - 1]
        named = index > 1 and self.text[self.spans[index - 1][0]].isupper() and before not in self.known.verbs
        return before in LABELS or (named and before.isalpha())

    def is_noun(self, index: int) -> bool:
        """Whether the word can stand in a noun phrase."""
        word, known = self.low[index], self.known
        if index in self.figured or not word[0].isalnum() or word in known.stop or word in known.determiners:
            return False
        following = self.low[index + 1] if index + 1 < len(self.low) else ""
        if word.endswith("ly") and len(word) > 4 and word not in LY_NOUNS and not following.endswith("ed"):
            return False
        if word in known.prepositions or (word.endswith("ing") and following in known.determiners):
            return False
        return self.verb(index) is None

    def phrase_from(self, index: int, longest: int = LONGEST_PHRASE) -> tuple[int, int] | None:
        """The first and the last word of the noun phrase that begins at `index`, its article left out."""
        size = len(self.low)
        while index < size and (self.low[index] in self.known.determiners or self.low[index] in LEADING):
            index += 1
        last = index
        while last < size and last - index < longest and self.is_noun(last):
            if last > index and self._participle(last):
                break
            last += 1
        return (index, last - 1) if last > index else None

    def phrase_with_of(self, index: int) -> tuple[int, int] | None:
        """As `phrase_from`, with what goes on behind `of`: `rollout of a new tool`."""
        words = self.phrase_from(index)
        if words is not None and words[1] + 2 < len(self.low) and self.low[words[1] + 1] == "of":
            further = self.phrase_from(words[1] + 2)
            if further is not None:
                return words[0], further[1]
        return words

    def _participle(self, index: int) -> bool:
        """Whether a word in -ed or -ing goes on with another clause: `leaks reported on`."""
        word = self.low[index]
        following = self.low[index + 1] if index + 1 < len(self.low) else ""
        ends = not following or following in self.known.prepositions or following in self.known.determiners
        return ends and word.endswith(("ed", "ing")) and word not in ED_NOUNS and word not in self.known.bad

    def trimmed(self, first: int, last: int) -> tuple[int, int] | None:
        """A phrase without articles before it and without what leads on behind it."""
        known = self.known
        while first <= last and (
            self.low[first] in known.determiners or self.low[first] in LEADING or not self.low[first][0].isalnum()
        ):
            first += 1
        while last >= first and (
            self.low[last] in known.prepositions
            or self.low[last] in TRAILING
            or not self.text[self.spans[last][1] - 1].isalnum()
        ):
            last -= 1
        return (first, last) if last >= first else None


LABELS = frozenset(
    {
        "level",
        "grade",
        "class",
        "phase",
        "stage",
        "tier",
        "version",
        "year",
        "chapter",
        "section",
        "unit",
        "room",
        "iso",
        "no",
        "part",
        "key",
        "type",
        "category",
        "top",
        "series",
        "gcse",
        "band",
        "step",
        "number",
        "covid",
        "route",
        "page",
        "item",
        "article",
        "day",
        "week",
        "b1",
        "windows",
        "line",
    }
)
PREFIXES = frozenset({"re", "co", "pre", "hand", "de", "ghost", "cross", "up", "over", "out", "hard", "fast", "live"})
OBJECTS = frozenset({"new", "over", "all", "up", "more", "about", "around", "him", "them"})
LEADING = frozenset(
    {
        "also",
        "and",
        "then",
        "successfully",
        "significantly",
        "consistently",
        "single",
        "any",
        "overall",
        "approximately",
        "about",
        "roughly",
        "over",
        "nearly",
        "almost",
        "up",
        "or",
        "but",
        "where",
        "when",
        "while",
        "which",
        "so",
        "i",
        "we",
        "was",
        "were",
        "has",
        "have",
        "had",
        "as",
    }
)
TRAILING = frozenset(
    {
        "and",
        "or",
        "was",
        "is",
        "were",
        "are",
        "has",
        "have",
        "had",
        "been",
        "went",
        "going",
        "a",
        "an",
        "the",
        "that",
        "which",
        "now",
        "then",
        "who",
        "it",
        "i",
        "we",
    }
)
LY_NOUNS = frozenset(
    {
        "family",
        "assembly",
        "supply",
        "reply",
        "anomaly",
        "monopoly",
        "butterfly",
        "elderly",
        "weekly",
        "monthly",
        "daily",
        "early",
        "italy",
        "two-hourly",
        "hourly",
        "friendly",
        "fly",
        "quarterly",
    }
)
ED_NOUNS = frozenset(
    {
        "need",
        "feed",
        "seed",
        "speed",
        "bed",
        "shed",
        "training",
        "housing",
        "building",
        "clothing",
        "catering",
        "plumbing",
        "wiring",
        "marketing",
        "accounting",
        "engineering",
        "testing",
        "learning",
        "nursing",
        "meeting",
        "funding",
        "hiring",
        "cleaning",
        "packaging",
        "rating",
        "reading",
        "writing",
        "bleaching",
        "caching",
        "planning",
        "morning",
        "evening",
        "ceiling",
        "banking",
        "screening",
        "wedding",
        "advertising",
        "turning",
        "manufacturing",
        "mentoring",
        "parking",
        "trading",
        "pricing",
        "welding",
        "painting",
        "counselling",
        "tutoring",
        "teaching",
        "monitoring",
        "logging",
        "scheduling",
        "billing",
        "onboarding",
        "recycling",
        "farming",
        "printing",
        "shipping",
        "processing",
        "modelling",
        "modeling",
        "drawing",
        "roofing",
        "flooring",
        "tailoring",
        "dressing",
        "bedding",
        "briefing",
        "coaching",
        "spending",
        "outing",
        "waiting",
        "handling",
        "heating",
        "lighting",
        "patching",
        "picking",
        "baking",
        "cooking",
    }
)


@cache
def plural(word: str) -> bool:
    """Whether `word` looks like several."""
    known = english()
    if word in PLURALS:
        return True
    return (
        word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in known.plural_not and len(word) > 2
    )


PLURALS = frozenset(
    {
        "people",
        "men",
        "women",
        "children",
        "staff",
        "police",
        "cattle",
        "sheep",
        "personnel",
        "crew",
        "alumni",
        "criteria",
        "data",
        "temps",
        "fish",
        "aircraft",
        "geese",
        "mice",
        "midwives",
        "housewives",
    }
)
