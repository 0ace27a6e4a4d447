"""Topics common to all professions, loaded from data files. Lines that contain their words get questions.

`docs/generation.md` describes the file format.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from interview_service.questions.bank import Lists, Names
from shared.core.data import read_yaml
from shared.language.lexicon import Lexicon
from shared.professions.models import Difficulty, ProbeType, Wording
from shared.resumes.document import Language

TOGETHER, OR = " & ", "|"
WITHOUT, UNLESS_ANY = "without ", "unless "
ACTS: Mapping[str, re.Pattern[str]] = {
    "taught": re.compile(
        r"교육|훈련|가르|지도|멘토|프리셉터|강의|신입|신규|수습|온보딩|수업|학생|리뷰|발표"
        r"|train|taught|teach|mentor|coach|onboard|precept|apprentice|induct|lesson|tutor|class|pupil|student|review",
        re.IGNORECASE,
    ),
    "led": re.compile(
        r"팀|리드|인력|직원|조장|근무표|관리자|협력사|파트|사원"
        r"|team|lead|crew|staff|manag|supervis|rota|shift|people|report|hir|appraisal",
        re.IGNORECASE,
    ),
}
"""Words by which a topic is about teaching or leading: those who are taught or led have a trade of their own, which is
not what was done."""

UNLESS, SOFTWARE = "unless.yaml", ("engineering.yaml", "software.yaml")


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TopicProbe(_Data):
    """A question about a line of the topic; with `when`, only if the line also contains one of these words."""

    type: ProbeType
    difficulty: Difficulty
    when: Lists = Lists()
    ko: Wording
    en: Wording

    def of(self, language: Language) -> Wording:
        """Return the wording in `language`."""
        return self.ko if language == "ko" else self.en


class Topic(_Data):
    """A topic of lines. `when` lists words that indicate it: `a & b` needs both, `a|b & c` either of two and a third.
    Words in `without`, and the lists of `unless.yaml` named in `unless`, rule it out.

    A topic with `first` takes precedence over others in the same line, e.g. failures and rejected options. `trades` are
    the professions, or families of them, in which the words mean the topic: a till is no `till August` there.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    first: bool = False
    trades: tuple[str, ...] = ()
    name: Names
    when: Lists
    unless: tuple[str, ...] = ()
    without: Lists = Lists()
    looks_for: Names
    good: Lists
    probes: Annotated[tuple[TopicProbe, ...], Field(min_length=2)]

    @cached_property
    def acts(self) -> frozenset[str]:
        """The acts on people that its words name: teaching them, leading them."""
        words = " ".join((*self.when.ko, *self.when.en))
        return frozenset(act for act, pattern in ACTS.items() if pattern.search(words))

    def is_foreign(self, trades: Collection[str]) -> bool:
        """Return whether the topic belongs to trades other than these professions and families."""
        return bool(self.trades) and not any(trade in self.trades for trade in trades)


@dataclass(frozen=True, slots=True)
class Asking:
    """A probe of a topic that matches a line. `words` counts the words of the line that indicated the topic."""

    topic: Topic
    number: int
    words: int

    @property
    def probe(self) -> TopicProbe:
        """The probe."""
        return self.topic.probes[self.number]


class TopicBank:
    """All topics, matched against a line at once. Raises `KeyError` if a topic names a list missing from `unless`."""

    def __init__(
        self, topics: Sequence[Topic], unless: Mapping[str, Lists], software: Collection[str] = frozenset()
    ) -> None:
        self.topics = tuple(topics)
        self._software = frozenset(software)
        self.unless = unless
        self._when = _Conditions((topic.when, topic.id) for topic in topics)
        self._by_id: Mapping[str, Topic] = {topic.id: topic for topic in topics}
        # Looked for in lines that tell a topic, all at once.
        self._rest = _Conditions(_rest(topics, unless))

    def is_software(self, topic_id: str) -> bool:
        """Return whether a topic comes from the file on software."""
        return topic_id in self._software

    def about(self, text: str) -> Iterator[Asking]:
        """Yield every probe that applies to `text`."""
        told = self._when.met(text)
        if not told:
            return
        rest = self._rest.met(text)
        met = [(self._by_id[key], words) for key, words in told.items() if not self._is_ruled_out(key, rest)]
        only_first = any(topic.first for topic, _ in met)
        for topic, words in met:
            if only_first and not topic.first:
                continue
            for number, probe in enumerate(topic.probes):
                more = rest.get(f"{topic.id}.{number}", 0)
                if more or not (probe.when.ko or probe.when.en):
                    yield Asking(topic, number, words + more)

    def _is_ruled_out(self, topic_id: str, met: Mapping[str, int]) -> bool:
        unless = self._by_id[topic_id].unless
        return WITHOUT + topic_id in met or any(UNLESS_ANY + name in met for name in unless)


def _rest(topics: Sequence[Topic], unless: Mapping[str, Lists]) -> Iterator[tuple[Lists, str]]:
    """Yield the conditions of topics: words that rule them out, from `without` and `unless`, and words of probes."""
    for name in {name for topic in topics for name in topic.unless}:
        yield unless[name], UNLESS_ANY + name
    for topic in topics:
        yield topic.without, WITHOUT + topic.id
        for number, probe in enumerate(topic.probes):
            yield probe.when, f"{topic.id}.{number}"


class _Conditions:
    """Conditions by key. A condition has alternatives, each of which may require several words together."""

    def __init__(self, conditions: Iterable[tuple[Lists, str]]) -> None:
        self._wanted: list[tuple[str, int]] = []
        entries: list[tuple[str, tuple[int, int]]] = []
        for lists, key in conditions:
            for alternative in (*lists.ko, *lists.en):
                parts = alternative.split(TOGETHER)
                for part, words in enumerate(parts):
                    entries += [(word, (len(self._wanted), part)) for word in words.split(OR)]
                self._wanted.append((key, len(parts)))
        self._lexicon: Lexicon[tuple[int, int]] = Lexicon(entries)

    def met(self, text: str) -> dict[str, int]:
        """Return the keys whose condition `text` meets, each with the word count of its most specific alternative."""
        found: defaultdict[int, set[int]] = defaultdict(set)
        for number, part in self._lexicon.keys(text):
            found[number].add(part)
        met: dict[str, int] = {}
        for number, parts in found.items():
            key, wanted = self._wanted[number]
            if len(parts) == wanted:
                met[key] = max(met.get(key, 0), wanted)
        return met


@cache
def topic_bank() -> TopicBank:
    """Return the topics, loaded once per process on first call (about 0.3 s: call it in a thread)."""
    folder = files("interview_service") / "data" / "topics"
    raw = {path.name: read_yaml(path) for path in folder.iterdir()}
    unless = TypeAdapter(dict[str, Lists]).validate_python(raw.pop(UNLESS))
    topics = [topic for _, file in sorted(raw.items()) for topic in file]
    software = [topic["id"] for name in SOFTWARE for topic in raw[name]]
    return TopicBank(TypeAdapter(list[Topic]).validate_python(topics), unless, software)
