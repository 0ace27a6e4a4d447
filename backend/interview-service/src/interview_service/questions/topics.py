"""Topics that people of every trade write about, kept as data files: a line that holds their words is asked about.

`docs/generation.md` says how a file is laid out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from interview_service.questions.bank import Lists, Names
from shared.language.lexicon import Lexicon
from shared.professions.models import Difficulty, ProbeType, Wording
from shared.resumes.document import Language

TOGETHER = " & "


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TopicProbe(_Data):
    """A question about a line of the topic; with `when` only about lines that hold one of these words, too."""

    type: ProbeType
    difficulty: Difficulty
    when: Lists = Lists()
    ko: Wording
    en: Wording

    def of(self, language: Language) -> Wording:
        """The wording in `language`."""
        return self.ko if language == "ko" else self.en


class Topic(_Data):
    """What a line may be about. `when` are the words that tell it, `a & b` both of them; `without` rules it out."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: Names
    when: Lists
    without: Lists = Lists()
    looks_for: Names
    good: Lists
    probes: Annotated[tuple[TopicProbe, ...], Field(min_length=2)]


@dataclass(frozen=True, slots=True)
class Asking:
    """A probe of a topic that a line meets; `words` are those of the line that told the topic."""

    topic: Topic
    number: int
    words: int

    @property
    def probe(self) -> TopicProbe:
        """The probe."""
        return self.topic.probes[self.number]


class TopicBank:
    """All topics, found in a line at once."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.topics = tuple(topics)
        self._when = _Conditions((topic.when, topic.id) for topic in topics)
        self._without = _Conditions((topic.without, topic.id) for topic in topics)
        self._by_id: Mapping[str, Topic] = {topic.id: topic for topic in topics}
        self._narrower = _Conditions(
            (probe.when, f"{topic.id}.{number}") for topic in topics for number, probe in enumerate(topic.probes)
        )

    def about(self, text: str) -> Iterator[Asking]:
        """Every probe that may be asked about `text`."""
        told = self._when.met(text)
        if not told:
            return
        ruled_out = self._without.met(text)
        narrower = self._narrower.met(text)
        for topic_id, words in told.items():
            if topic_id in ruled_out:
                continue
            topic = self._by_id[topic_id]
            for number, probe in enumerate(topic.probes):
                more = narrower.get(f"{topic_id}.{number}", 0)
                if more or not (probe.when.ko or probe.when.en):
                    yield Asking(topic, number, words + more)


class _Conditions:
    """Conditions by key: any of several alternatives, each of which may want several words together."""

    def __init__(self, conditions: Iterable[tuple[Lists, str]]) -> None:
        self._wanted: list[tuple[str, int]] = []
        entries: list[tuple[str, int]] = []
        for lists, key in conditions:
            for alternative in (*lists.ko, *lists.en):
                words = alternative.split(TOGETHER)
                entries += [(word, len(self._wanted)) for word in words]
                self._wanted.append((key, len(words)))
        self._lexicon: Lexicon[tuple[int, str]] = Lexicon((word, (number, word)) for word, number in entries)

    def met(self, text: str) -> dict[str, int]:
        """The keys whose condition `text` meets, with the number of words of the fullest alternative."""
        found: defaultdict[int, int] = defaultdict(int)
        for number, _ in self._lexicon.keys(text):
            found[number] += 1
        met: dict[str, int] = {}
        for number, words in found.items():
            key, wanted = self._wanted[number]
            if words == wanted:
                met[key] = max(met.get(key, 0), words)
        return met


@cache
def topic_bank() -> TopicBank:
    """The topics, read once a process at the first call (some 0.3 s: call it in a thread)."""
    folder = files("interview_service") / "data" / "topics"
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.iterdir(), key=lambda path: path.name))
    raw = [topic for text in texts for topic in yaml.load(text, Loader=yaml.CSafeLoader)]
    return TopicBank(TypeAdapter(list[Topic]).validate_python(raw))
