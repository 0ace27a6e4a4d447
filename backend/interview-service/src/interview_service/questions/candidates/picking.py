"""Choosing a set: the best rank and the most variety, no template and no line twice, the posting where there is one."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from math import ceil, inf

from interview_service.questions.candidates.models import Candidate, Source
from interview_service.questions.models import QUESTION_TYPES, Difficulty, Wish
from shared.language.similarity import Asked
from shared.resumes.evidence import Sources

SAME_ABOUT, SAME_TYPE, SAME_THEME = 36.0, 5.0, 12.0
OTHER_DIFFICULTY = 3.0
"""What a question of another difficulty has to be better by, where none was asked for by number."""

ANOTHER_OF_SOURCE = {"claim": 0.0, "skill": 12.0, "posting": 0.0, "career": 30.0, "situation": 26.0}
MAX_OF_SOURCE: Mapping[Source, int] = {"situation": 1, "career": 1}
"""Where nobody asked for these types alone."""

FILLERS: frozenset[Source] = frozenset({"career", "skill", "situation"})
FILLER_RANK, FILLED, FILLED_LATER = 45.0, 0.5, 0.8
"""Questions of these sources and below this rank know a title or a technology and nothing that was done with it. They
fill a first set up to its half: one that nothing else fills is shorter, and says what to add, rather than general. Who
asks again has been asked about the lines, and gets more of them."""

MOST_ABOUT = 2
"""Questions about one claim in a set; the follow-ups dig further."""

ON_POSTING = 0.4
"""Share of a set that stands on the posting, when there is one."""

SLOT_WITH_PARTICLE = re.compile(r"\{\w+(?:[:|][^{}/]+/[^{}/]+)?\}")
QUOTED = re.compile(r"\"[^\"\n]*\"|‘[^’\n]*’|“[^”\n]*”")

IN_ORDER = ("introduction", "introduction_student")


def pick(candidates: Iterable[Candidate], wish: Wish, sources: Sources) -> list[Candidate]:
    """Up to `wish.count` of them that `sources` prove, in the order in which they are asked."""
    left = [one for one in candidates if one.type in wish.types]
    chooser = _Chooser(left, wish, sources)
    on_posting = ceil(ON_POSTING * wish.count) if any(one.on_posting for one in left) else 0
    for number, difficulty in enumerate(wish.difficulties):
        only = number < on_posting
        chooser.choose(difficulty, lambda one, only=only: not only or (one.on_posting and one.source not in FILLERS))
    return sorted(chooser.picked, key=_turn)


def _turn(candidate: Candidate) -> tuple[int, int]:
    """Who one is comes first, why one wants to change last."""
    if candidate.source != "career":
        return 1, 0
    return (0, 0) if candidate.about.removeprefix("career.") in IN_ORDER else (2, 0)


class _Chooser:
    def __init__(self, left: list[Candidate], wish: Wish, sources: Sources) -> None:
        self._sources = sources
        self.picked: list[Candidate] = []
        self._left = sorted(left, key=lambda one: -one.rank)
        self._wish = wish
        self._previous = Asked(map(_own_words, wish.previous))
        self._asked = Asked()

    def choose(self, difficulty: Difficulty, fits: Callable[[Candidate], bool]) -> None:
        """Take the best one; of another difficulty where none was asked for by number."""
        best = self._best(difficulty, fits) or self._best(difficulty, lambda _: True)
        if best is not None:
            self.picked.append(best)

    def _best(self, difficulty: Difficulty, fits: Callable[[Candidate], bool]) -> Candidate | None:
        seen, exact = _Seen(self.picked), self._wish.exact_difficulties

        def worth(one: Candidate) -> float:
            return one.rank - seen.penalty(one) - OTHER_DIFFICULTY * (one.difficulty != difficulty)

        too_much = self._too_much(seen)

        def may_come(one: Candidate) -> bool:
            right = fits(one) and (one.difficulty == difficulty or not exact)
            return right and not (seen.is_spent(one) or too_much(one))

        while True:
            best = self._most_worth(may_come, worth)
            if best is None:
                return None
            self._left = [one for one in self._left if not _repeats(one, best)]
            if not self._was_asked(best) and self._is_proved(best):
                self._asked.add(best.core)
                return best

    def _most_worth(
        self, may_come: Callable[[Candidate], bool], worth: Callable[[Candidate], float]
    ) -> Candidate | None:
        """The candidate that is worth most; none is worth more than its rank, by which they are sorted."""
        best, most = None, -inf
        for one in self._left:
            if one.rank <= most:
                break
            if may_come(one) and (value := worth(one)) > most:
                best, most = one, value
        return best

    def _too_much(self, seen: "_Seen") -> Callable[[Candidate], bool]:
        """Tells which candidates stand on titles and dates alone, of which the set has enough, unless asked for."""
        if set(self._wish.types) != set(QUESTION_TYPES):
            return lambda _: False
        again = bool(self._wish.previous)
        count = self._wish.count
        full = {one for one, asked in seen.sources.items() if asked >= MAX_OF_SOURCE.get(one, count) + again}
        filled = len(self.picked) >= ceil((FILLED_LATER if again else FILLED) * count)
        return lambda one: one.source in full or (filled and one.source in FILLERS and one.rank < FILLER_RANK)

    def _is_proved(self, candidate: Candidate) -> bool:
        """Whether every quote stands at its place, as for a model: a reader of claims can be wrong."""
        return all(self._sources.locate(evidence) == evidence for evidence in candidate.evidence)

    def _was_asked(self, candidate: Candidate) -> bool:
        template = _template(candidate.asks)
        earlier = any(template.search(question) for question in self._wish.previous)
        return earlier or self._previous.has(_own_words(candidate.question)) or self._asked.has(candidate.core)


@lru_cache(4_096)
def _template(asks: str) -> re.Pattern[str]:
    """What finds a template in a question, whatever its slots were filled with: about another thing it is the same."""
    return re.compile(".{1,200}?".join(map(re.escape, SLOT_WITH_PARTICLE.split(asks))))


def _own_words(question: str) -> str:
    """A question without what it cites: about another line, the same words are the same question."""
    return QUOTED.sub(" ", question)


class _Seen:
    """How often what was picked already is of the same kind."""

    def __init__(self, picked: Sequence[Candidate]) -> None:
        self._about = Counter(one.about for one in picked)
        self._places = Counter(evidence.pointer for one in picked for evidence in one.evidence[:1])
        self._types = Counter(one.type for one in picked)
        self._themes = Counter(one.theme for one in picked if one.theme is not None)
        self.sources: Counter[Source] = Counter(one.source for one in picked)

    def is_spent(self, one: Candidate) -> bool:
        """Whether enough was asked about what `one` stands on."""
        return self._about[one.about] >= (1 if one.source == "career" else MOST_ABOUT)

    def penalty(self, one: Candidate) -> float:
        """What is taken off a candidate's rank."""
        about = self._about[one.about] + 0.3 * self._places[one.evidence[0].pointer if one.evidence else ""]
        return (
            SAME_ABOUT * about
            + SAME_TYPE * self._types[one.type]
            + SAME_THEME * (self._themes[one.theme] if one.theme is not None else 0)
            + ANOTHER_OF_SOURCE[one.source] * self.sources[one.source]
        )


def _repeats(one: Candidate, picked: Candidate) -> bool:
    """Whether nobody would ask `one` after `picked`: the same template, or one more about the same line."""
    same_line = one.on_posting and picked.on_posting and one.evidence[0] == picked.evidence[0]
    # One template that could follow any sentence is enough.
    another = one.fits_anything and picked.fits_anything
    return one.skeleton == picked.skeleton or same_line or another
