"""Picks a set by rank and variety: no template or line twice, and a share for the posting if there is one."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from math import ceil, inf

from interview_service.questions.candidates.models import Candidate, Source
from interview_service.questions.models import QUESTION_TYPES, Difficulty, Wish
from shared.language.similarity import Asked
from shared.resumes.evidence import Sources

SAME_ABOUT, SAME_TYPE, SAME_THEME = 65.0, 5.0, 12.0
OTHER_DIFFICULTY = 3.0
"""Margin by which a question of another difficulty must be better, if difficulties are not exact."""

ANOTHER_OF_SOURCE = {"claim": 0.0, "skill": 12.0, "posting": 0.0, "career": 30.0, "situation": 26.0}
MAX_OF_SOURCE: Mapping[Source, int] = {"situation": 1, "career": 1}
"""Limits unless only these types were requested."""

FILLERS: frozenset[Source] = frozenset({"career", "skill", "situation"})
FILLER_RANK, FILLED, FILLED_LATER = 45.0, 0.5, 0.8
"""Questions of these sources below this rank cite only a title or a technology. They may make up half of a first set;
otherwise the set stays shorter and says what to add. Later sets may have more of them, because the lines of the résumé
were already asked about."""

MAX_PER_CLAIM = 2
"""Maximum number of questions about one claim in a set; follow-ups dig deeper."""

ON_POSTING = 0.4
"""Share of a set that is based on the posting, if there is one."""

SLOT_WITH_PARTICLE = re.compile(r"\{\w+(?:[:|][^{}/]+/[^{}/]+)?\}")
QUOTED = re.compile(r"\"[^\"\n]*\"|‘[^’\n]*’|“[^”\n]*”")

IN_ORDER = ("introduction", "introduction_student")


def pick(candidates: Iterable[Candidate], wish: Wish, sources: Sources) -> list[Candidate]:
    """Return up to `wish.count` candidates whose evidence `sources` confirm, in the order of asking."""
    left = [one for one in candidates if one.type in wish.types]
    chooser = _Chooser(left, wish, sources)
    on_posting = ceil(ON_POSTING * wish.count) if any(one.on_posting for one in left) else 0
    for number, difficulty in enumerate(wish.difficulties):
        only = number < on_posting
        chooser.choose(difficulty, lambda one, only=only: not only or (one.on_posting and one.source not in FILLERS))
    return sorted(chooser.picked, key=_turn)


def _turn(candidate: Candidate) -> tuple[int, int]:
    """Sort key: the introduction comes first, the motivation for changing jobs last."""
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
        """Pick the best candidate; another difficulty is possible unless difficulties are exact."""
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
        """Return the best candidate. No worth exceeds the rank, by which candidates are sorted."""
        best, most = None, -inf
        for one in self._left:
            if one.rank <= most:
                break
            if may_come(one) and (value := worth(one)) > most:
                best, most = one, value
        return best

    def _too_much(self, seen: "_Seen") -> Callable[[Candidate], bool]:
        """Return a check for candidates of a kind that the set has enough of, unless these types were requested."""
        if set(self._wish.types) != set(QUESTION_TYPES):
            return lambda _: False
        again = bool(self._wish.previous)
        count = self._wish.count
        full = {one for one, asked in seen.sources.items() if asked >= MAX_OF_SOURCE.get(one, count) + again}
        filled = len(self.picked) >= ceil((FILLED_LATER if again else FILLED) * count)
        return lambda one: one.source in full or (filled and one.source in FILLERS and one.rank < FILLER_RANK)

    def _is_proved(self, candidate: Candidate) -> bool:
        """Return whether every quote appears at its pointer. Like a model, the claim reader can be wrong."""
        return all(self._sources.locate(evidence) == evidence for evidence in candidate.evidence)

    def _was_asked(self, candidate: Candidate) -> bool:
        template = _template(candidate.asks)
        earlier = any(template.search(question) for question in self._wish.previous)
        return earlier or self._previous.has(_own_words(candidate.question)) or self._asked.has(candidate.core)


@lru_cache(4_096)
def _template(asks: str) -> re.Pattern[str]:
    """Return a pattern that recognises a template in a question, whatever its slot values."""
    return re.compile(".{1,200}?".join(map(re.escape, SLOT_WITH_PARTICLE.split(asks))))


def _own_words(question: str) -> str:
    """Return a question without its quotes: the same words about another line are the same question."""
    return QUOTED.sub(" ", question)


class _Seen:
    """Counts of the picked questions by kind."""

    def __init__(self, picked: Sequence[Candidate]) -> None:
        self._about = Counter(one.about for one in picked)
        self._places = Counter(evidence.pointer for one in picked for evidence in one.evidence[:1])
        self._types = Counter(one.type for one in picked)
        self._themes = Counter(one.theme for one in picked if one.theme is not None)
        self.sources: Counter[Source] = Counter(one.source for one in picked)

    def is_spent(self, one: Candidate) -> bool:
        """Return whether enough was asked about the basis of `one`."""
        return self._about[one.about] >= (1 if one.source == "career" else MAX_PER_CLAIM)

    def penalty(self, one: Candidate) -> float:
        """Return the penalty on a candidate's rank."""
        about = self._about[one.about] + 0.3 * self._places[one.evidence[0].pointer if one.evidence else ""]
        return (
            SAME_ABOUT * about
            + SAME_TYPE * self._types[one.type]
            + SAME_THEME * (self._themes[one.theme] if one.theme is not None else 0)
            + ANOTHER_OF_SOURCE[one.source] * self.sources[one.source]
        )


def _repeats(one: Candidate, picked: Candidate) -> bool:
    """Return whether `one` repeats `picked`: it has the same template, or is another question about the same line."""
    same_line = one.on_posting and picked.on_posting and one.evidence[0] == picked.evidence[0]
    # One generic template per set is enough.
    another = one.fits_anything and picked.fits_anything
    return one.skeleton == picked.skeleton or same_line or another
